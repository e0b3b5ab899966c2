"""Whatever numbers come in, a record comes out; and a tree of 500 leaves is no wait."""

from dataclasses import fields, is_dataclass
from math import isfinite
from random import Random
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kpidsl.analysis.bridge import bridge, rounded, told
from kpidsl.analysis.centre_pin import Candidate, CountSeen, RateSeen, rank_leaves
from kpidsl.analysis.forecast import landing_forecast
from kpidsl.analysis.funnel import FunnelStep, funnel
from kpidsl.analysis.leading import leads
from kpidsl.analysis.mix import Segment, mix_and_rate
from kpidsl.analysis.plan_goal import Flex, plan_goal
from kpidsl.analysis.plan_odds import plan_odds
from kpidsl.analysis.solve import solve_for
from kpidsl.analysis.tree_build import Sketch, tree_from
from kpidsl.analysis.tree_value import elasticities, value


def no_nan(found: object) -> bool:
    if isinstance(found, float):
        return isfinite(found)
    if is_dataclass(found):
        return all(no_nan(getattr(found, field.name)) for field in fields(found))
    if isinstance(found, tuple | list):
        return all(map(no_nan, found))
    return all(map(no_nan, found.values())) if isinstance(found, dict) else True


ODD = st.sampled_from([None, 0, 0.0, -1, 1, 1e-9, -5.5, 1e12, 1e300, -1e300, float("nan"), float("inf")]) | st.floats(
    -1e6, 1e6
)
TREES = st.sampled_from(
    [
        Sketch("*", ("a", "b", "c")),
        Sketch("/", ("a", Sketch("-", ("b", "c")))),
        Sketch("+", (Sketch("*", ("a", "b")), Sketch("/", ("c", "a")))),
        Sketch("*", ("a", Sketch("+", ("a", "b", "c")))),
    ]
)
LEAVES = st.fixed_dictionaries({}, optional=dict.fromkeys("abc", ODD))


@settings(max_examples=300, deadline=None)
@given(TREES, LEAVES, LEAVES, ODD, ODD, st.sampled_from(["higher", "lower"]))
def test_trees_of_nonsense(sketch, before, after, goal, cap, better):
    tree = tree_from(sketch)
    assert no_nan(solve_for(tree, before, goal, "a"))
    plan = plan_goal(
        tree, before, goal, [Flex("a", high=cap), Flex("b", low=cap), Flex("c", effort=cap)], better=better
    )
    assert no_nan(plan)
    assert plan.feasible or plan.reason is not None
    for method in ("shapley", "lmdi"):
        found = bridge(tree, before, after, method=method)
        assert no_nan(found) and no_nan(rounded(found)) and no_nan(told(found))
        assert found.reason is not None or len(found.bars) == len(tree.leaves)
    candidates = [Candidate(name, cap, seen=CountSeen(3)) for name in "abc"]
    assert no_nan(rank_leaves(tree, before, candidates, better=better, draws=5))


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD, max_size=40), st.integers(-1, 12), st.integers(0, 12))
def test_series_of_nonsense(values, left, begun):
    found = landing_forecast(values, left, begun=begun)
    assert no_nan(found)
    assert found.value is not None or found.reason is not None
    assert no_nan(leads(values, values[::-1], longest=2))


@settings(max_examples=100, deadline=None)
@given(ODD, ODD, ODD, ODD, st.integers(-3, 10), st.integers(-3, 10))
def test_counts_of_nonsense(one, two, three, four, many, few):
    assert no_nan(mix_and_rate([Segment("x", one, two, three, four), Segment("y", four, three, two, one)]))
    assert no_nan(funnel(one, [FunnelStep("s", many, few, two)]))
    assert no_nan(plan_odds(many, few, [one, two]))


def test_a_series_of_one_kind_of_nothing():
    for values in ([], [0], [5], [0] * 40, [None] * 40, [-5] * 40):
        assert no_nan(landing_forecast(values, 3, begun=2))
        assert leads(values, values).verdict in ("too_few_points", "never_moves")


def big_tree(leaves: int):
    """A goal of 25 regions, each 4 products of 5 leaves."""
    opened, numbers, chance = {}, {}, Random(1)
    regions = leaves // 20
    opened["goal"] = Sketch("+", tuple(f"region{at}" for at in range(regions)))
    for region in range(regions):
        opened[f"region{region}"] = Sketch("+", tuple(f"line{region}_{at}" for at in range(4)))
        for line in range(4):
            names = [f"{kind}{region}_{line}" for kind in ("calls", "contact", "opp", "win", "price")]
            opened[f"line{region}_{line}"] = Sketch("*", tuple(names))
            numbers |= dict(zip(names, (chance.randint(100, 900), 0.3, 0.1, 0.2, 500_000), strict=True))
    return tree_from("goal", opened), numbers


def test_500_leaves_are_planned_explained_and_ranked_in_two_seconds():
    tree, now = big_tree(500)
    assert len(tree.leaves) == 500
    chance = Random(2)
    before = {name: number * chance.uniform(0.8, 1.2) for name, number in now.items()}
    begun = perf_counter()
    plan = plan_goal(
        tree, now, value(tree, now) * 1.25, [Flex(name, high=number * 1.3) for name, number in now.items()]
    )
    short = plan_goal(tree, now, value(tree, now) * 9, [Flex(name, high=number * 1.1) for name, number in now.items()])
    found = bridge(tree, before, now)
    seen = {name: RateSeen(30, 100) if number < 1 else None for name, number in now.items()}
    ranked = rank_leaves(tree, now, [Candidate(name, number * 1.2, seen=seen[name]) for name, number in now.items()])
    moved = elasticities(tree, now)
    took = perf_counter() - begun
    assert plan.feasible and len(short.shortfall.alone) == 500
    assert found.orders == 0 and abs(sum(bar.amount for bar in found.bars) - found.change) < 1e-6 * found.end
    assert len(ranked.leaves) == 500 and len(moved) == 500
    assert took < 2, took


def test_500_leaves_under_one_fraction_too():
    names = [f"x{at}" for at in range(499)]
    tree = tree_from(Sketch("/", ("top", Sketch("+", tuple(names)))))
    before = {"top": 1000.0} | {name: 1.0 + at / 100 for at, name in enumerate(names)}
    after = {"top": 1200.0} | {name: 1.1 + at / 90 for at, name in enumerate(names)}
    begun = perf_counter()
    found = bridge(tree, before, after)
    took = perf_counter() - begun
    assert found.orders > 0 and abs(sum(bar.amount for bar in found.bars) - found.change) < 1e-9
    assert took < 4, took
