"""What changed a goal between two periods: the bridge on the flattened leaves of its tree, and its centre pin.

The bars add up to the change of the goal as it was measured; what the breakdown does not give is a bar of its own,
and so says when a breakdown that nobody proved misses. The centre pin is told of the later period: how far each leaf
could plausibly get in a period of that length, by its `limit`, its `capacity`, or the best quartile of its own last
twelve periods. Source: domain sections 3b and 3c.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpidsl.analysis.bridge import Bar, Bridge, Method, bridge
from kpidsl.analysis.centre_pin import Better, Candidate, CountSeen, Ranking, RateSeen, plausible_level, rank_leaves
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_build import tree_under
from kpidsl.analysis.tree_value import Tree, gradients
from kpidsl.model.calendar import Period, business_days
from kpidsl.model.records import Metric, Model
from kpidsl.report.change_words import refusal
from kpidsl.report.goal_leaves import plan_leaf
from kpidsl.report.goal_past import parts_of_rate, tried
from kpidsl.report.measuring import Ask, measure_days, measure_series
from kpidsl.report.naming import unit_of
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Outcome

PERIODS = 12
UNEXPLAINED = ""
"""The name of the bar for what the breakdown does not give."""

_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """A goal's change from one period to another.

    `bridge` has the bars, the largest first; `pin` ranks the leaves as they stood in the later period. `first` and
    `last` are the days that were measured, shorter than the period where it is still running; `workdays` are their
    business days. `redefined` are the numbers whose formula changed in between, and the day from which.
    """

    metric: Metric
    leaves: Mapping[str, Metric]
    first: Period
    last: Period
    workdays: tuple[int, int]
    running: bool
    bridge: Bridge
    pin: Ranking
    redefined: tuple[tuple[str, date], ...] = ()


def change_of(
    model: Model, ask: Ask, name: str, first: Period, last: Period, day: date, method: Method = "shapley"
) -> Outcome[Change | Refused | None]:
    """Return what changed a goal from `first` to `last`, or why that cannot be told; None where a query failed."""
    goal, calendar = model.metrics[name], model.manifest.calendar
    tree = tree_under(
        {each.name: each.breakdown for each in model.metrics.values() if each.breakdown is not None}, name
    )
    if goal.breakdown is None or not tree.named or tree.leaves == (name,):
        return Outcome(refusal("no_breakdown", goal))
    if (first.first, first.last) == (last.first, last.last):
        return Outcome(refusal("same", goal, 2, period=first.label))
    for period in (first, last):
        if period.first > day:
            return Outcome(refusal("future", goal, 2, period=period.label, day=day.isoformat()))
    rates = [pair for each in tree.leaves if (pair := parts_of_rate(model.metrics[each])) is not None]
    names = dict.fromkeys([*tree.named, *(each for pair in rates for each in pair)])
    spans = ((first.first, first.last), (last.first, last.last))
    measured = measure_days(ask, calendar, [(each, span) for each in names for span in spans], day)
    if any(each.severity == "error" for each in measured.diagnostics):
        return Outcome(None, measured.diagnostics)
    before, after = ({each: as_float(measured.value.get((each, span))) for each in names} for span in spans)
    made = _bridged(tree, name, before, after, method)
    if made.reason is not None:
        period = first if made.reason == "no_value_before" else last
        return Outcome(refusal(made.reason, goal, leaf=made.at or name, period=period.label), measured.diagnostics)
    if not any(before.values()) or not any(after.values()):
        empty = first if not any(before.values()) else last
        return Outcome(refusal("nothing", goal, period=empty.label), measured.diagnostics)
    pin = _pin(model, ask, tree, goal, after, last, day)
    days = tuple(business_days(calendar, each.first, min(each.last, day)) for each in (first, last))
    change = Change(
        metric=goal,
        leaves={each: model.metrics[each] for each in tree.leaves},
        first=first,
        last=last,
        workdays=(days[0], days[1]),
        running=day < max(first.last, last.last),
        bridge=made,
        pin=pin.value or Ranking((), reason="no_candidates"),
        redefined=_redefined(model, names, first, last),
    )
    return Outcome(change, (*measured.diagnostics, *pin.diagnostics))


def _bridged(
    tree: Tree, goal: str, before: Mapping[str, float | None], after: Mapping[str, float | None], method: Method
) -> Bridge:
    """Return the bridge between the goal's measured values, the largest bar first."""
    made = bridge(tree, before, after, method=method)
    start, end, change = before.get(goal), after.get(goal), made.change
    if made.reason is not None or change is None or start is None or end is None:
        return made
    bars = sorted(made.bars, key=lambda bar: -abs(bar.amount))
    gap = (end - start) - change
    if abs(gap) > _HAIR * max(abs(start), abs(end), abs(made.start or 0.0), abs(made.end or 0.0)):
        bars.append(Bar(UNEXPLAINED, gap))
    return replace(made, start=start, end=end, bars=tuple(bars))


def _pin(
    model: Model, ask: Ask, tree: Tree, goal: Metric, at: Mapping[str, float | None], period: Period, day: date
) -> Outcome[Ranking | None]:
    """Return the leaves ranked by what they could bring in a period like this one."""
    calendar = model.manifest.calendar
    series = measure_series(ask, calendar, tree.leaves, period.grain, period, PERIODS, min(day, period.last))
    if not series.value:
        return Outcome(None, series.diagnostics)
    slopes = gradients(tree, at) or {}
    up = goal.better != "lower"
    candidates = []
    for name in tree.leaves:
        metric, own = model.metrics[name], series.value[name]
        present = at.get(name) or 0.0
        better: Better = "higher" if (slopes.get(name, 1.0) >= 0) == up else "lower"
        leaf = plan_leaf(calendar, metric, (period.first, period.last), present)
        whole = [value for value, complete in zip(own.values, own.complete, strict=True) if complete]
        found = plausible_level(leaf.cap, _on_record(whole), None, better)
        candidates.append(
            Candidate(
                name,
                _bettered(found[0] if found else None, present, better),
                leaf.effort,
                _seen(model, tree, metric, at),
            )
        )
    return Outcome(rank_leaves(tree, at, candidates, better="higher" if up else "lower"), series.diagnostics)


def _bettered(plausible: float | None, present: float, better: Better) -> float | None:
    """Return a plausible level that is no step back: a leaf beyond it stays where it is."""
    if plausible is None:
        return None
    return max(plausible, present) if better == "higher" else min(plausible, present)


def _on_record(values: Sequence[Number | None]) -> list[float | None]:
    """Return the values from the first one on that is not nothing."""
    at = next((index for index, value in enumerate(values) if value), len(values))
    return [as_float(value) for value in values[at:]]


def _seen(model: Model, tree: Tree, metric: Metric, at: Mapping[str, float | None]) -> RateSeen | CountSeen | None:
    """Return the data that a leaf's present value rests on, where it was counted."""
    if metric.kind == "rate":
        found = tried(at, model.metrics, tree, metric.name)
        return RateSeen(found.successes, found.tries) if found is not None else None
    value = at.get(metric.name)
    counted = metric.kind == "flow" and unit_of(metric).style == "number" and value is not None and value.is_integer()
    return CountSeen(int(value)) if counted and value else None


def _redefined(model: Model, names: Mapping[str, None], first: Period, last: Period) -> tuple[tuple[str, date], ...]:
    begin, end = sorted((first.first, last.first))
    return tuple((name, since) for name in names for since, _ in model.metrics[name].earlier if begin < since <= end)
