"""The compiler against the independent evaluator, on specs and rows that nobody chose, on every proven engine.

`KPIDSL_EXAMPLES=2000 pytest tests/engines` looks further, and for other examples each time; `--hypothesis-seed=N` says
which. Wide specs that were run so, and agree (examples, and in brackets the seeds):

DuckDB 2,000 (11 to 14) and 200 (16); SQLite 300 (21) and 100 (23); PostgreSQL 300 (31) and 100 (33); MariaDB 300 (41)
and 80 (43); Spark, by Sail, 150 (51), 60 (53) and 150 (54); ClickHouse 300 (61) and 60 (62); DataFusion 300 (71) and 40
(72). With conditions applied to groups: DuckDB 150 (81), 150 (82); SQLite 60 (81); PostgreSQL 100 (81), 40 (83);
MariaDB 60 (81), 40 (83). What they found stands in `test_once_found.py`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from kpidsl import pipeline
from kpidsl.sql.dialects import dialect
from tests.engines.loading import project_of, request_of, rows_of
from tests.engines.places import Place
from tests.oracle.evaluate import evaluate
from tests.oracle.reading import read_condition, read_file
from tests.oracle.same import assert_same
from tests.oracle.specs import Case, cases

ASKED = os.environ.get("KPIDSL_EXAMPLES")


def run(place: Place, holds: Callable[[Case], None], **asked: bool) -> None:
    """Hold cases against a place: as many as are asked for, or as the place is quick enough for."""
    profile = settings(
        max_examples=int(ASKED or place.examples),
        derandomize=ASKED is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    profile(given(case=cases(**asked))(holds))()


def test_the_engine_gives_what_the_evaluator_gives(place: Place) -> None:
    def plain(case: Case) -> None:
        compare(place, case)

    run(place, plain)


def test_other_days_and_journeys_too(place: Place) -> None:
    def wide(case: Case) -> None:
        compare(place, case)

    run(place, wide, wide=True)


def test_conditions_applied_to_groups_too(place: Place) -> None:
    def many(case: Case) -> None:
        with applied_late(place):
            compare(place, case)

    run(place, many, many=True)


def test_few_conditions_are_applied_to_groups_alike(place: Place) -> None:
    def few(case: Case) -> None:
        with applied_late(place):
            compare(place, case)

    run(place, few, wide=True)


@contextmanager
def applied_late(place: Place) -> Iterator[None]:
    """Let rows be grouped by cells and keys first wherever that can be said, not only where it is cheaper."""
    row = dialect(place.name)
    assert row is not None
    with pytest.MonkeyPatch.context() as patch:
        few = replace(row, late=0, looked_up=None if row.looked_up is None else 1)
        patch.setattr(f"kpidsl.sql.dialects.{row.name}.{row.name.upper()}", few)
        patch.setattr("kpidsl.sql.grid.BUCKETS_AT_LEAST", 1)
        yield


def compare(place: Place, case: Case) -> None:
    """Hold what an engine gives against what the evaluator gives, and show the whole case where they differ."""
    project = project_of(case)
    request = request_of(case, project.model)
    with place.hold(case.tables, case.types) as warehouse:
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
        totals=asked.totals,
    )
    try:
        assert_same(expected, rows_of(result.value))
    except AssertionError as wrong:
        shown = (wrong, case.manifest, case.text, case.tables, asked, result.value.sql)
        raise AssertionError("\n\n".join(map(str, shown))) from None
