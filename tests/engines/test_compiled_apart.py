"""Statements compiled with no warehouse at hand, and very long ones, run all the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kpidsl import pipeline
from kpidsl.query.planning import plan
from kpidsl.sql.dialects import dialect
from kpidsl.sql.statement import compile_plan
from kpidsl.warehouse.fetching import fetch
from tests.engines.loading import project_of, request_of
from tests.engines.places import PLACES, SQLITE_TYPES, Place
from tests.engines.test_adversarial import case_of, request
from tests.engines.test_random_specs import compare
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


JOINED = """
source leads from leads {
  key id
  time made in "UTC"
  join words on word
  join same on ref = id
}
source words from words { key word  dimension kind }
source same from same { key id  dimension sign }
metric n = count(leads)
metric equal = count(leads where word = other)
metric other_word = count(leads where word != other)
metric before_it = count(leads where word < other)
metric between_both = count(leads where word between other and word)
metric one_of = count(leads where word in (other, other))
metric larger = count(leads where amount > ref)
metric as_large = count(leads where amount = ref)
"""
JOINED_NAMES = ("n", "equal", "other_word", "before_it", "between_both", "one_of", "larger", "as_large")
WORDS = ("a", "A", "a ", "é", "e", None)


def joined_by_words() -> Case:
    made = datetime(2026, 1, 31, 14, 30)
    others = ("a", "a", "a", "e", "é", "a")
    leads = [
        {"id": at, "made": made, "word": word, "other": other, "amount": 9 + at % 2, "ref": 10}
        for at, (word, other) in enumerate(zip(WORDS, others, strict=True))
    ]
    words = [{"word": word, "kind": f"kind {at}"} for at, word in enumerate(WORDS) if word]
    same = [{"id": at, "sign": f"sign {at}"} for at in (9, 10)]
    types = {
        "id": "integer",
        "made": "timestamp",
        "word": "text",
        "other": "text",
        "amount": "decimal",
        "ref": "integer",
    }
    asked = request(*JOINED_NAMES, by=("kind", "sign"))
    case = case_of(JOINED, leads, types, asked)
    return replace(
        case,
        tables={**case.tables, "words": words, "same": same},
        types={**case.types, "words": {"word": "text", "kind": "text"}, "same": {"id": "integer", "sign": "text"}},
    )


def test_without_types_texts_meet_and_compare_by_code_point(place: Place) -> None:
    case = joined_by_words()
    project = project_of(case)
    asked = request_of(case, project.model)
    row, planned = dialect(place.name), plan(project.model, asked).value
    assert row is not None
    assert planned is not None
    statement = compile_plan(planned, project.model.manifest.calendar, row, {}).value
    assert statement is not None
    with place.hold(case.tables, case.types) as warehouse:
        run = pipeline.run_request(project, asked, warehouse)
        untyped = fetch(warehouse, statement.sql)
    assert untyped.value is not None, untyped.diagnostics
    typed = run.value
    assert typed is not None, run.diagnostics
    assert untyped.value.rows == tuple((each.period.period.label, *each.slice, *each.values) for each in typed.rows)
    kinds = [(each.slice[0], each.values[0]) for each in typed.rows if each.values[0]]
    assert sorted(kinds, key=str) == [*((f"kind {at}", 1) for at in range(5)), (None, 1)]
    found = {name: sum(each.values[at] for each in typed.rows) for at, name in enumerate(typed.names)}
    assert found == {
        "n": 6,
        "equal": 1,
        "other_word": 4,
        "before_it": 2,
        "between_both": 3,
        "one_of": 1,
        "larger": 0,
        "as_large": 3,
    }


def test_columns_that_sqlite_has_no_type_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQLITE_TYPES, "text", "COLLATE NOCASE")
    place = next(each for each in PLACES if each.name == "sqlite")
    compare(place, leads(("word",)))
    compare(place, joined_by_words())


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
