"""The look at a query's text: what every dialect refuses is found, and what any of them reads is let through."""

import random

import pytest
from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from kpidsl.syntax.query_text import wrong_in

DIALECTS = ("duckdb", "postgres", "mysql", "sqlite", "bigquery")


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "SELECT a FROM t;",
        "select a from t ; -- done",
        "with x as (select 1) select * from x",
        "(select 1) union all (select 2)",
        "from t select a",
        "-- it's (fine\nselect a from t",
        "/* a ; ' ( */ select 'it''s (' from t",
        r"select 'it\'s (' from t",
        r"select 'C:\' from t",
        r"select 'it\'s from t",
        'select ";)" from t',
        "select `a'b` from t",
        "select $$ it's ( $$ from t",
        "select $q$ ) $q$ from t",
        "select a # it's (\nfrom t",
        "select a #> '{b}' from t",
        "select 5--3)\nfrom t",
        "select (5--3) from t",
        "/* one /* two */ still */ select 1",
        "/* one /* two */ select 1",
    ],
)
def test_what_some_dialect_reads_is_let_through(sql: str) -> None:
    assert wrong_in(sql) is None


@pytest.mark.parametrize(
    ("sql", "code", "shown"),
    [
        ("", "K702", ""),
        (" -- nothing\n/* at all */", "K702", ""),
        ("delete from t", "K702", "delete"),
        ("insert into t select 1", "K702", "insert"),
        ("'select'", "K702", "'select'"),
        ("select 1; select 2", "K702", ";"),
        ("select 1;; drop table t", "K702", ";"),
        ("select (a from t", "K110", "("),
        ("select a) from t", "K145", ")"),
        ("select ')' ) from t", "K145", ")"),
        ("select 'a from t", "K707", "'"),
        ('select "a from t', "K707", '"'),
        ("select a /* from t", "K707", "/*"),
    ],
)
def test_what_none_reads_is_found_at_its_place(sql: str, code: str, shown: str) -> None:
    wrong = wrong_in(sql)
    assert wrong is not None
    assert (wrong.code, sql[wrong.start : wrong.end]) == (code, shown)


# A lone backtick and a bare `as` are not among them: the parser lets them pass, and no engine does.
PIECES = (
    *("select", "a", "from", "t", "(", ")", ",", "'", "''", '"', ";", "--", "/*", "*/", "#", "$$", "\\", "\n", " "),
    *("with", "x", "union", "1", "delete", "'it''s'", "where", "=", "/* c */", "-- c\n"),
)


def test_nothing_is_refused_that_a_dialect_takes_for_one_select() -> None:
    chance = random.Random(20260930)
    taken = 0
    for _ in range(6_000):
        sql = "select a from t " + " ".join(chance.choices(PIECES, k=chance.randrange(1, 8)))
        wrong = wrong_in(sql)
        if wrong is not None and (dialect := next((each for each in DIALECTS if _is_select(sql, each)), None)):
            pytest.fail(f"{sql!r} is {wrong.code} here, and {dialect} reads it")
        taken += wrong is None
    assert taken > 1_000


def _is_select(sql: str, dialect: str) -> bool:
    try:
        trees = [each for each in parse(sql, dialect=dialect) if each is not None]
    except (SqlglotError, RecursionError):
        return False
    return len(trees) == 1 and isinstance(trees[0], exp.Query)
