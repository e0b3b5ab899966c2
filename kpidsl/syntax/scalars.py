"""A YAML scalar as a passage: its text, and the place in the file of each of its characters."""

from kpidsl.syntax.folding import fold
from kpidsl.syntax.passage import Passage

_ESCAPED = {"x": 4, "u": 6, "U": 10}


def scalar_passage(file: str, text: str, value: str, start: int, end: int, style: str | None) -> Passage:
    """Return the passage of a scalar that stands at `start` to `end` of a file's text, quotes and all."""
    inner = start + 1 if style in ("'", '"') else start
    if text.startswith(value, inner) and style not in ("|", ">"):
        return Passage(file, value, fold(value), 0, len(value), lines=False, base=inner)
    places = _places(text, value, after_header(text, start, end) if style in ("|", ">") else inner, end, style)
    return Passage(file, value, fold(value), 0, len(value), lines=False, places=places)


def after_header(text: str, start: int, end: int) -> int:
    """Return where the lines of a block scalar begin."""
    while start < end and text[start] not in "\r\n":
        start += 1
    return start


def _places(text: str, value: str, at: int, end: int, style: str | None) -> list[int]:
    """Walk value and text side by side: what is not a blank stands in both, in the same order.

    Blanks may be folded, so each gets the place of whatever stands next in the text.
    """
    places: list[int] = []
    for character in value:
        while style == '"' and text.startswith("\\", at) and text[at + 1 : at + 2] in "\r\n":
            at = _past_blanks(text, at + 1, end)
        if style == '"' and text.startswith("\\", at):
            places.append(at)
            at += _ESCAPED.get(text[at + 1 : at + 2], 2)
        elif character in " \t\r\n":
            places.append(min(at, end))
            at += 1 if text.startswith(character, at) else 0
        else:
            at = at if text.startswith(character, at) else _past_blanks(text, at, end)
            places.append(min(at, end))
            at += 2 if style == "'" and character == "'" else 1
    places.append(min(at, end))
    return places


def _past_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t\r\n":
        at += 1
    return at
