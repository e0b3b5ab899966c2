"""The past, month by month, of every number that is to reach a total: what seasons and forecasts are taken from."""

from collections.abc import Mapping
from datetime import date

from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, period_of
from kpidsl.report.measuring import Ask, Series, measure_series
from kpidsl.text.diagnostic import Outcome

MONTHS = 60
"""Months back: five years, of which a forecast can be tried and a season told from chance."""


def past_months(
    ask: Ask, calendar: Calendar, aims: Mapping[str, TargetWindow], day: date
) -> Outcome[dict[str, Series]]:
    """Return the months up to a day of every number whose target is a total over several months; one statement."""
    names = tuple(name for name, window in aims.items() if window.first <= day and of_months(calendar, window))
    if not names:
        return Outcome({})
    return measure_series(ask, calendar, names, "month", period_of(calendar, "month", day), MONTHS, day)


def of_months(calendar: Calendar, window: TargetWindow) -> bool:
    """Say whether a target is a total over whole months, more than one."""
    if not window.cumulative:
        return False
    first, last = (period_of(calendar, "month", each) for each in (window.first, window.last))
    return first.first == window.first and last.last == window.last and first != last


def known_from(months: Series) -> int | None:
    """Return the index of the first month on record: a 0 before any row came is no value; None without any."""
    return next((index for index, value in enumerate(months.values) if value), None)
