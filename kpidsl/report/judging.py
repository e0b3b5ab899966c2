"""Every number of a page judged: against its target, its past, and its own ordinary variation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpidsl.analysis.change import Change, change, same_part
from kpidsl.analysis.landing import Landing, PastYear, landing
from kpidsl.analysis.limits import Chart, chart, per_business_day
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.pace import elapsed
from kpidsl.analysis.standing import Judgement, Standing
from kpidsl.analysis.status import judge
from kpidsl.analysis.target_days import Asked, baseline_days, milestone_as_target
from kpidsl.analysis.target_path import expected_on, standing_on
from kpidsl.analysis.target_window import TargetWindow, window_on
from kpidsl.model.calendar import Calendar, Grain, Period, business_days, period_of, year_before
from kpidsl.model.records import Metric, Model
from kpidsl.report.measuring import Ask, Days, Series, measure_days, measure_series
from kpidsl.text.diagnostic import Diagnostic, Outcome

SHOWN = 13
"""Periods on a page: the one it is about, and the twelve before it, the same one of last year among them."""

HISTORY = 25
"""Periods that are measured, so that every shown one has a past to be judged by."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A metric at a period.

    `window` is that of the target it is judged by (None: no target), `actual` what was measured over the window's days,
    `history` every period measured, `series` the shown ones of them, `chart` its process chart over them, `scales` what the chart's values are multiplied by to
    be those of each shown period. `expected` is what was due of the target at the close of the day, `landing` where a
    total will end.
    """

    metric: Metric
    history: Series
    series: Series
    value: Number | None
    window: TargetWindow | None
    actual: Number | None
    judgement: Judgement
    versus_last: Change
    versus_year: Change
    chart: Chart
    scales: tuple[float, ...]
    expected: float | None = None
    landing: Landing | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """All that is judged at one period, by name; `day` is the close at which it is judged.

    `tree_values` are all numbers over the days of the goal's target, `tree_days`: in a tree the parts must make the
    whole, so all of it is measured over the same days.
    """

    period: Period
    grain: Grain
    day: date
    complete: bool
    judged: Mapping[str, Judged]
    tree_days: Days
    tree_values: Mapping[str, Number | None]


def judge_all(model: Model, ask: Ask, names: tuple[str, ...], grain: Grain, period: Period, as_of: date) -> Outcome[Board | None]:
    """Return every named metric judged at a period, as of a day; no number is made up where a query failed."""
    calendar = model.manifest.calendar
    day = min(as_of, period.last)
    series = measure_series(ask, calendar, names, grain, period, HISTORY, day)
    found: list[Diagnostic] = list(series.diagnostics)
    if not series.value:
        return Outcome(None, tuple(found))
    asked = {name: chosen for name in names if (chosen := _chosen(model, model.metrics[name], grain, day)) is not None}
    baselines = measure_days(ask, calendar, _baselines(calendar, asked), day)
    windows = {name: window for name, each in asked.items() if (window := _window(calendar, name, each, baselines.value, day))}
    tree_days = _tree_days(model, windows, period)
    wanted = [(name, (each.first, each.last)) for name, each in windows.items()] + [(name, tree_days) for name in names]
    actuals = measure_days(ask, calendar, wanted, day)
    past = _past_windows(calendar, model, windows, day)
    pasts = measure_days(ask, calendar, (item for items in past.values() for item in items), day)
    found += [*baselines.diagnostics, *actuals.diagnostics, *pasts.diagnostics]
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    judged = {}
    for name in names:
        metric, window = model.metrics[name], windows.get(name)
        actual = actuals.value.get((name, (window.first, window.last))) if window else None
        lands = _landing(calendar, window, actual, past.get(name, ()), pasts.value, day)
        judged[name] = _judged(calendar, metric, series.value[name], window, actual, lands, day)
    complete = all(each.complete[-1] for each in series.value.values())
    tree_values = {name: actuals.value.get((name, tree_days)) for name in names}
    return Outcome(Board(period, grain, day, complete, judged, tree_days, tree_values), tuple(found))


def _tree_days(model: Model, windows: Mapping[str, TargetWindow], period: Period) -> Days:
    """Return the days of the first goal's target, else those of the page's period."""
    for name, window in windows.items():
        if model.metrics[name].role == "kgi" and window.cumulative:
            return window.first, window.last
    return period.first, period.last


def _chosen(model: Model, metric: Metric, grain: Grain, day: date) -> Asked | None:
    """Return the target that a metric is judged by on a day: of those whose days hold it the shortest, else the next one due."""
    calendar = model.manifest.calendar
    plain = [each for each in metric.targets if each.slice is None]
    options = [Asked(each, metric.kind, grain, tuple(plain), metric.milestones) for each in plain]
    if not options and metric.milestones:
        options = [Asked(milestone_as_target(each), metric.kind, grain) for each in metric.milestones]
    dated = [(window, each) for each in options if (window := window_on(calendar, each, day)) is not None]
    now = [(window, each) for window, each in dated if window.begins <= day <= window.due]
    if now:
        return min(now, key=lambda pair: (pair[0].due - pair[0].begins).days)[1]
    ahead = [(window, each) for window, each in dated if window.due >= day]
    if ahead:
        return min(ahead, key=lambda pair: pair[0].due)[1]
    return max(dated, key=lambda pair: pair[0].due)[1] if dated else None


def _baselines(calendar: Calendar, asked: Mapping[str, Asked]) -> list[tuple[str, Days]]:
    return [(name, days) for name, each in asked.items() if (days := baseline_days(calendar, each)) is not None]


def _window(
    calendar: Calendar, name: str, asked: Asked, measured: Mapping[tuple[str, Days], Any], day: date
) -> TargetWindow | None:
    days = baseline_days(calendar, asked)
    baseline = measured.get((name, days)) if days else None
    return window_on(calendar, asked, day, baseline)


def _past_windows(
    calendar: Calendar, model: Model, windows: Mapping[str, TargetWindow], day: date
) -> dict[str, tuple[tuple[str, Days], tuple[str, Days]]]:
    """Return, for every running total of a fiscal year, the same part of the year before and all of it."""
    past = {}
    for name, window in windows.items():
        year = period_of(calendar, "fiscal_year", window.first)
        if not window.cumulative or (window.first, window.last) != (year.first, year.last):
            continue
        before = year_before(calendar, year)
        part = same_part(calendar, year, before, min(day, year.last)) if before else None
        if before is not None and part is not None:
            past[name] = ((name, part), (name, (before.first, before.last)))
    return past


def _landing(
    calendar: Calendar,
    window: TargetWindow | None,
    actual: Number | None,
    past: Iterable[tuple[str, Days]],
    measured: Mapping[tuple[str, Days], Any],
    day: date,
) -> Landing | None:
    """Return where a running total will end; only totals land."""
    if window is None or not window.cumulative:
        return None
    passed = elapsed(calendar, window.first, window.last, day, window.counting)
    numbers = [measured.get(each) for each in past]
    years = [PastYear(numbers[0], numbers[1])] if len(numbers) == 2 else []
    return landing(actual, passed.share if passed else None, years)


def _judged(
    calendar: Calendar,
    metric: Metric,
    series: Series,
    window: TargetWindow | None,
    actual: Number | None,
    lands: Landing | None,
    day: date,
) -> Judged:
    shown = _tail(series, SHOWN)
    points = metric.shown == "%"
    value = shown.values[-1]
    running = not shown.complete[-1]
    standing = (
        standing_on(calendar, window, day, actual, better=metric.better, landing=lands.value if lands else None)
        if window
        else Standing(actual=value, value=None)
    )
    made, scales = _chart(calendar, metric, series)
    return Judged(
        metric=metric,
        history=series,
        series=shown,
        value=value,
        window=window,
        actual=actual if window else value,
        judgement=judge(standing),
        versus_last=change(value, shown.values[-2] if len(shown.values) > 1 else None, points=points, partial=running),
        versus_year=change(value, _year_ago(calendar, shown), points=points, partial=running),
        chart=made,
        scales=scales,
        expected=expected_on(calendar, window, day) if window else None,
        landing=lands,
    )


def _tail(series: Series, count: int) -> Series:
    return Series(series.periods[-count:], series.complete[-count:], series.values[-count:])


def _year_ago(calendar: Calendar, series: Series) -> Number | None:
    before = year_before(calendar, series.periods[-1])
    values = dict(zip(series.periods, series.values, strict=True))
    return values.get(before) if before else None


def _chart(calendar: Calendar, metric: Metric, series: Series) -> tuple[Chart, tuple[float, ...]]:
    """Return the process chart of the shown periods, totals taken per business day, and the scale of each point.

    Periods before the first row of all are no points: the process had not begun.
    """
    if metric.kind == "stock":
        # A level carries its past with it: neighbouring points are not independent, and its limits would mean nothing.
        return Chart(None, ()), (1.0,) * len(series.values[-SHOWN:])
    begun = next((index for index, value in enumerate(series.values) if value), len(series.values))
    over = [value if index >= begun and done else None for index, (value, done) in _numbered(series)]
    scales = [1.0] * len(over)
    if metric.kind == "flow":
        days = [business_days(calendar, each.first, each.last) for each in series.periods]
        over, scales = list(per_business_day(over, days)), [float(each) for each in days]
    floor = 0.0 if metric.kind == "flow" or metric.shown == "%" else None
    return chart(over[-SHOWN:], floor=floor), tuple(scales[-SHOWN:])


def _numbered(series: Series) -> Iterable[tuple[int, tuple[Number | None, bool]]]:
    return enumerate(zip(series.values, series.complete, strict=True))
