"""Where totals will land: what has to be measured of the year before, and the landing that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpidsl.analysis.change import same_part
from kpidsl.analysis.forecast import landing_forecast
from kpidsl.analysis.landing import Landing, Method, PastYear, landing
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.pace import elapsed
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, Grain, Period, between, count_between, period_of, year_before
from kpidsl.model.records import Metric, Model
from kpidsl.report.measuring import Ask, Days, Series, measure_series
from kpidsl.report.past_months import known_from, of_months
from kpidsl.text.diagnostic import Diagnostic, Outcome

_SEASONED: tuple[Grain, ...] = ("fiscal_year", "year", "fiscal_half", "half", "fiscal_quarter", "quarter")
_DAY = timedelta(1)
SEASON = 12


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
    metric: Metric,
    window: TargetWindow | None,
    actual: Number | None,
    past: Past | None,
    measured: Mapping[tuple[str, Days], Any],
    day: date,
    months: Series | None = None,
) -> Landing | None:
    """Return where a running total will end; only totals land.

    With last year's months on record they are forecast, by the method that has erred least; else it is growth
    on last year, or the run rate. That is taken over the days on record: a month before the first row brought no 0.
    """
    if window is None or not window.cumulative:
        return None
    forecast = None if months is None or day >= window.last else _by_months(calendar, metric, window, months, day)
    if forecast is not None:
        return forecast
    begun = known_from(months) if months is not None else None
    since = window.first if months is None or begun is None else max(window.first, months.periods[begun].first)
    passed = elapsed(calendar, since, window.last, day, window.counting)
    years = []
    if past is not None and measured.get((metric.name, past.probe)):
        years = [PastYear(*(measured.get((metric.name, days)) for days in (past.part, past.whole)))]
    return landing(actual, passed.share if passed else None, years)


_METHODS: dict[str, Method] = {"seasonal_naive": "growth_on_last_year"}


def _by_months(calendar: Calendar, metric: Metric, window: TargetWindow, months: Series, day: date) -> Landing | None:
    """Return the landing by forecast months, None where there are too few for that, or none can be made."""
    begun_at = known_from(months)
    if begun_at is None or not of_months(calendar, window):
        return None
    known = list(zip(months.periods, months.values, strict=True))[begun_at:]
    over = [(period, value) for period, value in known if period.last <= day]
    begun = sum(period.first >= window.first for period, _ in over)
    if len(over) < SEASON + (begun or SEASON):
        # Without the same part of last year there is nothing that a season could be told by.
        return None
    current = period_of(calendar, "month", day)
    running = None if current.last <= day else next((value for period, value in known if period == current), None)
    passed = elapsed(calendar, current.first, current.last, day) if running is not None else None
    first_left = over[-1][0].last + _DAY
    made = landing_forecast(
        [value for _, value in over],
        count_between(calendar, "month", first_left, window.last),
        begun=begun,
        running=running,
        passed=passed.share if passed is not None else 0.0,
    )
    if made.value is None or made.method is None:
        return None
    best = next((each for each in made.backtests if each.method == made.method), None)
    return Landing(
        method=_METHODS.get(made.method, made.method),  # type: ignore[arg-type]
        value=made.value,
        years=len(over) // SEASON,
        low=made.low,
        high=made.high,
        confidence=made.confidence,
        error=best.mase if best is not None else None,
        points=len(over),
        odds=_odds(made.probability_of(window.value), metric, window),
        months=made.periods,
    )


def _odds(above: float | None, metric: Metric, window: TargetWindow) -> float | None:
    """Return the probability that the target is met from that of ending above it; a band has none."""
    if above is None or window.sense == "between" or metric.better == "within":
        return None
    return 1 - above if window.sense == "at_most" or metric.better == "lower" else above


def months_of(
    ask: Ask,
    calendar: Calendar,
    model: Model,
    aims: Mapping[str, TargetWindow],
    past: Mapping[str, Past],
    measured: Mapping[tuple[str, Days], Any],
    day: date,
) -> Outcome[dict[str, Series]]:
    """Return the months of the goals' windows, after those of the year before where all of it is on record."""
    found: list[Diagnostic] = []
    made: dict[str, Series] = {}
    for name, window in aims.items():
        if model.metrics[name].role != "kgi" or not window.cumulative or window.first > day:
            continue
        before = past.get(name)
        known = before is not None and measured.get((name, before.probe))
        first = before.whole[0] if before is not None and known else window.first
        count = count_between(calendar, "month", first, window.last)
        series = measure_series(ask, calendar, (name,), "month", period_of(calendar, "month", window.last), count, day)
        found += series.diagnostics
        made |= series.value
    return Outcome(made, tuple(found))
