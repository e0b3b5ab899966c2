"""Back-calculation (逆算) of a goal: from what is left of its target to what every leaf has to bring until then.

A total's rest is target - actual to date, over the days that are left; a level's is the target itself. Rates stay at
the ratio of sums of the last twelve complete months, unless their clauses let them move (`goal_leaves`). Where today's
pace is enough, counts are taken down to what is needed and rates stay. Source: domain section 3a.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.plan_goal import Plan
from kpidsl.analysis.plan_odds import Odds
from kpidsl.analysis.plan_time import Schedule
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.analysis.tree_build import tree_under
from kpidsl.analysis.tree_value import Tree, metric_values, value
from kpidsl.model.calendar import business_days
from kpidsl.model.kpitree import branches
from kpidsl.model.records import Metric, Model
from kpidsl.report.goal_aim import Aim, Better, aim_of
from kpidsl.report.goal_chain import NoOdds, from_tries, known, odds_of, whole_counts
from kpidsl.report.goal_days import cut
from kpidsl.report.goal_leaves import PlanLeaf, capacity, earlier, heads, lags, plan_leaf
from kpidsl.report.goal_past import GoalPast, parts_of_rate, past_numbers, present
from kpidsl.report.goal_solved import pulling, solved, unplanned
from kpidsl.report.goal_words import refusal
from kpidsl.report.measuring import Ask, Days, measure_days
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Outcome


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A number of the plan over its `days`: `pace` as it goes today, `needed` (whole for counts) as the plan has it.

    `free` where the plan may move it, `bound` where it stands at its `cap`; both only of leaves. `schedule` cuts a
    count to days, `done` of it came before the plan begins (only where a lag moves its days back).
    """

    metric: Metric
    leaf: bool
    days: Days
    pace: float | None
    needed: float | None
    free: bool = False
    cap: float | None = None
    bound: bool = False
    done: int = 0
    heads: int = 1
    capacity: float | None = None
    schedule: Schedule | None = None

    @property
    def ratio(self) -> float | None:
        """Return needed over pace, None from a pace of 0."""
        return as_float(self.needed / self.pace) if self.needed is not None and self.pace else None


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """The plan of a goal as of the close of `day`.

    `wanted` is what is left of the target (of a level: the target) over `days`, `workdays` of them business days;
    `reached` what the whole numbers of the plan give. `confidence` is the probability that was asked for, and `odds`
    speaks of the plan as it is printed. `met` where nothing is left to do.
    """

    metric: Metric
    window: TargetWindow
    day: date
    actual: float | None
    target: float
    wanted: float
    days: Days
    workdays: int
    better: Better
    past: Days
    lines: tuple[PlanLine, ...] = ()
    plan: Plan | None = None
    reached: float | None = None
    odds: Odds | NoOdds = "not_a_chain"
    confidence: float | None = None
    met: bool = False


def plan_of(
    model: Model, ask: Ask, name: str, day: date, confidence: float | None = None
) -> Outcome[GoalPlan | Refused | None]:
    """Return the plan of a goal, or why there is none; None where the warehouse could not answer."""
    goal = model.metrics[name]
    tree = tree_under(
        {each.name: each.breakdown for each in model.metrics.values() if each.breakdown is not None}, name
    )
    if goal.breakdown is None or not tree.named or tree.leaves == (name,):
        return Outcome(refusal("no_breakdown", goal))
    aimed = aim_of(model, ask, goal, day)
    if not isinstance(aimed.value, Aim):
        return Outcome(aimed.value, aimed.diagnostics)
    aim = aimed.value
    flows = tuple(each for each in tree.leaves if model.metrics[each].kind == "flow")
    measured = _measured(model, ask, tree, day, flows)
    found = (*aimed.diagnostics, *measured.diagnostics)
    if any(each.severity == "error" for each in found):
        return Outcome(None, found)
    if measured.value is None:
        return Outcome(refusal("no_history", goal), found)
    if aim.better == "higher" and aim.wanted <= 0 and aim.window.cumulative:
        return Outcome(_made(model, goal, aim, day, measured.value), found)
    made = _planned(model, ask, goal, tree, aim, measured.value, day, confidence)
    return Outcome(made.value, (*found, *made.diagnostics))


def _measured(model: Model, ask: Ask, tree: Tree, day: date, flows: tuple[str, ...]) -> Outcome[GoalPast | None]:
    """Return the past of the tree, and of the numbers that its rates divide."""
    rates = [parts_of_rate(model.metrics[name]) or () for name in tree.leaves if model.metrics[name].kind == "rate"]
    names = dict.fromkeys([*tree.named, *(each for pair in rates for each in pair)])
    return past_numbers(model, ask, tuple(names), day, flows)


def _planned(
    model: Model, ask: Ask, goal: Metric, tree: Tree, aim: Aim, past: GoalPast, day: date, confidence: float | None
) -> Outcome[GoalPlan | Refused | None]:
    calendar, metrics = model.manifest.calendar, model.metrics
    ways = _ways(model, goal.name)
    begin, end = aim.days
    days = {each: (earlier(calendar, begin, way), earlier(calendar, end, way)) for each, way in ways.items()}
    paces = {name: present(past, calendar, metrics[name], days[name]) for name in tree.leaves}
    leaves = {name: plan_leaf(calendar, metrics[name], days[name], pace) for name, pace in known(paces).items()}
    if missing := [name for name in tree.leaves if name not in leaves]:
        return Outcome(refusal("no_value", goal, leaf=", ".join(missing)))
    leaves = leaves if aim.window.cumulative else pulling(tree, leaves, aim)
    plan = solved(tree, leaves, aim)
    if plan.reason not in (None, "already_met", "out_of_reach"):
        return Outcome(unplanned(goal, plan, leaves))
    below = [name for name, each in leaves.items() if each.pace < 0]
    if plan.reason == "out_of_reach" and below and aim.better == "higher" and (plan.reached or 0.0) <= 0 < aim.wanted:
        return Outcome(refusal("below_zero", goal, leaf=", ".join(below)))
    late = [(each, (span[0], day)) for each, span in days.items() if span[0] <= day and metrics[each].kind == "flow"]
    done = measure_days(ask, calendar, late, day)
    if any(each.severity == "error" for each in done.diagnostics):
        return Outcome(None, done.diagnostics)
    counted = _counted(model, tree, leaves, plan, past, aim, confidence)
    if isinstance(counted, str):
        return Outcome(refusal("no_confidence", goal, odds=counted), done.diagnostics)
    whole, odds = counted
    at = {each.name: whole.get(each.name, each.planned) for each in plan.leaves}
    before = known(metric_values(tree, known(paces)))
    already = {name: int(as_float(each) or 0) for (name, _), each in done.value.items()}
    lines = tuple(
        _line(model, plan, leaves, name, days[name], before.get(name), whole.get(name), already.get(name, 0), aim, day)
        for name in _reading(model, tree, goal.name)
    )
    made = _made(model, goal, aim, day, past, lines, plan, value(tree, at), odds, confidence)
    return Outcome(made, done.diagnostics)


def _counted(
    model: Model,
    tree: Tree,
    leaves: Mapping[str, PlanLeaf],
    plan: Plan,
    past: GoalPast,
    aim: Aim,
    confidence: float | None,
) -> tuple[dict[str, float], Odds | NoOdds] | str:
    """Return every number with whole counts, and the odds; or why no counts reach the goal with the `confidence`."""
    planned = {each.name: each.planned for each in plan.leaves}
    wanted = aim.wanted if plan.feasible else plan.reached or 0.0
    whole = whole_counts(tree, model.metrics, planned, wanted, aim.better)
    counts = [each for each in leaves.values() if each.role == "count"]
    if not aim.window.cumulative or aim.better == "lower" or len(counts) != 1:
        why: NoOdds = (
            "level" if not aim.window.cumulative else "not_upwards" if aim.better == "lower" else "not_a_chain"
        )
        return why if confidence is not None else (whole, why)
    name = counts[0].metric.name
    odds = odds_of(tree, model.metrics, past, plan, aim.wanted, int(whole[name]), confidence)
    if confidence is None or not plan.feasible:
        return whole, odds
    if isinstance(odds, str):
        return odds
    sure = next((each.tries for each in odds.needed if each.confidence == confidence), None)
    if sure is None:
        return "out_of_reach"
    if counts[0].cap is not None and sure > counts[0].cap:
        return "above_cap"
    made = from_tries(tree, model.metrics, planned, name, sure)
    return made, odds_of(tree, model.metrics, past, plan, aim.wanted, sure, confidence)


def _ways(model: Model, root: str) -> dict[str, list[Metric]]:
    parts: dict[str, list[str]] = {}
    for each in branches(model, root):
        if not each.belief and not each.constant:
            parts.setdefault(each.parent, []).append(each.child)
    return lags(model, tuple(parts), root, {name: tuple(each) for name, each in parts.items()})


def _reading(model: Model, tree: Tree, root: str) -> tuple[str, ...]:
    """Return the numbers of the tree in the order of reading, the goal first."""
    order = [root, *(each.child for each in branches(model, root) if not each.belief and not each.constant)]
    return tuple(name for name in dict.fromkeys(order) if name in tree.named)


def _line(
    model: Model,
    plan: Plan,
    leaves: Mapping[str, PlanLeaf],
    name: str,
    days: Days,
    pace: float | None,
    needed: float | None,
    done: int,
    aim: Aim,
    day: date,
) -> PlanLine:
    metric, calendar, leaf = model.metrics[name], model.manifest.calendar, leaves.get(name)
    own = next((each for each in plan.leaves if each.name == name), None)
    limit = capacity(calendar, metric, days)
    counted = metric.kind == "flow" and needed is not None and needed > 0
    return PlanLine(
        metric=metric,
        leaf=leaf is not None,
        days=days,
        pace=pace,
        needed=needed,
        free=leaf.free if leaf else False,
        cap=leaf.cap if leaf else None,
        bound=own is not None and own.bound is not None,
        done=done,
        heads=heads(metric),
        capacity=limit,
        schedule=cut(calendar, metric, days, needed or 0.0, done, day, limit, aim.better) if counted else None,
    )


def _made(
    model: Model,
    goal: Metric,
    aim: Aim,
    day: date,
    past: GoalPast,
    lines: tuple[PlanLine, ...] = (),
    plan: Plan | None = None,
    reached: float | None = None,
    odds: Odds | NoOdds = "not_a_chain",
    confidence: float | None = None,
) -> GoalPlan:
    return GoalPlan(
        metric=goal,
        window=aim.window,
        day=day,
        actual=aim.actual,
        target=aim.target,
        wanted=aim.wanted,
        days=aim.days,
        workdays=business_days(model.manifest.calendar, *aim.days),
        better=aim.better,
        past=past.days,
        lines=lines,
        plan=plan,
        reached=reached,
        odds=odds,
        confidence=confidence,
        met=plan is None,
    )
