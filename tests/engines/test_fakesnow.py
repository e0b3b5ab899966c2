"""Snowflake's SQL on fakesnow, which is DuckDB behind Snowflake's words: a second reading, no proof.

It runs in an environment of its own, made by `sh .ci/fakesnow`; where that is not there, this is skipped.
"""

import pickle
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from sqlglot import exp

from kpidsl.answer.result import read_rows
from kpidsl.model.records import TableRows
from kpidsl.query.planning import plan
from kpidsl.sql.dialects.snowflake import SNOWFLAKE
from kpidsl.sql.naming import identifier
from kpidsl.sql.statement import compile_plan
from tests.engines.loading import project_of, request_of, rows_of
from tests.oracle.evaluate import evaluate
from tests.oracle.reading import read_condition, read_file
from tests.oracle.same import assert_same
from tests.oracle.shapes import word
from tests.oracle.specs import Case, cases

PYTHON = Path(__file__).parents[2] / ".cache/fakesnow/bin/python"
RUNNER = Path(__file__).with_name("fakesnow_runner.py")
PROFILE = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
WORDS = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(18, 2)",
    "float": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP_NTZ",
    "timestamptz": "TIMESTAMP_TZ",
}
Run = Callable[[Sequence[str]], Any]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    if not PYTHON.exists():
        pytest.skip("fakesnow has no environment here: sh .ci/fakesnow makes it")
    with subprocess.Popen([PYTHON, RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        to, back = running.stdin, running.stdout

        def ask(statements: Sequence[str]) -> Any:
            pickle.dump(list(statements), to)
            to.flush()
            answer = pickle.load(back)
            assert not isinstance(answer, str), answer
            return answer

        yield ask
        to.close()


def name(parts: Sequence[str]) -> str:
    return ".".join(identifier(part, word(part) != part, SNOWFLAKE).sql("snowflake") for part in parts)


def cell(value: Any, kind: str) -> str:
    match value:
        case None:
            found: exp.Expr = exp.Null()
        case bool():
            found = exp.Boolean(this=value)
        case str():
            found = exp.Literal.string(value)
        case datetime() | date():
            found = exp.cast(exp.Literal.string(str(value)), WORDS[kind], dialect="snowflake")
        case _:
            found = exp.cast(exp.Literal.string(str(value)), WORDS[kind], dialect="snowflake")
    return found.sql("snowflake")


def loading(case: Case) -> Iterator[str]:
    for table, columns in case.types.items():
        parts = table.split(".")
        if len(parts) > 1:
            yield f"CREATE SCHEMA IF NOT EXISTS {name(parts[:-1])}"
        made = ", ".join(f"{name([column])} {WORDS[kind]}" for column, kind in columns.items())
        yield f"CREATE OR REPLACE TABLE {name(parts)} ({made})"
        for row in case.tables[table]:
            yield f"INSERT INTO {name(parts)} SELECT {', '.join(cell(row[each], columns[each]) for each in columns)}"


def compare(run: Run, case: Case) -> None:
    # fakesnow's own book of columns loses its place at an apostrophe in a name, and two columns of one name are one.
    assume(not any("'" in column for columns in case.types.values() for column in columns))
    assume(not (case.request.totals and "total" in case.request.names))
    project = project_of(case)
    planned = plan(project.model, request_of(case, project.model)).value
    assert planned is not None
    types = {}
    for source in project.model.sources.values():
        assert isinstance(source.origin, TableRows)
        table = ".".join(part.name for part in source.origin.parts)
        types |= {(source.name, column): neutral(kind) for column, kind in case.types[table].items()}
    statement = compile_plan(planned, project.model.manifest.calendar, SNOWFLAKE, types).value
    assert statement is not None
    result = read_rows(planned, tuple(map(tuple, run([*loading(case), statement.sql]))), statement.sql)
    asked = case.request
    expected = evaluate(
        [read_file(case.text)],
        case.manifest,
        case.tables,
        asked.names,
        asked.grain,
        asked.first,
        asked.last,
        asked.by,
        read_condition(asked.where) if asked.where else None,
        as_of=asked.as_of,
        totals=asked.totals,
    )
    try:
        assert_same(expected, rows_of(result))
    except AssertionError as wrong:
        raise AssertionError(
            "\n\n".join(map(str, (wrong, case.manifest, case.text, case.tables, statement.sql)))
        ) from None


def neutral(kind: str) -> str:
    return "timestamp_tz" if kind == "timestamptz" else kind


@PROFILE
@given(case=cases())
def test_it_gives_what_the_evaluator_gives(run: Run, case: Case) -> None:
    compare(run, case)


@PROFILE
@given(case=cases(wide=True))
def test_on_other_days_and_journeys_too(run: Run, case: Case) -> None:
    compare(run, case)


def test_decimals_come_back_exact(run: Run) -> None:
    ((value,),) = run(["SELECT CAST('1.10' AS DECIMAL(18, 2))"])
    assert value == Decimal("1.10")
