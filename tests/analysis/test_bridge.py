"""Change attribution: bars that add up."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpidsl.analysis.bridge import Bar, bridge, merged, rounded, told, with_causes
from kpidsl.analysis.mix import Segment, mix_and_rate
from kpidsl.analysis.shapley import by_orders, by_subsets, shapley
from kpidsl.analysis.shapley_diagonal import along_the_diagonal
from kpidsl.analysis.tree_build import Sketch, tree_from
from kpidsl.analysis.tree_value import value

NAMES = ("calls", "contact", "opp", "win", "price")
SALES = tree_from(Sketch("*", NAMES))
BEFORE = dict(zip(NAMES, (4000, 0.30, 0.10, 0.20, 500_000), strict=True))
AFTER = dict(zip(NAMES, (4400, 0.27, 0.11, 0.22, 480_000), strict=True))


def times(*names):
    return tree_from(Sketch("*", names))


def amounts(found):
    return [bar.amount for bar in found.bars]


def test_tv5_shapley():
    found = bridge(SALES, BEFORE, AFTER)
    assert (found.start, found.end) == (pytest.approx(12_000_000), pytest.approx(13_799_808))
    assert amounts(found) == pytest.approx([1_230_230, -1_363_130, 1_230_230, 1_230_230, -527_750], abs=0.6)
    assert found.orders == 0


def test_tv5_lmdi():
    found = bridge(SALES, BEFORE, AFTER, method="lmdi")
    assert amounts(found) == pytest.approx([1_227_495, -1_356_933, 1_227_495, 1_227_495, -525_744], abs=0.6)


def test_tv6():
    before, after = {"a": 3, "b": 5, "c": 7}, {"a": 4, "b": 2, "c": 9}
    assert amounts(bridge(times("a", "b", "c"), before, after)) == pytest.approx([27.5, -84.5, 24])
    logs = bridge(times("a", "b", "c"), before, after, method="lmdi")
    assert amounts(logs) == pytest.approx([25.162, -80.143, 21.981], abs=5e-4)


def test_lmdi_of_a_fall_to_almost_nothing():
    found = bridge(times("a", "b"), {"a": 1e9, "b": 1e9}, {"a": 1, "b": 1}, method="lmdi")
    assert amounts(found) == pytest.approx([found.change / 2] * 2)


def test_tv7_zero():
    before, after = {"a": 0, "b": 0.2}, {"a": 50, "b": 0.3}
    assert amounts(bridge(times("a", "b"), before, after)) == pytest.approx([12.5, 2.5])
    assert amounts(bridge(times("a", "b"), before, after, method="lmdi")) == pytest.approx([15, 0])


def test_tv8_ratio():
    found = bridge(tree_from(Sketch("/", ("n", "d"))), {"n": 20, "d": 100}, {"n": 33, "d": 150})
    assert amounts(found) == pytest.approx([0.108333, -0.088333], abs=5e-7)


def test_tv9_simpson():
    found = mix_and_rate([Segment("A", 90, 900, 45, 500), Segment("B", 40, 100, 190, 500)])
    assert (found.before, found.after) == (pytest.approx(0.13), pytest.approx(0.235))
    assert found.rate == pytest.approx(-0.013)
    assert found.mix == pytest.approx(0.118)
    assert [each.rate for each in found.segments] == pytest.approx([-0.007, -0.006])
    assert [each.mix for each in found.segments] == pytest.approx([0.035, 0.083])
    assert found.simpson and found.paradox


def test_a_new_segment_is_all_mix():
    found = mix_and_rate([Segment("A", 10, 100, 10, 100), Segment("B", 0, 0, 30, 100)])
    assert found.segments[1].came and found.segments[1].rate == 0
    assert found.rate + found.mix == pytest.approx(found.after - found.before)


def test_money_by_volume_price_and_mix():
    found = mix_and_rate([Segment("A", 1000, 10, 1500, 12), Segment("B", 4000, 20, 3000, 16)])
    assert found.volume + found.price + found.mix_value == pytest.approx(4500 - 5000)


WHOLES = st.integers(0, 1000)


@given(st.lists(st.tuples(WHOLES, WHOLES, WHOLES, WHOLES), max_size=6))
def test_mix_and_rate_leave_nothing_over(rows):
    segments = [Segment(str(at), *(float(each) for each in row)) for at, row in enumerate(rows)]
    found = mix_and_rate(segments)
    if found.reason is None:
        assert found.before + found.rate + found.mix == pytest.approx(found.after, abs=1e-9, rel=1e-9)


REASONS = [
    ([], "no_segments"),
    ([Segment("A", 1, 0, 1, 2)], "no_value"),
    ([Segment("A", None, 1, 1, 2)], "no_value"),
    ([Segment("A", 0, 0, 1, 2)], "nothing_before"),
    ([Segment("A", 1, 2, 0, 0)], "nothing_after"),
    ([Segment("A", 1, -2, 1, 1), Segment("B", 1, 5, 1, 1)], "negative_weight"),
]


@pytest.mark.parametrize(("segments", "reason"), REASONS)
def test_why_there_is_no_mix(segments, reason):
    assert mix_and_rate(segments).reason == reason


NUMBERS = st.floats(-50, 50).map(lambda number: round(number, 3))
FACTORS = st.floats(0.1, 50).map(lambda number: round(number, 3))
TREES = st.sampled_from(
    [
        Sketch("*", ("a", "b", "c", "d")),
        Sketch("+", (Sketch("*", ("a", "b")), Sketch("*", ("c", "d")))),
        Sketch("*", (Sketch("+", ("a", "b")), Sketch("-", ("c", "d")))),
        Sketch("+", (Sketch("*", ("a", "b")), Sketch("*", ("a", "c")), "d", 3.0)),
        Sketch("*", ("a", Sketch("/", ("b", "c")), "d")),
        Sketch("/", (Sketch("+", ("a", "b")), Sketch("*", ("c", "d")))),
        Sketch("/", ("a", Sketch("+", ("b", "c")))),
        Sketch("*", ("a", Sketch("+", ("a", "b")), "c", "d")),
        Sketch("/", ("a", Sketch("/", ("b", "c")))),
    ]
)
POSITIVE = st.fixed_dictionaries(dict.fromkeys("abcd", FACTORS))
ANY = st.fixed_dictionaries(dict.fromkeys("abcd", NUMBERS))


@given(TREES, POSITIVE | ANY, POSITIVE | ANY)
def test_bars_add_up_to_the_last_unit(sketch, before, after):
    tree = tree_from(sketch)
    found = bridge(tree, before, after)
    assume(found.reason is None)
    assume(max(abs(found.start), abs(found.end)) < 1e9)
    assert sum(amounts(found)) == pytest.approx(found.change, rel=1e-9, abs=1e-6)
    shown = rounded(found)
    assert sum(int(bar.amount) for bar in shown.bars) == shown.end - shown.start
    thousands = rounded(found, 1000)
    assert sum(int(bar.amount) for bar in thousands.bars) == thousands.end - thousands.start


@given(TREES, POSITIVE, POSITIVE)
def test_every_way_to_shapley_is_the_same_value(sketch, before, after):
    tree = tree_from(sketch)
    exact = by_subsets(tree, before, after, tree.leaves)
    assert shapley(tree, before, after).parts == pytest.approx(exact, rel=1e-6, abs=1e-6)
    integral = along_the_diagonal(tree, before, after, tree.leaves)
    if integral is not None:
        assert integral == pytest.approx(exact, rel=1e-6, abs=1e-6)
    drawn = by_orders(tree, before, after, tree.leaves, 1)
    assert sum(drawn.values()) == pytest.approx(value(tree, after) - value(tree, before), rel=1e-9, abs=1e-6)


def test_a_leaf_used_twice_in_a_product_is_not_integrated():
    squared = tree_from(Sketch("*", ("a", Sketch("+", ("a", "b")))))
    assert along_the_diagonal(squared, {"a": 1, "b": 2}, {"a": 2, "b": 3}, ["a", "b"]) is None


def test_many_leaves_under_a_fraction_are_drawn_and_repeatable():
    names = tuple(f"x{at}" for at in range(20))
    tree = tree_from(Sketch("/", ("top", Sketch("+", names))))
    before = {"top": 100.0} | dict.fromkeys(names, 1.0)
    after = {"top": 130.0} | {name: 1 + at / 10 for at, name in enumerate(names)}
    found = bridge(tree, before, after, seed=3)
    assert found.orders > 0
    assert sum(amounts(found)) == pytest.approx(found.change)
    assert found == bridge(tree, before, after, seed=3)
    # Both halves of an order and its reverse see equal leaves alike, so that growth orders the parts.
    assert found.bars[-1].amount < found.bars[2].amount < 0 < found.bars[0].amount


def test_reasons_instead_of_bars():
    ratio = tree_from(Sketch("/", ("n", "d")))
    assert bridge(ratio, {"n": 1, "d": 0}, {"n": 1, "d": 1}).reason == "no_value_before"
    assert bridge(ratio, {"n": 1, "d": 1}, {"n": 1}).at == "d"
    mixed = tree_from(Sketch("/", ("n", Sketch("-", ("a", "b")))))
    assert bridge(mixed, {"n": 1, "a": 2, "b": 1}, {"n": 1, "a": 3, "b": 2}).reason == "no_value_between"
    assert bridge(times("a", "b"), {"a": -1, "b": 1}, {"a": 1, "b": 1}, method="lmdi").reason == "below_zero"
    nested = tree_from(Sketch("*", ("a", Sketch("+", ("b", "c")))))
    logs = bridge(nested, {"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 2}, method="lmdi")
    assert logs.reason == "not_a_sum_of_products"


def test_what_is_no_performance_stands_apart():
    found = with_causes(
        bridge(SALES, BEFORE, AFTER), [Bar("late bookings", 250_000, "restated"), Bar("tax", -100_000, "definition")]
    )
    assert found.start == pytest.approx(12_000_000 - 150_000)
    assert [bar.cause for bar in found.bars[:3]] == ["restated", "definition", "leaf"]
    assert sum(amounts(found)) == pytest.approx(found.change)


def test_one_sentence():
    facts = told(bridge(SALES, BEFORE, AFTER))
    assert facts.direction == "up"
    assert facts.relative == pytest.approx(0.149984)
    assert facts.main.name in ("calls", "opp", "win")
    assert facts.against.name == "contact"
    assert facts.main.amount + facts.against.amount + facts.rest == pytest.approx(facts.change)
    worse = told(bridge(SALES, AFTER, BEFORE))
    assert worse.direction == "down" and worse.against.name == "contact"
    same = told(bridge(SALES, BEFORE, BEFORE))
    assert (same.direction, same.main, same.share) == ("flat", None, None)


def test_bars_of_a_group_are_added():
    found = merged(bridge(SALES, BEFORE, AFTER), {"contact": "rates", "opp": "rates", "win": "rates"})
    assert [bar.name for bar in found.bars] == ["calls", "rates", "price"]
    assert sum(amounts(found)) == pytest.approx(found.change)
