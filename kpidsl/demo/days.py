"""The days of the demo company: which ones it works on, and where each one lies on the clock of the warehouse.

The holidays are written down rather than computed: the data must stay the same when a library learns of a new law.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FIRST = date(2024, 5, 1)
LAST = date(2026, 10, 31)

_HOLIDAYS = {
    2024: "05-03 05-06 07-15 08-12 09-16 09-23 10-14 11-04",
    2025: "01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24",
    2026: "01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
}
HOLIDAYS = frozenset(date.fromisoformat(f"{year}-{day}") for year, days in _HOLIDAYS.items() for day in days.split())

_EPOCH = date(1970, 1, 1)


def midnight(day: date) -> int:
    """00:00 in Tokyo (nine hours ahead of UTC, no summer time) as seconds since 1970 in UTC."""
    return (day - _EPOCH).days * 86400 - 9 * 3600


END = midnight(LAST + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: `index` counts from FIRST, `midnight` is 00:00 in Tokyo as seconds since 1970 in UTC."""

    date: date
    index: int
    midnight: int
    open: bool
    closing: bool

    @property
    def month(self) -> str:
        """The month as `2026-09`."""
        return f"{self.date:%Y-%m}"


def is_open(day: date) -> bool:
    """Whether the company works: no weekend, no public holiday, no year-end closure (12-29 to 01-03)."""
    closed = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and day not in HOLIDAYS and not closed


def days(extra: int = 0) -> Iterator[Day]:
    """Every day from FIRST to LAST and `extra` days beyond; `closing` marks the last five working days of a month."""
    return (day_of(FIRST + timedelta(days=index)) for index in range((LAST - FIRST).days + 1 + extra))


def day_of(day: date) -> Day:
    """A date with what the company's calendar says of it."""
    return Day(day, (day - FIRST).days, midnight(day), is_open(day), _is_closing(day))


def open_days(month: str) -> int:
    """How many days of a month such as `2026-09` the company works."""
    day = date.fromisoformat(f"{month}-01")
    return sum(is_open(day + timedelta(days=n)) for n in range(31) if (day + timedelta(days=n)).month == day.month)


def _is_closing(day: date) -> bool:
    left = (day + timedelta(days=n) for n in range(1, 15))
    return sum(is_open(later) for later in left if later.month == day.month) < 5
