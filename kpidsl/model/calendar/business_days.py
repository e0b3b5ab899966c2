"""Business days: the country's working days of the week, less its public holidays, less days the firm is closed."""

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from kpidsl.model.calendar.record import Calendar


class _Country(Protocol):
    def is_working_day(self, key: date) -> bool: ...


def is_business_day(calendar: Calendar, day: date) -> bool:
    """Say whether the firm works on that day."""
    counts = _counts(calendar, day.year)
    number = _number(day)
    return counts[number] > counts[number - 1]


def business_days(calendar: Calendar, first: date, last: date) -> int:
    """Return how many business days the range holds, both ends inclusive; 0 where `last` is before `first`."""
    if last < first:
        return 0
    whole = sum(_counts(calendar, year)[-1] for year in range(first.year, last.year))
    return whole + _counts(calendar, last.year)[_number(last)] - _counts(calendar, first.year)[_number(first) - 1]


def nth_business_day(calendar: Calendar, first: date, last: date, number: int) -> date | None:
    """Return the business day with that number (from 1) in the range, or None where it holds fewer."""
    day, left = first, number
    while day <= last:
        left -= is_business_day(calendar, day)
        if left <= 0:
            return day
        day += timedelta(1)
    return None


def knows_holidays(code: str) -> bool:
    """Say whether the public holidays of that country ("JP"), or region of one ("DE-BY"), are known."""
    try:
        _country(code, 2026)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=1024)
def _counts(calendar: Calendar, year: int) -> tuple[int, ...]:
    """Return for each day number of the year, from 0, how many business days lie up to it."""
    first = date(year, 1, 1)
    days = tuple(first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1))
    country = _country(calendar.holidays, year) if calendar.holidays else None
    closed = tuple(closed_range(text) for text in calendar.closed)
    works = (_works(country, day) and not any(each and is_closed(each, day) for each in closed) for day in days)
    return (0, *accumulate(map(int, works)))


def _works(country: _Country | None, day: date) -> bool:
    return country.is_working_day(day) if country else day.weekday() < 5


def _country(code: str, year: int) -> _Country:
    from holidays import country_holidays

    country, _, region = code.partition("-")
    found: _Country = country_holidays(country, subdiv=region or None, years=year)
    return found


def _number(day: date) -> int:
    return day.timetuple().tm_yday


Edge = tuple[int, int, int]
"""Year (0 where it holds every year), month, day."""

_EDGE = re.compile(r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})")


def closed_range(text: str) -> tuple[Edge, Edge] | None:
    """Return both ends (inclusive) of "12-29..01-03", "08-13", "2026-08-13" or "2026-08-13..2026-08-15", else None."""
    left, dots, right = text.partition("..")
    first, last = _edge(left), _edge(right if dots else left)
    if first is None or last is None or (first[0] == 0) != (last[0] == 0):
        return None
    return None if first[0] and last < first else (first, last)


def is_closed(closed: tuple[Edge, Edge], day: date) -> bool:
    """Say whether the day lies in the range; a yearly range may run over the turn of the year."""
    first, last = closed
    at = (day.year if first[0] else 0, day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def _edge(text: str) -> Edge | None:
    matched = _EDGE.fullmatch(text.strip())
    if matched is None:
        return None
    year, month, day = int(matched[1] or 0), int(matched[2]), int(matched[3])
    try:
        # A leap year stands in for "every year", so that 02-29 may be written.
        date(year or 2024, month, day)
    except ValueError:
        return None
    return year, month, day
