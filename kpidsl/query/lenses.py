"""Lenses: over which days a formula is looked at for each period of the answer.

The plain one is the period itself. `previous`, `rolling`, `to_date` and `cumulative` look elsewhere. All of it is
reckoned here, in days of the calendar; SQL sees only numbers of buckets.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, Grain, Period, following, period_of, year_before
from kpidsl.model.expression import OverPeriods
from kpidsl.query.plan import PlannedPeriod
from kpidsl.text.diagnostic import Outcome, finding

ONE_DAY = timedelta(days=1)
_MONTHS: dict[str, int] = {
    "month": 1, "quarter": 3, "fiscal_quarter": 3, "half": 6, "fiscal_half": 6, "year": 12, "fiscal_year": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """The days looked at for one period; `first` None: from the beginning. `period` is the one they belong to."""

    first: date | None
    last: date
    period: Period


@dataclass(frozen=True, slots=True)
class Lens:
    """The days for each period of the answer that has begun, by its number; None where there is no such period."""

    days: tuple[Days | None, ...]


def plain(periods: tuple[PlannedPeriod, ...], today: date) -> Lens:
    """Return the lens that looks at each period itself, cut by the range and the as-of's day."""
    return Lens(tuple(Days(each.first, min(each.last, today), each.period) for each in periods if each.due))


def through(calendar: Calendar, lens: Lens, over: OverPeriods, today: date) -> Outcome[Lens]:
    """Return the lens that a function over periods looks through, itself seen through `lens`."""
    match over.function:
        case "previous":
            return _previous(calendar, lens, over, today)
        case "rolling":
            moved = [each and Days(_back(each.last + ONE_DAY, over), each.last, each.period) for each in lens.days]
        case "to_date":
            unit: Grain = over.unit  # type: ignore[assignment]  # checked when the formula was resolved
            moved = [
                each and Days(period_of(calendar, unit, each.last).first, each.last, each.period) for each in lens.days
            ]
        case _:
            moved = [each and Days(None, each.last, each.period) for each in lens.days]
    return Outcome(Lens(tuple(moved)))


def _previous(calendar: Calendar, lens: Lens, over: OverPeriods, today: date) -> Outcome[Lens]:
    moved: list[Days | None] = []
    for each in lens.days:
        if each is None:
            moved.append(None)
            continue
        try:
            earlier = earlier_period(calendar, each.period, over.count, over.unit)
        except (OverflowError, ValueError):
            earlier = None
        if isinstance(earlier, str):
            return Outcome(lens, (finding("K417", over.span, length=f"{over.count} {over.unit}", grain=earlier),))
        moved.append(Days(earlier.first, min(earlier.last, today), earlier) if earlier is not None else None)
    return Outcome(Lens(tuple(moved)))


def earlier_period(calendar: Calendar, period: Period, count: int, unit: str) -> Period | str | None:
    """Return the period `count` units before, without a unit the one before; the grain where the length does not fit.

    A year back means the same index: February 29 becomes the 28th, and a 53rd week has none.
    """
    if not unit:
        return following(calendar, period, -1)
    if period.grain == "day":
        day = later(period.first, -count, unit)
        return period_of(calendar, "day", day)
    if period.grain == "week":
        if unit == "year":
            return _years_before(calendar, period, count)
        if unit == "week" or (unit == "day" and count % 7 == 0):
            return following(calendar, period, -(count if unit == "week" else count // 7))
        return period.grain
    months, size = _MONTHS.get(unit, 0) * count, _MONTHS[period.grain]
    if not months or months % size:
        return period.grain
    return following(calendar, period, -(months // size))


def _years_before(calendar: Calendar, week: Period, count: int) -> Period | None:
    """Return the week of the same number that many years back, whether or not the years between have it."""
    label = f"{int(week.label[:4]) - count:04}{week.label[4:]}"
    if count == 1:
        return year_before(calendar, week)
    found = period_of(calendar, "week", week.first - timedelta(days=round(365.2425 * count)))
    for near in (found, following(calendar, found, -1), following(calendar, found, 1)):
        if near.label == label:
            return near
    return None


def _back(day: date, over: OverPeriods) -> date:
    return later(day, -over.count, over.unit)


def later(day: date, count: int, unit: str) -> date:
    """Return the day `count` units later (earlier where below 0); a month's missing day is its last."""
    if unit == "day":
        return day + timedelta(days=count)
    if unit == "week":
        return day + timedelta(days=7 * count)
    months = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return date(year, month + 1, min(day.day, last))
