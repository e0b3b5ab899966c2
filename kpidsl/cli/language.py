"""Which language the commands speak: KPIDSL_LANG, else the manifest's locale, else that of the system."""

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from kpidsl.project import MANIFEST, find_folder

Language = Literal["en", "ja"]
_LOCALE = re.compile(r"""^locale:[ \t]*["']?(?P<tag>[A-Za-z-]+)""", re.MULTILINE)
_FIRST_BYTES = 65_536


class Say:
    """Picks one of two texts: `say("English", "日本語")`."""

    __slots__ = ("language",)

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, en: str, ja: str) -> str:
        """Return the text in the language."""
        return ja if self.language == "ja" else en


def teach_click(language: Language) -> None:
    """Have what click itself says of options and arguments in the language; it asks gettext for its texts."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))


def spoken(arguments: Sequence[str], environment: Mapping[str, str], here: Path) -> Language:
    """Return the language for a command line; only its `--project` and the manifest's `locale:` line are looked at."""
    given = environment.get("KPIDSL_LANG")
    if given:
        return _language(given)
    tag = _manifest_locale(_start(arguments, here))
    if tag:
        return _language(tag)
    return _language(
        next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    )


def _language(tag: str) -> Language:
    return "ja" if tag.lower().startswith("ja") else "en"


def _start(arguments: Sequence[str], here: Path) -> Path:
    for index, each in enumerate(arguments):
        if each.startswith("--project="):
            return here / each.removeprefix("--project=")
        if each == "--project" and index + 1 < len(arguments):
            return here / arguments[index + 1]
    return here


def _manifest_locale(start: Path) -> str | None:
    try:
        folder = find_folder(start.resolve())
        if folder is None:
            return None
        with (folder / MANIFEST).open("rb") as file:
            found = _LOCALE.search(file.read(_FIRST_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return None
    return found["tag"] if found else None
