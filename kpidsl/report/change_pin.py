"""Beside a bridge: which leaf could bring most, which step of the funnel is too narrow, and what was believed to lead.

All of it is told of the later end: how far each leaf could plausibly get in a period of that length, by its `limit`,
its `capacity`, or the best quartile of its own last twelve periods; a step of the funnel stands against its best slice
too. Source: domain section 3b.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpidsl.analysis.centre_pin import Candidate, CountSeen, Ranking, RateSeen, rank_leaves
from kpidsl.analysis.funnel import Funnel, FunnelStep, Loads, funnel, loads
from kpidsl.analysis.leading import corrected
from kpidsl.analysis.tree_value import Tree
from kpidsl.model.calendar import Calendar, Period, business_days
from kpidsl.model.records import Metric, Model
from kpidsl.report.beliefs import beliefs_under, held_beliefs
from kpidsl.report.change_measured import Measured, Values
from kpidsl.report.change_peers import dimensions_of, slices_of
from kpidsl.report.change_record import Lead
from kpidsl.report.goal_leaves import capacity, heads
from kpidsl.report.goal_past import tried
from kpidsl.report.headroom import Level, bettered, levels_of
from kpidsl.report.measuring import Ask, page_period
from kpidsl.report.naming import unit_of
from kpidsl.text.diagnostic import Outcome


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the bars of a bridge."""

    pin: Ranking
    funnel: Funnel | None
    loads: Loads | None
    leads: tuple[Lead, ...]


def beside(
    model: Model,
    ask: Ask,
    tree: Tree,
    goal: Metric,
    measured: Measured,
    period: Period,
    day: date,
    dimension: str | None = None,
) -> Outcome[Beside]:
    """Return the centre pin, the bottlenecks and the beliefs under a goal as of `period`.

    The slices that steps stand against are those of the dimension, else those of the goal's scorecards.
    """
    calendar, at = model.manifest.calendar, measured.after
    up = goal.better != "lower"
    levels = dict(levels_of(model, tree, goal, at, measured.series, period))
    candidates = [
        Candidate(
            name,
            bettered(levels[name].plausible, at.get(name) or 0.0, levels[name].better),
            levels[name].effort,
            _seen(model, tree, model.metrics[name], at),
        )
        for name in tree.leaves
    ]
    ranking = rank_leaves(tree, at, candidates, better="higher" if up else "lower")
    last = page_period(calendar, "month", min(day, period.last))
    beliefs = held_beliefs(model, ask, beliefs_under(model, goal.name), last)
    steps = list(_steps(model, tree, at, levels))
    cuts, names = dimensions_of(model, goal, dimension), tuple(measured.series)
    slices = slices_of(model, ask, tree, [each.name for each in steps], names, cuts if steps else (), period, day)
    passed = funnel(at.get(goal.name), [replace(each, slices=slices[each.name]) for each in steps]) if steps else None
    judged = corrected([each.found for each in beliefs.value])
    led = tuple(replace(each, found=found) for each, found in zip(beliefs.value, judged, strict=True))
    found = Beside(ranking, passed, _loads(calendar, model, tree, at, period, day), led)
    return Outcome(found, beliefs.diagnostics)


def _seen(model: Model, tree: Tree, metric: Metric, at: Values) -> RateSeen | CountSeen | None:
    """Return the data that a leaf's present value rests on, where it was counted."""
    if metric.kind == "rate":
        found = tried(at, model.metrics, tree, metric.name)
        return RateSeen(found.successes, found.tries) if found is not None else None
    value = at.get(metric.name)
    counted = metric.kind == "flow" and unit_of(metric).style == "number" and value is not None and value.is_integer()
    return CountSeen(int(value)) if counted and value else None


def _steps(model: Model, tree: Tree, at: Values, levels: Mapping[str, Level]) -> Iterator[FunnelStep]:
    """Yield the shares among the leaves as steps of a funnel, each with its own plausible level."""
    for name in tree.leaves:
        metric, level = model.metrics[name], levels[name]
        counted = tried(at, model.metrics, tree, name) if metric.kind == "rate" and metric.shown == "%" else None
        if counted is not None and level.better == "higher":
            yield FunnelStep(name, counted.tries, counted.successes, level.plausible)


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
