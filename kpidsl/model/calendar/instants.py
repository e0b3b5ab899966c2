"""From local days to instants and back, right over daylight saving and over days that a zone skipped.

Days lie in the years 1000 to 9000; beyond what datetimes can hold there is an `OverflowError`.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kpidsl.model.calendar.record import Calendar

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


def start_instant(calendar: Calendar, day: date) -> datetime:
    """Return the instant, in UTC, at which the local day begins.

    A midnight that comes twice is the first one; one that does not exist is the first instant after it. A day that the
    zone skipped begins, and ends, where the next one begins.
    """
    zone = ZoneInfo(calendar.timezone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    first, second = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    # The two readings of a missing time stand the other way round, the clock's change between them.
    return first if first <= second else _change(zone, second, first)


def local_day(calendar: Calendar, instant: datetime) -> date:
    """Return the local day that an aware instant lies in: the last one that has begun by `start_instant`."""
    day = instant.astimezone(ZoneInfo(calendar.timezone)).date()
    # A clock set back over midnight shows the old date again; the new day has begun all the same.
    return day + _DAY if instant >= start_instant(calendar, day + _DAY) else day


def naive_edge(calendar: Calendar, day: date, zone: str) -> datetime:
    """Return the least naive local time in `zone` that is not before the day's beginning in the calendar.

    For columns that hold naive values in that zone: `column >= edge` keeps the rows at or after the instant, where an
    ambiguous value is read as the first of the two and a missing one with the offset before the gap.
    """
    instant, there = start_instant(calendar, day), ZoneInfo(zone)
    local = instant.astimezone(there)
    if local.fold:
        # Values of the repeated hour mean its first pass, which is over: the edge is where the hour ends.
        change = _change(there, local.replace(fold=0).astimezone(UTC), instant)
        return _just_after(change - _SECOND, there)
    # They differ only right after a gap: values in the gap mean times after it.
    return min(local.replace(tzinfo=None), _just_after(instant - _SECOND, there))


def _just_after(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0) + _SECOND


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the instant in (before, after] at which the zone's offset changes; it changes once there."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
