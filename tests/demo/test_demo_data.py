import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kpidsl.demo import inside_sales
from kpidsl.demo.inside_sales import generate
from kpidsl.demo.warehouse import WAREHOUSE

Ask = Callable[[str], list[tuple[Any, ...]]]
TABLES = ("leads", "calls", "emails", "deals", "orders")


def differing_rows(one: Path, other: Path, table: str) -> int:
    with duckdb.connect() as both:
        both.execute(f"ATTACH '{one / WAREHOUSE}' AS one (READ_ONLY)")
        both.execute(f"ATTACH '{other / WAREHOUSE}' AS other (READ_ONLY)")
        left, right = f"SELECT * FROM one.crm.{table}", f"SELECT * FROM other.crm.{table}"
        query = f"SELECT count(*) FROM (({left} EXCEPT ALL {right}) UNION ALL ({right} EXCEPT ALL {left}))"
        return int(both.execute(query).fetchall()[0][0])


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same data from another process with another hash seed, time zone and locale."""
    folder = tmp_path_factory.mktemp("elsewhere")
    code = "import sys, pathlib; from kpidsl.demo.inside_sales import generate; generate(pathlib.Path(sys.argv[1]))"
    surroundings = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=surroundings)
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_another_process_writes_the_same_rows(company: Path, elsewhere: Path, table: str) -> None:
    assert differing_rows(company, elsewhere, table) == 0


@pytest.mark.parametrize("table", ["calls", "orders"])
def test_another_seed_writes_other_rows(company: Path, tmp_path: Path, table: str) -> None:
    generate(tmp_path, seed=10)
    assert differing_rows(company, tmp_path, table) > 100


def test_five_tables_hold_at_least_300_000_rows(ask: Ask) -> None:
    counts = {table: ask(f"SELECT count(*) FROM crm.{table}")[0][0] for table in TABLES}
    assert sum(counts.values()) >= 300_000
    assert min(counts.values()) > 2_000


@pytest.mark.parametrize(
    ("table", "column", "least", "most"),
    [
        ("emails", "opened_at", 0.70, 0.78),
        ("leads", "channel", 0.01, 0.05),
        ("leads", "response_minutes", 0.01, 0.08),
        ("calls", "lead_id", 0.01, 0.08),
        ("deals", "lead_id", 0.005, 0.04),
        ("deals", "closed_at", 0.02, 0.15),
    ],
)
def test_some_values_are_missing(ask: Ask, table: str, column: str, least: float, most: float) -> None:
    (share,) = ask(f"SELECT avg(({column} IS NULL)::INT) FROM crm.{table}")[0]
    assert least < share < most


@pytest.mark.parametrize(
    ("table", "key", "time"),
    [
        ("leads", "lead_id", "created_at"),
        ("calls", "call_id", "called_at"),
        ("emails", "email_id", "sent_at AT TIME ZONE 'UTC'"),
        ("deals", "deal_id", "coalesce(closed_at, opened_at)"),
        ("orders", "order_id", "ordered_on"),
    ],
)
def test_keys_are_unique_and_some_rows_come_late(ask: Ask, table: str, key: str, time: str) -> None:
    rows, keys, late, early = ask(
        f"SELECT count(*), count(DISTINCT {key}), count(*) FILTER (loaded_at > {time} + INTERVAL 33 HOUR),"
        f" count(*) FILTER (loaded_at < {time} - INTERVAL 9 HOUR) FROM crm.{table}"
    )[0]
    assert keys == rows
    assert 0.005 < late / rows < 0.03
    assert early == 0


def test_columns_hold_three_kinds_of_time(ask: Ask) -> None:
    kinds = ask("SELECT DISTINCT data_type FROM information_schema.columns WHERE table_schema = 'crm'")
    assert {"DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"} <= {kind for (kind,) in kinds}


def test_rows_lie_between_the_first_and_the_last_local_day(ask: Ask) -> None:
    moments = (
        "called_at FROM crm.calls",
        "created_at FROM crm.leads",
        "opened_at FROM crm.deals",
        "closed_at FROM crm.deals",
    )
    local = " UNION ALL ".join(f"SELECT {moment}" for moment in moments)
    first, last = ask(f"SELECT min(called_at) + INTERVAL 9 HOUR, max(called_at) + INTERVAL 9 HOUR FROM ({local})")[0]
    assert (first.date(), last.date()) == (date(2024, 5, 1), date(2026, 10, 31))
    assert ask("SELECT min(ordered_on) >= DATE '2024-05-01', max(ordered_on) FROM crm.orders") == [
        (True, date(2026, 10, 30))
    ]


def test_stages_follow_one_another(ask: Ask) -> None:
    assert ask(
        "SELECT count(*) FILTER (opened_at <= created_at), count(*) FILTER (closed_at <= opened_at),"
        " count(*) FILTER (ordered_on < CAST(closed_at + INTERVAL 9 HOUR AS DATE)), count(*) FILTER (stage <> 'won')"
        " FROM crm.orders LEFT JOIN crm.deals USING (deal_id) LEFT JOIN crm.leads USING (lead_id)"
    ) == [(0, 0, 0, 0)]
    assert ask("SELECT count(*) FROM crm.calls JOIN crm.leads USING (lead_id) WHERE called_at <= created_at") == [(0,)]
    assert ask("SELECT count(*) FROM crm.emails WHERE opened_at AT TIME ZONE 'UTC' < sent_at") == [(0,)]


def test_stages_lie_days_apart(ask: Ask) -> None:
    (to_deal, to_won, to_order) = ask(
        "SELECT median(date_diff('hour', created_at, opened_at)) / 24,"
        " median(date_diff('hour', opened_at, closed_at)) / 24, avg(date_diff('day', closed_at, ordered_on))"
        " FROM crm.orders JOIN crm.deals USING (deal_id) JOIN crm.leads USING (lead_id)"
    )[0]
    assert 3 < to_deal < 30
    assert 14 < to_won < 45
    assert 1 < to_order < 7


def test_no_customer_orders_twice_on_a_day(ask: Ask) -> None:
    assert ask("SELECT count(*) - count(DISTINCT (customer_id, ordered_on)) FROM crm.orders") == [(0,)]


def test_weekends_are_nearly_empty_and_closing_months_are_full(ask: Ask) -> None:
    (weekend,) = ask("SELECT avg((isodow(called_at + INTERVAL 9 HOUR) > 5)::INT) FROM crm.calls")[0]
    assert 0 < weekend < 0.01
    months = dict(ask("SELECT strftime(ordered_on, '%Y-%m'), sum(amount)::BIGINT FROM crm.orders GROUP BY 1"))
    assert months["2025-09"] > 1.2 * months["2025-08"]
    assert months["2026-03"] > 1.1 * months["2025-12"]


def test_the_funnel_is_that_of_the_market(ask: Ask) -> None:
    calls, deals, orders, price = ask(
        "SELECT (SELECT count(*) FROM crm.calls), (SELECT count(*) FROM crm.deals), count(*), avg(amount)"
        " FROM crm.orders"
    )[0]
    assert deals / calls == pytest.approx(0.073, abs=0.005)
    assert orders / deals == pytest.approx(0.20, abs=0.015)
    assert price == pytest.approx(2_500_000, rel=0.05)


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(step: str, done: float) -> None:
        if step == "emails":
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        inside_sales.generate(tmp_path, progress=full_disk)
    assert list((tmp_path / "data").iterdir()) == []


def test_progress_names_each_table_and_ends_at_one(tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    generate(tmp_path, progress=lambda step, done: heard.append((step, done)))
    assert [step for step, _ in heard] == ["leads", "deals", "orders", "calls", "emails", "warehouse"]
    assert [done for _, done in heard] == sorted(done for _, done in heard)
    assert heard[-1][1] == 1.0
