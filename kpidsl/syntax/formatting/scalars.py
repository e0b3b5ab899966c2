"""Text as a YAML scalar: plain where any reader of YAML takes it for the same text, else in quotes or a block."""

import re

from kpidsl.syntax.hygiene import hidden

_INDICATORS = frozenset("[]{},#&*!|>'\"%@`")
_NOT_TEXT = re.compile(
    r"~|null|true|false|yes|no|on|off|[-+]?(?:\.?[0-9][0-9_.,:eExXoO+-]*|\.inf|\.nan)", re.IGNORECASE
)
_NULL = re.compile(r"~|null|true|false", re.IGNORECASE)


def scalar(text: str, prose: bool = False) -> str:
    """Return one line of text as a scalar; `prose` is also kept from being taken for a number or a yes."""
    if _plain(text) and not (_NOT_TEXT if prose else _NULL).fullmatch(text):
        return text
    if "\n" in text or hidden(text):
        return _escaped(text)
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _plain(text: str) -> bool:
    if not text or text != text.strip() or "\t" in text or "\n" in text or hidden(text):
        return False
    if text[0] in _INDICATORS or (text[0] in "-?:" and text[1:2] in ("", " ")):
        return False
    return ": " not in text and " #" not in text and not text.endswith(":")


def _escaped(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def block(text: str, indent: int) -> list[str] | None:
    """Return text of several lines as a block, its header first; None where a block would not give it back."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if len(lines) + text.endswith("\n") < 2 or body.endswith("\n") or lines[0][:1] in ("", " ", "\t"):
        return None
    if any(line and not line.strip() for line in lines) or hidden(text):
        return None
    header = "|" if text.endswith("\n") else "|-"
    return [header, *(f"{' ' * indent}{line}" if line else "" for line in lines)]
