"""The rows of warehouses that are not here, by their own clients, against servers that speak their protocols."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from kpidsl import pipeline
from kpidsl.model.build import build
from kpidsl.model.manifest import read_manifest
from kpidsl.project import Folder
from kpidsl.query.plan import Request
from kpidsl.syntax.read import read
from kpidsl.text.source import Source
from kpidsl.warehouse.catalog import columns, columns_of_query, table_names
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from tests.warehouse.answering import FOREVER, Answers
from tests.warehouse.bigquery_server import bigquery_server
from tests.warehouse.databricks_server import databricks_server
from tests.warehouse.trino_server import trino_server

MANIFEST = {"kpidsl": 1, "name": "shop", "specs": ["specs"], "timezone": "Asia/Tokyo"}
SPEC = """
source deals from sales.deals {
  key        deal_id
  time       opened_at
  dimension  stage
}

metric revenue = sum(deals.amount)
metric deals_opened = count(deals)
"""


@dataclass(frozen=True)
class Spoken:
    """A warehouse over its protocol, and what its server heard."""

    warehouse: Warehouse
    answers: Answers


@pytest.fixture(params=["trino", "bigquery", "databricks"])
def spoken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spoken]:
    name = request.param
    module = {"bigquery": "google.cloud.bigquery", "databricks": "databricks.sql"}.get(name, name)
    pytest.importorskip(module, reason=f"the client of {name} is not installed: uv sync --group more-engines")
    servers = {
        "trino": trino_server,
        "bigquery": lambda: bigquery_server(tmp_path),
        "databricks": lambda: databricks_server(tmp_path),
    }
    with servers[name]() as (url, answers):
        opened = open_warehouse(url, tmp_path, {}, {"TOKEN": "very-secret"})
        assert opened.value is not None, opened.diagnostics
        with opened.value as warehouse:
            yield Spoken(warehouse, answers)


def test_the_columns_of_tables_and_of_queries(spoken: Spoken) -> None:
    warehouse = spoken.warehouse
    found = columns(warehouse, [("deals",), ("sales", "deals"), ("shop", "sales", "deals"), ("none",)]).value
    held = dict(found[("deals",)] or {})
    assert held == {
        "deal_id": "integer",
        "stage": "text",
        "amount": "decimal",
        "opened_at": "timestamp",
        "seen_at": "timestamp_tz",
    }
    assert found[("none",)] is None
    assert found[("sales", "deals")] == found[("shop", "sales", "deals")] == found[("deals",)]
    asked = columns_of_query(warehouse, "SELECT amount AS taken, stage FROM deals").value
    assert dict(asked or {}) == {"taken": "decimal", "stage": "text"}
    assert "deals" in table_names(warehouse).value


def test_values_come_as_they_are(spoken: Spoken) -> None:
    rows = fetch(spoken.warehouse, "SELECT deal_id, stage, amount FROM deals ORDER BY deal_id").value
    assert rows is not None
    assert rows.columns == ("deal_id", "stage", "amount")
    assert rows.rows == (
        (1, "won", Decimal("120.50")),
        (2, "it's 100%%", Decimal("0.07")),
        (3, None, Decimal("9999999999999999.99")),
    )
    times = fetch(spoken.warehouse, "SELECT opened_at, seen_at FROM deals WHERE deal_id = 1").value
    assert times is not None
    assert times.rows == ((datetime(2026, 1, 31, 15, 30), datetime(2026, 1, 31, 15, 30, tzinfo=UTC)),)
    assert fetch(spoken.warehouse, "SELECT '100%%'").value.rows == (("100%%",),)  # type: ignore[union-attr]


def test_a_complaint_is_a_finding_without_the_secret(spoken: Spoken) -> None:
    outcome = fetch(spoken.warehouse, "SELECT nothing FROM deals")
    (only,) = outcome.diagnostics
    assert only.code == "K815"
    assert "nothing" in str(only.facts)
    assert "very-secret" not in repr(spoken.warehouse) + spoken.warehouse.shown


def test_the_limit_stops_the_statement_there_too(spoken: Spoken) -> None:
    outcome = fetch(spoken.warehouse, f"SELECT '{FOREVER}'", time_limit=0.5)
    (only,) = outcome.diagnostics
    assert only.code == "K816"
    assert spoken.answers.stopped.wait(5)


def test_a_question_of_people_is_answered(spoken: Spoken) -> None:
    manifest = read_manifest(Source("kpidsl.yaml", yaml.safe_dump(MANIFEST)))
    source = Source("specs/shop.kpi", SPEC)
    model = build(manifest.value, [read(source).value], {source.file: source})
    assert not model.failed, model.diagnostics
    project = pipeline.Project(Folder(Path(), manifest.value, (source,), {source.file: source}), model.value)
    end = datetime(2026, 2, 28, 15, tzinfo=UTC)
    request = Request(
        ("revenue", "deals_opened"), end, date(2026, 2, 28), "month", date(2026, 1, 1), date(2026, 2, 28), ("stage",)
    )
    result = pipeline.run_request(project, request, spoken.warehouse)
    assert result.value is not None, result.diagnostics
    found = {(row.period.period.label, row.slice): row.values for row in result.value.rows}
    assert found[("2026-01", ("won",))] == (Decimal("120.50"), 1)
    assert found[("2026-02", ("it's 100%%",))] == (Decimal("0.07"), 1)
    assert found[("2026-02", (None,))] == (Decimal("9999999999999999.99"), 1)


PROFILES = {
    "trino": "type: trino, method: none, user: me, host: 127.0.0.1, port: {port}, database: shop, schema: sales",
    "bigquery": "type: bigquery, method: service-account, project: shop, dataset: sales, keyfile: key.json, "
    "api_endpoint: 'http://127.0.0.1:{port}', threads: 4",
}


def test_dbts_profiles_lead_to_the_same_tables(spoken: Spoken, tmp_path: Path) -> None:
    name = spoken.warehouse.dialect
    if name == "databricks":
        pytest.skip("a profile of Databricks names no port, and the port of TLS is not free")
    port = re.search(r":(\d+)", spoken.warehouse.shown)
    assert port is not None
    output = PROFILES[name].format(port=port[1])
    (tmp_path / "profiles.yml").write_text(f"shop: {{target: dev, outputs: {{dev: {{{output}}}}}}}", "utf-8")
    opened = open_warehouse("dbt:shop", tmp_path, {}, {"TOKEN": "very-secret"})
    assert opened.value is not None, opened.diagnostics
    with opened.value as warehouse:
        assert fetch(warehouse, "SELECT COUNT(*) AS n FROM deals").value.rows == ((3,),)  # type: ignore[union-attr]
