"""From a rhythm to dates, over business days, holidays and days on which the firm is closed.

A review is held once in each period of its cadence, and looks at the period before. A day without business gives way to
the next business day.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kpidsl.model.cadences import Rhythm
from kpidsl.model.calendar import (
    WEEKDAYS,
    Calendar,
    Period,
    following,
    index_of,
    is_business_day,
    nth_business_day,
    period_of,
)
from kpidsl.model.calendar.periods import at_index

_DAY = timedelta(1)
_LONGEST_CLOSURE = 92
"""Days after which a firm that is still closed holds no review for that period."""

_MOST_MISSED = 400


def held_in(calendar: Calendar, rhythm: Rhythm, period: Period) -> date | None:
    """Return the day of the review of one period; None where the firm does not work on any day that would do.

    A period with fewer business days than asked for takes its last one; a month without a 31st its last day.
    """
    if rhythm.business_day is not None:
        counted = nth_business_day(calendar, period.first, period.last, rhythm.business_day)
        return counted or _last_business_day(calendar, period)
    if rhythm.weekday is not None:
        ahead = (WEEKDAYS.index(rhythm.weekday) - period.first.weekday()) % 7
        return _working(calendar, period.first + timedelta(ahead))
    if rhythm.day is not None:
        return _working(calendar, _day_of_month(period, rhythm.day))
    return period.first if is_business_day(calendar, period.first) else None


def _last_business_day(calendar: Calendar, period: Period) -> date | None:
    days = (period.last - timedelta(back) for back in range(period.days))
    return next((day for day in days if is_business_day(calendar, day)), None)


def _day_of_month(period: Period, number: int) -> date:
    """Return the first day of the period with that number in its month, or that month's last where it is shorter."""
    day = period.first
    while day.day != number and not (day.day < number and (day + _DAY).day == 1):
        day += _DAY
    return day


def _working(calendar: Calendar, day: date) -> date | None:
    later = (day + timedelta(ahead) for ahead in range(_LONGEST_CLOSURE))
    return next((each for each in later if is_business_day(calendar, each)), None)


def held_between(calendar: Calendar, rhythm: Rhythm, first: date, last: date) -> Iterator[tuple[Period, date]]:
    """Yield each review held in the range (both ends inclusive) with the period it is held in, by its day.

    Two that holidays push onto one day are one review: that of the later period.
    """
    start = index_of(calendar, rhythm.grain, first - timedelta(_LONGEST_CLOSURE))
    held: dict[date, Period] = {}
    for index in range(start, index_of(calendar, rhythm.grain, last) + 1):
        period = at_index(calendar, rhythm.grain, index)
        day = held_in(calendar, rhythm, period)
        if day is not None and first <= day <= last:
            held[day] = period
    yield from ((held[day], day) for day in sorted(held))


def looked_at(calendar: Calendar, rhythm: Rhythm, period: Period) -> Period:
    """Return the period that the review held in `period` looks at: the one before, of days the last with business."""
    before = following(calendar, period, -1)
    if rhythm.grain != "day":
        return before
    days = (period.first - timedelta(back) for back in range(1, _LONGEST_CLOSURE))
    return next((period_of(calendar, "day", day) for day in days if is_business_day(calendar, day)), before)


def unheld(calendar: Calendar, rhythm: Rhythm, last: date | None, day: date) -> tuple[date | None, tuple[date, ...]]:
    """Return the day of the last review that should have been by `day`, and those without a record, the latest first.

    `last` is the day of the last record; without any only the latest review is named, for nobody can say since when.
    A record in the period of a review, or after it, is that review's: whoever meets a day early has met.
    """
    missed: list[date] = []
    held, slot = None, period_of(calendar, rhythm.grain, day)
    for _ in range(_MOST_MISSED):
        on = held_in(calendar, rhythm, slot)
        if on is not None and on <= day:
            held = held or on
            if last is not None and last >= min(slot.first, on):
                break
            missed.append(on)
            if last is None:
                break
        slot = following(calendar, slot, -1)
    return held, tuple(missed)
