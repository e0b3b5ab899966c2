"""PostgreSQL and MariaDB as people open them: read only, in UTC, stopped when asked, and nothing secret said."""

import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kpidsl.text.codes import CODES
from kpidsl.warehouse.catalog import columns, columns_of_query, table_names
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from tests.engines.places import Place, clear, in_mysql, in_postgres, mysql, postgres

SERVERS = (Place("postgres", in_postgres), Place("mysql", in_mysql))
TABLES = {
    "plain": [
        {"Id": 1, "day": date(2026, 9, 30), "name": "東京 🙂", "ok": True, "share": 0.5, "amount": Decimal("0.10"),
         "made": datetime(2026, 1, 1, tzinfo=UTC), "opened": datetime(2026, 1, 1, 9)}
    ]
}  # fmt: skip
TYPES = {
    "plain": {
        "Id": "integer", "day": "date", "name": "text", "ok": "boolean", "share": "float", "amount": "decimal",
        "made": "timestamptz", "opened": "timestamp",
    }
}  # fmt: skip
SLEEP = {"postgres": "SELECT pg_sleep(60)", "mysql": "SELECT SLEEP(60)"}
REFUSED = {"postgres": "read-only transaction", "mysql": "READ ONLY transaction"}


@pytest.fixture(scope="module", autouse=True)
def _clear() -> Iterator[None]:
    yield
    clear()


@pytest.fixture(params=SERVERS, ids=lambda place: place.name)
def warehouse(request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    with request.param.hold(TABLES, TYPES) as ready:
        yield ready


def test_values_come_back_as_they_are(warehouse: Warehouse) -> None:
    rows = fetch(warehouse, "SELECT day, name, share, amount, opened, NULL, '100%' FROM plain").value
    assert rows is not None
    expected = (date(2026, 9, 30), "東京 🙂", 0.5, Decimal("0.10"), datetime(2026, 1, 1, 9), None, "100%")
    assert rows.rows == (expected,)


def test_columns_in_neutral_types(warehouse: Warehouse) -> None:
    found = columns(warehouse, [("PLAIN",), ("nowhere",)]).value
    assert list((found[("PLAIN",)] or {}).values()) == [
        *("integer", "date", "text", "boolean", "float", "decimal", "timestamp_tz", "timestamp"),
    ]
    assert found[("nowhere",)] is None
    assert "plain" in table_names(warehouse).value


def test_columns_of_a_query(warehouse: Warehouse) -> None:
    found = columns_of_query(warehouse, "SELECT day, share AS part, opened FROM plain;").value
    assert dict(found or {}) == {"day": "date", "part": "float", "opened": "timestamp"}
    assert columns_of_query(warehouse, "SELECT nothing FROM plain").diagnostics[0].code == "K815"


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM plain", "INSERT INTO plain (day) VALUES (NULL)", "CREATE TABLE other (a INT)", "DROP TABLE plain"],
)
def test_nothing_can_be_written(warehouse: Warehouse, statement: str) -> None:
    refused = fetch(warehouse, statement).diagnostics[0]
    assert refused.code == "K815"
    assert REFUSED[warehouse.dialect] in dict(refused.facts)["words"]


def test_a_query_is_stopped_at_its_limit_and_the_next_one_runs(warehouse: Warehouse) -> None:
    start = clock.monotonic()
    outcome = fetch(warehouse, SLEEP[warehouse.dialect], time_limit=0.4)
    assert [each.code for each in outcome.diagnostics] == ["K816"]
    assert clock.monotonic() - start < 5
    assert fetch(warehouse, "SELECT 1").value is not None


def test_a_lost_connection_is_said_to_be_lost() -> None:
    postgres()
    opened = open_warehouse("postgresql://postgres@127.0.0.1:5432/test", Path(), (), {}).value
    assert opened is not None
    with opened:
        identity = fetch(opened, "SELECT pg_backend_pid()").value
        assert identity is not None
        postgres()[0].execute("SELECT pg_terminate_backend(%s)", identity.rows[0])
        assert fetch(opened, "SELECT 1").diagnostics[0].code == "K825"


@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_a_wrong_password_or_port_is_a_finding_without_the_secret(scheme: str) -> None:
    (postgres if scheme == "postgresql" else mysql)()
    url = f"{scheme}://nobody:${{SECRET}}@127.0.0.1:1/none"
    problem = open_warehouse(url, Path(), (), {"SECRET": "hunter2"}).diagnostics[0]
    assert problem.code == "K809"
    row = CODES[problem.code]
    assert "hunter2" not in f"{row.en} {row.hint_en}".format_map(dict(problem.facts))
