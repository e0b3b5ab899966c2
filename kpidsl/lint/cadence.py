"""When the next review is due."""

from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, Grain, following, period_of

_GRAINS: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "fiscal_quarter",
    "half_yearly": "fiscal_half",
    "yearly": "fiscal_year",
}


def due(calendar: Calendar, cadence: str, last: date, later: int = 1) -> date | None:
    """Return the last day on which the review after one held on `last` is in time: the end of the next period.

    `later` is how many periods on; None for a word that is no cadence, or where the calendar ends.
    """
    grain = _GRAINS.get(cadence)
    if grain is None or not date(1001, 1, 1) <= last <= date(8990, 1, 1):
        return None
    return following(calendar, period_of(calendar, grain, last), later).last


def late_by(calendar: Calendar, cadence: str, last: date, today: date) -> int:
    """Return by how many days the next review is late, 0 where it is not."""
    day = due(calendar, cadence, last)
    return max((today - day) // timedelta(1), 0) if day is not None else 0
