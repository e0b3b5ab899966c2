"""Names, texts and days that break careless SQL, through each proven engine and back as they were."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.engines.places import Place
from tests.engines.test_random_specs import compare
from tests.oracle.shapes import data, word
from tests.oracle.specs import Case, Request

MANIFEST: dict[str, Any] = {"kpidsl": 1, "name": "hostile", "specs": ["specs"], "timezone": "Asia/Tokyo"}

TEXTS = (
    "'; drop table leads; --",
    "\\'; drop table leads; --",
    'say "hi"',
    "it's",
    "''",
    "back\\slash",
    "trailing\\",
    "\\n",
    "/* not a comment */",
    "-- nor this",
    "100%",
    "%s",
    "%(name)s",
    "{name}",
    "$1",
    ":name",
    "?",
    "x_y",
    "xay",
    "🙂",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
    "ß",
    "ss",
    "ｶﾅ",
    "カナ",
    "İ",
    "i",
    "null",
    "NULL",
    "",
    " ",
    "a",
    "a ",
    "A",
    "select",
    "true",
    "0",
    "1e3",
    "2026-01-01",
)
UNWRITABLE = ("new\nline", "carriage\rreturn", "tab\t", "\u202eright to left", "\ufeffmark")
"""Texts that stand in data but cannot be written in a spec."""

NAMES = (
    "select",
    "order by",
    "it's",
    'say "hi"',
    "a;b -- c",
    "back\\slash",
    "100%",
    "%s",
    "{x}",
    "Größe",
    "☃",
    "n",
    "d0",
    "m0",
    "periods",
    "cells",
    "period",
)


def case_of(text: str, rows: list[dict[str, Any]], types: dict[str, str], asked: Request, table: str = "leads") -> Case:
    return Case(text, MANIFEST, {table: rows}, {table: types}, asked)


def request(*names: str, by: tuple[str, ...] = (), **given: Any) -> Request:
    day = datetime(2026, 3, 31, 3, tzinfo=UTC)
    known = {"grain": "month", "first": date(2026, 1, 1), "last": date(2026, 3, 31), "where": None, "as_of": day}
    return Request(names, by=by, **(known | {"totals": False} | given))


def test_texts_come_back_as_they_were(place: Place) -> None:
    rows = [{"id": at, "made": date(2026, 1, 5), "word": text} for at, text in enumerate([*TEXTS, *UNWRITABLE])]
    conditions = [f"metric m{at} = count(leads where word = {data(text)})" for at, text in enumerate(TEXTS)]
    conditions += [f"metric i{at} = count(leads where word in ({data(text)}, 'no'))" for at, text in enumerate(TEXTS)]
    source = "source leads from leads {\n  key id\n  time made\n  dimension word\n}\n"
    text = source + "metric distinct = count_distinct(leads.word)\nmetric least = count(leads where word < 'a')\n"
    names = ["distinct", "least", *(f"{kind}{at}" for at in range(len(TEXTS)) for kind in "mi")]
    types = {"id": "integer", "made": "date", "word": "text"}
    case = case_of(text + "\n".join(conditions) + "\n", rows, types, request(*names))
    compare(place, case)
    compare(place, case_of(text, rows, types, request("distinct", "least", by=("word",))))


@pytest.mark.parametrize("name", NAMES)
def test_names_mean_what_they_are(place: Place, name: str) -> None:
    own = word(name)
    text = (
        f"source {own} from {own} {{\n  key id\n  time `at {name}`\n  dimension {own}\n}}\n"
        f"metric total = sum({own}.amount where {own} is not null at `at {name}`)\n"
        f"metric typical = median({own}.amount)\n"
    )
    rows = [
        {"id": at, f"at {name}": date(2026, 1 + at % 3, 5), name: word, "amount": at}
        for at, word in enumerate(("a", "b", None, "a"))
    ]
    types = {"id": "integer", f"at {name}": "date", name: "text", "amount": "integer"}
    compare(place, case_of(text, rows, types, request("total", "typical", by=(name,)), name))


@pytest.mark.parametrize("kind", ["date", "timestamp"])
@pytest.mark.parametrize("year", [1000, 1582, 9000])
def test_far_years(place: Place, kind: str, year: int) -> None:
    text = "source leads from leads {\n  key id\n  time made\n}\nmetric n = count(leads)\nmetric before = previous(n)\n"
    days = [date(year, 1, 1), date(year, 2, 28), date(year, 10, 15), date(year, 12, 31)]
    made = days if kind == "date" else [datetime(day.year, day.month, day.day, 23, 59, 59, 999999) for day in days]
    rows = [{"id": at, "made": when} for at, when in enumerate(made)]
    asked = request("n", "before", first=days[0], last=days[-1], as_of=datetime(year, 12, 31, 3, tzinfo=UTC))
    compare(place, case_of(text, rows, {"id": "integer", "made": kind}, asked))


def test_a_name_longer_than_the_engine_keeps(place: Place) -> None:
    long = "受注した商談の金額の合計_税抜き_今期分_"
    names = [f"{long * 2}{end}" for end in "ab"]
    text = "source leads from leads {\n  key id\n  time made\n}\n"
    text += "".join(f"metric {name} = count(leads where id > {at})\n" for at, name in enumerate(names))
    text += f"metric part = {names[0]} / {names[1]}\n"
    rows = [{"id": at, "made": date(2026, 1, 5)} for at in range(4)]
    compare(place, case_of(text, rows, {"id": "integer", "made": "date"}, request(*names, "part")))


def test_no_table_has_rows(place: Place) -> None:
    text = (
        "source leads from leads {\n  key id\n  time made\n  dimension word\n}\nmetric n = count(leads)\n"
        "metric typical = median(leads.id)\nmetric last = latest(leads.id)\n"
        "metric back = repeated(leads by word within 30 days)\n"
    )
    types = {"id": "integer", "made": "timestamp", "word": "text"}
    for by in ((), ("word",)):
        compare(place, case_of(text, [], types, request("n", "typical", "last", "back", by=by)))


def test_two_zones_with_clock_changes_deep_in_a_condition(place: Place) -> None:
    text = (
        'source leads from leads {\n  key id\n  time made in "America/New_York"\n'
        '  time called in "Australia/Lord_Howe"\n}\n'
        "metric soon = count(leads where not (id is null or (days_between(made, called) <= 1 and not (id < 2 or "
        "hours_between(made, called) > 10))))\n"
        "metric pace = rolling(avg(days_between(leads.made, called) "
        "where abs(days_between(called, made)) < 400), 90 days)\n"
    )
    day = datetime(2026, 3, 29, 1, 30)
    rows = [
        {"id": at, "made": day, "called": day.replace(day=28 if at % 2 else 30, hour=at % 24, minute=59)}
        for at in range(30)
    ]
    manifest = {**MANIFEST, "timezone": "Europe/London"}
    types = {"id": "integer", "made": "timestamp", "called": "timestamp"}
    asked = request("soon", "pace", grain="day", first=date(2025, 1, 1))
    compare(place, Case(text, manifest, {"leads": rows}, {"leads": types}, asked))
