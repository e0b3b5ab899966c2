"""Which files need not be made again: what they were made from is the same, and they are still what was written.

Kept in the project under `.kpidsl/`. A file that was changed, or a record that says anything odd, is made again.
"""

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from kpidsl.scorecard.fonts.bundled import sums
from kpidsl.scorecard.fonts.own import OwnFont
from kpidsl.scorecard.pdf import Attached, Variant

FILE = Path(".kpidsl") / "pages.json"


def made_from(html: str, variant: Variant, attached: tuple[Attached, ...], fonts: tuple[OwnFont, ...] = ()) -> str:
    """Return the SHA-256 of all that a PDF depends on: the page, the fonts, the library that draws it."""
    parts = [html, variant, version("weasyprint"), version("pydyf"), json.dumps(sums(), sort_keys=True)]
    parts += [each.mark for each in fonts]
    parts += [f"{each.name} {each.relation} {hashlib.sha256(each.data).hexdigest()}" for each in attached]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


class Unchanged:
    """What is known of the files of a project, from one call of the program to the next."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known = dict(_read(root / FILE))

    def same(self, path: Path, source: str) -> bool:
        """Say whether a file was made from that, and is still as it was written."""
        known = self._known.get(str(path.resolve()))
        if known is None or known[0] != source:
            return False
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == known[1]
        except OSError:
            return False

    def keep(self, path: Path, source: str, data: bytes) -> None:
        """Remember what a file was made from."""
        self._known[str(path.resolve())] = (source, hashlib.sha256(data).hexdigest())

    def save(self) -> None:
        """Write down what is known; where that cannot be done, the files are made again the next time."""
        from kpidsl.scorecard.files import write_whole

        if (self._root / FILE).parent.is_symlink():
            return
        write_whole(self._root / FILE, json.dumps(self._known, ensure_ascii=False, indent=1).encode())


def _read(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    for name, value in known.items() if isinstance(known, dict) else ():
        match value:
            case [str(source), str(data)]:
                yield name, (source, data)
