"""The shape of a statement: on the engine, each source is read once for each time column, however much is asked."""

import re
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from kpidsl.query.planning import plan
from kpidsl.sql.dialects import NAMES, dialect
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


BYTES_AT_MOST = 100_000
SOURCES = ("calls", "orders", "tickets", "visits")


def rates() -> tuple[str, list[str], dict[tuple[str, str], str]]:
    """Return sources and 200 ratios over them, each under conditions of its own; their names; the columns' types."""
    lines = [f'source {each} from crm.{each} {{\n  key id\n  time made_at in "UTC"\n}}\n' for each in SOURCES]
    names = [f"rate{at}" for at in range(200)]
    for at, name in enumerate(names):
        source = SOURCES[at % 4]
        where = f"stage = 'stage {at // 4 % 10}' and region = 'region {at // 40}'"
        lines.append(f"metric {name} = sum({source}.amount where {where}) / count({source} where {where})\n")
    kinds = {"id": "integer", "made_at": "timestamp", "amount": "decimal", "stage": "text", "region": "text"}
    return "".join(lines), names, {(source, name): kind for source in SOURCES for name, kind in kinds.items()}


@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_ratios_over_four_sources_by_month_are_a_text_of_at_most_100_kb(name: str) -> None:
    lines, names, types = rates()
    made, row = project(lines), dialect(name)
    assert row is not None
    asked = replace(Asked("", tuple(names)).request(), first=date(2025, 6, 1))
    planned = plan(made.model, asked).value
    assert planned is not None
    statement = compile_plan(planned, made.model.manifest.calendar, row, types).value
    assert statement is not None
    assert len(statement.sql.encode()) <= BYTES_AT_MOST


def test_more_windows_than_engines_join_are_stacked() -> None:
    lines = "".join(f"metric lately{days} = rolling(deals_opened, {days} days)\n" for days in range(20, 40))
    made, row = project(lines), dialect("duckdb")
    assert row is not None
    planned = plan(made.model, Asked("", tuple(f"lately{days}" for days in range(20, 40))).request()).value
    assert planned is not None
    statement = compile_plan(planned, made.model.manifest.calendar, row, TYPES).value
    assert statement is not None
    assert "LEFT JOIN" not in statement.sql
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        last = connection.execute(statement.sql).fetchall()[1]
    assert last == ("2026-04", *[0] * 10, *[1000] * 10)
