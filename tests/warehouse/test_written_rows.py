"""Warehouses that are not here: what of their rows can be seen without them, and what is said where they are not."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from kpidsl.warehouse.catalog import columns, table_names
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import open_warehouse
from tests.engines.places import SCRATCH, postgres


@pytest.mark.parametrize("scheme", ["bigquery", "databricks", "trino", "sqlserver", "mssql"])
def test_what_is_only_written_for_is_said(scheme: str) -> None:
    outcome = open_warehouse(f"{scheme}://host/sales", Path(), {}, {})
    (only,) = outcome.diagnostics
    assert only.code == "K855"


@pytest.mark.skipif(find_spec("snowflake") is not None, reason="Snowflake's client is installed")
def test_a_missing_client_is_said_with_the_way_to_it() -> None:
    outcome = open_warehouse("snowflake://me:${PW}@account/sales/public", Path(), {}, {"PW": "x"})
    (only,) = outcome.diagnostics
    assert (only.code, dict(only.facts)["package"]) == ("K808", '"kpidsl[snowflake]"')


def test_redshifts_row_on_postgresql_where_they_speak_alike() -> None:
    writer, _ = postgres()
    writer.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
    writer.execute(f"CREATE SCHEMA {SCRATCH}")
    writer.execute(f"CREATE VIEW {SCRATCH}.svv_columns AS SELECT * FROM information_schema.columns")
    writer.execute(f"CREATE TABLE {SCRATCH}.leads (lead_id BIGINT, name VARCHAR(20), made TIMESTAMPTZ)")
    url = f"redshift://postgres@127.0.0.1:5432/test?sslmode=disable&schema={SCRATCH}"
    opened = open_warehouse(url, Path(), {}, {}).value
    assert opened is not None
    with opened as warehouse:
        found = columns(warehouse, [("leads",), ("none",)]).value
        assert found[("none",)] is None
        assert dict(found[("leads",)] or {}) == {"lead_id": "integer", "name": "text", "made": "timestamp_tz"}
        assert "leads" in table_names(warehouse).value
        rows = fetch(warehouse, "SELECT '100%'").value
    assert rows is not None
    assert rows.rows == (("100%",),)
