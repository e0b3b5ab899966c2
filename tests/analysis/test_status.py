"""Statuses as a manager would give them, and the four kinds of nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.analysis.standing import Bands, Standing
from kpidsl.analysis.status import judge

TOTAL = {"cumulative": True}
LEVEL = {"cumulative": False}


@pytest.mark.parametrize(
    ("told", "status", "rule"),
    [
        ({"actual": 5, "value": None}, "none", "no_target"),
        ({"actual": 5, "value": 10, "sense": "between"}, "none", "no_target"),
        ({"actual": None, "value": 10, "share": None}, "not_due", "not_begun"),
        ({"actual": None, "value": 10, "share": 0.5}, "no_data", "no_value"),
        ({"actual": float("nan"), "value": 10}, "no_data", "no_value"),
        ({"actual": 0, "value": 10, "share": 0.5}, "behind", "pace"),
        ({"actual": 0, "value": 10, "share": 0.0}, "not_due", "nothing_due_yet"),
        ({"actual": 12, "value": 10, "stale": True}, "stale", "stale"),
    ],
)
def test_nothing_comes_in_kinds(told, status, rule):
    found = judge(Standing(**told))
    assert (found.status, found.rule) == (status, rule)


@pytest.mark.parametrize(
    ("actual", "share", "status", "rule"),
    [
        (100, 1.0, "done", "reached"),
        (99, 1.0, "at_risk", "total"),
        (90, 1.0, "at_risk", "total"),
        (89, 1.0, "behind", "total"),
        (50, 0.5, "on_track", "pace"),
        (49, 0.5, "at_risk", "pace"),
        (44, 0.5, "behind", "pace"),
        (100, 0.5, "done", "reached"),
        (1, 0.0, "not_due", "nothing_due_yet"),
    ],
)
def test_a_total_keeps_pace(actual, share, status, rule):
    found = judge(Standing(actual, 100, share=share))
    assert (found.status, found.rule) == (status, rule)
    assert found.achievement == actual / 100


@pytest.mark.parametrize(
    ("actual", "share", "status", "landing"),
    [
        (50_000, 1.0, "done", None),
        (51_000, 1.0, "at_risk", None),
        (56_000, 1.0, "behind", None),
        (20_000, 0.5, "on_track", 40_000),
        (26_000, 0.5, "at_risk", 52_000),
        (40_000, 0.5, "behind", 80_000),
        (0, 0.5, "on_track", 0),
        (50_000, 0.5, "behind", 100_000),
    ],
)
def test_a_cap_is_judged_by_where_it_lands(actual, share, status, landing):
    found = judge(Standing(actual, 50_000, "at_most", share=share))
    assert (found.status, found.landing) == (status, landing)


def test_a_cap_takes_the_landing_it_is_given():
    assert judge(Standing(20, 50, "at_most", share=0.5, landing=70)).status == "behind"


def test_less_is_better_mirrors_achievement():
    for actual, achievement in ((110, 0.9), (90, 1.1), (0, 2.0)):
        found = judge(Standing(actual, 100, better="lower", **LEVEL))
        assert found.achievement == pytest.approx(achievement)


@pytest.mark.parametrize(
    ("actual", "share", "status", "rule"),
    [
        (0.26, 1.0, "done", "reached"),
        (0.26, 0.4, "on_track", "level"),
        (0.24, 0.4, "at_risk", "level"),
        (0.20, 0.4, "behind", "level"),
    ],
)
def test_a_level_is_judged_by_its_level_and_done_only_at_the_end(actual, share, status, rule):
    found = judge(Standing(actual, 0.25, "at_least", share=share, **LEVEL))
    assert (found.status, found.rule) == (status, rule)


@pytest.mark.parametrize(
    ("actual", "status"), [(1100, "done"), (1050, "on_track"), (1045, "at_risk"), (1040, "behind"), (990, "behind")]
)
def test_a_way_is_judged_by_what_of_it_is_covered(actual, status):
    share = 1.0 if status == "done" else 0.5
    found = judge(Standing(actual, 1100, share=share, baseline=1000, **LEVEL))
    assert found.status == status
    assert found.achievement == pytest.approx((actual - 1000) / 100)


def test_a_way_down():
    found = judge(Standing(9, 8, better="lower", share=0.5, baseline=10, **LEVEL))
    assert (found.status, found.rule, found.achievement, found.score) == ("on_track", "way_covered", 0.5, 1.0)


def test_a_baseline_of_zero_is_a_baseline():
    assert judge(Standing(50, 100, share=0.5, baseline=0, **LEVEL)).status == "on_track"
    assert judge(Standing(50, 100, share=0.5, baseline=None, **LEVEL)).status == "behind"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"actual": -5, "value": -10}, "done"),
        ({"actual": -12, "value": -10}, "behind"),
        ({"actual": 0, "value": 0}, "done"),
        ({"actual": 0, "value": 0, "sense": "at_most"}, "done"),
        ({"actual": 1, "value": 0, "sense": "at_most"}, "behind"),
        ({"actual": -8, "value": -10, "share": 0.5}, "done"),
    ],
)
def test_no_share_is_taken_of_a_target_of_zero_or_below(told, status):
    found = judge(Standing(**told))
    assert (found.status, found.achievement) == (status, None)


@pytest.mark.parametrize(
    ("actual", "share", "status"),
    [(0.20, 1.0, "done"), (0.20, 0.5, "on_track"), (0.17, 1.0, "at_risk"), (0.25, 1.0, "behind")],
)
def test_a_band_is_best_inside(actual, share, status):
    assert judge(Standing(actual, 0.18, "between", upper=0.22, share=share, **LEVEL)).status == status


def test_hold_follows_the_direction():
    assert judge(Standing(1.0, 1, "hold", **LEVEL)).status == "done"
    assert judge(Standing(1.05, 1, "hold", "within", **LEVEL)).status == "at_risk"
    assert judge(Standing(1.05, 1, "hold", "higher", **LEVEL)).status == "done"


def test_a_rate_due_later_is_not_behind_yet():
    assert judge(Standing(0.2, 0.25, due_later=True, **LEVEL)).status == "not_due"
    assert judge(Standing(0.3, 0.25, due_later=True, **LEVEL)).status == "on_track"
    assert judge(Standing(0.2, 0.25, due_later=True, baseline=0.15, expected=0.2, **LEVEL)).rule == "way_covered"


def test_bands_are_chosen_per_kpi():
    lenient = Bands(at_risk=0.9, behind=0.75)
    assert [judge(Standing(a, 100), lenient).status for a in (100, 90, 89, 75, 74)] == [
        "done",
        "on_track",
        "at_risk",
        "at_risk",
        "behind",
    ]


def test_equality_counts_whatever_the_number_is_made_of():
    assert judge(Standing(0.1 + 0.2, Decimal("0.3"), "at_most", **LEVEL)).status == "done"
    assert judge(Standing(Decimal("0.3"), 0.1 + 0.2, **LEVEL)).status == "done"


def test_a_judgement_carries_the_numbers_of_its_rule():
    found = judge(Standing(40, 100, share=0.5))
    assert (found.expected, found.gap, found.gap_to_date, found.score) == (50, -60, -10, 0.8)


numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.integers() | st.decimals()
standings = st.builds(
    Standing,
    numbers,
    numbers,
    st.sampled_from(["reach", "at_least", "at_most", "between", "hold"]),
    st.sampled_from(["higher", "lower", "within"]),
    st.booleans(),
    st.none() | st.floats(0, 1),
    numbers,
    numbers,
    numbers,
    numbers,
    st.booleans(),
    st.booleans(),
)


@given(standings)
def test_every_standing_has_a_status(standing):
    found = judge(standing)
    assert found.status in ("done", "on_track", "at_risk", "behind", "no_data", "stale", "not_due", "none")
    assert (found.status == "none") == (found.target is None) or standing.sense == "between"


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(1, 1e9), st.floats(0.01, 1))
def test_more_is_never_worse_for_a_total(less, more, target, share):
    rank = {"behind": 0, "at_risk": 1, "on_track": 2, "done": 3}
    low, high = sorted((less, more))
    worse, better = (judge(Standing(actual, target, share=share)).status for actual in (low, high))
    assert rank[worse] <= rank[better]
