"""Statements compiled with no warehouse at hand, and very long ones, run all the same."""

from datetime import UTC, date, datetime, timedelta

from kpidsl import pipeline
from kpidsl.query.planning import plan
from kpidsl.sql.dialects import dialect
from kpidsl.sql.statement import compile_plan
from kpidsl.warehouse.fetching import fetch
from tests.engines.loading import project_of, request_of
from tests.engines.places import Place
from tests.engines.test_adversarial import case_of, request
from tests.oracle.specs import Case

SPEC = """
source leads from leads {
  key id
  time made in "UTC"
  dimension word
}
metric n = count(leads where word != 'x')
metric typical = median(leads.amount)
metric different = count_distinct(leads.word)
metric total = sum(leads.amount) / count(leads)
metric held = latest(leads.amount by word)
metric back = repeated(leads by word within 30 days)
metric before = n - previous(n)
"""
NAMES = ("n", "typical", "different", "total", "held", "back", "before")
TYPES = {"id": "integer", "made": "timestamp", "word": "text", "amount": "decimal"}


def leads(asked_by: tuple[str, ...]) -> Case:
    words = ("a", "A", "a ", "é", None, "a")
    rows = [
        {"id": at, "made": datetime(2026, 1, 31, 14, 30) + timedelta(days=at), "word": word, "amount": at * 2 + 1}
        for at, word in enumerate(words)
    ]
    return case_of(SPEC, rows, TYPES, request(*NAMES, by=asked_by))


def test_without_types_the_answer_is_the_same(place: Place) -> None:
    for by in ((), ("word",)):
        case = leads(by)
        project = project_of(case)
        asked = request_of(case, project.model)
        row, planned = dialect(place.name), plan(project.model, asked).value
        assert row is not None
        assert planned is not None
        statement = compile_plan(planned, project.model.manifest.calendar, row, {}).value
        assert statement is not None
        with place.hold(case.tables, case.types) as warehouse:
            typed = pipeline.run_request(project, asked, warehouse).value
            untyped = fetch(warehouse, statement.sql)
        assert untyped.value is not None, untyped.diagnostics
        assert typed is not None
        assert untyped.value.rows == tuple((each.period.period.label, *each.slice, *each.values) for each in typed.rows)


def test_ten_years_of_days(place: Place) -> None:
    case = leads(())
    last = date(2026, 3, 31)
    asked = request(
        "n",
        "before",
        first=last - timedelta(days=3650),
        last=last,
        grain="day",
        as_of=datetime(2026, 3, 31, tzinfo=UTC),
    )
    case = case_of(SPEC, list(case.tables["leads"]), TYPES, asked)
    project = project_of(case)
    with place.hold(case.tables, case.types) as warehouse:
        found = pipeline.run_request(project, request_of(case, project.model), warehouse)
    assert found.value is not None, found.diagnostics
    assert len(found.value.rows) == 3651
    assert sum(found.value.series("n")) == 5
