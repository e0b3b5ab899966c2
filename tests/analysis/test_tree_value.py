"""The arithmetic of a tree: values, gradients and exact inverses."""

from decimal import Decimal
from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpidsl.analysis.solve import solve_for
from kpidsl.analysis.tree_build import Sketch, tree_from, tree_under
from kpidsl.analysis.tree_moves import Moving
from kpidsl.analysis.tree_value import elasticities, gradients, metric_values, value
from kpidsl.model.expression import Apply, Literal, MetricRef
from kpidsl.text.source import Span

HERE = Span("specs/sales.kpi", 0, 0)
PLUS, MINUS, TIMES, OVER = "+-*/"


def ref(name: str) -> MetricRef:
    return MetricRef(name, HERE)


def apply(function, *arguments) -> Apply:
    return Apply(function, arguments, HERE)


def test_a_breakdown_becomes_a_tree():
    tree = tree_under(
        {
            "受注金額": apply("*", apply("*", ref("商談数"), ref("受注率")), ref("単価")),
            "商談数": apply("+", ref("新規"), apply("*", ref("月次"), Literal(Decimal(12), HERE))),
        },
        "受注金額",
    )
    assert tree.leaves == ("新規", "月次", "受注率", "単価")
    found = metric_values(tree, {"新規": 40, "月次": 5, "受注率": Decimal("0.2"), "単価": 1000})
    assert found["商談数"] == 100
    assert found["受注金額"] == pytest.approx(20_000)


def test_a_breakdown_beyond_arithmetic_is_a_leaf():
    tree = tree_under({"g": apply("*", ref("a"), ref("b")), "a": apply("coalesce", ref("x"), ref("y"))}, "g")
    assert tree.leaves == ("a", "b")


def test_minus_and_negation():
    tree = tree_under({"g": apply("-", apply("-", ref("a"), ref("b")), apply("neg", ref("c")))}, "g")
    assert value(tree, {"a": 10, "b": 3, "c": 2}) == 9


def test_a_weighted_sum():
    tree = tree_from(Sketch("sum", ("a", "b"), (0.5, -2.0)))
    assert value(tree, {"a": 10, "b": 1}) == 3
    assert gradients(tree, {"a": 10, "b": 1}) == {"a": 0.5, "b": -2.0}


def test_a_long_sum_and_a_long_chain_do_not_run_out_of_stack():
    total = ref("x0")
    for at in range(1, 3000):
        total = apply("+", total, ref(f"x{at}"))
    wide = tree_under({"g": total}, "g")
    assert value(wide, {f"x{at}": 1 for at in range(3000)}) == 3000
    deep = tree_from("m0", {f"m{at}": Sketch("+", (f"m{at + 1}", 1.0)) for at in range(3000)})
    assert value(deep, {"m3000": 0}) == 3000


def test_a_shared_leaf_is_one_and_its_effects_are_added():
    tree = tree_from(
        "g", {"g": Sketch("+", ("new", "old")), "new": Sketch("*", ("n", "p")), "old": Sketch("*", ("o", "p"))}
    )
    leaves = {"n": 3, "o": 7, "p": 100}
    assert tree.leaves == ("n", "p", "o")
    assert gradients(tree, leaves) == {"n": 100, "o": 100, "p": 10}
    assert elasticities(tree, leaves) == pytest.approx({"n": 0.3, "o": 0.7, "p": 1.0})


def test_a_circle_is_no_endless_loop():
    tree = tree_from("a", {"a": Sketch("+", ("b", 1.0)), "b": Sketch("+", ("a", 1.0))})
    assert value(tree, {"a": 5}) == 7


@pytest.mark.parametrize("leaves", [{"a": 1}, {"a": 1, "b": 0}, {"a": None, "b": 2}, {"a": float("nan"), "b": 2}])
def test_no_value_is_no_number(leaves):
    tree = tree_from(Sketch("/", ("a", "b")))
    assert value(tree, leaves) is None
    assert gradients(tree, leaves) is None
    assert elasticities(tree, leaves) is None


def test_a_zero_factor_has_a_gradient():
    tree = tree_from(Sketch("*", ("a", "b", "c")))
    assert gradients(tree, {"a": 0, "b": 3, "c": 4}) == {"a": 12, "b": 0, "c": 0}


NUMBERS = st.floats(0.01, 100).map(lambda number: round(number, 4))
NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
SKETCHES = st.recursive(
    NAMES | st.floats(0.5, 3).map(lambda each: round(each, 2)),
    lambda inner: st.builds(
        Sketch, st.sampled_from([PLUS, MINUS, TIMES, OVER]), st.lists(inner, min_size=2, max_size=3).map(tuple)
    ),
    max_leaves=8,
)
LEAVES = st.fixed_dictionaries(dict.fromkeys("abcde", NUMBERS))


@given(SKETCHES, LEAVES)
def test_gradients_are_slopes(sketch, leaves):
    tree = tree_from(sketch)
    slopes = gradients(tree, leaves)
    assume(slopes is not None)
    for name in tree.leaves:
        step = leaves[name] * 1e-6
        up, down = (value(tree, {**leaves, name: leaves[name] + side * step}) for side in (1, -1))
        assume(up is not None and down is not None)
        rough = (up - down) / (2 * step)
        scale = max(abs(up), abs(down), 1.0) / step * 1e-9
        assert isclose(slopes[name], rough, rel_tol=1e-3, abs_tol=scale) or abs(rough) > 1e6


@given(SKETCHES, LEAVES, NUMBERS)
def test_the_inverse_gives_back_the_goal(sketch, leaves, other):
    tree = tree_from(sketch)
    for name in tree.leaves:
        goal = value(tree, {**leaves, name: other})
        found = solve_for(tree, leaves, goal, name)
        if found.value is not None:
            again = value(tree, {**leaves, name: found.value})
            assert again == pytest.approx(goal, rel=1e-6, abs=1e-6 * max(1, *map(abs, leaves.values())))


@given(SKETCHES, LEAVES, LEAVES)
def test_moving_one_leaf_at_a_time_is_the_same_tree(sketch, before, after):
    tree = tree_from(sketch)
    moving = Moving(tree, before)
    for name in tree.leaves:
        moving.move(name, after[name])
    assert moving.goal == value(tree, after)


def test_one_unknown_on_two_paths():
    tree = tree_from("g", {"g": Sketch("*", ("a", "b")), "b": Sketch("+", ("a", 10.0))})
    assert solve_for(tree, {"a": 1}, 75, "a").value == pytest.approx(5)


def test_a_jump_between_the_ends_of_the_numbers_is_no_solution():
    tree = tree_from(Sketch("/", ("a", Sketch("-", ("a", 0.5)))))
    assert solve_for(tree, {"a": 0.25}, 2, "a").value == pytest.approx(1)
    assert solve_for(tree, {"a": 0.25}, 1, "a").reason == "out_of_reach"


@pytest.mark.parametrize(
    ("goal", "leaves", "unknown", "reason"),
    [
        (5, {"a": 0, "b": 2}, "b", "no_effect"),
        (5, {"a": None, "b": 2}, "b", "no_value"),
        (None, {"a": 1, "b": 2}, "b", "no_goal"),
        (5, {"a": 1, "b": 2}, "z", "unknown_leaf"),
    ],
)
def test_why_there_is_no_solution(goal, leaves, unknown, reason):
    found = solve_for(tree_from(Sketch("*", ("a", "b"))), leaves, goal, unknown)
    assert (found.value, found.reason) == (None, reason)


def test_a_ratio_is_solved_for_either_side():
    tree = tree_from(Sketch("/", ("n", "d")))
    assert solve_for(tree, {"d": 200}, 0.25, "n").value == 50
    assert solve_for(tree, {"n": 50}, 0.25, "d").value == 200
    assert solve_for(tree, {"n": 50}, 0, "d").reason == "out_of_reach"
