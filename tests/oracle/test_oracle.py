"""The judge itself, held to the language page by tables small enough to check in the head."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .evaluate import evaluate
from .reading import read_condition, read_file

TOKYO = {"timezone": "Asia/Tokyo", "calendar": {"fiscal_year_starts": "april"}}
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
END = datetime(2026, 2, 28, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


def run(
    spec: str,
    tables: dict[str, list[dict[str, Any]]],
    *names: str,
    manifest: dict[str, Any] = TOKYO,
    as_of: datetime = END,
    where: str | None = None,
    **request: Any,
) -> list[dict[str, Any]]:
    condition = read_condition(where) if where else None
    return evaluate([read_file(spec)], manifest, tables, names, as_of=as_of, where=condition, **request)


def column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


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


LEADS = """
source countries from countries { key code dimension area }
source leads from leads { key id time day join countries on country = code dimension channel }
source deals from deals {
  key id time day join leads on lead_id = id
  dimension size = if(amount >= 100, 'large', 'small')
}
segment web of leads = channel = 'web'
metric n = count(deals)
metric web_deals = count(deals where leads.channel = 'web')
metric asia = sum(deals.amount where leads.countries.area = 'asia')
metric web_leads = count(leads where web)
metric per_lead = n / count(leads)
"""
JOINED: dict[str, list[dict[str, Any]]] = {
    "countries": [{"code": "JP", "area": "asia"}, {"code": "FR", "area": "europe"}],
    "leads": [
        {"id": 1, "day": date(2026, 2, 1), "country": "JP", "channel": "web"},
        {"id": 2, "day": date(2026, 2, 1), "country": "FR", "channel": "fair"},
        {"id": 3, "day": date(2026, 2, 1), "country": None, "channel": "fair"},
    ],
    "deals": [
        {"id": 1, "day": date(2026, 2, 3), "lead_id": 1, "amount": 100},
        {"id": 2, "day": date(2026, 2, 3), "lead_id": 1, "amount": 99},
        {"id": 3, "day": date(2026, 2, 3), "lead_id": 2, "amount": 7},
        {"id": 4, "day": date(2026, 2, 3), "lead_id": 9, "amount": 1},
    ],
}


def joined(*names: str, **request: Any) -> list[dict[str, Any]]:
    return run(LEADS, JOINED, *names, first=date(2026, 2, 1), **request)


def test_joins_reach_over_several_hops_and_segments_select() -> None:
    (row,) = joined("web_deals", "asia", "web_leads")
    assert (row["web_deals"], row["asia"], row["web_leads"]) == (2, 199, 1)


def test_metrics_of_several_sources_meet_on_a_shared_dimension() -> None:
    rows = joined("n", "web_leads", "per_lead", by=["channel"])
    assert [(row["channel"], row["n"], row["web_leads"], row["per_lead"]) for row in rows] == [
        ("fair", 1, 0, Decimal("0.5")),
        ("web", 2, 1, 2),
        (None, 1, 0, None),
    ]


def test_an_expression_and_a_far_dimension_slice_together() -> None:
    rows = joined("n", by=["area", "size"])
    assert [(row["area"], row["size"], row["n"]) for row in rows] == [
        ("asia", "large", 1),
        ("asia", "small", 1),
        ("europe", "small", 1),
        (None, "small", 1),
    ]


def test_an_unmatched_slice_is_null_even_where_its_expression_would_not_be() -> None:
    spec = LEADS + "metric huge = count(deals where leads.kind = 'other')"
    spec = spec.replace("dimension channel", "dimension channel dimension kind = coalesce(country, 'other')")
    rows = run(spec, JOINED, "n", "huge", by=["kind"], first=date(2026, 2, 1))
    assert [(row["kind"], row["n"], row["huge"]) for row in rows] == [("FR", 1, 0), ("JP", 2, 0), (None, 1, 0)]


def test_a_joined_key_that_is_not_unique_stops() -> None:
    twice = {**JOINED, "leads": JOINED["leads"] * 2}
    with pytest.raises(ValueError, match="more than one row"):
        run(LEADS, twice, "web_deals", first=date(2026, 2, 1))


EVENTS = """
source events from events { time at_utc in "UTC" dimension kind }
metric n = count(events)
"""


def labels(manifest: dict[str, Any], day: date, grain: str) -> str:
    as_of = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    (row,) = run(EVENTS, {"events": []}, "n", manifest=manifest, as_of=as_of, grain=grain, first=day, last=day)
    assert isinstance(row["period"], str)
    return row["period"]


@pytest.mark.parametrize(
    ("grain", "label"),
    [
        ("day", "2026-03-21"),
        ("week", "2026-W12"),
        ("month", "2026-04"),
        ("quarter", "2026Q2"),
        ("half", "2026H1"),
        ("year", "2026"),
        ("fiscal_quarter", "FY2026Q1"),
        ("fiscal_half", "FY2026H1"),
        ("fiscal_year", "FY2026"),
    ],
)
def test_the_day_after_closing_day_20_belongs_to_the_next_month_and_what_is_made_of_it(grain: str, label: str) -> None:
    manifest = {"timezone": "UTC", "calendar": {"fiscal_year_starts": "april", "closing_day": 20}}
    assert labels(manifest, date(2026, 3, 21), grain) == label


def test_a_closing_day_that_a_month_lacks_is_its_last() -> None:
    manifest = {"timezone": "UTC", "calendar": {"closing_day": 30}}
    assert [labels(manifest, date(2026, m, d), "month") for m, d in ((1, 31), (2, 28), (3, 1), (3, 30), (3, 31))] == [
        *("2026-02", "2026-02", "2026-03", "2026-03", "2026-04"),
    ]


def test_the_fiscal_year_may_be_named_after_its_end() -> None:
    manifest = {"timezone": "UTC", "calendar": {"fiscal_year_starts": "april", "fiscal_year_named": "end"}}
    assert labels(manifest, date(2026, 4, 1), "fiscal_year") == "FY2027"
    assert labels(manifest, date(2026, 3, 31), "fiscal_quarter") == "FY2026Q4"


@pytest.mark.parametrize(
    ("starts", "day", "label"),
    [
        ("monday", date(2027, 1, 3), "2026-W53"),
        ("sunday", date(2027, 1, 3), "2027-W01"),
        ("sunday", date(2026, 9, 19), "2026-W38"),
        ("sunday", date(2026, 9, 20), "2026-W39"),
    ],
)
def test_a_week_is_the_iso_week_of_its_fourth_day(starts: str, day: date, label: str) -> None:
    assert labels({"timezone": "UTC", "calendar": {"week_starts": starts}}, day, "week") == label


def events(zone: str, *moments: object, first: date, last: date, **request: Any) -> list[int]:
    table = [{"at_utc": moment, "kind": "a"} for moment in moments]
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    request = {"grain": "day", "first": first, "last": last, "as_of": as_of, **request}
    return column(run(EVENTS, {"events": table}, "n", manifest={"timezone": zone}, **request), "n")


def test_naive_times_are_read_in_their_declared_zone_and_counted_in_the_projects() -> None:
    moments = (datetime(2026, 1, 1, 14, 59, 59), datetime(2026, 1, 1, 15))
    assert events("Asia/Tokyo", *moments, first=date(2026, 1, 1), last=date(2026, 1, 2)) == [1, 1]


def test_aware_times_are_instants_and_dates_are_never_shifted() -> None:
    moments = (datetime(2026, 1, 1, 23, tzinfo=ZoneInfo("America/New_York")), date(2026, 1, 1))
    assert events("Asia/Tokyo", *moments, first=date(2026, 1, 1), last=date(2026, 1, 2)) == [1, 1]


def test_the_days_of_a_clock_change_have_23_and_25_hours() -> None:
    hours = [datetime(2026, 3, 8) + timedelta(hours=n) for n in range(72)]
    assert events("America/New_York", *hours, first=date(2026, 3, 8), last=date(2026, 3, 9)) == [23, 24]
    hours = [datetime(2026, 11, 1) + timedelta(hours=n) for n in range(72)]
    assert events("America/New_York", *hours, first=date(2026, 11, 1), last=date(2026, 11, 2)) == [25, 24]


def test_an_ambiguous_local_time_is_the_first_one() -> None:
    spec = """
    source events from events { time a in "America/New_York" time b in "UTC" }
    metric hours = sum(events.x) metric passed = max(hours_between(events.a, b))
    """
    table = [{"a": datetime(2026, 11, 1, 1, 30), "b": datetime(2026, 11, 1, 6, 30), "x": 1}]
    as_of = datetime(2026, 12, 1, tzinfo=UTC)
    (row,) = run(spec, {"events": table}, "passed", first=date(2026, 11, 1), last=date(2026, 11, 30), as_of=as_of)
    assert row["passed"] == 1


def test_a_date_in_a_formula_is_the_whole_local_day() -> None:
    moments = [datetime(2026, 1, 1, 14, 59), datetime(2026, 1, 1, 15), datetime(2026, 1, 2, 14, 59)]
    spec = (
        EVENTS
        + "metric on = count(events where at_utc = 2026-01-02) metric to = count(events where at_utc <= 2026-01-01)"
    )
    table = [{"at_utc": moment, "kind": "a"} for moment in moments]
    (row,) = run(spec, {"events": table}, "on", "to", first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert (row["on"], row["to"]) == (2, 1)


def test_a_row_without_a_time_is_in_no_period() -> None:
    assert events("UTC", None, first=date(2026, 1, 1), last=date(2026, 1, 31), grain="month") == [0]
