"""Text from files made safe to print: control characters and hidden directions become signs, widths are known."""

import re
from unicodedata import category, east_asian_width

from kpidsl.text.render.secrets import STARS, stretches

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]")
TAB = 4


def visible(text: str) -> str:
    """Return text in which no character acts on a terminal: `ESC` shows as `␛`, others as `<U+202E>`."""
    return _HIDDEN.sub(lambda match: _sign(match[0]), text)


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def width(text: str) -> int:
    """Return how many columns text takes in a terminal: East Asian wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if category(each) in ("Mn", "Me") else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def laid_out(line: str) -> tuple[str, list[int]]:
    """Return a line as it is printed, and the column at which each of its characters, and its end, begins.

    A password in it is printed as `***`: its characters share the column at which the stars end.
    """
    hidden = stretches(line)
    if not hidden and line.isascii() and line.isprintable():
        return line, list(range(len(line) + 1))
    shown: list[str] = []
    columns = [0]
    stars = {index: STARS if index == start else "" for start, stop in hidden for index in range(start, stop)}
    for index, character in enumerate(line):
        at = columns[-1]
        piece = stars.get(index, " " * (TAB - at % TAB) if character == "\t" else visible(character))
        shown.append(piece)
        columns.append(at + width(piece))
    return "".join(shown), columns
