"""Periods as people write them: `FY2026H1`, `2026-09`, `2026年度上期`, `2027年3月期`."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kpidsl.model.calendar.periods import at_index, name_shift, period_of, week_of
from kpidsl.model.calendar.record import FIRST_YEAR, LAST_YEAR, Calendar, Period


@dataclass(frozen=True, slots=True)
class NotAPeriod:
    """Why a text is no period.

    `reason`: "form" (no such spelling), "year" (outside 1000 to 9000), "month", "day", "week", "quarter" (no such one;
    `limit` is the last there is), "fiscal_end" (`limit` is the month in which the fiscal year ends).
    """

    text: str
    reason: str
    limit: int = 0


def parse_period(calendar: Calendar, text: str) -> Period | None:
    """Return the period that the text names, or None. Full-width signs are expected to be folded to ASCII already."""
    found = read_period(calendar, text)
    return found if isinstance(found, Period) else None


def read_period(calendar: Calendar, text: str) -> Period | NotAPeriod:
    """Return the period that the text names, or why it names none."""
    for pattern, read in _FORMS:
        if matched := pattern.fullmatch(text):
            parts = {name: part for name, part in matched.groupdict().items() if part is not None}
            if not FIRST_YEAR <= int(parts["year"]) <= LAST_YEAR:
                return NotAPeriod(text, "year")
            found = read(calendar, parts)
            return found if isinstance(found, Period) else NotAPeriod(text, *found)
    return NotAPeriod(text, "form")


Parts = dict[str, str]
Found = Period | tuple[str, int]


def _day(calendar: Calendar, parts: Parts) -> Found:
    year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    if not 1 <= month <= 12:
        return "month", 12
    last = monthrange(year, month)[1]
    return period_of(calendar, "day", date(year, month, day)) if 1 <= day <= last else ("day", last)


def _month(calendar: Calendar, parts: Parts) -> Found:
    month = int(parts["month"])
    return at_index(calendar, "month", int(parts["year"]) * 12 + month - 1) if 1 <= month <= 12 else ("month", 12)


def _week(calendar: Calendar, parts: Parts) -> Found:
    year = int(parts["year"])
    # 28 December is in the last ISO week of its year by definition.
    last = date(year, 12, 28).isocalendar().week
    return week_of(calendar, year, int(parts["week"])) or ("week", last)


def _year(calendar: Calendar, parts: Parts) -> Found:
    year = int(parts["year"])
    if "quarter" in parts:
        quarter = int(parts["quarter"])
        return at_index(calendar, "quarter", year * 4 + quarter - 1) if 1 <= quarter <= 4 else ("quarter", 4)
    if "half" in parts:
        return at_index(calendar, "half", year * 2 + _HALF[parts["half"]])
    return at_index(calendar, "year", year)


def _fiscal_year(calendar: Calendar, parts: Parts) -> Found:
    return _fiscal(calendar, parts, int(parts["year"]) - name_shift(calendar))


def _fiscal_year_ending(calendar: Calendar, parts: Parts) -> Found:
    month, last_month = int(parts["month"]), (calendar.fiscal_year_starts - 2) % 12 + 1
    if not 1 <= month <= 12:
        return "month", 12
    if month != last_month:
        return "fiscal_end", last_month
    return _fiscal(calendar, parts, int(parts["year"]) - int(calendar.fiscal_year_starts > 1))


def _fiscal(calendar: Calendar, parts: Parts, start: int) -> Found:
    if "quarter" in parts:
        quarter = int(parts["quarter"])
        return at_index(calendar, "fiscal_quarter", start * 4 + quarter - 1) if 1 <= quarter <= 4 else ("quarter", 4)
    if "half" in parts:
        return at_index(calendar, "fiscal_half", start * 2 + _HALF[parts["half"]])
    return at_index(calendar, "fiscal_year", start)


_HALF = {"1": 0, "上": 0, "2": 1, "下": 1}
_YEAR = r"(?P<year>[0-9]{4})"
_PART = r"(?:Q(?P<quarter>[0-9])|H(?P<half>[12]))?"
_QUARTER_JA = r"第?(?P<quarter>[0-9])(?:四半期|Q)"
_FISCAL_JA = rf"(?:{_QUARTER_JA}|(?P<half>[上下])半?期)?"
# 2026年上期 is left out: in a firm whose year starts in April it is said of either year.
_CALENDAR_JA = rf"(?:{_QUARTER_JA}|(?P<half>[上下])半期)?"

_FORMS: tuple[tuple[re.Pattern[str], Callable[[Calendar, Parts], Found]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", _day),
        (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日", _day),
        (rf"{_YEAR}-(?P<month>[0-9]{{2}})", _month),
        (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月", _month),
        (rf"{_YEAR}-W(?P<week>[0-9]{{2}})", _week),
        (rf"FY{_YEAR}{_PART}", _fiscal_year),
        (rf"{_YEAR}年度{_FISCAL_JA}", _fiscal_year),
        (rf"{_YEAR}年(?P<month>[0-9]{{1,2}})月期{_FISCAL_JA}", _fiscal_year_ending),
        (rf"{_YEAR}{_PART}", _year),
        (rf"{_YEAR}年{_CALENDAR_JA}", _year),
    )
)
