"""What ClickHouse does otherwise than other engines: types that do not meet, names, zones, and what may be done."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpidsl.sql.dialects.clickhouse import SETTINGS
from kpidsl.warehouse.catalog import columns, columns_of_query
from kpidsl.warehouse.engines import clickhouse as engine
from kpidsl.warehouse.fetching import fetch
from tests.engines.places import Place, in_clickhouse
from tests.engines.test_adversarial import case_of, request
from tests.engines.test_random_specs import compare

PLACE = Place("clickhouse", in_clickhouse)
SOURCE = "source leads from leads {\n  key id\n  time made\n  dimension word\n}\n"
TYPES = {
    "id": "integer",
    "made": "date",
    "word": "text",
    "d": "decimal",
    "f": "float",
    "i": "integer",
    "ok": "boolean",
}


def row(at: int) -> Mapping[str, Any]:
    exact, near = Decimal(at) * 3 / 2 if at % 4 else None, at * 0.125 if at % 3 else None
    whole = {"id": at, "made": date(2026, 1, 1 + at), "word": "ab"[at % 2], "i": at - 5, "ok": at % 2 == 0}
    return {**whole, "d": exact, "f": near}


@pytest.mark.parametrize(
    "formula",
    [
        "sum(coalesce(leads.f, 0.5) * 2)",
        "sum(if(leads.f > 0.3, leads.f, leads.d))",
        "sum(if(leads.f > 0.3, leads.d, 0.125))",
        "sum(coalesce(leads.d, 0.125))",
        "sum(if(leads.ok, leads.i, leads.f))",
        "if(count(leads) > 3.5, -1, count(leads))",
        "if(sum(leads.d) > 3.5, sum(leads.d) / sum(leads.f), 0.5) + 1",
        "round(if(sum(leads.d) > 3.5, sum(leads.d) / sum(leads.f), 0.5), 1)",
        "coalesce(sum(leads.f where id > 100), 0.25) * 2",
        "if(count(leads) > 1, abs(sum(leads.i)), -1)",
        "count(leads where d * 0.1 > 0.45)",
        "count(leads where not (d in (1.5, 3)))",
        "max(leads.f where id > 100) + 1",
        "sum(round(leads.d, 0))",
    ],
)
def test_numbers_of_different_types_meet(formula: str) -> None:
    rows = [dict(row(at)) for at in range(12)]
    for by in ((), ("word",)):
        compare(PLACE, case_of(f"{SOURCE}metric x = {formula}\n", rows, TYPES, request("x", by=by)))


def test_what_a_statement_sets_may_be_set_where_nothing_else_may() -> None:
    assert dict(SETTINGS).items() <= engine.SETTINGS.items()


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE made (a Int8) ENGINE = Memory", "SELECT * FROM file('/etc/hostname')", "SET readonly = 0"],
)
def test_nothing_but_the_tables_is_read(statement: str) -> None:
    with in_clickhouse({}, {}) as warehouse:
        (found,) = fetch(warehouse, statement).diagnostics
        assert found.code == "K815"


def test_types_are_found_under_what_wraps_them() -> None:
    types = TYPES | {"at": "timestamp", "since": "timestamptz"}
    with in_clickhouse({"leads": []}, {"leads": types}) as warehouse:
        found = columns(warehouse, [("leads",)]).value[("leads",)]
        described = columns_of_query(warehouse, "SELECT * FROM leads -- all of them").value
    named = {name: "timestamp_tz" if kind == "timestamptz" else kind for name, kind in types.items()}
    assert dict(found or {}) == named == dict(described or {})


@pytest.mark.parametrize(
    ("word", "zone", "kind"),
    [
        ("DateTime", "UTC", "timestamp"),
        ("Nullable(DateTime64(6))", "Etc/UTC", "timestamp"),
        ("DateTime", "Asia/Tokyo", "timestamp_tz"),
        ("Nullable(DateTime64(3))", "Asia/Tokyo", "timestamp_tz"),
        ("DateTime('Asia/Tokyo')", "UTC", "timestamp_tz"),
        ("LowCardinality(Nullable(String))", "Asia/Tokyo", "text"),
        ("Date", "Asia/Tokyo", "date"),
    ],
)
def test_a_time_without_a_zone_is_in_that_of_its_server(word: str, zone: str, kind: str) -> None:
    assert engine.ENGINE.column_type(engine.timed(word, zone)) == kind
