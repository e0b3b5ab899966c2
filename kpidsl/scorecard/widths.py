"""How wide a text will be, without a font: full-width characters are 1 em, digits 0.555, the rest a safe estimate."""

import unicodedata

NARROW = frozenset("iIjlrft.,:;'|!()[] ")
ELLIPSIS = "…"


def ems(text: str) -> float:
    """Return the width of a text in ems; it errs on the wide side."""
    return sum(_ems(char) for char in text)


def _ems(char: str) -> float:
    if unicodedata.combining(char):
        return 0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1
    if char.isdigit():
        return 0.56
    if char in NARROW:
        return 0.34
    return 0.68 if char.isupper() or char in "mwMW%@&" else 0.57


def fit(text: str, width: float) -> str:
    """Return the text cut to `width` ems, with an ellipsis where something is cut."""
    if ems(text) <= width:
        return text
    kept = ""
    for char in text:
        if ems(kept + char) > width - 1:
            break
        kept += char
    return f"{kept.rstrip()}{ELLIPSIS}"
