"""From a plan to what came: the bars of changed targets, of plans that do not add up, and of the leaves.

A goal's plan is its own. Where that was another one when it was reported, the bridge starts from it, and the way to the
plan of today has a bar. Where the goal's stayed and those of leaves changed, each of these has a bar. Source: domain
sections 3b and 3c.
"""

from collections.abc import Mapping

from kpidsl.analysis.bridge import Bar, Bridge, Method, bridge, with_causes
from kpidsl.analysis.tree_value import Leaf, Tree, parts_of, value
from kpidsl.model.records import Metric
from kpidsl.report.change_bridge import alike, bridged
from kpidsl.report.change_measured import Values


def closed_under(tree: Tree, planned: Values) -> frozenset[str]:
    """Return the numbers with a plan of their own under which a leaf has none."""
    whole: list[bool] = []
    for node in tree.nodes:
        parts = parts_of(node)
        whole.append(node.name in planned if isinstance(node, Leaf) else all(whole[part] for part in parts))
    goal = len(tree.nodes) - 1
    return frozenset(name for name, at in tree.named.items() if at != goal and name in planned and not whole[at])


def from_plan(
    tree: Tree, goal: Metric, planned: Values, actual: Values, then: Values, method: Method = "shapley"
) -> Bridge:
    """Return the bridge from the plan of a goal to what came; a leaf that `planned` lacks stands as it came.

    `then` are the plans that were other ones when they were reported.
    """
    aims = {each: planned.get(each, actual.get(each)) for each in tree.leaves}
    aimed, own = value(tree, aims), planned.get(goal.name)
    made = bridged(tree, goal, {**aims, goal.name: aimed}, actual, method)
    if made.reason is not None or aimed is None or own is None:
        return made
    known = {name: value for name, value in then.items() if name in planned}
    return with_causes(made, _before_performance(tree, goal, aims, aimed, own, known))


def _before_performance(
    tree: Tree, goal: Metric, aims: Mapping[str, float | None], aimed: float, own: float, then: Values
) -> list[Bar]:
    """Return the bars from the goal's plan, as it was reported, to what the plans of its leaves give today."""
    was = then.get(goal.name)
    if was is not None and not alike(was, own):
        return [Bar(goal.name, own - was, "target", was, own), *_gap(goal, own, aimed)]
    earlier = {**aims, **{each: then[each] for each in tree.leaves if then.get(each) is not None}}
    given = value(tree, earlier)
    if given is None or earlier == aims:
        return [*_gap(goal, own, aimed)]
    moved = [bar for bar in bridge(tree, earlier, aims).bars if bar.before != bar.after]
    if not moved:
        return [*_gap(goal, own, aimed)]
    changed = [Bar(bar.name, bar.amount, "target", bar.before, bar.after) for bar in moved]
    return [*sorted(changed, key=lambda bar: -abs(bar.amount)), *_gap(goal, own, given)]


def _gap(goal: Metric, own: float, given: float) -> list[Bar]:
    return [] if alike(given, own) else [Bar(goal.name, given - own, "parts", own, given)]
