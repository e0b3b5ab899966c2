"""Business days of a firm in Japan and elsewhere."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.model.calendar import (
    Calendar,
    between,
    business_days,
    is_business_day,
    knows_holidays,
    nth_business_day,
)

JAPAN = Calendar("Asia/Tokyo", fiscal_year_starts=4, holidays="JP", closed=("12-29..01-03",))


def test_tv11_business_days_of_fiscal_2026():
    months = between(JAPAN, "month", date(2026, 4, 1), date(2027, 3, 31))
    counts = [business_days(JAPAN, month.first, month.last) for month in months]
    assert counts == [21, 18, 22, 22, 20, 19, 21, 19, 20, 19, 18, 22]
    assert (sum(counts[:6]), sum(counts[6:])) == (122, 119)
    assert business_days(JAPAN, date(2026, 4, 1), date(2027, 3, 31)) == 241


def test_tv10_golden_week_leaves_two_of_eighteen_days():
    assert business_days(JAPAN, date(2026, 5, 1), date(2026, 5, 7)) == 2
    assert business_days(JAPAN, date(2026, 5, 1), date(2026, 5, 31)) == 18


def test_without_a_country_every_weekday_counts():
    assert business_days(Calendar(), date(2026, 5, 1), date(2026, 5, 7)) == 5


@pytest.mark.parametrize(
    ("closed", "day", "works"),
    [
        ("2026-08-13", date(2026, 8, 13), False),
        ("2026-08-13", date(2027, 8, 13), True),
        ("08-13", date(2027, 8, 13), False),
        ("2026-08-12..2026-08-14", date(2026, 8, 14), False),
        ("12-29..01-03", date(2026, 12, 28), True),
        ("12-29..01-03", date(2025, 12, 31), False),
        ("12-29..01-03", date(2026, 1, 2), False),
    ],
)
def test_closed_days(closed, day, works):
    assert is_business_day(Calendar(closed=(closed,)), day) is works


def test_the_weekend_is_that_of_the_country():
    riyadh = Calendar("Asia/Riyadh", holidays="SA")
    assert is_business_day(riyadh, date(2026, 6, 14))  # a Sunday
    assert not is_business_day(riyadh, date(2026, 6, 12))  # a Friday


def test_a_region_has_holidays_of_its_own():
    assert not is_business_day(Calendar(holidays="DE-BY"), date(2026, 1, 6))
    assert is_business_day(Calendar(holidays="DE"), date(2026, 1, 6))


def test_unknown_countries_are_told():
    assert knows_holidays("JP")
    assert knows_holidays("DE-BY")
    assert not knows_holidays("XX")
    assert not knows_holidays("JP-99x")


def test_the_third_business_day_of_may():
    assert nth_business_day(JAPAN, date(2026, 5, 1), date(2026, 5, 31), 3) == date(2026, 5, 8)
    assert nth_business_day(JAPAN, date(2026, 5, 1), date(2026, 5, 7), 3) is None


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(-3, 900))
def test_a_range_counts_its_business_days_one_by_one(first, length):
    last = first + timedelta(length)
    one_by_one = sum(is_business_day(JAPAN, first + timedelta(n)) for n in range(length + 1))
    assert business_days(JAPAN, first, last) == one_by_one
