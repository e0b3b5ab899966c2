"""A random project, put where the real corridor finds it: specs in memory, rows in an engine."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from kpidsl import pipeline
from kpidsl.model.build import build
from kpidsl.model.calendar import local_day, start_instant
from kpidsl.model.manifest import read_manifest
from kpidsl.model.records import Model
from kpidsl.project import Folder
from kpidsl.query.plan import Request
from kpidsl.syntax.read import read
from kpidsl.text.source import Source
from tests.oracle.reading import read_condition
from tests.oracle.specs import Case


def project_of(case: Case) -> pipeline.Project:
    """Return the project of a case; a finding fails the test."""
    manifest = read_manifest(Source("kpidsl.yaml", yaml.safe_dump(dict(case.manifest), allow_unicode=True)))
    source = Source("specs/test.kpi", case.text)
    tree = read(source)
    model = build(manifest.value, [tree.value], {source.file: source})
    errors = [
        each for each in (*manifest.diagnostics, *tree.diagnostics, *model.diagnostics) if each.severity == "error"
    ]
    assert not errors, f"{errors}\n{case.text}"
    return pipeline.Project(Folder(Path(), manifest.value, (source,), {source.file: source}), model.value)


def request_of(case: Case, model: Model) -> Request:
    """Return the request of a case, as the command line would make it of `--as-of DAY`."""
    asked, calendar = case.request, model.manifest.calendar
    day = local_day(calendar, asked.as_of)
    where = read_condition(asked.where) if asked.where else None
    end = start_instant(calendar, day + timedelta(days=1))
    return Request(asked.names, end, day, asked.grain, asked.first, asked.last, asked.by, where, (), asked.totals)  # type: ignore[arg-type]


def rows_of(result: Any) -> list[dict[str, Any]]:
    """Return a result as `run --format json` lists it."""
    plan = result.plan
    return [
        {
            "period": row.period.period.label,
            **dict(zip(plan.dimensions, row.slice, strict=True)),
            **dict(zip(result.names, row.values, strict=True)),
            "complete": row.period.complete,
            **({"total": row.total} if plan.request.totals else {}),
        }
        for row in result.rows
    ]
