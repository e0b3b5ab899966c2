"""Periods the slow way: a day knows the label of its period, and a period is the run of days with one label."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from kpidsl.syntax import tree

DAY = timedelta(days=1)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS_IN = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "year": 12,
    "fiscal_quarter": 3,
    "fiscal_half": 6,
    "fiscal_year": 12,
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """How days become periods. `fiscal_start` is a month from 1, `week_start` a weekday from 0 (Monday)."""

    zone: ZoneInfo
    fiscal_start: int
    closing_day: int
    week_start: int
    named_by_end: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole local days, both ends inside."""

    grain: str
    label: str
    first: date
    last: date


def calendar(manifest: Mapping[str, Any]) -> Calendar:
    """Return the calendar of a parsed `kpidsl.yaml`; what it leaves out is UTC, January, month ends, Monday."""
    given = manifest.get("calendar") or {}
    return Calendar(
        ZoneInfo(manifest.get("timezone", "UTC")),
        MONTHS.index(given.get("fiscal_year_starts", "january")) + 1,
        int(given.get("closing_day", 31)),
        WEEKDAYS.index(given.get("week_starts", "monday")),
        given.get("fiscal_year_named", "start") == "end",
    )


def last_of_month(year: int, month: int) -> int:
    """Return the number of days in a civil month."""
    return (date(year + month // 12, month % 12 + 1, 1) - DAY).day


def closing_month(calendar: Calendar, day: date) -> tuple[int, int]:
    """Return the year and month that a day is booked in: after the closing day it is the next month."""
    if day.day <= min(calendar.closing_day, last_of_month(day.year, day.month)):
        return day.year, day.month
    return day.year + day.month // 12, day.month % 12 + 1


def week_label(calendar: Calendar, day: date) -> str:
    """Return the ISO week of the fourth day of the week that holds a day."""
    start = day - DAY * ((day.weekday() - calendar.week_start) % 7)
    year, week, _ = (start + 3 * DAY).isocalendar()
    return f"{year:04}-W{week:02}"


def fiscal_label(calendar: Calendar, year: int, month: int, months: int) -> str:
    """Return the label of the fiscal year, half or quarter (12, 6 or 3 months) that holds a month."""
    since_start = (month - calendar.fiscal_start) % 12
    name = year if month >= calendar.fiscal_start else year - 1
    if calendar.named_by_end and calendar.fiscal_start > 1:
        name += 1
    return f"FY{name:04}" + {12: "", 6: f"H{since_start // 6 + 1}", 3: f"Q{since_start // 3 + 1}"}[months]


def label(calendar: Calendar, day: date, grain: str) -> str:
    """Return the label, as section 1 of the language writes it, of the period that holds a day."""
    if grain == "day":
        return day.isoformat()
    if grain == "week":
        return week_label(calendar, day)
    year, month = closing_month(calendar, day)
    match grain:
        case "month":
            return f"{year:04}-{month:02}"
        case "quarter":
            return f"{year:04}Q{(month + 2) // 3}"
        case "half":
            return f"{year:04}H{(month + 5) // 6}"
        case "year":
            return f"{year:04}"
    return fiscal_label(calendar, year, month, MONTHS_IN[grain])


@cache
def period_of(calendar: Calendar, day: date, grain: str) -> Period:
    """Return the period that holds a day, found by walking to both sides while the label stays."""
    mine = label(calendar, day, grain)
    first = last = day
    while label(calendar, first - DAY, grain) == mine:
        first -= DAY
    while label(calendar, last + DAY, grain) == mine:
        last += DAY
    return Period(grain, mine, first, last)


def before(calendar: Calendar, period: Period, count: int = 1) -> Period:
    """Return the period of the same grain that many periods earlier."""
    for _ in range(count):
        period = period_of(calendar, period.first - DAY, period.grain)
    return period


def after(calendar: Calendar, period: Period, count: int) -> Period:
    """Return the period of the same grain that many periods later."""
    for _ in range(count):
        period = period_of(calendar, period.last + DAY, period.grain)
    return period


def periods_between(calendar: Calendar, first: date, last: date, grain: str) -> list[Period]:
    """Return every period that has a day from `first` to `last`, in order."""
    found = [period_of(calendar, first, grain)]
    while found[-1].last < last:
        found.append(after(calendar, found[-1], 1))
    return found


def months_later(day: date, months: int) -> date:
    """Return the same day that many civil months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_of_month(year, month + 1)))


def later(day: date, duration: tree.Duration, sign: int = 1) -> date:
    """Return the day a duration later (or earlier, with sign -1). Units: day, week, month, quarter, year."""
    count = duration.count * sign
    match duration.unit:
        case "day":
            return day + DAY * count
        case "week":
            return day + DAY * 7 * count
        case unit:
            return months_later(day, MONTHS_IN[unit] * count)


def earlier_period(calendar: Calendar, period: Period, duration: tree.Duration) -> Period | None:
    """Return the period of the same index a duration earlier; None where there is none (week 53)."""
    grain, unit = period.grain, duration.unit
    if grain == "day":
        day = later(period.first, duration, -1)
        return Period("day", day.isoformat(), day, day)
    if grain == "week":
        if unit == "year":
            return same_week(calendar, period, duration.count)
        days = (period.first - later(period.first, duration, -1)).days if unit in ("day", "week") else 1
        return before(calendar, period, whole(days, 7))
    return before(calendar, period, whole(MONTHS_IN[unit] * duration.count, MONTHS_IN[grain]))


def same_week(calendar: Calendar, period: Period, years: int) -> Period | None:
    """Return the week of the same number that many ISO years earlier."""
    wanted = f"{int(period.label[:4]) - years:04}{period.label[4:]}"
    while period.label > wanted:
        period = before(calendar, period)
    return period if period.label == wanted else None


def whole(length: int, size: int) -> int:
    """Return how often a size goes into a length; `ValueError` where it leaves a rest."""
    count, rest = divmod(length, size)
    if rest:
        raise ValueError("an offset must be a whole number of periods")
    return count
