"""What the leaves of a goal have to be, each within its bounds."""

from collections.abc import Mapping
from dataclasses import replace

from kpidsl.analysis.plan_goal import Plan, PlannedLeaf, plan_goal
from kpidsl.analysis.solve import solve_for
from kpidsl.analysis.tree_value import Tree, gradients, value
from kpidsl.model.records import Metric
from kpidsl.report.goal_aim import Aim, Better
from kpidsl.report.goal_leaves import PlanLeaf
from kpidsl.report.goal_words import refusal
from kpidsl.report.refused import Refused


def pulling(tree: Tree, leaves: Mapping[str, PlanLeaf], aim: Aim) -> dict[str, PlanLeaf]:
    """Return the leaves of a level's plan: a count that would have to shrink for it is held.

    A rate is not bettered by having fewer tries.
    """
    slopes = gradients(tree, {name: each.pace for name, each in leaves.items()}) or {}
    up = 1.0 if aim.better == "higher" else -1.0
    return {
        name: replace(each, free=False) if each.role != "rate" and up * slopes.get(name, up) < 0 else each
        for name, each in leaves.items()
    }


def solved(tree: Tree, leaves: Mapping[str, PlanLeaf], aim: Aim) -> Plan:
    """Return the plan for the leaves; where today's pace is enough, what the counts may come down (or go up) to."""
    at = {name: each.pace for name, each in leaves.items()}
    free = [each for each in leaves.values() if each.free]
    plan = plan_goal(tree, at, aim.wanted, [each.flex for each in free], better=aim.better)
    counts = [each for each in free if each.role == "count"]
    if plan.reason == "no_leaf_moves" and len(counts) == 1 and not counts[0].pace:
        return _from_nothing(tree, at, counts[0], aim, plan)
    if plan.reason != "already_met" or not counts:
        return plan
    other: Better = "lower" if aim.better == "higher" else "higher"
    eased = plan_goal(tree, at, aim.wanted, [each.flex for each in counts], better=other)
    return eased if eased.reason is None else plan


def _from_nothing(tree: Tree, at: Mapping[str, float], leaf: PlanLeaf, aim: Aim, plan: Plan) -> Plan:
    """Return the plan of a single count that stands at 0, which no factor could move."""
    needed = solve_for(tree, at, aim.wanted, leaf.metric.name).value
    if needed is None or needed <= 0 or (leaf.cap is not None and needed > leaf.cap):
        return plan
    rest = tuple(each for each in plan.leaves if each.name != leaf.metric.name)
    reached = value(tree, {**at, leaf.metric.name: needed})
    return Plan(aim.wanted, plan.now, reached, True, (*rest, PlannedLeaf(leaf.metric.name, 0.0, needed, None)))


def unplanned(goal: Metric, plan: Plan, leaves: Mapping[str, PlanLeaf]) -> Refused:
    """Return why no plan could be made."""
    zeros = [name for name, each in leaves.items() if not each.pace]
    if plan.reason == "sign_turns":
        return refusal("sign_turns", goal, leaf=", ".join(plan.turning))
    if zeros:
        return refusal("zero", goal, leaf=", ".join(zeros))
    return refusal("no_value" if plan.reason == "no_value" else "no_leaf_moves", goal, leaf=goal.name)
