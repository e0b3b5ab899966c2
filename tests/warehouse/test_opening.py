"""Opening a warehouse: what is refused, in which words, and that nothing secret is ever said."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from kpidsl.warehouse.url import hidden, read_address

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "営業 [1]"
    (folder / "data").mkdir(parents=True)
    connection = duckdb.connect(str(folder / "data/w.duckdb"))
    connection.execute("CREATE SCHEMA crm; CREATE TABLE crm.leads AS SELECT 1 AS lead_id")
    connection.close()
    plain = sqlite3.connect(folder / "data/w.sqlite")
    plain.execute("CREATE TABLE leads (lead_id INTEGER)")
    plain.commit()
    plain.close()
    return folder


def opened(url: str | None, folder: Path, *files: str, **environment: str) -> Warehouse:
    outcome = open_warehouse(url, folder, dict.fromkeys(files), environment)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def refused(url: str | None, folder: Path, *files: str, **environment: str) -> Diagnostic:
    outcome = open_warehouse(url, folder, dict.fromkeys(files), environment)
    assert outcome.value is None
    (only,) = outcome.diagnostics
    return only


def words(problem: Diagnostic) -> str:
    row = CODES[problem.code]
    return f"{row.en} {row.hint_en}".format_map(dict(problem.facts))


@pytest.mark.parametrize("url", ["duckdb:///data/w.duckdb", "sqlite:///data/w.sqlite"])
def test_a_relative_file_starts_at_the_manifests_folder(
    project: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    with opened(url, project) as warehouse:
        assert warehouse.dialect == url.partition(":")[0]


def test_an_absolute_file_and_one_from_the_environment(project: Path) -> None:
    opened(f"duckdb:///{project}/data/w.duckdb", project).close()
    opened("duckdb:///${FOLDER}/w.duckdb", project, FOLDER="data").close()
    opened("${WAREHOUSE}", project, WAREHOUSE="sqlite:///data/w.sqlite").close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("not a url", "K801"),
        ("duckdb://data/w.duckdb", "K801"),
        ("duckdb:///data/\0", "K801"),
        ("postgresql://host:port/x", "K801"),
        ("oracle://host/x", "K802"),
        ("duckdb:///${NOT_SET}", "K803"),
        ("postgresql://me:hunter2@host/x", "K804"),
        ("snowflake://host/x?token=hunter2", "K804"),
        ("duckdb:///data/none.duckdb", "K805"),
        ("sqlite:///data/none.sqlite", "K805"),
        ("duckdb:///data", "K807"),
        ("duckdb:///data/w.sqlite", "K807"),
        ("sqlite:///data/w.duckdb", "K807"),
    ],
)
def test_what_cannot_be_opened_is_one_finding(project: Path, url: str, code: str) -> None:
    problem = refused(url, project)
    assert problem.code == code
    assert "hunter2" not in words(problem)


def test_opening_never_makes_a_database(project: Path) -> None:
    before = sorted((project / "data").iterdir())
    refused("duckdb:///data/none.duckdb", project)
    refused("sqlite:///data/none.sqlite", project)
    assert sorted((project / "data").iterdir()) == before


def test_a_database_that_another_program_writes_to_is_said_to_be_taken(project: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project / "data/w.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert refused("duckdb:///data/w.duckdb", project).code == "K806"
    finally:
        holder.communicate(b"\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_database_without_the_right_to_read(project: Path) -> None:
    (project / "data/w.duckdb").chmod(0)
    assert refused("duckdb:///data/w.duckdb", project).code == "K806"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@host/db",
        "postgresql://me:hun@ter2@host/db",
        "postgresql://me:hun/hunter2@host/db",
        "mysql://me:${PW}x@host/hunter2@db",
        "x://h/d?a=1&password=hunter2&b=2",
        "x://h/d?API_KEY=hunter2",
        "sc://h:15002/;token=hunter2;use_ssl=true",
        "sc://h:15002/sales;a=1;x-api-key=hunter2?b=1",
    ],
)
def test_a_url_is_shown_without_its_secrets(url: str) -> None:
    assert "hunter2" not in hidden(url)
    assert "ter2" not in hidden(url)


def test_a_url_is_shown_as_written_where_the_secret_is_a_placeholder() -> None:
    assert hidden("postgresql://me:${PW}@host:5432/db") == "postgresql://me:${PW}@host:5432/db"


def test_a_secret_may_hold_any_character() -> None:
    address = read_address(
        "postgresql+psycopg://me:${PW}@host:5432/db?sslmode=require", {"PW": "a@b:c/d?e%20"}, None
    ).value
    assert address is not None
    assert (address.scheme, address.password, address.host, address.port) == (
        "postgresql",
        "a@b:c/d?e%20",
        "host",
        5432,
    )
    assert (address.database, address.options) == ("db", (("sslmode", "require"),))
    assert "a@b" not in repr(address)


def test_spark_connects_own_spelling_of_options() -> None:
    address = read_address("sc://h:15002/sales;token=${T};use_ssl=true?user_id=me", {"T": "a;b=c"}, None).value
    assert address is not None
    assert (address.port, address.database) == (15002, "sales")
    assert address.options == (("user_id", "me"), ("token", "a;b=c"), ("use_ssl", "true"))
    assert address.shown == "sc://h:15002/sales;token=${T};use_ssl=true?user_id=me"
    assert "a;b=c" in address.secrets
    assert [each.code for each in read_address("sc://h/;token=plain", {}, None).diagnostics] == ["K804"]


def test_the_engines_words_come_without_secrets_and_on_one_line(project: Path) -> None:
    with opened("duckdb:///data/${SECRET}", project, SECRET="w.duckdb") as warehouse:
        problem = fetch(warehouse, 'SELECT "w.duckdb\nx\x1b[31m" FROM crm.leads').diagnostics[0]
    assert "w.duckdb" not in words(problem)
    assert "***" in words(problem)
    assert "\n" not in words(problem)
    assert "\x1b" not in words(problem)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE crm.leads",
        "DELETE FROM crm.leads",
        "INSERT INTO crm.leads VALUES (2)",
        "CREATE TABLE x (a int)",
        "ATTACH '{out}' AS x",
        "COPY crm.leads TO '{out}'",
        "EXPORT DATABASE '{out}'",
        "SELECT * FROM read_text('/etc/hosts')",
        "SELECT * FROM read_csv('{data}')",
        "SELECT * FROM '{data}'",
        "SELECT * FROM glob('/*')",
        "SET enable_external_access = true",
        "SET TimeZone = 'Asia/Tokyo'",
        "INSTALL httpfs",
        "SELECT * FROM warehouse",
    ],
)
def test_duckdb_refuses_to_write_and_to_look_elsewhere(project: Path, statement: str) -> None:
    (project / "data/other.csv").write_text("a\n1\n")
    statement = statement.format(out=project / "out", data=project / "data/other.csv")
    with opened("duckdb:///data/w.duckdb", project) as warehouse:
        assert fetch(warehouse, statement).diagnostics[0].code == "K815"
    assert not (project / "out").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE leads",
        "DELETE FROM leads",
        "INSERT INTO leads VALUES (2)",
        "CREATE TABLE x (a int)",
        "CREATE TEMP TABLE x (a int)",
        "ATTACH '{out}' AS x",
        "VACUUM INTO '{out}'",
        "PRAGMA query_only = OFF",
        "SELECT load_extension('x')",
    ],
)
def test_sqlite_refuses_to_write_and_to_look_elsewhere(project: Path, statement: str) -> None:
    with opened("sqlite:///data/w.sqlite", project) as warehouse:
        assert fetch(warehouse, statement.format(out=project / "out")).diagnostics[0].code == "K815"
    assert not (project / "out").exists()
