"""The gap from plan to actual: what each leaf's target would have given the goal in a period, and what came instead.

What of a target falls to the period is that of the scorecard: of a total the rise of what is due over its days, of a
level what is due at its end. A number whose own parts have no targets stands as a leaf where it has one itself. Leaves
without any target stand in the plan as they came, and are named. Where the targets of the leaves do not give that of
the goal, the difference is a bar of its own. Source: domain sections 3b and 3c.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from kpidsl.analysis.bridge import Bridge, Method
from kpidsl.analysis.target_days import Asked, baseline_days
from kpidsl.analysis.target_window import window_on
from kpidsl.history.kept import KeptRun
from kpidsl.model.calendar import Period, business_days
from kpidsl.model.records import Metric, Model
from kpidsl.report.change_bridge import measured_names, tree_of
from kpidsl.report.change_measured import Values, measured_ends
from kpidsl.report.change_pin import beside
from kpidsl.report.change_record import Change, End
from kpidsl.report.change_words import refusal
from kpidsl.report.choosing import baselines, chosen, unresolved, windows
from kpidsl.report.from_plan import closed_under, from_plan
from kpidsl.report.kept_targets import Retargeted, model_then, targets_then
from kpidsl.report.measuring import AskOf, Days, Series, measure_days
from kpidsl.report.past_months import past_months
from kpidsl.report.refused import Refused
from kpidsl.report.roads import asks_a_season, road_of
from kpidsl.text.diagnostic import Outcome

_DAY = timedelta(1)


def gap_to_plan(
    model: Model,
    ask_of: AskOf,
    name: str,
    period: Period,
    day: date,
    method: Method = "shapley",
    runs: Iterable[KeptRun] = (),
) -> Outcome[Change | Refused | None]:
    """Return what lies between a goal's plan for a period (to the day, of one still running) and what came.

    `runs` are the reports on record: where they were judged by other targets, these changes have bars of their own.
    """
    goal, calendar = model.metrics[name], model.manifest.calendar
    tree = tree_of(model, name)
    if tree is None:
        return Outcome(refusal("no_breakdown", goal))
    if period.first > day:
        return Outcome(refusal("future", goal, 2, period=period.label, day=day.isoformat()))
    until = min(period.last, day)
    planned = planned_over(model, ask_of, tuple(tree.named), period, (period.first, until), until)
    if planned.value is None:
        return Outcome(None, planned.diagnostics)
    if planned.value.get(name) is None:
        return Outcome(refusal("no_plan", goal, period=period.label), planned.diagnostics)
    tree = tree_of(model, name, closed_under(tree, planned.value)) or tree
    targeted = [each for each in tree.leaves if planned.value.get(each) is not None]
    if not targeted:
        return Outcome(refusal("no_leaf_plan", goal, period=period.label), planned.diagnostics)
    ask = ask_of(model)
    answer = measured_ends(ask, calendar, measured_names(model, tree), None, period, day)
    found = (*planned.diagnostics, *answer.diagnostics)
    if answer.value is None:
        return Outcome(None, found)
    actual = answer.value.after
    if not any(actual.values()):
        return Outcome(refusal("nothing", goal, period=period.label), found)
    kept = targets_then(model, runs, tree.named, period, day, own=True)
    then = planned_then(model, ask_of, kept.changed, period, (period.first, until), until)
    found = (*found, *then.diagnostics)
    if then.value is None:
        return Outcome(None, found)
    made = from_plan(tree, goal, planned.value, actual, then.value, method)
    if made.reason is not None:
        return Outcome(refusal(made.reason, goal, leaf=made.at or name, period=period.label), found)
    workdays = business_days(calendar, period.first, until)
    more = beside(model, ask, tree, goal, answer.value, period, day)
    change = Change(
        metric=goal,
        leaves={each: model.metrics[each] for each in tree.leaves},
        before=End("plan", period, workdays, f"plan {period.label}", reported=_starts_from_report(made, goal)),
        after=End("period", period, workdays, period.label),
        running=day < period.last,
        bridge=made,
        pin=more.value.pin,
        funnel=more.value.funnel,
        loads=more.value.loads,
        leads=more.value.leads,
        untargeted=tuple(each for each in tree.leaves if each not in targeted),
        retargeted=kept.changed,
        not_kept=() if kept.reported else ("target",),
    )
    return Outcome(change, (*found, *more.diagnostics))


def _starts_from_report(made: Bridge, goal: Metric) -> bool:
    return any(bar.cause == "target" and bar.name == goal.name for bar in made.bars)


def planned_over(
    model: Model, ask_of: AskOf, names: tuple[str, ...], period: Period, days: Days, day: date
) -> Outcome[Values | None]:
    """Return what the target of each number, judged at a period, gives for some days; those without one are left out.

    What targets rest on is measured with the rows up to the close of `day`.
    """
    calendar, until = model.manifest.calendar, days[1]
    asked = {
        name: target
        for name in names
        if (target := chosen(calendar, model.metrics[name], period.grain, period, until)) is not None
    }
    based = measure_days(ask_of(model), calendar, baselines(calendar, asked), day)
    if any(each.severity == "error" for each in based.diagnostics):
        return Outcome(None, based.diagnostics)
    seen = windows(calendar, asked, based.value, until)
    vain = tuple(
        wrong
        for name, window in seen.items()
        if (wrong := unresolved(model.metrics[name], asked[name], window)) is not None
    )
    seasonal = {name: window for name, window in seen.items() if asks_a_season(model.metrics[name])}
    months = past_months(ask_of(model), calendar, seasonal, day)
    if any(each.severity == "error" for each in months.diagnostics):
        return Outcome(None, (*based.diagnostics, *months.diagnostics))
    found = {
        name: due
        for name, each in asked.items()
        if (due := _due(model, model.metrics[name], each, based.value, days, months.value.get(name))) is not None
    }
    return Outcome(found, (*based.diagnostics, *vain, *months.diagnostics))


def planned_then(
    model: Model, ask_of: AskOf, changed: tuple[Retargeted, ...], period: Period, days: Days, day: date
) -> Outcome[Values | None]:
    """Return what the targets of then gave for some days."""
    return planned_over(model_then(model, changed), ask_of, tuple(each.name for each in changed), period, days, day)


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
