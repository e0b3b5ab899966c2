"""Signal or noise."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.analysis.limits import chart, natural_limits, per_business_day, without_season, year_over_year

TV12 = [40, 42, 38, 41, 44, 39, 43, 40, 42, 41]


def test_tv12_limits():
    limits = natural_limits(TV12)
    assert limits is not None
    assert limits.centre == 41.0
    assert limits.moving_range == 3.0
    assert (limits.lower, limits.upper) == (pytest.approx(33.02), pytest.approx(48.98))
    assert limits.moving_range_limit == pytest.approx(9.804)
    assert limits.provisional


def test_tv12_signals():
    found = chart([*TV12, 58, 45], lock=10)
    assert [(each.rule, each.chart, each.side, each.index, each.size) for each in found.signals] == [
        (1, "x", "above", 10, 10),
        (1, "mr", "above", 10, 10),
        (1, "mr", "below", 11, 10),
    ]


def test_a_bad_month_does_not_widen_the_limits_it_is_judged_by():
    steady = [100, 103, 98, 101, 99, 102, 100, 97, 101]
    found = chart([*steady, 60])
    assert found.limits == natural_limits(steady)
    assert found.signals[0].side == "below"
    assert found.signals[0].index == 9


def test_locked_limits_stay():
    steady = [100, 103, 98, 101, 99, 102, 100, 97, 101, 100, 99, 101]
    assert chart([*steady, 60, 140, 60]).limits == natural_limits(steady)


def test_a_missing_month_is_left_out_and_indices_stay():
    found = chart([100, None, 103, 98, 101, 99, 102, None, 100, 60])
    assert {each.index for each in found.signals} == {9}
    assert found.limits is not None and found.limits.size == 7


def test_under_six_points_nothing_is_said():
    assert chart([1, 2, 3, 4, 500]).limits is None
    assert chart([]).signals == ()
    six = chart([1, 2, 3, 4, 5, 6])
    assert six.limits is not None and six.signals == ()


def test_rule_2_three_of_four_nearer_the_limit():
    baseline = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12]
    rules = [(each.rule, each.index) for each in chart([*baseline, 14, 14, 11, 14]).signals]
    assert rules == [(2, 15)]


def test_rule_3_eight_in_a_row():
    baseline = [10, 12] * 6
    found = [each for each in chart([*baseline, *[11.5] * 8]).signals if each.rule == 3]
    # The last point of the baseline is on the same side, so the eighth comes one month earlier.
    assert [(each.side, each.index) for each in found] == [("above", 18), ("above", 19)]


def test_a_point_on_the_line_is_on_no_side():
    baseline = [10, 12] * 6
    assert chart([*baseline, *[11] * 10]).signals == ()
    assert chart([0.1] * 20).signals == ()


def test_counts_do_not_go_below_zero():
    limits = natural_limits([1, 5, 0, 6, 1, 4], floor=0)
    assert limits is not None and limits.lower == 0


def test_the_median_form():
    limits = natural_limits([40, 42, 38, 41, 44, 39, 43], method="median")
    assert limits is not None
    assert (limits.centre, limits.moving_range) == (41, 3.5)
    assert limits.upper == pytest.approx(41 + 3.145 * 3.5)
    assert limits.moving_range_limit == pytest.approx(3.865 * 3.5)


def test_a_new_start_forgets_the_older_process():
    found = chart([10, 12] * 6 + [110, 112] * 5, start=12)
    assert found.limits is not None and found.limits.centre == pytest.approx(111, abs=0.5)
    assert found.signals == ()


def test_long_months_are_no_signal():
    assert per_business_day([220, 180, None, 5], [22, 18, 20, 0]) == [10, 10, None, None]


def test_the_season_is_taken_out():
    found = without_season([value * year for year in (1, 1, 1.1) for value in SEASON])
    assert found is not None
    assert found[:12] == [None] * 12
    assert found[12:24] == pytest.approx([100] * 12)
    assert found[24:] == pytest.approx([110] * 12)


def test_a_season_needs_two_years():
    assert without_season([1.0] * 23) is None
    assert without_season([0.0] * 24) == [None] * 24
    assert without_season([None, *[1.0] * 24]) is not None


SEASON = [80, 90, 100, 110, 120, 100, 90, 80, 100, 110, 120, 100]


def months_of(growth: float, drop: float = 1.0) -> list[float]:
    chance = Random(2)
    months = [SEASON[at % 12] * growth ** (at / 12) * chance.gauss(1, 0.03) for at in range(30)]
    months[28] *= drop
    return months


def outside(values: list[float | None] | None) -> list[int]:
    return [each.index for each in chart(values or []).signals if each.rule == 1 and each.chart == "x"]


def test_a_bad_month_is_seen_through_the_season():
    assert outside(without_season(months_of(growth=1.0))) == []
    assert outside(without_season(months_of(growth=1.0, drop=0.75))) == [28]


def test_a_bad_month_is_seen_through_growth():
    assert outside(year_over_year(months_of(growth=1.25))) == []
    assert outside(year_over_year(months_of(growth=1.25, drop=0.75))) == [28]


def test_year_over_year_has_no_value_where_a_share_means_nothing():
    assert year_over_year([0, -1, None, 2, *[1] * 8, 5, 5, 5, None]) == [None] * 16
    assert year_over_year([2] * 12 + [3])[12] == 1.5


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=40), st.integers(0, 10))
def test_indices_point_at_values(values, start):
    found = chart(values, start=start)
    assert all(values[each.index] is not None and each.index >= start for each in found.signals)


@given(st.lists(st.floats(-1e6, 1e6), min_size=12, max_size=30), st.floats(-1e6, 1e6))
def test_a_later_point_changes_no_earlier_verdict(values, later):
    before, after = chart(values).signals, chart([*values, later]).signals
    assert after[: len(before)] == before
