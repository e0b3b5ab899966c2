"""Every number of a page judged: against its target, its past, and its own ordinary variation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpidsl.analysis.change import Change, change, same_part
from kpidsl.analysis.landing import Landing
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.standing import Judgement, Standing
from kpidsl.analysis.status import judge
from kpidsl.analysis.target_path import expected_on, standing_on
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, Grain, Period, count_between, following, year_before
from kpidsl.model.records import Metric, Model
from kpidsl.report.beginnings import beginnings
from kpidsl.report.choosing import bands_of, baselines, chosen, path_of, windows
from kpidsl.report.gaps import gap_finding, gap_of
from kpidsl.report.measuring import Ask, Days, Series, measure_days, measure_series
from kpidsl.report.outlook import Past, lands, months_of, past_of
from kpidsl.report.variation import Reading, readings, stable_since
from kpidsl.text.diagnostic import Diagnostic, Outcome

SHOWN = 13
"""Periods on a page: the one it is about, and the twelve before it, the same one of last year among them."""

HISTORY = 25
"""Periods that are measured, so that every shown one has twelve before it to be judged by."""

LONGEST = 240
"""Periods that a locked process is followed back for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A metric at a period.

    `window` is that of the target it is judged by (None: no target, or none that has begun), `actual` what was measured
    over its days, `history` every period measured, `begun` the index of its first one with data, `series` the shown
    ones of them, `readings` their ordinary variation. `expected` is what was due of the target at the close of the day,
    `landing` where a total will end.
    """

    metric: Metric
    history: Series
    begun: int | None
    series: Series
    readings: tuple[Reading, ...]
    value: Number | None
    window: TargetWindow | None
    actual: Number | None
    judgement: Judgement
    versus_last: Change
    versus_year: Change
    expected: float | None = None
    landing: Landing | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """All that is judged at one period, by name; `day` is the close at which it is judged, `as_of` that of the rows.

    `tree_values` are all numbers over the days of the goal's target, `tree_days`: in a tree the parts must make the
    whole, so all of it is measured over the same days. `gaps` are what breakdowns miss by that algebra left open.
    `months` are the months of a goal's target and of the year
    before it; those of a year that was not all on record are left out.
    """

    period: Period
    grain: Grain
    day: date
    as_of: date
    complete: bool
    judged: Mapping[str, Judged]
    tree_days: Days
    tree_values: Mapping[str, Number | None]
    gaps: Mapping[str, float]
    months: Mapping[str, Series]


def judge_all(
    model: Model, ask: Ask, names: tuple[str, ...], grain: Grain, period: Period, as_of: date
) -> Outcome[Board | None]:
    """Return every named metric judged at a period, as of a day; no number is made up where a query failed."""
    calendar = model.manifest.calendar
    day = min(as_of, period.last)
    metrics = [model.metrics[name] for name in names]
    series = measure_series(ask, calendar, names, grain, period, _history(calendar, metrics, grain, period), day)
    found: list[Diagnostic] = list(series.diagnostics)
    if not series.value:
        return Outcome(None, tuple(found))
    asked = {
        each.name: target for each in metrics if (target := chosen(calendar, each, grain, period, day)) is not None
    }
    based = measure_days(ask, calendar, baselines(calendar, asked), day)
    aims = windows(calendar, asked, based.value, day)
    tree_days = _tree_days(model, aims, period, day)
    past = {name: each for name, window in aims.items() if (each := past_of(calendar, window, day)) is not None}
    earlier = _earlier(calendar, period, day)
    wanted = [
        *((name, (each.first, each.last)) for name, each in aims.items()),
        *((name, days) for name in names for days in (tree_days, *earlier) if days is not None),
        *((name, days) for name, each in past.items() for days in (each.part, each.whole, each.probe)),
    ]
    measured = measure_days(ask, calendar, wanted, day)
    months = months_of(ask, calendar, model, aims, past, measured.value, day)
    found += [*based.diagnostics, *measured.diagnostics, *months.diagnostics]
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    scene = _Scene(calendar, day, measured.value, earlier, beginnings(model, series.value, measured.value))
    judged = {
        each.name: _judged(scene, each, series.value[each.name], aims.get(each.name), past.get(each.name))
        for each in metrics
    }
    complete = all(each.complete[-1] for each in series.value.values())
    tree_values = {name: measured.value.get((name, tree_days)) for name in names}
    gaps = {each.name: gap for each in metrics if (gap := gap_of(each, tree_values)) is not None}
    found += [gap_finding(model.metrics[name], gap, period.label) for name, gap in gaps.items()]
    return Outcome(
        Board(period, grain, day, as_of, complete, judged, tree_days, tree_values, gaps, months.value), tuple(found)
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every judgement of a board rests on; `earlier`: the days of the period before and of a year ago."""

    calendar: Calendar
    day: date
    measured: Mapping[tuple[str, Days], Any]
    earlier: tuple[Days | None, Days | None]
    begun: Mapping[str, int | None]


def _judged(scene: _Scene, metric: Metric, series: Series, window: TargetWindow | None, past: Past | None) -> Judged:
    calendar, day, name = scene.calendar, scene.day, metric.name
    begun = scene.begun[name]
    value = series.values[-1] if begun is not None else None
    actual = scene.measured.get((name, (window.first, window.last))) if window and begun is not None else value
    landing = lands(calendar, name, window, actual, past, scene.measured, day)
    lasting = landing.value if landing else None
    path = path_of(metric)
    ahead = window is not None and window.first > day
    standing = (
        standing_on(calendar, window, day, actual, better=metric.better, landing=lasting, path=path)
        if window
        else Standing(actual=value, value=None)
    )
    points = metric.shown == "%"
    last, year = (scene.measured.get((name, days)) if days else None for days in scene.earlier)
    return Judged(
        metric=metric,
        history=series,
        begun=begun,
        series=_tail(series),
        readings=readings(calendar, metric, series, begun)[-SHOWN:],
        value=value,
        window=None if ahead else window,
        actual=value if ahead else actual,
        judgement=judge(standing, bands_of(metric)),
        versus_last=change(value, last, points=points),
        versus_year=change(value, year, points=points),
        expected=expected_on(calendar, window, day, path) if window else None,
        landing=landing,
    )


def _tail(series: Series) -> Series:
    return Series(series.periods[-SHOWN:], series.complete[-SHOWN:], series.values[-SHOWN:])


def _history(calendar: Calendar, metrics: list[Metric], grain: Grain, period: Period) -> int:
    """Return how many periods to measure: enough for the limits of every shown one, and back to a locked process."""
    first = following(calendar, period, 1 - HISTORY).first
    locked = (since for each in metrics if (since := stable_since(calendar, each)) is not None)
    return min(count_between(calendar, grain, min([first, *locked]), period.last), LONGEST)


def _tree_days(model: Model, aims: Mapping[str, TargetWindow], period: Period, day: date) -> Days:
    """Return the days of the first goal's target, else those of the page's period."""
    for name, window in aims.items():
        if model.metrics[name].role == "kgi" and window.cumulative and window.first <= day:
            return window.first, window.last
    return period.first, period.last


def _earlier(calendar: Calendar, period: Period, day: date) -> tuple[Days | None, Days | None]:
    """Return the days to compare with: the same part of the period before and of the one a year ago."""
    ago = year_before(calendar, period)
    before = same_part(calendar, period, following(calendar, period, -1), day)
    return before, same_part(calendar, period, ago, day) if ago is not None else None
