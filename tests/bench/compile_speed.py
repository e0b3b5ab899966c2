"""How long a request takes to become SQL in a warm process that holds a project of 1,000 KPIs.

The limits are the project's: 20 ms for 10 metrics and 100 ms for 50. CPU time, the least of some rounds.
"""

import shutil
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from projects import write_project

from kpidsl import pipeline
from kpidsl.query.plan import Request
from kpidsl.query.planning import plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.statement import compile_plan

LIMITS = {10: 20, 50: 100}
ROUNDS = 10


def main() -> None:
    """Print the milliseconds of each dialect, and what part of the limits they are."""
    folder = Path(tempfile.mkdtemp(prefix="kpidsl-bench-"))
    try:
        write_project(folder, 1000)
        project = pipeline.load(folder).value
    finally:
        shutil.rmtree(folder)
    heads = (f" {f'{count} metrics':>12} {f'of {limit} ms':>10}" for count, limit in LIMITS.items())
    print(f"{'dialect':>12}", *heads, sep="")
    for name in NAMES:
        costs = {limit: milliseconds(project, name, count) for count, limit in LIMITS.items()}
        cells = (f" {cost:>9.1f} ms {cost / limit:>9.2f}x" for limit, cost in costs.items())
        print(f"{name:>12}", *cells, sep="")


def milliseconds(project: pipeline.Project, name: str, count: int) -> float:
    """Return what it takes to plan and write a request for so many ratios, by month over a year."""
    row = dialect(name)
    assert row is not None
    names = tuple(f"受注率_{number}" for number in range(count))
    end = datetime(2026, 3, 31, 15, tzinfo=UTC)
    request = Request(names, end, date(2026, 3, 31), "month", date(2025, 4, 1), date(2026, 3, 31))
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        planned = plan(project.model, request)
        assert planned.value is not None, planned.diagnostics
        statement = compile_plan(planned.value, project.model.manifest.calendar, row, {})
        best = min(best, time.process_time() - start)
        assert statement.value is not None or row.typed_keys, statement.diagnostics
    return best * 1000
