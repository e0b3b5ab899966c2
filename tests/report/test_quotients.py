"""What is reckoned from the answer is what the engine would have reckoned."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kpidsl.answer.result import Result
from kpidsl.model.calendar import start_instant
from kpidsl.pipeline import connect, load, run_request
from kpidsl.query.plan import Request
from kpidsl.report.quotients import counted_once

from .test_plan_goal import CALLS, Months, write

SPEC = (
    CALLS
    + """metric n = count(calls)
metric revenue = sum(calls.amount where won = true)
metric rate = wins / n
metric price = revenue / wins
metric lost = n - wins
metric twice = -(2 * revenue) + rate
metric odds = rate / (1 - rate)
metric alias = price
metric rounded = round(price / 3, 1)
metric before = previous(price)
metric long = """
    + " + ".join(["wins"] * 600)
    + """
kpi redefined = wins / n {
  before 2026-08-15 = wins / lost
}
"""
).removeprefix(CALLS)
ROWS: Months = {(2026, 5): (100, 20, 1000), (2026, 6): (7, 0, 0), (2026, 8): (3, 3, 10), (2026, 9): (120, 18, 1100)}


@pytest.mark.parametrize("by", [(), ("won",)])
def test_reckoned_numbers_are_those_of_the_engine(tmp_path: Path, by: tuple[str, ...]) -> None:
    folder = write(tmp_path, SPEC, ROWS)
    if by:
        text = (folder / "specs" / "s.kpi").read_text("utf-8")
        (folder / "specs" / "s.kpi").write_text(text.replace("  time day\n", "  time day\n  dimension won\n"), "utf-8")
    project = load(folder).value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    asked: list[tuple[str, ...]] = []

    def ask(request: Request) -> object:
        asked.append(request.names)
        return run_request(project, request, warehouse)

    day = date(2026, 10, 31)
    names = tuple(project.model.metrics)
    end = start_instant(project.model.manifest.calendar, date(2026, 11, 1))
    request = Request(names, end, day, "month", date(2026, 4, 1), day, by)
    with closing(warehouse):
        plain = run_request(project, request, warehouse).value
        lean = counted_once(project.model, ask)(request).value  # type: ignore[arg-type]
    assert isinstance(plain, Result) and isinstance(lean, Result)
    assert asked == [("wins", "n", "revenue", "rounded", "before", "redefined")]
    assert lean.names == plain.names and len(lean.rows) == len(plain.rows) > 6
    for own, other in zip(lean.rows, plain.rows, strict=True):
        assert (own.period, own.slice) == (other.period, other.slice)
        for name, mine, theirs in zip(names, own.values, other.values, strict=True):
            same = mine is None if theirs is None else mine is not None and float(mine) == pytest.approx(float(theirs))
            assert same, (name, own.period.period.label, mine, theirs)
