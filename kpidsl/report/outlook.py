"""Where totals will land: what has to be measured of the year before, and the landing that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpidsl.analysis.change import same_part
from kpidsl.analysis.landing import Landing, PastYear, landing
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.pace import elapsed
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, Grain, Period, between, period_of, year_before
from kpidsl.report.measuring import Days

_SEASONED: tuple[Grain, ...] = ("fiscal_year", "year", "fiscal_half", "half", "fiscal_quarter", "quarter")
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Past:
    """The same window a year earlier: its days up to the same point, all of them, and those that show it was on record.

    `probe` reaches from a year before the window to the end of its first month: a metric without a value there began
    later, and a year of which only a part was recorded says nothing about a whole one.
    """

    part: Days
    whole: Days
    probe: Days


def window_period(calendar: Calendar, window: TargetWindow, grains: tuple[Grain, ...] = _SEASONED) -> Period | None:
    """Return the period whose days a window covers exactly, None where there is none."""
    for grain in grains:
        periods = between(calendar, grain, window.first, window.first)
        if (periods[0].first, periods[0].last) == (window.first, window.last):
            return periods[0]
    return None


def past_of(calendar: Calendar, window: TargetWindow, day: date) -> Past | None:
    """Return the days of the year before that a running total is held against at the close of a day.

    The same point is the same month at the same number of its business days (domain section 3e), so that at the end of
    a month whole months are compared.
    """
    period = window_period(calendar, window)
    before = year_before(calendar, period) if period is not None else None
    if not window.cumulative or before is None or not window.first <= day:
        return None
    month = period_of(calendar, "month", min(day, window.last))
    earlier = year_before(calendar, month)
    if earlier is None:
        return None
    part = same_part(calendar, month, earlier, day)
    until = part[1] if part is not None else earlier.first - _DAY
    if until < before.first:
        return None
    opening = period_of(calendar, "month", before.first)
    older = year_before(calendar, before)
    return Past((before.first, until), (before.first, before.last), ((older or before).first, opening.last))


def lands(
    calendar: Calendar,
    name: str,
    window: TargetWindow | None,
    actual: Number | None,
    past: Past | None,
    measured: Mapping[tuple[str, Days], Any],
    day: date,
) -> Landing | None:
    """Return where a running total will end; only totals land."""
    if window is None or not window.cumulative:
        return None
    passed = elapsed(calendar, window.first, window.last, day, window.counting)
    years = []
    if past is not None and measured.get((name, past.probe)):
        years = [PastYear(measured.get((name, past.part)), measured.get((name, past.whole)))]
    return landing(actual, passed.share if passed else None, years)
