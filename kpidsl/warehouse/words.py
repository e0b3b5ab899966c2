"""What an engine says, made fit to print: one line, no control characters, no secrets."""

import unicodedata
from collections.abc import Iterable

LONGEST = 400
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """Return the text with characters that a terminal would obey, or not show, written as escapes."""
    return "".join(_escape(each) if unicodedata.category(each) in _UNSEEN else each for each in text)


def first_line(words: object, secrets: Iterable[str] = ()) -> str:
    """Return the first line that says something, without any of the secrets, visible and of bounded length."""
    text = str(words)
    # Longest first, so that a secret inside another leaves no rest of it behind.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    line = next((each.strip() for each in text.splitlines() if each.strip()), "")
    line = visible(line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
