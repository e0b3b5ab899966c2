"""The forms that written dialects use, proved where they can be run: on DuckDB and SQLite, in place of their own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from sqlglot import exp

from kpidsl.sql.dialects import duckdb as on_duckdb
from kpidsl.sql.dialects import sqlite as on_sqlite
from kpidsl.sql.dialects.redshift import REDSHIFT
from kpidsl.sql.dialects.rounding import half_away
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.shifting import call, month_later, shift_of
from kpidsl.sql.dialects.standard import naive_literal
from kpidsl.sql.dialects.truths import apart
from kpidsl.sql.zones import between
from tests.engines.places import Place, in_duckdb, in_sqlite
from tests.engines.test_adversarial import TEXTS, case_of, request
from tests.engines.test_random_specs import compare
from tests.oracle.shapes import data
from tests.oracle.specs import Case, cases

OWN = on_duckdb.DUCKDB
JOINED = replace(OWN, exists=False, ordinals=False, named_values=True, filters=False, percentile=None)
ENDED = replace(
    OWN,
    exists=False,
    filters=False,
    table_values=False,
    literals_too=True,
    string=REDSHIFT.string,
    text=REDSHIFT.text,
    ordered=REDSHIFT.ordered,
    shown=REDSHIFT.shown,
    functions={"like": REDSHIFT.functions["like"], "round": half_away},
)
APART = replace(on_sqlite.SQLITE, exists=False, ordinals=False, finish=apart)

FORMS = {"joined": (OWN, JOINED), "ended": (OWN, ENDED), "apart": (on_sqlite.SQLITE, APART)}
PROFILE = settings(
    max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    own, other = FORMS[request.param]
    if own is OWN:
        monkeypatch.setattr(on_duckdb, "DUCKDB", other)
        yield Place("duckdb", in_duckdb)
    else:
        monkeypatch.setattr(on_sqlite, "SQLITE", other)
        yield Place("sqlite", in_sqlite)


@PROFILE
@given(case=cases())
def test_they_give_what_the_evaluator_gives(form: Place, case: Case) -> None:
    compare(form, case)


@PROFILE
@given(case=cases(wide=True))
def test_on_other_days_and_journeys_too(form: Place, case: Case) -> None:
    compare(form, case)


def test_texts_are_told_apart(form: Place) -> None:
    rows = [{"id": at, "made": date(2026, 1, 5), "word": text} for at, text in enumerate(TEXTS)]
    conditions = "".join(f"metric m{at} = count(leads where word = {data(text)})\n" for at, text in enumerate(TEXTS))
    patterns = ("a%", "x\\\\_y", "%\\\\%%", "100\\\\%", "_", "^%", "%'%", "%\\\\\\\\%")
    conditions += "".join(
        f"metric l{at} = count(leads where word like '{each.replace(chr(39), chr(39) * 2)}')\n"
        for at, each in enumerate(pattern.replace("\\\\", "\\") for pattern in patterns)
    )
    text = "source leads from leads {\n  key id\n  time made\n  dimension word\n}\n" + conditions
    text += "metric least = min(leads.id where word < 'a')\nmetric greater = count(leads where word >= 'a ')\n"
    names = [*(f"m{at}" for at in range(len(TEXTS))), *(f"l{at}" for at in range(len(patterns))), "least", "greater"]
    types = {"id": "integer", "made": "date", "word": "text"}
    compare(form, case_of(text, rows, types, request(*names)))
    compare(form, case_of(text, rows, types, request("m0", "greater", by=("word",))))


def value(expression: exp.Expr, dialect: Dialect = OWN) -> object:
    (found,) = duckdb.sql(exp.select(expression).sql(dialect.sqlglot)).fetchall()
    return found[0]


@pytest.mark.parametrize("number", ["0.5", "-0.5", "1.5", "2.5", "-2.5", "1250", "-1250", "1.005"])
@pytest.mark.parametrize("digits", [None, 2, -2])
def test_halves_are_rounded_away_from_zero(number: str, digits: int | None) -> None:
    size = exp.Literal.number(number.lstrip("-"))
    signed = exp.paren(exp.Neg(this=size)) if number.startswith("-") else size
    places = None if digits is None else exp.Literal.number(abs(digits))
    places = exp.Neg(this=places) if places is not None and digits is not None and digits < 0 else places
    own = exp.Round(this=signed.copy(), decimals=places.copy() if places is not None else None)
    assert float(str(value(half_away(signed, places)))) == float(str(value(own)))


@pytest.mark.parametrize("months", [1, 3, 12, 13])
@pytest.mark.parametrize("day", [date(2024, 1, 31), date(2023, 2, 28), date(2024, 2, 29), date(2024, 4, 30)])
def test_a_missing_day_becomes_the_last_of_its_month(day: date, months: int) -> None:
    start = exp.cast(exp.Literal.string(day.isoformat()), "DATE")
    length = exp.Interval(this=exp.Literal.string(str(months)), unit=exp.var("MONTH"))
    first = exp.cast(exp.paren(call("DATE_TRUNC", exp.Literal.string("month"), start.copy()) + length), "DATE")
    last = call("DAY", call("LAST_DAY", first.copy()))
    moved = month_later(first, call("DAY", start.copy()), last, lambda begin, days: begin + exp.cast(days, "INTEGER"))
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    longest = (following - timedelta(days=1)).day
    assert value(moved) == date(year, month + 1, min(day.day, longest))


def test_a_naive_time_is_moved_by_the_shift_of_its_day() -> None:
    shifts = between("America/New_York", "Asia/Tokyo")
    column = exp.cast(exp.Literal.string("2026-07-01 12:00:00"), "TIMESTAMP")
    assert value(shift_of(column, shifts, naive_literal) or exp.Literal.number(0)) == 13 * 3600
    assert shift_of(column, between("Asia/Tokyo", "Asia/Tokyo"), naive_literal) is None
