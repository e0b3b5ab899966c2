"""Counts times shares times what one is worth: whole numbers at each step, and the odds that they reach the goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.plan_chain import Step, ceiling, count_chain, whole_leaves
from kpidsl.analysis.plan_goal import Plan
from kpidsl.analysis.plan_odds import Odds, Worth, plan_odds
from kpidsl.analysis.tree_value import Constant, Leaf, Product, Tree, metric_values, parts_of
from kpidsl.model.records import Metric
from kpidsl.report.goal_past import GoalPast, priced, tried
from kpidsl.report.naming import unit_of

CONFIDENCES = (0.5, 0.8, 0.9)
NoOdds = Literal["not_a_chain", "rate_above_one", "not_upwards", "level", "nothing_varies"]


@dataclass(frozen=True, slots=True)
class Factors:
    """A goal that is `tries` * all `rates` * `worth` of one that passes them, which `prices` times constants give."""

    tries: str
    rates: tuple[str, ...]
    worth: float
    prices: tuple[str, ...]


def factors(tree: Tree, metrics: Mapping[str, Metric], at: Mapping[str, float]) -> Factors | None:
    """Return the goal's factors, None where it is no chain of one count, shares, and what one is worth in money."""
    if not only_products(tree):
        return None
    leaves = [metrics[name] for name in tree.leaves]
    counts = [each.name for each in leaves if each.kind == "flow"]
    shares = [each.name for each in leaves if each.kind == "rate" and each.shown == "%"]
    worth = [each for each in leaves if each.name not in {*counts, *shares}]
    if len(counts) != 1 or any(unit_of(each).style != "money" or each.kind != "rate" for each in worth):
        return None
    one = 1.0
    for value in (*(at[each.name] for each in worth), *_constants(tree)):
        one *= value
    return Factors(counts[0], tuple(shares), one, tuple(each.name for each in worth)) if one > 0 else None


def only_products(tree: Tree) -> bool:
    """Say whether a goal is nothing but its leaves multiplied, each once."""
    plain = all(isinstance(node, Leaf | Product | Constant) for node in tree.nodes)
    parts = [part for node in tree.nodes for part in parts_of(node)]
    return plain and len(set(parts)) == len(parts)


def _constants(tree: Tree) -> list[float]:
    return [node.value for node in tree.nodes if isinstance(node, Constant)]


def odds_of(
    tree: Tree,
    metrics: Mapping[str, Metric],
    past: GoalPast,
    plan: Plan,
    wanted: float,
    tries: int,
    asked: float | None,
) -> Odds | NoOdds:
    """Return the odds that `tries` reach what is wanted, or why there are none to tell.

    A rate that the plan leaves alone is only known from its tries; one that the plan moves is taken as planned.
    """
    at = {each.name: each.planned for each in plan.leaves}
    chain = factors(tree, metrics, at)
    if chain is None:
        return "not_a_chain"
    held = {each.name for each in plan.leaves if each.planned == each.start}
    rates = [tried(past.values, metrics, tree, name) if name in held else None for name in chain.rates]
    known = [seen or at[name] for seen, name in zip(rates, chain.rates, strict=True)]
    confidences = tuple(sorted({*CONFIDENCES, *((asked,) if asked is not None else ())}))
    worth = _worth(tree, metrics, past, chain)
    if not known and worth is None:
        return "nothing_varies"
    found = plan_odds(tries, ceiling(wanted / chain.worth), known, confidences, worth=worth)
    return "rate_above_one" if found.probability is None else found


def _worth(tree: Tree, metrics: Mapping[str, Metric], past: GoalPast, chain: Factors) -> Worth | None:
    """Return what one is worth in the plan, varying in proportion as in the past; None where that is not known."""
    if len(chain.prices) != 1:
        return None
    seen = priced(past, metrics, tree, chain.prices[0])
    return None if seen is None else Worth(chain.worth, seen.spread * chain.worth / seen.mean, seen.seen)


def whole_counts(
    tree: Tree,
    metrics: Mapping[str, Metric],
    planned: Mapping[str, float],
    wanted: float,
    better: Literal["higher", "lower"],
) -> dict[str, float]:
    """Return every number of the tree with its counts made whole, so that what they give is on the goal's good side.

    A chain is walked from the top, rounded up at each count (domain section 3a); any other tree has its leaves made
    whole, and the counts above them are what these give, rounded up.
    """
    exact = known(metric_values(tree, planned))
    goal = goal_name(tree)
    flows = [name for name in reversed(tuple(tree.named)) if metrics[name].kind == "flow" and name in exact]
    below = [name for name in flows if name != goal]
    if better == "higher" and only_products(tree) and sum(name in below for name in tree.leaves) == 1:
        rates = [
            exact[upper] / exact[lower] if exact[lower] else None
            for upper, lower in zip([goal, *below], below, strict=False)
        ]
        steps = [Step(name, rate) for name, rate in zip(below[1:], rates[1:], strict=True)]
        chain = count_chain(wanted, below[0], rates[0], steps)
        if chain.reason is None:
            return {**exact, goal: wanted, **{each.name: float(each.count) for each in chain.counts}}
    counts = [name for name in tree.leaves if metrics[name].kind == "flow"]
    leaves, _ = whole_leaves(tree, planned, counts, better=better)
    found = known(metric_values(tree, leaves))
    return {
        name: float(ceiling(each)) if name in below and name not in counts else each for name, each in found.items()
    }


def from_tries(
    tree: Tree, metrics: Mapping[str, Metric], planned: Mapping[str, float], name: str, tries: int
) -> dict[str, float]:
    """Return every number of the tree when one count is `tries`, the counts above it rounded up."""
    found = known(metric_values(tree, {**planned, name: float(tries)}))
    goal = goal_name(tree)
    return {
        each: float(ceiling(at)) if metrics[each].kind == "flow" and each not in (goal, name) else at
        for each, at in found.items()
    }


def goal_name(tree: Tree) -> str:
    """Return the name of the tree's goal, which stands last in it."""
    return tuple(tree.named)[-1]


def known(values: Mapping[str, float | None]) -> dict[str, float]:
    """Return the numbers that have a value."""
    return {name: value for name, value in values.items() if value is not None}
