"""What people ask of columns that do not hold it: found at its place, before a statement is run."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from kpidsl import pipeline
from kpidsl.answer import survey
from kpidsl.model.build import build
from kpidsl.model.manifest import read_manifest
from kpidsl.project import Folder
from kpidsl.query.plan import Request
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.source import Source
from kpidsl.warehouse.words import first_line
from tests.oracle.reading import read_condition

MANIFEST = "kpidsl: 1\nname: shop\nspecs: [specs]\ntimezone: Asia/Tokyo\n"
ROWS = "id,t,amt,ch,won,none\n1,2026-10-01 10:00:00,5,web,true,\n2,2026-11-01 23:00:00,7,shop,false,\n"
SOURCE = 'source x from "data/x.csv" { key id\n time t\n dimension ch\n dimension t_ = t }\n'


def asked(folder: Path, metric: str, where: str | None = None, source: str = SOURCE) -> tuple[object, list[Diagnostic]]:
    """Return the values of a metric over October and November 2026, and the findings."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/x.csv").write_text(ROWS)
    manifest = read_manifest(Source("kpidsl.yaml", MANIFEST)).value
    spec = Source("specs/x.kpi", f"{source}metric m = {metric}\n")
    model = build(manifest, [read(spec).value], {spec.file: spec})
    assert not model.failed, model.diagnostics
    project = pipeline.Project(Folder(folder, manifest, (spec,), {spec.file: spec}), model.value)
    condition = read_condition(where) if where else None
    end = datetime(2026, 11, 30, 15, tzinfo=UTC)
    request = Request(("m",), end, date(2026, 11, 30), "month", date(2026, 10, 1), date(2026, 11, 30), where=condition)
    opened = pipeline.connect(project, None, {})
    assert opened.value is not None, opened.diagnostics
    with opened.value as warehouse:
        outcome = pipeline.run_request(project, request, warehouse)
    values = outcome.value.series("m") if outcome.value else None
    return values, list(outcome.diagnostics)


@pytest.mark.parametrize(
    "metric",
    [
        "sum(x.ch)",
        "avg(x.ch)",
        "median(x.ch)",
        "percentile(x.ch, 90)",
        "max(x.ch)",
        "max(x.t)",
        "sum(x.won)",
        "latest(x.ch)",
        "sum(x.ch * 2)",
        "count(x where ch = 5)",
        "count(x where 5 < ch)",
        "count(x where amt = 'five')",
        "count(x where amt in (1, 2) or ch in (1, 2))",
        "count(x where ch between 1 and 2)",
        "count(x where won = 1)",
        "count(x where amt)",
        "count(x where not ch)",
        "count(x where t > 5)",
        "count(x where amt > 2026-10-01)",
        "count(x where amt like '5%')",
        "sum(x.amt where if(amt, true, false))",
    ],
)
def test_a_column_of_another_type(tmp_path: Path, metric: str) -> None:
    values, found = asked(tmp_path, metric)
    assert (values, [each.code for each in found]) == (None, ["K824"])
    assert found[0].span is not None


@pytest.mark.parametrize(
    "condition",
    [
        "t > '2026-11-01'",
        "'2026-11-01' < t",
        "t = '2026-11-01 10:00'",
        "t between '2026-10-01' and '2026-11-30'",
        "t in ('2026-10-01')",
        "not (amt > 1 and t != 'soon')",
    ],
)
def test_a_time_compared_with_a_text(tmp_path: Path, condition: str) -> None:
    assert {each.code for each in asked(tmp_path, f"count(x where {condition})")[1]} == {"K826"}


def test_a_filter_of_the_request_is_looked_at_too(tmp_path: Path) -> None:
    assert [each.code for each in asked(tmp_path, "count(x)", "t_ > '2026-11-01'")[1]] == ["K826"]


@pytest.mark.parametrize("condition", ["ch = null", "null != amt", "t > null"])
def test_nothing_is_equal_to_null(tmp_path: Path, condition: str) -> None:
    assert [each.code for each in asked(tmp_path, f"count(x where {condition})")[1]] == ["K827"]


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        ("count(x where won and ch = 'web')", (1, 0)),
        ("count(x where won = true)", (1, 0)),
        ("count(x where t >= 2026-11-01)", (0, 1)),
        ("count(x where none >= 2026-11-01 or none = 'a' or none = 1 or none is null)", (1, 1)),
        ("count_distinct(x.ch)", (1, 1)),
        ("count(x where ch in ('web', null))", (1, 0)),
        ("sum(x.none)", (0, 0)),
    ],
)
def test_what_fits_is_answered(tmp_path: Path, metric: str, values: tuple[object, ...]) -> None:
    assert asked(tmp_path, metric) == (values, [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("with y as (select 1 as id) insert into x select * from y", "K702"),
        ("with y as (select 1 as id) delete from x", "K702"),
        ("select * from x where where", "K704"),
    ],
)
def test_a_query_is_read_before_the_engine_sees_it(
    tmp_path: Path, query: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "columns_of_query", lambda *_: pytest.fail("sent"))
    (tmp_path / "data").mkdir()
    duckdb.connect(str(tmp_path / "w.duckdb")).close()
    monkeypatch.setattr(f"{__name__}.MANIFEST", MANIFEST + "connection: duckdb:///w.duckdb\n")
    source = f'source x from query "{query}" {{ key id\n time t }}\n'
    assert [each.code for each in asked(tmp_path, "count(x)", source=source)[1]] == [code]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "Conversion Error: Could not convert string 'Ann 5' to INT32",
            "Conversion Error: Could not convert string … to INT32",
        ),
        ('invalid input syntax for type integer: "Ann"', "invalid input syntax for type integer: …"),
        ("Out of Range Error: Overflow in multiplication of INT64 (-99 * 7)!", "multiplication of INT64 (… * …)!"),
        ('Binder Error: Referenced column "amt" not found', 'Referenced column "amt" not found'),
    ],
)
def test_the_words_of_an_engine_hold_no_value_of_a_row(words: str, shown: str) -> None:
    assert first_line(words).endswith(shown)


def test_a_sum_over_what_is_no_number_is_said_to_have_no_value(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = "SELECT 1 AS id, DATE '2026-10-01' AS t, 'NaN'::DOUBLE AS amt UNION ALL SELECT 2, DATE '2026-11-01', 7"
    duckdb.connect().execute(f"COPY ({rows}) TO '{tmp_path / 'data/y.parquet'}' (FORMAT parquet)")
    values, found = asked(tmp_path, "sum(y.amt)", source='source y from "data/y.parquet" {\n  key id\n  time t\n}\n')
    assert values == (None, 7)
    assert [(each.code, each.severity) for each in found] == [("K829", "warning")]
