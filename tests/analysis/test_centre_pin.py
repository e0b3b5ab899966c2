"""The centre pin, the funnel's bottleneck, and whether a number leads the goal."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.analysis.centre_pin import Candidate, CountSeen, RateSeen, plausible_level, rank_leaves
from kpidsl.analysis.funnel import FunnelStep, Slice, funnel, loads, wilson
from kpidsl.analysis.leading import Leading, corrected, leads
from kpidsl.analysis.tree_build import Sketch, tree_from

NAMES = ("calls", "contact", "opp", "win", "price")
SALES = tree_from(Sketch("*", NAMES))
NOW = dict(zip(NAMES, (4000, 0.30, 0.10, 0.20, 500_000), strict=True))
CAPS = dict(zip(NAMES, (5000, 0.35, 0.12, 0.25, 520_000), strict=True))


def test_tv4_gains_and_tie():
    found = rank_leaves(SALES, NOW, [Candidate(name, cap) for name, cap in CAPS.items()])
    gains = {each.name: each.gain for each in found.leaves}
    assert gains == pytest.approx(
        {"calls": 3_000_000, "contact": 2_000_000, "opp": 2_400_000, "win": 3_000_000, "price": 480_000}
    )
    assert all(each.elasticity == pytest.approx(1) for each in found.leaves)
    assert found.pin is None
    assert set(found.tie) == {"calls", "win"}
    assert sum(each.odds for each in found.leaves) == pytest.approx(1)


def test_effort_decides_between_equal_gains():
    found = rank_leaves(SALES, NOW, [Candidate("calls", 5000, effort=3), Candidate("win", 0.25)])
    assert found.pin == "win"
    assert found.leaves[0].worth == pytest.approx(3 * found.leaves[1].worth)


def test_a_rate_from_few_tries_cannot_be_told_from_another():
    few = [Candidate("opp", 0.13, seen=RateSeen(2, 20)), Candidate("win", 0.25, seen=RateSeen(2, 10))]
    many = [
        Candidate("opp", 0.13, seen=RateSeen(20_000, 200_000)),
        Candidate("win", 0.25, seen=RateSeen(20_000, 100_000)),
    ]
    assert rank_leaves(SALES, NOW, few).pin is None
    assert rank_leaves(SALES, NOW, many).pin == "opp"
    assert rank_leaves(SALES, NOW, few, seed=4) == rank_leaves(SALES, NOW, few, seed=4)


def test_less_is_better():
    cost = tree_from(Sketch("/", ("cost", "leads")))
    found = rank_leaves(
        cost, {"cost": 100, "leads": 10}, [Candidate("cost", 80), Candidate("leads", 11)], better="lower"
    )
    assert found.pin == "cost"
    assert [each.gain for each in found.leaves] == pytest.approx([2, 10 - 100 / 11])


def test_nothing_to_rank():
    assert rank_leaves(SALES, {}, [Candidate("calls", 5000)]).reason == "no_value"
    assert rank_leaves(SALES, NOW, []).reason == "no_candidates"
    assert rank_leaves(SALES, NOW, [Candidate("calls", 3000), Candidate("win", None)]).reason == "no_gain"
    counted = [Candidate("calls", 5000, seen=CountSeen(4000))]
    assert rank_leaves(SALES, NOW, counted).pin == "calls"


def test_how_far_a_leaf_could_get():
    months = [0.1, 0.2, 0.3, 0.4, 0.5]
    assert plausible_level(0.9, months, 0.7) == (0.9, "cap")
    assert plausible_level(None, months, 0.7) == (pytest.approx(0.4), "own_best")
    assert plausible_level(None, months, 0.7, "lower") == (pytest.approx(0.2), "own_best")
    assert plausible_level(None, [0.1, None], 0.7) == (0.7, "best_peer")
    assert plausible_level(None, [], None) is None


def test_only_what_is_surely_below_is_flagged():
    steps = [FunnelStep("contact", 4000, 1000, 0.3), FunnelStep("opp", 50, 4, 0.1), FunnelStep("win", 400, 80, 0.18)]
    found = funnel(12_000_000, steps)
    assert [each.below for each in found.steps] == [True, False, False]
    assert found.bottleneck == "contact"
    assert found.steps[0].lost == pytest.approx(12_000_000 * 0.2)
    # Most people drop out at the step that is well above its benchmark: that is no finding.
    assert found.steps[2].lost < 0


def test_steps_that_cannot_be_judged():
    found = funnel(
        None,
        [FunnelStep("a", 0, 0, 0.5), FunnelStep("b", 5, 9, 0.5), FunnelStep("c", 9, 5), FunnelStep("d", 9, 5, 0.5)],
    )
    assert [each.reason for each in found.steps] == [
        "no_entries",
        "more_passed_than_entered",
        "no_benchmark",
        "no_goal",
    ]
    assert found.bottleneck is None


def test_wilson_by_hand():
    # p = 0.5, n = 10, z = 1.959964: centre 0.5, half 0.263...
    assert wilson(5, 10) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert wilson(0, 10)[0] == 0
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 500).flatmap(lambda tries: st.tuples(st.integers(0, tries), st.just(tries))))
def test_an_interval_holds_its_rate(counts):
    low, high = wilson(*counts)
    assert 0 <= low <= counts[0] / counts[1] + 1e-12
    assert counts[0] / counts[1] - 1e-12 <= high <= 1


def test_the_fullest_stage_is_the_bottleneck():
    found = loads([("calls", 137, 240), ("demos", 22, 20), ("quotes", None, 5)])
    assert found.bottleneck == "demos"
    assert found.overloaded == ("demos",)
    assert loads([("calls", 5, 0), ("demos", 5, 5)]).bottleneck == "calls"
    assert loads([]).bottleneck is None


def leading_pair(points: int, seed: int, lag: int = 2):
    chance = Random(seed)
    driver = [chance.gauss(100, 10) for _ in range(points)]
    goal = [200.0] * lag + [2 * each + chance.gauss(0, 8) for each in driver[:-lag]]
    return driver, goal


def test_a_driver_of_a_quarter_of_the_changes_leaves_a_trace_nine_times_in_ten():
    def pair(seed: int) -> tuple[list[float], list[float]]:
        chance = Random(seed)
        driver = [chance.gauss(0, 1) for _ in range(32)]
        return driver[2:], [driver[at - 2] + chance.gauss(0, 3**0.5) for at in range(2, 32)]

    found = [leads(*pair(seed), shortest=0).p or 1.0 for seed in range(60)]
    assert sum(p >= 0.5 for p in found) <= 9


def test_what_moves_in_the_same_month_is_seen_where_that_is_asked():
    chance = Random(4)
    driver = [chance.gauss(0, 1) for _ in range(30)]
    found = leads(driver, driver, shortest=0)
    assert (found.lag, found.verdict) == (0, "shown")


def test_a_leading_number_is_shown_at_its_lag():
    found = leads(*leading_pair(48, 2))
    assert (found.verdict, found.lag, found.points) == ("shown", 2, 48)
    assert found.correlation > 0.8


def test_under_24_points_nothing_is_tested():
    found = leads(*leading_pair(23, 2))
    assert (found.verdict, found.p) == ("too_few_points", None)


def test_unrelated_numbers_are_rarely_shown():
    chance = Random(5)
    shown = 0
    for _ in range(20):
        driver, goal = ([chance.gauss(0, 1) for _ in range(30)] for _ in range(2))
        shown += leads(driver, goal, longest=3).verdict == "shown"
    assert shown <= 4


def test_a_flat_or_broken_series():
    assert leads([5] * 30, list(range(30))).verdict == "never_moves"
    driver, goal = leading_pair(48, 2)
    driver[10] = None
    assert leads(driver, goal).points == 37


def best_of(*members: tuple[str | None, int, int]):
    slices = tuple(Slice("team", member, entered, passed) for member, entered, passed in members)
    entered, passed = sum(each.entered for each in slices), sum(each.passed for each in slices)
    return funnel(900, [FunnelStep("win", entered, passed, slices=slices)]).steps[0].best


def test_the_best_slice_is_a_benchmark_with_its_interval():
    """20% against 10% of the others: the whole, at 15%, would win a third more."""
    (best,) = best_of(("A", 1000, 100), ("B", 1000, 200))
    assert (best.dimension, best.member, best.tie) == ("team", "B", False)
    assert (best.low, best.high) == wilson(200, 1000) and (best.others_low, best.others_high) == wilson(100, 1000)
    assert best.lost == pytest.approx(300)


def test_slices_whose_intervals_meet_are_a_tie():
    (best,) = best_of(("A", 20, 2), ("B", 20, 4))
    assert best.tie and best.low <= best.others_high


def test_a_lucky_few_are_not_the_best():
    (best,) = best_of(("few", 3, 3), (None, 1000, 300), ("many", 1000, 500))
    assert best.member == "many" and best.others == pytest.approx(303 / 1003)


@pytest.mark.parametrize("members", [(), (("A", 10, 5),), (("A", 10, 5), ("B", 0, 0)), (("A", 10, 5), ("B", 4, 9))])
def test_one_slice_is_no_benchmark(members):
    slices = tuple(Slice("team", *each) for each in members)
    assert funnel(900, [FunnelStep("win", 10, 5, slices=slices)]).steps[0].best == ()


def test_pairs_tested_side_by_side_are_corrected_by_hand():
    # Holm: 0.01 * 3 = 0.03; 0.03 * 2 = 0.06; 0.04 * 1, but not below the one before.
    found = corrected(
        [
            Leading("shown", 36, 1, 0.5, 0.04),
            Leading("shown", 36, 1, 0.6, 0.01),
            Leading("too_few_points", 12),
            Leading("shown", 36, 2, -0.4, 0.03),
        ]
    )
    assert [each.p for each in found] == [pytest.approx(0.06), pytest.approx(0.03), None, pytest.approx(0.06)]
    assert [each.verdict for each in found] == ["not_shown", "shown", "too_few_points", "not_shown"]
    assert [each.among for each in found] == [3, 3, 1, 3]
