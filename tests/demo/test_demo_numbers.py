"""Every number of the demo, by month and by each of its dimensions, against the independent evaluator."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml

from kpidsl import pipeline
from kpidsl.query.plan import Request
from kpidsl.query.slices import reachable
from kpidsl.syntax.read import read
from kpidsl.text.source import Source
from tests.oracle.evaluate import evaluate
from tests.oracle.same import assert_same

DAY = date(2026, 10, 31)
AS_OF = datetime(2026, 10, 31, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
END = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
FIRST = date(2024, 5, 1)


@pytest.fixture(scope="module")
def project(demo: Path) -> pipeline.Project:
    return pipeline.load(demo).value


@pytest.fixture(scope="module")
def tables(demo: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the demo's rows as plain Python; instants come as microseconds, which need no time zone package."""
    found = {}
    with duckdb.connect(str(demo / "data/warehouse.duckdb"), read_only=True) as connection:
        for table in ("calls", "emails", "leads", "deals", "orders"):
            described = connection.execute(f"DESCRIBE crm.{table}").fetchall()
            zoned = {name for name, kind, *_ in described if kind == "TIMESTAMP WITH TIME ZONE"}
            columns = ", ".join(f"epoch_us({name}) AS {name}" if name in zoned else name for name, *_ in described)
            rows = connection.execute(f"SELECT {columns} FROM crm.{table}").fetchall()
            names = [name for name, *_ in described]
            found[f"crm.{table}"] = [
                {
                    name: datetime.fromtimestamp(value / 1_000_000, UTC)
                    if name in zoned and value is not None
                    else value
                    for name, value in zip(names, row, strict=True)
                }
                for row in rows
            ]
    return found


def compare(
    project: pipeline.Project,
    demo: Path,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    names: tuple[str, ...],
    by: tuple[str, ...],
) -> None:
    request = Request(names, END, DAY, "month", FIRST, DAY, by)
    opened = pipeline.connect(project, None, {})
    assert opened.value is not None
    with opened.value as warehouse:
        result = pipeline.run_request(project, request, warehouse)
    assert result.value is not None, result.diagnostics
    files = [read(Source(each.file, each.text)).value for each in project.folder.specs]
    manifest = yaml.safe_load((demo / "kpidsl.yaml").read_text("utf-8"))
    expected = evaluate(files, manifest, tables, names, "month", FIRST, DAY, by, as_of=AS_OF)
    actual = [
        {
            "period": row.period.period.label,
            **dict(zip(by, row.slice, strict=True)),
            **dict(zip(names, row.values, strict=True)),
            "complete": row.period.complete,
        }
        for row in result.value.rows
    ]
    assert len(actual) >= 30
    assert_same(expected, actual)


def test_every_metric_in_every_month(project: pipeline.Project, demo: Path, tables: Any) -> None:
    compare(project, demo, tables, tuple(project.model.metrics), ())


DIMENSIONS = ("チャネル", "製品", "規模", "架電担当", "スクリプト", "配信企画", "営業担当")


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_metric_in_every_slice(project: pipeline.Project, demo: Path, tables: Any, dimension: str) -> None:
    names = tuple(name for name in project.model.metrics if dimension in _dimensions(project, name))
    assert names
    compare(project, demo, tables, names, (dimension,))


def test_no_dimension_is_left_out(project: pipeline.Project) -> None:
    assert {each.name for source in project.model.sources.values() for each in source.dimensions} == set(DIMENSIONS)


def _dimensions(project: pipeline.Project, name: str) -> set[str]:
    """Return the dimensions that a metric can be sliced by: those that all its sources reach."""
    from kpidsl.query.gathering import Gathering, metric_value
    from kpidsl.query.lenses import Lens

    work = Gathering(project.model, DAY)
    metric_value(work, name, name, Lens(()), {})
    return set.intersection(*(set(reachable(project.model, source)) for source in work.users))
