"""Functions over periods and journeys, held to the language page by hand."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from .asking import TOKYO, column, run

ORDERS = """
source orders from orders { time day dimension shop }
metric n = count(orders)
metric buyers = count_distinct(orders.buyer)
metric price = sum(orders.amount) / count(orders)
metric last_month = previous(n)
metric last_year = previous(n, 1 year)
metric recent = rolling(buyers, 31 days)
metric year_to_date = to_date(n, fiscal_year)
metric price_to_date = to_date(price, fiscal_year)
metric so_far = cumulative(buyers)
kpi renamed = count(orders) { before 2026-04-01 = count(orders) * 10 before 2026-03-01 = count(orders) * 100 }
metric again = repeated(orders by buyer within 10 days)
metric stayed = retained(orders by buyer after 1 month)
"""


def order(day: date, buyer: str | None, amount: int = 1, shop: str = "A") -> dict[str, Any]:
    return {"day": day, "buyer": buyer, "amount": amount, "shop": shop}


ROWS = [
    order(date(2026, 2, 27), "x", 10),
    order(date(2026, 3, 5), "x", 20),
    order(date(2026, 3, 31), "y", 30, "B"),
    order(date(2026, 4, 10), "y", 40),
    order(date(2026, 4, 30), "z", 50),
    order(date(2026, 4, 30), None, 60),
]


def orders(*names: str, **request: Any) -> list[dict[str, Any]]:
    request = {
        "first": date(2026, 2, 1),
        "last": date(2026, 5, 31),
        "as_of": datetime(2026, 5, 15, tzinfo=UTC),
        "manifest": TOKYO,
        **request,
    }
    return run(ORDERS, {"orders": ROWS}, *names, **request)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("n", [1, 2, 3, 0]),
        ("last_month", [0, 1, 2, 3]),
        ("last_year", [0, 0, 0, 0]),
        ("recent", [1, 2, 2, 1]),
        ("year_to_date", [1, 3, 3, 3]),
        ("price_to_date", [10, 20, 50, 50]),
        ("so_far", [1, 2, 3, 3]),
        ("renamed", [100, 20, 3, 0]),
    ],
)
def test_a_function_over_periods(name: str, values: list[int]) -> None:
    assert column(orders(name), name) == values


def test_the_earlier_period_is_whole_although_this_one_runs_or_is_cut() -> None:
    rows = orders("n", "last_month", first=date(2026, 4, 20), as_of=datetime(2026, 4, 25, tzinfo=UTC))
    assert (rows[0]["n"], rows[0]["last_month"], rows[0]["complete"]) == (0, 2, False)


@pytest.mark.parametrize(
    ("grain", "day", "ago", "found"),
    [
        ("day", date(2024, 2, 29), date(2023, 2, 28), 1),
        ("day", date(2023, 2, 28), date(2022, 2, 28), 1),
        ("week", date(2020, 12, 31), date(2019, 12, 31), None),
        ("week", date(2026, 9, 20), date(2025, 9, 15), 1),
        ("fiscal_quarter", date(2026, 3, 31), date(2025, 1, 1), 1),
    ],
)
def test_a_year_ago_is_the_same_index(grain: str, day: date, ago: date, found: int | None) -> None:
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    tables = {"orders": [order(ago, "x")]}
    (row,) = run(ORDERS, tables, "last_year", manifest=TOKYO, as_of=as_of, grain=grain, first=day, last=day)
    assert row["last_year"] == found


def test_another_order_counts_as_repeated_within_its_window() -> None:
    assert column(orders("again"), "again") == [1, 0.5, 0, None]


def test_a_cohort_is_retained_by_an_order_in_the_later_month() -> None:
    assert column(orders("stayed"), "stayed") == [1, 1, 0, None]


def test_a_journey_is_complete_when_its_window_has_passed() -> None:
    assert column(orders("again"), "complete") == [True, True, True, False]
    assert column(orders("stayed"), "complete") == [True, True, False, False]


def test_converted_counts_goals_until_the_end_of_the_last_local_day() -> None:
    spec = """
    source leads from leads { time at_tokyo dimension channel }
    source deals from deals { time at_tokyo dimension stage }
    metric rate = converted(leads -> deals where stage = 'won' on lead within 2 days)
    """
    leads: list[dict[str, Any]] = [
        {"lead": n, "channel": None, "at_tokyo": datetime(2026, 1, 1, 12)} for n in (1, 2, 3, 4, None)
    ]
    goals: list[dict[str, Any]] = [
        {"lead": 1, "stage": "won", "at_tokyo": datetime(2026, 1, 3, 23, 59)},
        {"lead": 2, "stage": "won", "at_tokyo": datetime(2026, 1, 4)},
        {"lead": 3, "stage": "won", "at_tokyo": datetime(2026, 1, 1, 11, 59)},
        {"lead": 4, "stage": "lost", "at_tokyo": datetime(2026, 1, 2)},
        {"lead": None, "stage": "won", "at_tokyo": datetime(2026, 1, 2)},
    ]
    (row,) = run(spec, {"leads": leads, "deals": goals}, "rate", first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert float(row["rate"]) == 0.2
