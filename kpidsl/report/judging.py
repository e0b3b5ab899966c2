"""Every number of a page judged: against its target, its past, and its own ordinary variation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, Grain, Period, count_between, following, period_of
from kpidsl.model.lineage import aggregates_under
from kpidsl.model.records import Metric, Model
from kpidsl.query.waiting import journeys_under, settled
from kpidsl.report.beginnings import beginnings
from kpidsl.report.board import Board
from kpidsl.report.choosing import baselines, chosen, unresolved, windows
from kpidsl.report.closes import earlier_closes, wanted
from kpidsl.report.freshness import freshness
from kpidsl.report.gaps import gap_finding, gap_of
from kpidsl.report.measuring import Ask, Days, Series, measure_days, measure_series
from kpidsl.report.optimum import radar_of
from kpidsl.report.outlook import months_of, past_of
from kpidsl.report.past_months import past_months
from kpidsl.report.roads import road_of
from kpidsl.report.slice_targets import slices_held
from kpidsl.report.variation import stable_since
from kpidsl.report.verdicts import Aim, Close, Scene, judged
from kpidsl.text.diagnostic import Diagnostic, Outcome

HISTORY = 37
"""Periods that are measured: every shown one has twelve before it to be judged by, and a season three years."""

LONGEST = 240
"""Periods that a locked process is followed back for."""


def judge_all(
    model: Model, ask: Ask, names: tuple[str, ...], grain: Grain, period: Period, as_of: date
) -> Outcome[Board | None]:
    """Return every named metric judged at a period, as of a day; no number is made up where a query failed.

    `ask` answers for the model of `freshness.with_row_counts`.
    """
    calendar = model.manifest.calendar
    day = min(as_of, period.last)
    metrics = [model.metrics[name] for name in names]
    closes = {name: _close(model, name, grain, period, day) for name in names}
    settled_days = {name: close.day for name, close in closes.items()}
    count = _history(calendar, metrics, grain, period)
    series = measure_series(ask, calendar, names, grain, period, count, day, settled_days)
    found: list[Diagnostic] = list(series.diagnostics)
    if not series.value:
        return Outcome(None, tuple(found))
    asked = {
        each.name: target
        for each in metrics
        if (target := chosen(calendar, each, grain, closes[each.name].period, closes[each.name].day)) is not None
    }
    based = measure_days(ask, calendar, baselines(calendar, asked), day)
    seen = {
        name: window
        for name, target in asked.items()
        for window in windows(calendar, {name: target}, based.value, closes[name].day).values()
    }
    found += [
        wrong
        for name, window in seen.items()
        if (wrong := unresolved(model.metrics[name], asked[name], window)) is not None
    ]
    months = past_months(ask, calendar, seen, day)
    aims = {
        name: Aim(
            window,
            road_of(model, model.metrics[name], window, months.value.get(name)),
            past_of(calendar, window, day),
            earlier_closes(calendar, closes[name].period, asked[name], window, based.value, name),
        )
        for name, window in seen.items()
    }
    tree_days = _tree_days(model, seen, period, day)
    wanted_days = _wanted(closes, aims, series.value, tree_days, calendar)
    measured = measure_days(ask, calendar, wanted_days, day)
    past = {name: aim.past for name, aim in aims.items() if aim.past is not None}
    goals = months_of(ask, calendar, model, seen, past, measured.value, day)
    sources = {name: {each.source for each in aggregates_under(model.metrics, name)} for name in names}
    fresh = freshness(model, ask, frozenset().union(*sources.values()), day)
    found += [*based.diagnostics, *months.diagnostics, *measured.diagnostics, *goals.diagnostics, *fresh.diagnostics]
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    old = {name for name, each in fresh.value.items() if not each.fresh}
    scene = Scene(
        model,
        measured.value,
        closes,
        beginnings(model, series.value, measured.value),
        months.value,
        frozenset(name for name, of in sources.items() if of & old),
    )
    board = {each.name: judged(scene, each, series.value[each.name], aims.get(each.name)) for each in metrics}
    complete = period.last <= day
    decided = {name: days for name in names if (days := closes[name].within(tree_days)) is not None}
    tree_values = {name: measured.value.get((name, decided[name])) if name in decided else None for name in names}
    gaps = {each.name: gap for each in metrics if (gap := gap_of(each, tree_values)) is not None}
    found += slices_held(model, ask, names, grain, day).diagnostics
    found += [gap_finding(model.metrics[name], gap, period.label) for name, gap in gaps.items()]
    made = Board(
        period=period,
        grain=grain,
        day=day,
        as_of=as_of,
        complete=complete,
        judged=board,
        tree_days=tree_days,
        tree_values=tree_values,
        decided=decided,
        gaps=gaps,
        months=goals.value,
        past=months.value,
        fresh=fresh.value,
    )
    return Outcome(replace(made, radar=radar_of(model, made)), tuple(found))


def _wanted(
    closes: Mapping[str, Close],
    aims: Mapping[str, Aim],
    series: Mapping[str, Series],
    tree_days: Days,
    calendar: Calendar,
) -> list[tuple[str, Days]]:
    """Return everything that has to be measured over days of its own."""
    found: list[tuple[str, Days]] = []
    for name, close in closes.items():
        found += [(name, each) for each in (close.within(tree_days), *close.compared(calendar)) if each is not None]
    for name, aim in aims.items():
        if (days := closes[name].within((aim.window.first, aim.window.last))) is not None:
            found.append((name, days))
        if aim.past is not None:
            found += [(name, each) for each in (aim.past.part, aim.past.whole, aim.past.probe)]
        found += wanted(name, aim.earlier, series[name])
    return found


def _close(model: Model, name: str, grain: Grain, period: Period, day: date) -> Close:
    """Return the close at which a number is judged.

    A journey of the page's period may still go on; then it is the last period before it of which all is decided.
    """
    calendar, journeys = model.manifest.calendar, journeys_under(model.metrics, name)
    last = settled(calendar, journeys, day)
    if last == day:
        return Close(period, day)
    own = period_of(calendar, grain, last)
    own = own if own.last <= last else following(calendar, own, -1)
    return Close(own, own.last)


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
