"""PostgreSQL, MariaDB and Spark as people open them: read only, in UTC, stopped when asked, and nothing secret said."""

import os
import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from kpidsl.text.codes import CODES
from kpidsl.warehouse.catalog import columns, columns_of_query, table_names
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from kpidsl.warehouse.running import run
from tests.engines.places import Place, clear, in_mysql, in_postgres, in_spark, mysql, postgres, spark

SERVERS = (Place("postgres", in_postgres), Place("mysql", in_mysql), Place("spark", in_spark))
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
URLS = {"postgres": "postgresql://postgres@127.0.0.1:5432/test", "mysql": "mysql://root@127.0.0.1:3306/test"}
NUMBER = {"postgres": "SELECT pg_backend_pid()", "mysql": "SELECT CONNECTION_ID()"}
CUT = {"postgres": "SELECT pg_terminate_backend({})", "mysql": "KILL CONNECTION {}"}
RUNNING = {
    "postgres": "SELECT count(*) FROM pg_stat_activity WHERE pid = {} AND state = 'active' AND query LIKE '%{}%'",
    "mysql": "SELECT count(*) FROM information_schema.processlist WHERE id = {} AND info LIKE '%{}%'",
}
WAITING = {"postgres": "SELECT pg_sleep(2), '{mark}'", "mysql": "SELECT SLEEP(2), '{mark}'"}
SLEEP = {"postgres": "SELECT pg_sleep(60)", "mysql": "SELECT SLEEP(60)"}
SLEEP["spark"] = "SELECT sum(a.id * b.id * c.id % 7) FROM range(30000) a, range(30000) b, range(30000) c"
REFUSED = {"postgres": "read-only transaction", "mysql": "READ ONLY transaction", "spark": "found "}


@dataclass(frozen=True)
class Line:
    """A connection, and a session beside it that may end it."""

    name: str
    warehouse: Warehouse
    beside: Any

    def number(self) -> int:
        """Return by what the server knows the connection."""
        rows = fetch(self.warehouse, NUMBER[self.name]).value
        assert rows is not None
        return int(rows.rows[0][0])

    def number_of(self, held: Warehouse) -> int:
        cursor = held.engine.cursor(held.connection)
        cursor.execute(NUMBER[self.name])
        return int(cursor.fetchone()[0])

    def cut(self, number: int) -> None:
        """End the connection, and wait until the server has."""
        self.beside.execute(CUT[self.name].format(number))
        while self.asked(f"{self.there} = {number}"):
            clock.sleep(0.05)

    def cut_while(self, number: int, mark: str) -> None:
        """End the connection once it runs a query with a mark in it."""
        while not self.asked(RUNNING[self.name].format(number, mark), whole=True):
            clock.sleep(0.05)
        self.cut(number)

    @property
    def there(self) -> str:
        return "pg_stat_activity WHERE pid" if self.name == "postgres" else "information_schema.processlist WHERE id"

    def asked(self, what: str, whole: bool = False) -> int:
        self.beside.execute(what if whole else f"SELECT count(*) FROM {what}")
        return int(self.beside.fetchone()[0])


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
    # Sail tells tables apart by their case, as Spark does not.
    name = "plain" if warehouse.dialect == "spark" else "PLAIN"
    found = columns(warehouse, [(name,), ("nowhere",)]).value
    assert list((found[(name,)] or {}).values()) == [
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


@pytest.fixture(params=["postgres", "mysql"])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    """Return a connection of its own, and from beside it the ways to find and to cut it."""
    name = request.param
    writer = (postgres if name == "postgres" else mysql)()[0]
    outcome = open_warehouse(URLS[name], Path(), {}, {})
    assert outcome.value is not None, outcome.diagnostics
    with outcome.value as opened:
        yield Line(name, opened, writer.cursor())


def test_a_connection_cut_between_queries_is_taken_up_again(line: Line) -> None:
    before = line.number()
    line.cut(before)
    assert line.number() != before
    refused = fetch(line.warehouse, "CREATE TABLE written (a INT)").diagnostics[0]
    assert REFUSED[line.name] in dict(refused.facts)["words"], "the new session may only read, as the first one"


def test_a_query_whose_connection_is_cut_is_asked_once_more(line: Line) -> None:
    number, mark = line.number(), f"twice asked {os.getpid()}"
    cutting = Thread(target=lambda: line.cut_while(number, mark))
    cutting.start()
    rows = fetch(line.warehouse, WAITING[line.name].format(mark=mark)).value
    cutting.join()
    assert rows is not None
    assert rows.rows[0][-1] == mark
    assert line.number() != number


def test_a_query_is_not_asked_a_third_time(line: Line) -> None:
    asked: list[int] = []

    def cut_itself(held: Warehouse) -> None:
        asked.append(line.number_of(held))
        line.cut(asked[-1])
        held.engine.cursor(held.connection).execute("SELECT 1")

    outcome = run(line.warehouse, cut_itself)
    assert [each.code for each in outcome.diagnostics] == ["K825"]
    assert len(set(asked)) == len(asked) == 2


def test_a_lost_connection_without_another_is_said_to_be_lost(line: Line) -> None:
    line.warehouse.reconnect = None
    line.cut(line.number())
    assert fetch(line.warehouse, "SELECT 1").diagnostics[0].code == "K825"


@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "sc"])
def test_a_wrong_password_or_port_is_a_finding_without_the_secret(scheme: str) -> None:
    {"postgresql": postgres, "mysql": mysql, "sc": spark}[scheme]()
    url = f"{scheme}://nobody:${{SECRET}}@127.0.0.1:1/none"
    problem = open_warehouse(url, Path(), {}, {"SECRET": "hunter2"}).diagnostics[0]
    assert problem.code == "K809"
    row = CODES[problem.code]
    assert "hunter2" not in f"{row.en} {row.hint_en}".format_map(dict(problem.facts))
