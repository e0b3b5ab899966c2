"""Rows and catalogues from real DuckDB and SQLite files."""

import _thread
import sqlite3
import time as clock
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from threading import Event, Timer

import duckdb
import pytest

from kpidsl.warehouse.catalog import columns, columns_of_query, table_names
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse

SLOW = {
    "duckdb": "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE (a.range * b.range) % 7 = 3",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
}


@pytest.fixture(params=["duckdb", "sqlite"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    file = tmp_path / "w.db"
    if request.param == "duckdb":
        with duckdb.connect(str(file)) as connection:
            connection.execute("CREATE SCHEMA crm; CREATE SCHEMA old; CREATE TABLE old.leads (x DATE)")
            connection.execute(
                "CREATE TABLE crm.leads (lead_id BIGINT, 金額 DECIMAL(18, 2), made TIMESTAMPTZ, opened TIMESTAMP)"
            )
            connection.execute("CREATE TABLE plain (Id INTEGER, day DATE, name TEXT, ok BOOLEAN, share DOUBLE)")
            connection.execute(
                "INSERT INTO crm.leads VALUES (1, 0.10, '2026-01-01 00:00:00+09', '2026-01-01 09:00:00')"
            )
            connection.execute("INSERT INTO plain VALUES (1, '2026-09-30', '東京', true, 0.5)")
    else:
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE plain (Id INTEGER, day DATE, name VARCHAR(20), ok BOOLEAN, share REAL)")
        connection.execute("INSERT INTO plain VALUES (1, '2026-09-30', '東京', 1, 0.5)")
        connection.commit()
        connection.close()
    opened = open_warehouse(f"{request.param}:///w.db", tmp_path, {}, {})
    assert opened.value is not None, opened.diagnostics
    with opened.value as ready:
        yield ready


def only_duckdb(warehouse: Warehouse) -> None:
    if warehouse.dialect != "duckdb":
        pytest.skip("of DuckDB alone")


def test_rows_and_the_names_of_their_columns(warehouse: Warehouse) -> None:
    rows = fetch(warehouse, 'SELECT Id AS "件数", name, NULL AS none, share FROM plain').value
    assert rows is not None
    assert (rows.columns, rows.rows) == (("件数", "name", "none", "share"), ((1, "東京", None, 0.5),))


def test_values_come_back_exactly(warehouse: Warehouse) -> None:
    only_duckdb(warehouse)
    sql = (
        "SELECT sum(金額) * 3, sum(lead_id), max(opened), DATE '2026-09-30', TIME '10:00', 'nan'::DOUBLE, "
        "'-inf'::DOUBLE, 170141183460469231731687303715884105727::HUGEINT, "
        "99999999999999999999999999999999999.99::DECIMAL(38, 2) FROM crm.leads"
    )
    rows = fetch(warehouse, sql).value
    assert rows is not None
    assert rows.rows[0] == (
        *(Decimal("0.30"), 1, datetime(2026, 1, 1, 9), date(2026, 9, 30), time(10), None, None),
        *(2**127 - 1, Decimal("99999999999999999999999999999999999.99")),
    )
    assert [type(value) for value in rows.rows[0][:2]] == [Decimal, int]


def test_an_instant_comes_in_utc_without_another_library(warehouse: Warehouse) -> None:
    only_duckdb(warehouse)
    rows = fetch(warehouse, "SELECT lead_id, made FROM crm.leads;").value
    assert rows is not None
    assert rows.rows == ((1, datetime(2025, 12, 31, 15, tzinfo=UTC)),)


def test_a_refused_query_is_a_finding(warehouse: Warehouse) -> None:
    for sql in ("SELECT nothing FROM plain", "SELEC", "", "SELECT 1; SELECT"):
        outcome = fetch(warehouse, sql)
        assert not (outcome.failed and outcome.value), sql
    assert fetch(warehouse, "SELECT nothing FROM plain").diagnostics[0].code == "K815"


def test_a_query_is_stopped_at_its_limit_and_the_next_one_runs(warehouse: Warehouse) -> None:
    start = clock.monotonic()
    ticks: list[float | None] = []
    warehouse.time_limit, warehouse.progress = 0.5, ticks.append
    outcome = fetch(warehouse, SLOW[warehouse.dialect])
    assert [each.code for each in outcome.diagnostics] == ["K816"]
    assert clock.monotonic() - start < 5
    assert len(ticks) >= 2
    assert fetch(warehouse, "SELECT 1").value is not None


def test_a_server_that_does_not_answer_the_stop_is_left_to_it(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpidsl.warehouse.running.GRACE", 0.1)
    deaf, heard = Event(), warehouse.engine.interrupt
    warehouse.engine = replace(warehouse.engine, interrupt=lambda _: deaf.wait(60))
    start = clock.monotonic()
    outcome = fetch(warehouse, SLOW[warehouse.dialect], time_limit=0.2)
    if warehouse.dialect == "duckdb":
        warehouse.close()  # it is busy, and cannot be closed
    deaf.set()
    heard(warehouse.connection)
    while fetch(warehouse, "SELECT 1").value is None:
        heard(warehouse.connection)
    assert [each.code for each in outcome.diagnostics] == ["K816"]
    assert clock.monotonic() - start < 5


def test_control_c_stops_the_query(warehouse: Warehouse) -> None:
    start = clock.monotonic()
    timer = Timer(0.4, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        fetch(warehouse, SLOW[warehouse.dialect])
    assert clock.monotonic() - start < 5
    assert fetch(warehouse, "SELECT 1").value is not None


def test_columns_in_neutral_types_found_in_any_case(warehouse: Warehouse) -> None:
    found = columns(warehouse, [("PLAIN",), ("nowhere",)]).value
    plain = found[("PLAIN",)]
    assert plain is not None
    assert dict(plain) == {"Id": "integer", "day": "date", "name": "text", "ok": "boolean", "share": "float"}
    assert (plain["iD"], "ID" in plain, "x" in plain) == ("integer", True, False)
    assert found[("nowhere",)] is None


def test_schemas_are_told_apart(warehouse: Warehouse) -> None:
    only_duckdb(warehouse)
    found = columns(
        warehouse, [("crm", "leads"), ("old", "leads"), ("leads",), ("w", "crm", "leads"), ("w", "plain")]
    ).value
    assert dict(found[("crm", "leads")] or {}) == {
        "lead_id": "integer",
        "金額": "decimal",
        "made": "timestamp_tz",
        "opened": "timestamp",
    }
    assert dict(found[("old", "leads")] or {}) == {"x": "date"}
    assert found[("leads",)] is None
    assert found[("w", "crm", "leads")] is not None
    assert found[("w", "plain")] is not None
    assert table_names(warehouse).value == ("crm.leads", "old.leads", "plain")


def test_columns_of_a_query_without_running_it(warehouse: Warehouse) -> None:
    found = columns_of_query(warehouse, "SELECT Id, name AS who FROM plain").value
    assert list(found or {}) == ["Id", "who"]
    assert columns_of_query(warehouse, "SELECT nothing FROM plain").diagnostics[0].code == "K815"


def test_sqlite_text_that_is_no_text(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "w.db")
    connection.execute("CREATE TABLE t AS SELECT CAST(x'ff41' AS TEXT) AS a, x'00ff' AS b")
    connection.commit()
    connection.close()
    opened = open_warehouse("sqlite:///w.db", tmp_path, {}, {}).value
    assert opened is not None
    with opened:
        rows = fetch(opened, "SELECT a, b FROM t").value
    assert rows is not None
    assert rows.rows == (("�A", "00ff"),)
