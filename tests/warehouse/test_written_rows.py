"""Warehouses that are not here: what of their rows can be seen without them, and what is said without their clients."""

import struct
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from kpidsl.warehouse.catalog import columns, table_names
from kpidsl.warehouse.engines.sqlserver import with_offset, written_for_odbc
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import open_warehouse
from kpidsl.warehouse.url import read_address
from tests.engines.places import SCRATCH, postgres

CLIENTS = (
    ("snowflake://me:${PW}@account/sales/public", "snowflake", "snowflake"),
    ("bigquery://project/sales", "bigquery", "google.cloud.bigquery"),
    ("databricks://token:${PW}@host?http_path=/sql/1.0/warehouses/w", "databricks", "databricks"),
    ("trino://me:${PW}@host/hive/sales", "trino", "trino"),
    ("mssql://me:${PW}@host/sales", "sqlserver", "pyodbc"),
    ("sqlserver://me:${PW}@host/sales", "sqlserver", "pyodbc"),
)


@pytest.mark.parametrize(("url", "extra", "client"), CLIENTS)
def test_a_missing_client_is_said_with_the_way_to_it(url: str, extra: str, client: str) -> None:
    if _there(client):
        pytest.skip(f"{client} is installed")
    outcome = open_warehouse(url, Path(), {}, {"PW": "very-secret"})
    (only,) = outcome.diagnostics
    assert (only.code, dict(only.facts)["package"]) == ("K808", f'"kpidsl[{extra}]"')


def _there(client: str) -> bool:
    try:
        return find_spec(client) is not None
    except ModuleNotFoundError:
        return False


def test_no_value_of_an_address_begins_another_keyword_of_odbc() -> None:
    url = "mssql://me:${PW}@db.example:1444/sales?driver=ODBC+Driver+18+for+SQL+Server&TrustServerCertificate=true"
    address = read_address(url, {"PW": "a;Encrypt=no}{"}, None).value
    assert address is not None
    options = {name.lower(): value for name, value in address.options}
    assert written_for_odbc(address, options) == (
        "Driver={ODBC Driver 18 for SQL Server};Server=tcp:db.example,1444;Database=sales;UID=me;"
        "PWD={a;Encrypt=no}}{};ApplicationIntent=ReadOnly;APP=kpidsl;TrustServerCertificate=yes"
    )


def test_a_time_with_an_offset_is_read_as_the_driver_packs_it() -> None:
    packed = struct.pack("<6hI2h", 2026, 4, 1, 9, 30, 0, 123_456_000, 9, 0)
    assert with_offset(packed) == datetime(2026, 4, 1, 0, 30, 0, 123_456, UTC)
    assert with_offset(None) is None


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
