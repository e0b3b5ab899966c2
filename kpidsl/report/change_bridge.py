"""What changed a goal between two periods: the bridge on the flattened leaves of its tree.

The bars add up to the change of the goal as it was measured; what the breakdown does not give is a bar of its own,
and so says when a breakdown that nobody proved misses. Where a definition changed in between, the first period is
measured by both definitions, and the difference has bars of its own before those of performance. Where the first period
was reported, the bridge starts from what was printed, and what late data made of it has bars before those. Source:
domain section 3c.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kpidsl.analysis.bridge import Bar, Bridge, Cause, Method, bridge, with_causes
from kpidsl.analysis.tree_build import tree_under
from kpidsl.analysis.tree_value import Tree, value
from kpidsl.history.kept import KeptRun
from kpidsl.model.calendar import Period, business_days
from kpidsl.model.lineage import made_of
from kpidsl.model.records import Metric, Model
from kpidsl.report.change_kept import ModelAt, kept_end, unread
from kpidsl.report.change_measured import Values, measured_ends
from kpidsl.report.change_pin import beside
from kpidsl.report.change_record import UNEXPLAINED, Change, End
from kpidsl.report.change_split import split_of
from kpidsl.report.change_words import refusal
from kpidsl.report.goal_past import parts_of_rate
from kpidsl.report.measuring import AskOf
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Outcome

_HAIR = 1e-9


def change_of(
    model: Model,
    ask_of: AskOf,
    name: str,
    first: Period,
    last: Period,
    day: date,
    method: Method = "shapley",
    dimension: str | None = None,
    runs: Iterable[KeptRun] = (),
    model_at: ModelAt = unread,
) -> Outcome[Change | Refused | None]:
    """Return what changed a goal from `first` to `last`, or why that cannot be told; None where a query failed.

    With a `dimension` the bar of every leaf is cut by it, mix apart from rate; a goal without a breakdown then is its
    own leaf. `runs` are the reports on record, and `model_at` gives the model of the commit that one was made from.
    """
    goal, calendar = model.metrics[name], model.manifest.calendar
    tree = tree_of(model, name)
    if dimension is not None and (tree is None or (goal.kind == "rate" and parts_of_rate(goal) is not None)):
        tree = tree_under({}, name)
    if tree is None:
        return Outcome(refusal("no_breakdown", goal))
    if (first.first, first.last) == (last.first, last.last):
        return Outcome(refusal("same", goal, 2, period=first.label))
    if first.first > last.first:
        return Outcome(refusal("backwards", goal, 2, first=first.label, last=last.label))
    for period in (first, last):
        if period.first > day:
            return Outcome(refusal("future", goal, 2, period=period.label, day=day.isoformat()))
    names = measured_names(model, tree)
    answer = measured_ends(ask_of(model), calendar, names, first, last, day)
    if answer.value is None:
        return Outcome(None, answer.diagnostics)
    measured = answer.value
    redefined = _redefined(model, names, first, last)
    today = _today(model, first, last) if redefined else model
    anew = measured_ends(ask_of(today), calendar, names, None, first, day) if redefined else None
    found = (*answer.diagnostics, *(anew.diagnostics if anew is not None else ()))
    if anew is not None and anew.value is None:
        return Outcome(None, found)
    before = anew.value.after if anew is not None and anew.value is not None else measured.before
    made = bridged(tree, goal, before, measured.after, method)
    if made.reason is not None:
        period = first if made.reason == "no_value_before" else last
        return Outcome(refusal(made.reason, goal, leaf=made.at or name, period=period.label), found)
    if not any(before.values()) or not any(measured.after.values()):
        empty = first if not any(before.values()) else last
        return Outcome(refusal("nothing", goal, period=empty.label), found)
    printed = kept_end(model, ask_of, runs, model_at, (name, *tree.leaves), first, day, measured.before)
    apart = _steps(tree, goal, measured.before if printed is None else printed.between, before, "definition")
    if printed is not None:
        apart = [*_steps(tree, goal, printed.values, printed.between, "restated"), *apart]
    made = with_causes(made, apart)
    days = [business_days(calendar, each.first, min(each.last, day)) for each in (first, last)]
    more = beside(model, ask_of(model), tree, goal, measured, last, day, dimension)
    cut = split_of(today, ask_of, made, tree, dimension, (first, last), day) if dimension else Outcome(None)
    change = Change(
        metric=goal,
        leaves={each: model.metrics[each] for each in tree.leaves},
        before=End("period", first, days[0], first.label),
        after=End("period", last, days[1], last.label),
        running=day < max(first.last, last.last),
        bridge=made,
        pin=more.value.pin,
        funnel=more.value.funnel,
        loads=more.value.loads,
        leads=more.value.leads,
        redefined=redefined,
        split=cut.value,
        printed=printed.printed if printed is not None else None,
        not_kept=() if printed is not None else ("restated",),
    )
    return Outcome(change, (*found, *more.diagnostics, *cut.diagnostics))


def tree_of(model: Model, name: str, closed: frozenset[str] = frozenset()) -> Tree | None:
    """Return the tree of a goal, those in `closed` as leaves; None where it has no breakdown."""
    known = {each.name: each.breakdown for each in model.metrics.values() if each.breakdown and each.name not in closed}
    tree = tree_under(known, name)
    return None if model.metrics[name].breakdown is None or not tree.named or tree.leaves == (name,) else tree


def measured_names(model: Model, tree: Tree) -> tuple[str, ...]:
    """Return the numbers of a tree, and those that its rates divide."""
    rates = [pair for each in tree.leaves if (pair := parts_of_rate(model.metrics[each])) is not None]
    return tuple(dict.fromkeys([*tree.named, *(each for pair in rates for each in pair)]))


def bridged(tree: Tree, goal: Metric, before: Values, after: Values, method: Method) -> Bridge:
    """Return the bridge between the goal's measured values, the largest bar first."""
    made = bridge(tree, before, after, method=method)
    start, end, change = before.get(goal.name), after.get(goal.name), made.change
    if made.reason is not None or change is None or start is None or end is None:
        return made
    bars = sorted(made.bars, key=lambda bar: -abs(bar.amount))
    gap = (end - start) - change
    if not _same(gap, start, end, made.start, made.end):
        bars.append(Bar(UNEXPLAINED, gap))
    return replace(made, start=start, end=end, bars=tuple(bars))


def alike(one: float, other: float) -> bool:
    """Say whether two amounts are one but for the hair by which floating numbers miss each other."""
    return _same(one - other, one, other)


def _same(gap: float, *sizes: float | None) -> bool:
    return abs(gap) <= _HAIR * max(abs(each or 0.0) for each in sizes)


def _redefined(model: Model, names: tuple[str, ...], first: Period, last: Period) -> tuple[tuple[str, date], ...]:
    """Return the numbers whose definition in the one period is not that of the other, and since when."""
    under = [model.metrics[name] for name in made_of(model.metrics, names)]
    return tuple((each.name, since) for each in under for since, _ in each.earlier if _apart(since, first, last))


def _apart(since: date, first: Period, last: Period) -> bool:
    return first.last < since <= last.last


def _today(model: Model, first: Period, last: Period) -> Model:
    """Return the model in which the first period is measured as the last one is."""
    metrics: Mapping[str, Metric] = {
        name: replace(each, earlier=tuple(old for old in each.earlier if not _apart(old[0], first, last)))
        if each.earlier
        else each
        for name, each in model.metrics.items()
    }
    return replace(model, metrics=metrics)


def _steps(tree: Tree, goal: Metric, old: Values, new: Values, cause: Cause) -> list[Bar]:
    """Return what one cause alone makes of the first period: a bar for each leaf, the rest for the goal."""
    start, end = old.get(goal.name), new.get(goal.name)
    if start is None or end is None or all(old.get(each) == new.get(each) for each in (*tree.leaves, goal.name)):
        return []
    change, bars = end - start, list[Bar]()
    if value(tree, old) is not None and value(tree, new) is not None:
        made = bridge(tree, old, new)
        bars = [replace(bar, cause=cause) for bar in made.bars if bar.before != bar.after]
    rest = change - sum(bar.amount for bar in bars)
    if not _same(rest, start, end):
        bars.append(Bar(goal.name, rest, cause, start, end))
    return sorted(bars, key=lambda bar: -abs(bar.amount))
