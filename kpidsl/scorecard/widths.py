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


def lines(text: str, width: float, most: int) -> list[str]:
    """Break a text into at most `most` lines of `width` ems, at blanks where there are some; the last one may be cut."""
    left, made = text.strip(), list[str]()
    while left and len(made) < most - 1 and ems(left) > width:
        cut = _break(left, width)
        made.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*made, fit(left, width)] if left else made


def _break(text: str, width: float) -> int:
    cut = next((index for index in range(1, len(text) + 1) if ems(text[:index]) > width), len(text)) - 1
    cut = max(cut, 1)
    blank = text.rfind(" ", 0, cut + 1)
    return blank if blank > cut * 0.5 else cut
