"""SQL that a person can read: what eight requests become in each dialect. `--update` writes it anew."""

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from kpidsl.query.planning import plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.statement import compile_plan
from tests.engines.asked import ASKED, TYPES, Asked, project

GOLDEN = Path(__file__).parent / "golden"


def sql_of(asked: Asked, name: str) -> str:
    made, row = project(), dialect(name)
    planned = plan(made.model, asked.request())
    assert planned.value is not None and row is not None, planned.diagnostics
    statement = compile_plan(planned.value, made.model.manifest.calendar, row, TYPES)
    assert statement.value is not None, statement.diagnostics
    return statement.value.sql


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.title)
@pytest.mark.parametrize("name", NAMES)
def test_the_sql_is_as_it_was_read(name: str, asked: Asked, update: bool) -> None:
    file = GOLDEN / name / f"{asked.title}.sql"
    said = sql_of(asked, name)
    if update:
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.title)
@pytest.mark.parametrize("name", NAMES)
def test_the_dialect_reads_back_what_was_written(name: str, asked: Asked) -> None:
    row = dialect(name)
    assert row is not None
    (tree,) = sqlglot.parse(sql_of(asked, name), dialect=row.sqlglot)
    assert isinstance(tree, exp.Select)
    assert not [each for each in tree.walk() if isinstance(each, exp.Command)]
    assert tree.named_selects == ["period", *asked.by, *asked.names]


def test_the_same_request_is_the_same_text() -> None:
    assert len({sql_of(ASKED[2], "postgres") for _ in range(3)}) == 1
