"""`kpidsl check --warehouse` on every engine: what is not there, not of its type, not unique, not fresh."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Kpidsl
from tests.engines.places import SCRATCH, clear, mysql, postgres

SPEC = """\
source leads from leads {
  key        lead_id
  time       made
  dimension  channel
  fresh      within 1 day
}

source deals from deals {
  key        deal_id
  time       opened
  join       leads on lead_id
  dimension  size = if(employees >= 100, 'large', 'small')
}

segment big of deals = amount > 1000

metric leads_made = count(leads)
metric won = sum(deals.amount where big and stage = 'won')
"""
ROWS = {
    "leads": [(1, "2026-09-29", "web"), (2, "2026-09-30", None)],
    "deals": [(1, "2026-09-01", 1, 120, 2000, "won"), (2, "2026-09-02", 2, 20, 10, "lost")],
}
TABLES = {
    "leads": {"lead_id": "INTEGER", "made": "DATE", "channel": "VARCHAR(20)"},
    "deals": {
        "deal_id": "INTEGER",
        "opened": "DATE",
        "lead_id": "INTEGER",
        "employees": "INTEGER",
        "amount": "DECIMAL(18, 2)",
        "stage": "VARCHAR(20)",
    },
}
CHECK = ("check", "--warehouse", "--as-of", "2026-09-30", "--format", "json")


def statements(rows: dict[str, list[tuple[object, ...]]], types: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield what makes the tables and fills them."""
    for table, columns in types.items():
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        yield f"DROP TABLE IF EXISTS {table}"
        yield f"CREATE TABLE {table} ({listed})"
        for row in rows[table]:
            kept = row[: len(columns)]
            yield f"INSERT INTO {table} VALUES ({', '.join('NULL' if each is None else repr(each) for each in kept)})"


class Warehouse:
    """A project and its warehouse on one engine; `fill` makes the tables anew."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.url = {
            "duckdb": "duckdb:///w.db",
            "sqlite": "sqlite:///w.db",
            "postgres": f"postgresql://postgres@127.0.0.1:5432/test?options=-csearch_path%3D{SCRATCH}",
            "mysql": f"mysql://root@127.0.0.1:3306/{SCRATCH}",
        }[engine]
        (folder / "specs").mkdir()
        (folder / "kpidsl.yaml").write_text(
            f"kpidsl: 1\nname: crm\nspecs: [specs]\ntimezone: Asia/Tokyo\nconnection: {self.url}\n", "utf-8"
        )
        self.spec(SPEC)

    def spec(self, text: str) -> None:
        (self.folder / "specs/crm.kpi").write_text(text, "utf-8")

    def fill(self, change: dict[str, list[tuple[object, ...]]] | None = None, **types: dict[str, str]) -> None:
        made = list(statements(ROWS | (change or {}), TABLES | types))
        match self.engine:
            case "duckdb":
                with duckdb.connect(str(self.folder / "w.db")) as connection:
                    for each in made:
                        connection.execute(each)
            case "sqlite":
                opened = sqlite3.connect(self.folder / "w.db")
                for each in made:
                    opened.execute(each)
                opened.commit()
                opened.close()
            case "postgres":
                cursor = postgres()[0]
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCRATCH}")
                for each in made:
                    cursor.execute(each)
            case _:
                beside = mysql()[0].cursor()
                for each in made:
                    beside.execute(each)


@pytest.fixture(scope="module", autouse=True)
def _clear() -> Iterator[None]:
    yield
    clear()


@pytest.fixture(params=["duckdb", "sqlite", "postgres", "mysql"])
def crm(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    return Warehouse(request.param, tmp_path)


def found(kpidsl: Kpidsl, crm: Warehouse, *options: str) -> list[tuple[str, int]]:
    """Return the codes of the findings and their lines."""
    ended = kpidsl(*CHECK, *options, folder=crm.folder)
    assert ended.err == "", ended.err
    listed = json.loads(ended.out)["diagnostics"]
    assert ended.code == int(any(each["severity"] == "error" for each in listed))
    return [(each["code"], each["line"]) for each in listed]


def test_a_warehouse_that_is_as_the_specs_say(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.fill()
    assert found(kpidsl, crm) == []


def test_tables_and_columns_that_are_not_there(kpidsl: Kpidsl, crm: Warehouse) -> None:
    """Each is one finding, also where no number is made of it."""
    crm.fill(deals={name: kind for name, kind in TABLES["deals"].items() if name != "stage"})
    crm.spec(SPEC + "source none from nowhere {\n  key id\n}\n")
    assert found(kpidsl, crm) == [("K818", 18), ("K817", 19)]


def test_types_that_do_not_fit(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.fill(deals=TABLES["deals"] | {"amount": "VARCHAR(20)", "employees": "VARCHAR(20)"})
    assert found(kpidsl, crm) == [("K824", 12), ("K824", 15), ("K824", 18)]


def test_a_time_that_is_text(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.fill(leads=TABLES["leads"] | {"made": "VARCHAR(20)"})
    assert found(kpidsl, crm) == ([] if crm.engine == "sqlite" else [("K824", 3)])


def test_keys_that_repeat(kpidsl: Kpidsl, crm: Warehouse) -> None:
    """A joined one would repeat rows of others; one that nothing joins says that rows came twice."""
    crm.fill({"leads": [*ROWS["leads"], (2, "2026-09-30", "web")], "deals": [*ROWS["deals"], *ROWS["deals"]]})
    assert found(kpidsl, crm) == [("K841", 9), ("K819", 11)]


def test_keys_times_and_partners_that_are_missing(kpidsl: Kpidsl, crm: Warehouse) -> None:
    deals = [
        (None, "2026-09-01", 1, 1, 1, "won"),
        (1, None, 1, 1, 1, "won"),
        (2, "2026-09-01", None, 1, 1, "won"),
        (3, "2026-09-01", 99, 1, 1, "won"),
    ]
    crm.fill({"deals": deals})
    assert found(kpidsl, crm) == [("K842", 9), ("K843", 10), ("K844", 11), ("K845", 11)]


def test_no_rows(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.fill({"leads": [], "deals": []})
    assert [code for code, _ in found(kpidsl, crm)] == ["K823", "K823"]


def test_rows_that_are_no_longer_fresh(kpidsl: Kpidsl, crm: Warehouse) -> None:
    """The last row up to the as-of counts: one of the day after does not make it fresh, and the day itself does."""
    crm.fill({"leads": [(1, "2026-09-29", "web"), (2, "2026-10-05", "web")]})
    ended = kpidsl(*CHECK[:-2], folder=crm.folder)
    assert ended.code == 1
    assert "error[K846]: the last row of leads is of 2026-09-29" in ended.out
    assert "specs/crm.kpi:5:" in ended.out
    assert found(kpidsl, crm, "--as-of", "2026-10-05") == []


def test_several_columns_make_a_key(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.spec(SPEC.replace("key        deal_id", "key        opened, lead_id"))
    crm.fill()
    assert found(kpidsl, crm) == []
    crm.fill({"deals": [*ROWS["deals"], (3, "2026-09-01", 1, 1, 1, "won")]})
    assert found(kpidsl, crm) == [("K841", 9)]


def test_data_files_are_looked_at_too(kpidsl: Kpidsl, project: Path) -> None:
    rows = project / "data/orders.csv"
    rows.write_text("id,day,amount,channel\n1,2026-08-03,many,web\n1,2026-08-04,few,\n", "utf-8")
    ended = kpidsl("check", "--warehouse", "--project", project)
    assert ended.code == 1
    assert "K824" in ended.out
    assert "error[K841]: the key id of source 注文 is not unique: 1 occurs 2 times" in ended.out


def test_without_a_warehouse_it_ends_with_2(kpidsl: Kpidsl, crm: Warehouse) -> None:
    ended = kpidsl("check", "--warehouse", "--connection", "duckdb:///none.db", folder=crm.folder)
    assert (ended.code, ended.out) == (2, "")
    assert "K805" in ended.err


def test_specs_with_mistakes_are_mended_first(kpidsl: Kpidsl, crm: Warehouse) -> None:
    crm.spec(SPEC + "metric wrong = nothing\n")
    assert found(kpidsl, crm) == [("K201", 19)]
