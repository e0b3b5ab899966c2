"""Before rendering: every character of every text must have a glyph, or it would be a box on the page."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from kpidsl.scorecard.fonts.bundled import covered
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.records import Scorecard
from kpidsl.text.diagnostic import Diagnostic

BLANKS = frozenset("\n\r\t")


def missing_glyphs(card: Scorecard) -> tuple[Diagnostic, ...]:
    """Return one finding for each character that the fonts lack, with the first field that holds it."""
    known = covered()
    found: dict[str, str] = {}
    for field, text in texts(card, ""):
        for char in text:
            if ord(char) not in known and char not in BLANKS:
                found.setdefault(char, field)
    return tuple(_missing(char, field) for char, field in found.items())


def _missing(char: str, field: str) -> Diagnostic:
    codepoint, name = f"U+{ord(char):04X}", unicodedata.name(char, "?")
    return problem("K903", field=field, character=_shown(char), codepoint=codepoint, name=name)


def texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a record with the path of its field; an item of a list goes by its own name."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from texts(each, f"{path}[{_called(each, index)}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))


def _called(value: Any, index: int) -> str:
    name = getattr(value, "name", None)
    return str(getattr(name, "id", None) or getattr(value, "kpi", None) or index + 1)


def _shown(char: str) -> str:
    return char if char.isprintable() else "?"
