"""The gap from plan to actual: what each leaf's target would have given the goal in a period, and what came instead.

What of a target falls to the period is that of the scorecard: of a total the rise of what is due over its days, of a
level what is due at its end. A number whose own parts have no targets stands as a leaf where it has one itself. Leaves
without any target stand in the plan as they came, and are named. Where the targets of the leaves do not give that of
the goal, the difference is a bar of its own. Source: domain sections 3b and 3c.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from kpidsl.analysis.bridge import Bar, Method, with_causes
from kpidsl.analysis.target_days import Asked, baseline_days
from kpidsl.analysis.target_window import window_on
from kpidsl.analysis.tree_value import Leaf, Tree, parts_of, value
from kpidsl.model.calendar import Period, business_days
from kpidsl.model.records import Metric, Model
from kpidsl.report.change_bridge import bridged, measured_names, tree_of
from kpidsl.report.change_measured import Values, measured_ends
from kpidsl.report.change_pin import beside
from kpidsl.report.change_record import Change, End
from kpidsl.report.change_words import refusal
from kpidsl.report.choosing import baselines, chosen, windows
from kpidsl.report.measuring import AskOf, Days, Series, measure_days
from kpidsl.report.past_months import past_months
from kpidsl.report.refused import Refused
from kpidsl.report.roads import asks_a_season, road_of
from kpidsl.text.diagnostic import Outcome

_DAY = timedelta(1)
_HAIR = 1e-9


def gap_to_plan(
    model: Model, ask_of: AskOf, name: str, period: Period, day: date, method: Method = "shapley"
) -> Outcome[Change | Refused | None]:
    """Return what lies between a goal's plan for a period (to the day, of one still running) and what came."""
    goal, calendar = model.metrics[name], model.manifest.calendar
    tree = tree_of(model, name)
    if tree is None:
        return Outcome(refusal("no_breakdown", goal))
    if period.first > day:
        return Outcome(refusal("future", goal, 2, period=period.label, day=day.isoformat()))
    until = min(period.last, day)
    planned = planned_over(model, ask_of, tuple(tree.named), period, until, until)
    if planned.value is None:
        return Outcome(None, planned.diagnostics)
    if planned.value.get(name) is None:
        return Outcome(refusal("no_plan", goal, period=period.label), planned.diagnostics)
    tree = tree_of(model, name, _closed(tree, planned.value)) or tree
    targeted = [each for each in tree.leaves if planned.value.get(each) is not None]
    if not targeted:
        return Outcome(refusal("no_leaf_plan", goal, period=period.label), planned.diagnostics)
    ask = ask_of(model)
    answer = measured_ends(ask, calendar, measured_names(model, tree), None, period, day)
    found = (*planned.diagnostics, *answer.diagnostics)
    if answer.value is None:
        return Outcome(None, found)
    actual = answer.value.after
    plan = {each: planned.value.get(each, actual.get(each)) for each in (*tree.leaves, name)}
    aimed = value(tree, plan)
    if not any(actual.values()):
        return Outcome(refusal("nothing", goal, period=period.label), found)
    made = bridged(tree, goal, {**plan, name: aimed}, actual, method)
    own = plan[name]
    if made.reason is not None or aimed is None or own is None:
        why = made.reason or "no_value"
        return Outcome(refusal(why, goal, leaf=made.at or name, period=period.label), found)
    if abs(aimed - own) > _HAIR * max(abs(aimed), abs(own)):
        made = with_causes(made, [Bar(name, aimed - own, "target", own, aimed)])
    workdays = business_days(calendar, period.first, until)
    more = beside(model, ask, tree, goal, answer.value, period, day)
    change = Change(
        metric=goal,
        leaves={each: model.metrics[each] for each in tree.leaves},
        before=End("plan", period, workdays, f"plan {period.label}"),
        after=End("period", period, workdays, period.label),
        running=day < period.last,
        bridge=made,
        pin=more.value.pin,
        funnel=more.value.funnel,
        loads=more.value.loads,
        leads=more.value.leads,
        untargeted=tuple(each for each in tree.leaves if each not in targeted),
    )
    return Outcome(change, (*found, *more.diagnostics))


def planned_over(
    model: Model, ask_of: AskOf, names: tuple[str, ...], period: Period, until: date, day: date
) -> Outcome[Values | None]:
    """Return what the target of each number gives for the period up to `until`; those without one are left out.

    What targets rest on is measured with the rows up to the close of `day`.
    """
    calendar = model.manifest.calendar
    asked = {
        name: target
        for name in names
        if (target := chosen(calendar, model.metrics[name], period.grain, period, until)) is not None
    }
    based = measure_days(ask_of(model), calendar, baselines(calendar, asked), day)
    if any(each.severity == "error" for each in based.diagnostics):
        return Outcome(None, based.diagnostics)
    seasonal = {
        name: window
        for name, window in windows(calendar, asked, based.value, until).items()
        if asks_a_season(model.metrics[name])
    }
    months = past_months(ask_of(model), calendar, seasonal, day)
    if any(each.severity == "error" for each in months.diagnostics):
        return Outcome(None, (*based.diagnostics, *months.diagnostics))
    found = {
        name: due
        for name, each in asked.items()
        if (due := _due(model, model.metrics[name], each, based.value, (period.first, until), months.value.get(name)))
        is not None
    }
    return Outcome(found, (*based.diagnostics, *months.diagnostics))


def _due(
    model: Model,
    metric: Metric,
    asked: Asked,
    based: Mapping[tuple[str, Days], Any],
    days: Days,
    months: Series | None,
) -> float | None:
    """Return what of a target falls to some days, window by window (`per month` in a quarter); None where a day is in
    none, or the target is a band.
    """
    calendar, (first, last) = model.manifest.calendar, days
    basis = baseline_days(calendar, asked)
    baseline = based.get((metric.name, basis)) if basis else None
    total: float | None = None
    at = first
    while at <= last:
        window = window_on(calendar, asked, at, baseline)
        if window is None or window.sense == "between" or at < window.begins or at > window.due:
            return None
        due = road_of(model, metric, window, months).part(calendar, window, at, min(last, window.due))
        if due is None:
            return None
        total = (total or 0.0) + due if window.cumulative else due
        at = window.due + _DAY
    return total


def _closed(tree: Tree, planned: Values) -> frozenset[str]:
    """Return the numbers with a target of their own under which a leaf has none."""
    whole: list[bool] = []
    for node in tree.nodes:
        parts = parts_of(node)
        whole.append(node.name in planned if isinstance(node, Leaf) else all(whole[part] for part in parts))
    goal = len(tree.nodes) - 1
    return frozenset(name for name, at in tree.named.items() if at != goal and name in planned and not whole[at])
