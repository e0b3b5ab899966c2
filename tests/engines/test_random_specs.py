"""The compiler against the independent evaluator, on specs and rows that nobody chose."""

import os

from hypothesis import HealthCheck, given, settings

from kpidsl import pipeline
from tests.engines.loading import load_duckdb, project_of, request_of, rows_of
from tests.oracle.evaluate import evaluate
from tests.oracle.reading import read_condition, read_file
from tests.oracle.same import assert_same
from tests.oracle.specs import Case, cases

EXAMPLES = int(os.environ.get("KPIDSL_EXAMPLES", "150"))


PROFILE = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@PROFILE
@given(cases())
def test_duckdb_gives_what_the_evaluator_gives(case: Case) -> None:
    compare(case)


@PROFILE
@given(cases(wide=True))
def test_other_days_and_journeys_too(case: Case) -> None:
    compare(case)


def compare(case: Case) -> None:
    """Hold what DuckDB gives against what the evaluator gives, and show the whole case where they differ."""
    project = project_of(case)
    request = request_of(case, project.model)
    with load_duckdb(case.tables, case.types) as warehouse:
        result = pipeline.run_request(project, request, warehouse)
    assert result.value is not None, f"{result.diagnostics}\n{case.text}"
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
    )
    try:
        assert_same(expected, rows_of(result.value))
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\n\n{case.manifest}\n{case.text}\n{case.tables}\n{asked}\n{result.value.sql}") from None
