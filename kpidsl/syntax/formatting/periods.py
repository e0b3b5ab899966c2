"""The one spelling of a period: `2026年度上期` is FY2026H1, `2026年9月` is 2026-09."""

import re
from collections.abc import Callable

_PARTS = {"": "", "上": "H1", "下": "H2"}
_YEAR = r"([0-9]{4})年"
_QUARTER = "第([1-4])四半期"


def _year(match: re.Match[str]) -> str:
    return match[1] + (f"Q{match[3]}" if match[3] else _PARTS[match[2] or ""])


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"{_YEAR}度(?:([上下])半?期|{_QUARTER})?"), lambda match: f"FY{_year(match)}"),
    (re.compile(rf"{_YEAR}(?:([上下])半期|{_QUARTER})?"), _year),
    (re.compile(rf"{_YEAR}([0-9]{{1,2}})月"), lambda match: f"{match[1]}-{int(match[2]):02}"),
    (
        re.compile(rf"{_YEAR}([0-9]{{1,2}})月([0-9]{{1,2}})日"),
        lambda match: f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}",
    ),
)


def plain_period(text: str) -> str:
    """Return a period in its plain spelling. `2027年3月期` stays: which year that is only the manifest knows.

    So does `2026年上期`, which a company says of its fiscal year and others of the calendar's.
    """
    for pattern, spell in _FORMS:
        if match := pattern.fullmatch(text):
            return spell(match)
    return text
