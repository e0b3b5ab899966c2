"""From days to periods and from period to period.

Every grain counts its periods by a running index, so that steps, ranges and "a year back" are arithmetic on integers.
Months count from year 0; a month of a calendar with closing day 20 ends on the 20th, and quarters, halves and years
are made of such months.
"""

from calendar import monthrange
from datetime import date, timedelta

from kpidsl.model.calendar.record import WEEKDAYS, Calendar, Grain, Period

_MONTHS_IN: dict[Grain, int] = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "fiscal_quarter": 3,
    "fiscal_half": 6,
    "fiscal_year": 12,
}


def period_of(calendar: Calendar, grain: Grain, day: date) -> Period:
    """Return the period of that grain that holds the local day."""
    return at_index(calendar, grain, index_of(calendar, grain, day))


def following(calendar: Calendar, period: Period, count: int = 1) -> Period:
    """Return the period `count` steps later, or earlier where `count` is negative.

    Raises `OverflowError` or `ValueError` beyond the years 1 to 9999, so a count that somebody wrote is checked first.
    """
    return at_index(calendar, period.grain, index_of(calendar, period.grain, period.last) + count)


def year_before(calendar: Calendar, period: Period) -> Period | None:
    """Return the period of the same number a year earlier: 2026-09 to 2025-09, Feb 29 to Feb 28, W53 to None."""
    match period.grain:
        case "day":
            return period_of(calendar, "day", _same_day(period.first, -1))
        case "week":
            year, week = iso_week(calendar, period.first)
            return week_of(calendar, year - 1, week)
        case grain:
            return following(calendar, period, -12 // _MONTHS_IN[grain])


def between(calendar: Calendar, grain: Grain, first_day: date, last_day: date) -> tuple[Period, ...]:
    """Return every period that shares a day with the range (both ends inclusive), in order."""
    start, end = index_of(calendar, grain, first_day), index_of(calendar, grain, last_day)
    return tuple(at_index(calendar, grain, index) for index in range(start, end + 1))


def count_between(calendar: Calendar, grain: Grain, first_day: date, last_day: date) -> int:
    """Return how many periods `between` would give, without making them."""
    return max(0, index_of(calendar, grain, last_day) - index_of(calendar, grain, first_day) + 1)


def index_of(calendar: Calendar, grain: Grain, day: date) -> int:
    """Return the running number of the period that holds the day; neighbours differ by one."""
    if grain == "day":
        return day.toordinal()
    if grain == "week":
        return (day.toordinal() - 1 - WEEKDAYS.index(calendar.week_starts)) // 7
    return (_month_of(calendar, day) - _shift(calendar, grain)) // _MONTHS_IN[grain]


def at_index(calendar: Calendar, grain: Grain, index: int) -> Period:
    """Return the period with that running number; the inverse of `index_of`."""
    if grain == "day":
        day = date.fromordinal(index)
        return Period("day", day, day, day.isoformat())
    if grain == "week":
        first = date.fromordinal(index * 7 + 1 + WEEKDAYS.index(calendar.week_starts))
        year, week = iso_week(calendar, first)
        return Period("week", first, first + timedelta(6), f"{year:04}-W{week:02}")
    size = _MONTHS_IN[grain]
    month = index * size + _shift(calendar, grain)
    first = _closing_of(calendar, month - 1) + timedelta(1)
    return Period(grain, first, _closing_of(calendar, month + size - 1), _label(calendar, grain, index))


def iso_week(calendar: Calendar, first: date) -> tuple[int, int]:
    """Return the year and number of the week that begins on `first`: those of the ISO week of its fourth day."""
    year, week, _ = (first + timedelta(3)).isocalendar()
    return year, week


def week_of(calendar: Calendar, year: int, week: int) -> Period | None:
    """Return the week of that ISO year and number, or None where the year has no such week."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    fourth = monday + timedelta((WEEKDAYS.index(calendar.week_starts) + 3) % 7)
    return period_of(calendar, "week", fourth)


def _label(calendar: Calendar, grain: Grain, index: int) -> str:
    size = _MONTHS_IN[grain]
    if grain == "month":
        return f"{index // 12:04}-{index % 12 + 1:02}"
    year, part = divmod(index, 12 // size)
    letter = {3: f"Q{part + 1}", 6: f"H{part + 1}", 12: ""}[size]
    if grain.startswith("fiscal"):
        return f"FY{year + name_shift(calendar):04}{letter}"
    return f"{year:04}{letter}"


def name_shift(calendar: Calendar) -> int:
    """Return what the name of a fiscal year adds to the calendar year in which it starts: 0 or 1."""
    return int(calendar.fiscal_year_named == "end" and calendar.fiscal_year_starts > 1)


def _shift(calendar: Calendar, grain: Grain) -> int:
    return calendar.fiscal_year_starts - 1 if grain.startswith("fiscal") else 0


def _month_of(calendar: Calendar, day: date) -> int:
    month = day.year * 12 + day.month - 1
    return month if day.day <= calendar.closing_day or day == _closing_of(calendar, month) else month + 1


def _closing_of(calendar: Calendar, month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, min(calendar.closing_day, monthrange(year, index + 1)[1]))


def _same_day(day: date, years: int) -> date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
