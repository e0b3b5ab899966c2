"""The shape of a statement: on the engine, each source is read once for each time column, however much is asked."""

import re

import duckdb
import pytest

from kpidsl.query.planning import plan
from kpidsl.sql.dialects import dialect
from kpidsl.sql.statement import compile_plan
from tests.engines.asked import TYPES, Asked, project

TABLES = """
CREATE SCHEMA crm;
CREATE TABLE crm.leads (lead_id BIGINT, created_at TIMESTAMP, called_at TIMESTAMP, channel VARCHAR);
CREATE TABLE crm.deals (
  deal_id BIGINT, lead_id BIGINT, opened_at TIMESTAMPTZ, closed_at DATE, employees BIGINT, amount DECIMAL(18, 2),
  stage VARCHAR
);
INSERT INTO crm.leads SELECT range, TIMESTAMP '2026-04-01', TIMESTAMP '2026-04-02', 'web' FROM range(1000);
INSERT INTO crm.deals
SELECT range, range, TIMESTAMPTZ '2026-04-01 00:00:00+00', DATE '2024-01-01' + CAST(range AS INTEGER), 10, 1, 'won'
FROM range(1000);
"""


@pytest.mark.parametrize(
    ("asked", "reads"),
    [
        (Asked("one", ("deals_opened",)), {"deals": 1}),
        (Asked("two time columns", ("deals_opened", "deals_won", "revenue", "win_rate")), {"deals": 2}),
        (Asked("other periods share the scan", ("revenue", "growth", "revenue_so_far", "deals_won")), {"deals": 1}),
        (Asked("a join", ("deals_opened", "win_rate"), by=("channel",)), {"deals": 2, "leads": 2}),
        (Asked("two sources", ("leads_made", "deals_opened"), by=("channel",)), {"deals": 1, "leads": 2}),
    ],
    ids=lambda value: value.title if isinstance(value, Asked) else "",
)
def test_each_source_is_read_once_for_each_time_column(asked: Asked, reads: dict[str, int]) -> None:
    made, row = project(), dialect("duckdb")
    planned = plan(made.model, asked.request()).value
    assert planned is not None
    assert row is not None
    statement = compile_plan(planned, made.model.manifest.calendar, row, TYPES).value
    assert statement is not None
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        explained = "\n".join(
            text for _, text in connection.execute(f"EXPLAIN (FORMAT json) {statement.sql}").fetchall()
        )
    found = re.findall(r'"Table": "[^"]*?(leads|deals)"', explained)
    assert {name: found.count(name) for name in set(found)} == reads
