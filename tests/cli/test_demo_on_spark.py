"""The demo company once its data has moved to Spark: its tables are Parquet there, and every number stays the same."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pytest

from kpidsl.demo.warehouse import WAREHOUSE
from kpidsl.warehouse.opening import open_warehouse
from tests.cli.conftest import Kpidsl
from tests.engines.places import spark_url


@pytest.fixture(scope="module")
def connection(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Yield the URL of a session that has the demo's tables; Sail keeps a catalogue for each session."""
    url = f"{spark_url()}/;user_id=kpidsl;session_id={uuid4()}"
    folder = tmp_path_factory.mktemp("parquet")
    opened = open_warehouse(url, demo, {}, {})
    assert opened.value is not None, opened.diagnostics
    session = opened.value.connection.spark
    session.sql("CREATE DATABASE IF NOT EXISTS crm")
    with duckdb.connect(str(demo / WAREHOUSE), read_only=True) as company:
        listed = company.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'crm'").fetchall()
        for (table,) in listed:
            (folder / table).mkdir()
            company.execute(f"COPY crm.{table} TO '{folder / table / 'rows.parquet'}' (FORMAT parquet)")
            session.sql(f"CREATE TABLE crm.{table} USING parquet LOCATION 'file://{folder / table}/'")
    yield url
    for (table,) in listed:
        session.sql(f"DROP TABLE crm.{table}")
    session.stop()  # which close() leaves to those who named the session


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("受注率", "受注金額", "--by", "規模"),
    ],
    ids=lambda asked: " ".join(asked) or "all of the year",
)
def test_the_numbers_are_those_of_duckdb(kpidsl: Kpidsl, demo: Path, connection: str, asked: tuple[str, ...]) -> None:
    command = ("run", *asked, "--project", demo, "--as-of", "2026-10-31", "--format", "json")
    there, here = kpidsl(*command, "--connection", connection), kpidsl(*command)
    assert (there.code, there.err) == (0, here.err)
    assert json.loads(there.out) == json.loads(here.out)
