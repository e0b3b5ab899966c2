"""The judge itself, held to the language page by tables small enough to check in the head."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from .asking import column, run

DEALS = """
source deals from deals {
  key        id
  time       opened
  time       closed
  dimension  rep
}
metric opened_deals = count(deals)
metric won = count(deals where stage = 'won' at closed)
metric amount = sum(deals.amount where stage = 'won' at closed)
metric win_rate = won / opened_deals
metric mean = avg(deals.amount)
metric won_share = share(deals where stage = 'won')
"""


def deal(opened: date, closed: date | None, stage: str | None, amount: Any, rep: str | None = "A") -> dict[str, Any]:
    return {"id": 1, "opened": opened, "closed": closed, "stage": stage, "amount": amount, "rep": rep}


ROWS = [
    deal(date(2026, 1, 5), date(2026, 1, 20), "won", 100, "A"),
    deal(date(2026, 1, 9), date(2026, 2, 3), "won", 300, "B"),
    deal(date(2026, 1, 31), None, "open", None, None),
    deal(date(2026, 2, 1), date(2026, 2, 28), "lost", 50, "A"),
    deal(date(2026, 2, 2), None, None, None, "A"),
]


def deals(*names: str, **request: Any) -> list[dict[str, Any]]:
    request = {"first": date(2026, 1, 1), "last": date(2026, 2, 28), **request}
    return run(DEALS, {"deals": ROWS}, *names, **request)


def test_a_row_counts_in_the_period_of_the_time_column_asked_for() -> None:
    assert deals("opened_deals", "won", "amount") == [
        {"period": "2026-01", "opened_deals": 3, "won": 1, "amount": 100, "complete": True},
        {"period": "2026-02", "opened_deals": 2, "won": 1, "amount": 300, "complete": True},
    ]


def test_a_ratio_over_a_longer_period_is_the_ratio_of_sums() -> None:
    assert column(deals("win_rate"), "win_rate") == pytest.approx([1 / 3, 1 / 2])
    assert column(deals("win_rate", grain="quarter"), "win_rate") == [Decimal("0.4")]


def test_a_ratio_in_a_total_is_the_ratio_of_sums_over_all_slices() -> None:
    rows = deals("win_rate", grain="quarter", by=["rep"], totals=True)
    assert [(row["rep"], row["win_rate"], row["total"]) for row in rows] == [
        ("A", pytest.approx(1 / 3), False),
        ("B", 1, False),
        (None, 0, False),
        (None, Decimal("0.4"), True),
    ]


def test_a_distinct_count_in_a_total_is_counted_again() -> None:
    spec = DEALS + "metric reps = count_distinct(deals.rep)"
    rows = run(spec, {"deals": ROWS}, "reps", grain="quarter", first=date(2026, 1, 1), by=["rep"], totals=True)
    assert column(rows, "reps") == [1, 1, 0, 2]


def test_the_null_slice_is_a_member_and_stands_last() -> None:
    rows = deals("opened_deals", by=["rep"], last=date(2026, 1, 31))
    assert [(row["rep"], row["opened_deals"]) for row in rows] == [("A", 1), ("B", 1), (None, 1)]


def test_every_slice_seen_in_the_range_stands_in_every_period() -> None:
    rows = deals("won", "mean", by=["rep"])
    assert [(row["period"], row["rep"], row["won"], row["mean"]) for row in rows] == [
        ("2026-01", "A", 1, 100),
        ("2026-01", "B", 0, 300),
        ("2026-01", None, 0, None),
        ("2026-02", "A", 0, 50),
        ("2026-02", "B", 1, None),
        ("2026-02", None, 0, None),
    ]


def test_a_slice_without_rows_in_the_range_is_not_listed() -> None:
    rows = deals("opened_deals", by=["rep"], first=date(2026, 2, 1))
    assert column(rows, "rep") == ["A"]


def test_a_condition_of_the_request_bounds_every_metric() -> None:
    assert column(deals("opened_deals", "won", where="rep = 'A'"), "opened_deals") == [1, 2]


def test_a_flow_over_no_rows_is_zero_and_a_rate_is_null() -> None:
    (row,) = deals("won", "amount", "mean", "won_share", "win_rate", first=date(2025, 12, 1), last=date(2025, 12, 31))
    nothing = {"won": 0, "amount": 0, "mean": None, "won_share": None, "win_rate": None}
    assert row == {"period": "2025-12", "complete": True, **nothing}


def test_a_sum_over_nulls_is_zero_but_their_mean_is_null() -> None:
    spec = DEALS + "metric total = sum(deals.amount)"
    (row,) = run(spec, {"deals": [ROWS[2]]}, "total", "mean", first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert (row["total"], row["mean"]) == (0, None)


def test_division_by_zero_and_with_null_is_null_and_null_plus_one_is_null() -> None:
    spec = DEALS + "metric none = count(deals where stage = 'no') metric bad = won / none metric worse = bad + 1"
    (row,) = run(spec, {"deals": ROWS}, "bad", "worse", first=date(2026, 2, 1))
    assert (row["bad"], row["worse"]) == (None, None)


def test_share_divides_by_all_rows_even_where_the_condition_is_unknown() -> None:
    assert column(deals("won_share"), "won_share") == [pytest.approx(2 / 3), 0]


def test_unknown_is_neither_true_nor_false() -> None:
    spec = DEALS + "metric a = count(deals where stage = 'won') metric b = count(deals where not stage = 'won')"
    (row,) = run(spec, {"deals": ROWS}, "a", "b", "opened_deals", first=date(2026, 1, 1), grain="quarter")
    assert (row["a"], row["b"], row["opened_deals"]) == (2, 2, 5)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("stage in ('won', 'lost')", 3),
        ("stage not in ('won', null)", 0),
        ("amount between 50 and 100", 2),
        ("not amount between 50 and 100", 1),
        ("amount is null", 2),
        ("amount is not null and stage = 'won' or stage is null", 3),
        ("stage like '%o_'", 2),
        ("stage like 'W%'", 0),
        ("stage not like 'w%'", 2),
        ("closed = 2026-02-28", 1),
        ("days_between(opened, closed) = 15", 1),
        ("coalesce(amount, 0) * 2 >= 200", 2),
        ("if(stage = 'won', amount, -amount) > 0", 2),
        ("abs(amount - 200) = 100", 2),
        ("amount / 0 is null", 5),
        ("round(amount / 8) = 13", 1),
    ],
)
def test_conditions(condition: str, rows: int) -> None:
    spec = DEALS + f"metric n = count(deals where {condition})"
    (row,) = run(spec, {"deals": ROWS}, "n", first=date(2026, 1, 1), grain="quarter")
    assert row["n"] == rows


def test_order_statistics_interpolate() -> None:
    spec = (
        DEALS + "metric m = median(deals.amount) metric p = percentile(deals.amount, 90) metric x = max(deals.amount)"
    )
    (row,) = run(spec, {"deals": ROWS}, "m", "p", "x", first=date(2026, 1, 1), grain="quarter")
    assert (row["m"], row["p"], row["x"]) == (100, 260, 300)


def test_halves_round_away_from_zero() -> None:
    spec = DEALS + "metric up = round(won / 4, 0) metric r = round(-amount / 800, 2)"
    (row,) = run(spec, {"deals": ROWS}, "up", "r", first=date(2026, 1, 1), grain="quarter")
    assert (row["up"], row["r"]) == (1, Decimal("-0.5"))


def test_a_row_is_bound_by_the_as_of_and_its_period_is_running() -> None:
    rows = deals("opened_deals", last=date(2026, 3, 31), as_of=datetime(2026, 2, 1, 3, tzinfo=UTC))
    assert [(row["period"], row["opened_deals"], row["complete"]) for row in rows] == [
        ("2026-01", 3, True),
        ("2026-02", 1, False),
        ("2026-03", None, False),
    ]


def test_a_period_cut_by_the_range_counts_its_days_inside() -> None:
    rows = deals("opened_deals", first=date(2026, 1, 6), last=date(2026, 2, 1))
    assert [(row["opened_deals"], row["complete"]) for row in rows] == [(2, False), (1, False)]


def test_without_a_range_the_period_of_the_as_of_is_the_last_of_thirteen() -> None:
    rows = deals("won", first=None, last=None)
    assert (rows[0]["period"], rows[-1]["period"], len(rows)) == ("2025-02", "2026-02", 13)


STOCK = """
source balances from balances { time day dimension region }
metric balance = latest(balances.amount)
metric each = latest(balances.amount by account)
"""


def balances(*names: str, **request: Any) -> list[dict[str, Any]]:
    table = [
        {"day": date(2026, 1, 10), "account": 1, "amount": 10, "region": "E"},
        {"day": date(2026, 1, 10), "account": 2, "amount": 5, "region": "W"},
        {"day": date(2026, 2, 10), "account": 1, "amount": 12, "region": "E"},
        {"day": date(2026, 2, 20), "account": 1, "amount": None, "region": "E"},
    ]
    return run(STOCK, {"balances": table}, *names, as_of=datetime(2026, 4, 30, tzinfo=UTC), **request)


def test_a_stock_is_null_before_its_first_row_and_then_keeps_its_last_value() -> None:
    rows = balances("balance", "each", first=date(2025, 12, 1), last=date(2026, 3, 31))
    assert column(rows, "balance") == [None, 15, 12, 12]
    assert column(rows, "each") == [None, 15, 17, 17]


def test_a_stock_looks_back_past_the_range_in_each_slice() -> None:
    rows = balances("balance", first=date(2026, 3, 1), last=date(2026, 3, 31), by=["region"])
    assert [(row["region"], row["balance"]) for row in rows] == [("E", 12), ("W", 5)]


def test_a_slice_in_which_a_stock_never_had_a_value_is_not_listed() -> None:
    table = [{"day": date(2026, 1, 1), "account": 1, "amount": None, "region": "E"}]
    assert run(STOCK, {"balances": table}, "balance", by=["region"], first=date(2026, 1, 1)) == []
