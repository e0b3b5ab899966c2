"""Shares of a month, what is left to do, comparison with earlier periods, and landings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.analysis.change import change, same_part
from kpidsl.analysis.landing import PastYear, growth_on_last_year, landing
from kpidsl.analysis.pace import Elapsed, elapsed, pace
from kpidsl.model.calendar import Calendar, Period, parse_period

JAPAN = Calendar("Asia/Tokyo", fiscal_year_starts=4, holidays="JP", closed=("12-29..01-03",))


def named(text: str) -> Period:
    found = parse_period(JAPAN, text)
    assert found is not None
    return found


def test_tv10_the_close_of_7_may_2026():
    may = named("2026-05")
    assert elapsed(JAPAN, may.first, may.last, date(2026, 5, 7)) == Elapsed(2, 18)
    assert elapsed(JAPAN, may.first, may.last, date(2026, 5, 7), "days") == Elapsed(7, 31)


def test_a_range_that_has_not_begun_has_no_share():
    may = named("2026-05")
    assert elapsed(JAPAN, may.first, may.last, date(2026, 4, 30)) is None


def test_a_range_without_business_days_is_counted_in_days():
    assert elapsed(JAPAN, date(2026, 5, 2), date(2026, 5, 5), date(2026, 5, 3)) == Elapsed(2, 4)


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(0, 400), st.integers(0, 500))
def test_shares_rise_from_0_to_1(first, length, after):
    last = date.fromordinal(first.toordinal() + length)
    now, later = (elapsed(JAPAN, first, last, date.fromordinal(first.toordinal() + n)) for n in (after, after + 1))
    assert now is not None and later is not None
    assert 0 <= now.share <= later.share <= 1
    if after >= length:
        assert now.share == 1


def test_the_remaining_days_share_what_is_left():
    found = pace(30, 100, Elapsed(4, 18))
    assert found is not None
    assert found.expected == pytest.approx(22.222, abs=1e-3)
    assert found.pace == pytest.approx(1.35)
    assert found.required == 5
    assert found.run_rate == 135


def test_pace_at_the_edges():
    assert pace(None, 100, Elapsed(4, 18)) is None
    done = pace(120, 100, Elapsed(18, 18))
    assert done is not None and done.required is None
    early = pace(0, 100, Elapsed(0, 18))
    assert early is not None and (early.pace, early.run_rate) == (None, None)


@pytest.mark.parametrize(
    ("current", "base", "points", "value", "unknown"),
    [
        (105, 100, False, 0.05, None),
        (0.23, 0.20, True, 0.03, None),
        (0, 100, False, -1.0, None),
        (5, 0, False, None, "zero_base"),
        (5, -10, False, None, "negative_base"),
        (0.05, 0, True, 0.05, None),
        (None, 100, False, None, "no_value"),
        (100, None, False, None, "no_base"),
    ],
)
def test_changes(current, base, points, value, unknown):
    found = change(current, base, points=points)
    assert found.unknown == unknown
    assert found.value == (None if value is None else pytest.approx(value))


def test_a_running_month_stands_against_the_same_business_days():
    assert same_part(JAPAN, named("2026-05"), named("2025-05"), date(2026, 5, 7)) == (
        date(2025, 5, 1),
        date(2025, 5, 2),
    )
    assert same_part(JAPAN, named("2026-05"), named("2026-04"), date(2026, 5, 7)) == (
        date(2026, 4, 1),
        date(2026, 4, 2),
    )


def test_a_finished_month_stands_against_the_whole_one():
    assert same_part(JAPAN, named("2026-05"), named("2025-05"), date(2026, 6, 3)) == (
        date(2025, 5, 1),
        date(2025, 5, 31),
    )


def test_before_the_first_business_day_nothing_stands_against_it():
    assert same_part(JAPAN, named("2026-01"), named("2025-01"), date(2026, 1, 3)) is None


def test_the_same_part_by_calendar_days_ends_with_a_shorter_month():
    assert same_part(JAPAN, named("2026-03"), named("2026-02"), date(2026, 3, 30), "days") == (
        date(2026, 2, 1),
        date(2026, 2, 28),
    )


@pytest.mark.parametrize(
    ("actual", "share", "past", "method", "value", "reason"),
    [
        (40, 0.5, [], "run_rate", 80, None),
        (40, 0.5, [PastYear(30, 90)], "growth_on_last_year", 120, None),
        (40, 0.5, [PastYear(30, 90), PastYear(20, 40)], "cumulative_share", 96, None),
        (40, 0.5, [PastYear(0, 90), PastYear(None, 40)], "run_rate", 80, None),
        (40, 1.0, [PastYear(30, 90)], "actual", 40, None),
        (40, 0.0, [], "run_rate", None, "not_begun"),
        (40, None, [], "run_rate", None, "not_begun"),
        (None, 0.5, [], "run_rate", None, "no_value"),
        (None, 1.0, [], "run_rate", None, "no_value"),
    ],
)
def test_landings(actual, share, past, method, value, reason):
    found = landing(actual, share, past)
    assert (found.method, found.reason) == (method, reason)
    assert found.value == (None if value is None else pytest.approx(value))


def test_growth_without_a_last_year_says_so():
    assert growth_on_last_year(40, PastYear(0, 0)).reason == "no_last_year"
