"""Diminishing returns: the cost of one more by bands of spend, against curves that are known."""

import random
from math import sqrt

import pytest

from kpidsl.analysis.returns import BANDS, FEWEST, bands_of


def test_a_straight_line_costs_the_same_everywhere() -> None:
    spent = [100.0 * (1 + index) for index in range(12)]
    low, middle, high = bands_of(spent, [each / 50 for each in spent])
    assert [each.average for each in (low, middle, high)] == pytest.approx([50, 50, 50])
    assert (low.more, middle.more, high.more) == (None, pytest.approx(50), pytest.approx(50))
    assert [each.count for each in (low, middle, high)] == [4, 4, 4]
    assert (low.low, low.high, high.high) == (100, 400, 1200)


def test_a_curve_that_flattens_costs_more_for_one_more_than_on_average() -> None:
    spent = [100.0 * (1 + index) for index in range(30)]
    _, middle, high = bands_of(spent, [sqrt(each) for each in spent])
    assert middle.more is not None and high.more is not None
    assert middle.average is not None and high.average is not None
    # Of a square root the cost of one more is twice the average one, and grows with the spend.
    assert middle.more / middle.average == pytest.approx(1.6, abs=0.3)
    assert high.more > middle.more


def test_more_that_is_chance_has_no_price() -> None:
    chance = random.Random(7)
    spent = [100.0 + index * 5 for index in range(24)]
    bands = bands_of(spent, [50 + chance.gauss(0, 5) for _ in spent])
    assert [each.shown for each in bands] == [True, False, False]
    assert [each.more for each in bands] == [None, None, None]


@pytest.mark.parametrize(
    "spent",
    [[100.0 * (1 + index) for index in range(BANDS * FEWEST - 1)], [100.0 + index * 0.1 for index in range(40)]],
    ids=["few", "level"],
)
def test_too_few_periods_or_too_little_change_give_no_bands(spent: list[float]) -> None:
    assert bands_of(spent, spent) == ()


def test_no_result_has_no_average() -> None:
    bands = bands_of([float(each) for each in range(1, 13)], [0.0] * 12)
    assert [each.average for each in bands] == [None, None, None]
