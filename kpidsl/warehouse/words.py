"""What an engine says, made fit to print: one line, no control characters, no secrets."""

import re
from collections.abc import Iterable

from kpidsl.text.render.visible import visible

LONGEST = 400
_OF_A_VALUE = re.compile(
    r"conver|cast|invalid input (syntax|value)|incorrect|truncated|out of range|overflow|invalid .*(value|format)", re.I
)
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|(?<!\w)-?\d[\d.,:+-]*(?!\w)")


def first_line(words: object, secrets: Iterable[str] = ()) -> str:
    """Return the first line that says something, visible and bounded, without the secrets and the values of rows."""
    text = str(words)
    # Longest first, so that a secret inside another leaves no rest of it behind.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    line = visible(next((each.strip() for each in text.splitlines() if each.strip()), ""))
    if _OF_A_VALUE.search(line):
        line = _VALUES.sub("…", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
