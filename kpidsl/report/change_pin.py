"""Beside a bridge: which leaf could bring most, which step of the funnel is too narrow, and what was believed to lead.

All of it is told of the later end: how far each leaf could plausibly get in a period of that length, by its `limit`,
its `capacity`, or the best quartile of its own last twelve periods. Source: domain section 3b.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.centre_pin import Better, Candidate, CountSeen, Ranking, RateSeen, plausible_level, rank_leaves
from kpidsl.analysis.funnel import Funnel, FunnelStep, Loads, funnel, loads
from kpidsl.analysis.leading import leads
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_value import Tree, gradients
from kpidsl.model.calendar import Calendar, Period, business_days
from kpidsl.model.kpitree import branches
from kpidsl.model.records import Metric, Model
from kpidsl.report.change_measured import Measured, Values
from kpidsl.report.change_record import Lead
from kpidsl.report.goal_leaves import capacity, heads, plan_leaf
from kpidsl.report.goal_past import tried
from kpidsl.report.measuring import Ask, Series, measure_series, page_period
from kpidsl.report.naming import unit_of
from kpidsl.text.diagnostic import Outcome

MONTHS = 36
"""Months that a belief is held against; under 24 nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the bars of a bridge."""

    pin: Ranking
    funnel: Funnel | None
    loads: Loads | None
    leads: tuple[Lead, ...]


def beside(
    model: Model, ask: Ask, tree: Tree, goal: Metric, measured: Measured, period: Period, day: date
) -> Outcome[Beside]:
    """Return the centre pin, the bottlenecks and the beliefs under a goal as of `period`."""
    calendar, at = model.manifest.calendar, measured.after
    up = goal.better != "lower"
    levels = dict(_levels(model, tree, goal, measured, period))
    candidates = [
        Candidate(
            name,
            _bettered(levels[name].plausible, at.get(name) or 0.0, levels[name].better),
            levels[name].effort,
            _seen(model, tree, model.metrics[name], at),
        )
        for name in tree.leaves
    ]
    ranking = rank_leaves(tree, at, candidates, better="higher" if up else "lower")
    beliefs = _leads(model, ask, goal, period, day)
    found = Beside(
        ranking, _funnel(model, tree, goal, at, levels), _loads(calendar, model, tree, at, period, day), beliefs.value
    )
    return Outcome(found, beliefs.diagnostics)


@dataclass(frozen=True, slots=True)
class _Level:
    """How far a leaf could plausibly get, None where nothing tells; in which direction it betters the goal."""

    plausible: float | None
    better: Better
    effort: float


def _levels(model: Model, tree: Tree, goal: Metric, measured: Measured, period: Period) -> Iterator[tuple[str, _Level]]:
    slopes = gradients(tree, measured.after) or {}
    up = goal.better != "lower"
    for name in tree.leaves:
        own = measured.series[name]
        better: Better = "higher" if (slopes.get(name, 1.0) >= 0) == up else "lower"
        days = (period.first, period.last)
        leaf = plan_leaf(model.manifest.calendar, model.metrics[name], days, measured.after.get(name) or 0.0)
        whole = [value for value, complete in zip(own.values, own.complete, strict=True) if complete]
        found = plausible_level(leaf.cap, _on_record(whole), None, better)
        yield name, _Level(found[0] if found else None, better, leaf.effort)


def _bettered(plausible: float | None, present: float, better: Better) -> float | None:
    """Return a plausible level that is no step back: a leaf beyond it stays where it is."""
    if plausible is None:
        return None
    return max(plausible, present) if better == "higher" else min(plausible, present)


def _on_record(values: Sequence[Number | None]) -> list[float | None]:
    """Return the values from the first one on that is not nothing."""
    at = next((index for index, value in enumerate(values) if value), len(values))
    return [as_float(value) for value in values[at:]]


def _seen(model: Model, tree: Tree, metric: Metric, at: Values) -> RateSeen | CountSeen | None:
    """Return the data that a leaf's present value rests on, where it was counted."""
    if metric.kind == "rate":
        found = tried(at, model.metrics, tree, metric.name)
        return RateSeen(found.successes, found.tries) if found is not None else None
    value = at.get(metric.name)
    counted = metric.kind == "flow" and unit_of(metric).style == "number" and value is not None and value.is_integer()
    return CountSeen(int(value)) if counted and value else None


def _funnel(model: Model, tree: Tree, goal: Metric, at: Values, levels: Mapping[str, _Level]) -> Funnel | None:
    """Return the shares among the leaves as steps of a funnel, each against its own plausible level."""
    steps = []
    for name in tree.leaves:
        metric, level = model.metrics[name], levels[name]
        counted = tried(at, model.metrics, tree, name) if metric.kind == "rate" and metric.shown == "%" else None
        if counted is not None and level.better == "higher":
            steps.append(FunnelStep(name, counted.tries, counted.successes, level.plausible))
    return funnel(at.get(goal.name), steps) if steps else None


def _loads(calendar: Calendar, model: Model, tree: Tree, at: Values, period: Period, day: date) -> Loads | None:
    """Return how full the hands are of every count that says what one person can do."""
    days = (period.first, min(period.last, day))
    asked = []
    for name in tree.named:
        metric = model.metrics[name]
        can = capacity(calendar, metric, days) if metric.kind == "flow" else None
        if can is not None:
            asked.append((name, at.get(name), can * heads(metric) * business_days(calendar, *days)))
    return loads(asked) if asked else None


def _leads(model: Model, ask: Ask, goal: Metric, period: Period, day: date) -> Outcome[tuple[Lead, ...]]:
    """Return every belief under a goal held against its months: against what it is said to drive, and the goal."""
    beliefs = [each for each in branches(model, goal.name) if each.belief and each.child in model.metrics]
    pairs = dict.fromkeys((each.child, to) for each in beliefs for to in (each.parent, goal.name))
    if not pairs:
        return Outcome(())
    calendar = model.manifest.calendar
    last = page_period(calendar, "month", min(day, period.last))
    names = tuple(dict.fromkeys(name for pair in pairs for name in pair))
    series = measure_series(ask, calendar, names, "month", last, MONTHS, last.last)
    if not series.value:
        return Outcome((), series.diagnostics)
    found = [
        Lead(model.metrics[a], model.metrics[b], leads(_known(series.value[a]), _known(series.value[b])))
        for a, b in pairs
    ]
    return Outcome(tuple(found), series.diagnostics)


def _known(series: Series) -> list[float | None]:
    """Return the values of a series, none before the first one that is not nothing."""
    values = _on_record(series.values)
    return [*([None] * (len(series.values) - len(values))), *values]
