"""From when on a row is fresh: what `fresh within` allows, reckoned back from the as-of."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kpidsl.model.calendar import Calendar, is_business_day
from kpidsl.query.lenses import later
from kpidsl.syntax import tree

_DAYS_AT_MOST = 366
"""A calendar in which every day is closed has no business day to go back to."""


def fresh_since(calendar: Calendar, as_of: datetime, within: tree.Duration) -> datetime:
    """Return the instant from which on a row is fresh: so much before the as-of, by the local clock from a day on."""
    if within.unit in ("minute", "hour"):
        return as_of - timedelta(**{f"{within.unit}s": within.count})
    zone = ZoneInfo(calendar.timezone)
    local = as_of.astimezone(zone)
    day = _days_before(calendar, local.date(), within)
    return datetime.combine(day, time(local.hour, local.minute, local.second, local.microsecond), zone)


def _days_before(calendar: Calendar, day: date, within: tree.Duration) -> date:
    if within.unit != "business_day":
        return later(day, -within.count, within.unit)
    left, first = within.count, day - timedelta(days=_DAYS_AT_MOST + 7 * within.count)
    while left and day > first:
        day -= timedelta(days=1)
        left -= is_business_day(calendar, day)
    return day
