"""Boards and documents of real projects: the demo, and small ones over one table that a test writes."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from kpidsl.model.calendar import parse_period
from kpidsl.pipeline import Project, connect, judge_scorecard, load
from kpidsl.report.board import Board
from kpidsl.report.paging import Issue, make_scorecard
from kpidsl.scorecard.records import Row, Scorecard

MANIFEST = """kpidsl: 1
name: small
specs: [specs]
locale: ja-JP
timezone: Asia/Tokyo
currency: JPY
calendar: {fiscal_year_starts: april, closing_day: 31, week_starts: monday}
"""

ORDERS = 'source orders from "data/orders.parquet" {\n  key order_id\n  time day\n}\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A project judged at a period, and its document."""

    project: Project
    board: Board
    card: Scorecard

    def row(self, name: str) -> Row:
        return next(each for each in self.card.rows if each.name.id == name)


def page_of(folder: Path, name: str, as_of: date, period: str | None = None) -> Page:
    """Judge a scorecard of a project; a finding of any kind fails the test."""
    loaded = load(folder)
    assert [each for each in loaded.diagnostics if each.severity == "error"] == []
    project = loaded.value
    spec = project.model.scorecards[name]
    warehouse = connect(project, None, {})
    assert warehouse.value is not None, warehouse.diagnostics
    with closing(warehouse.value):
        chosen = parse_period(project.model.manifest.calendar, period) if period else None
        judged = judge_scorecard(project, warehouse.value, spec, chosen, as_of)
    assert judged.value is not None, judged.diagnostics
    return Page(project, judged.value, make_scorecard(project.model, spec, judged.value, Issue("kpidsl test")))


Days = dict[date, list[float | None]]
Small = Callable[..., Page]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Return a function that makes a project over one table of orders and judges its scorecard."""

    def make(
        spec: str,
        days: Days,
        as_of: date,
        *,
        period: str | None = None,
        every: str = "month",
        locale: str = "ja-JP",
        source: str = ORDERS,
        manifest: str = MANIFEST,
    ) -> Page:
        (tmp_path / "specs").mkdir(exist_ok=True)
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "kpidsl.yaml").write_text(manifest, encoding="utf-8")
        shown = "\n".join(
            f"  show {line.split()[1]}" for line in spec.splitlines() if line.startswith(("kpi ", "kgi "))
        )
        scorecard = f'scorecard s "S" {{\n{shown}\n  every {every}\n  locale {locale}\n}}\n'
        (tmp_path / "specs" / "s.kpi").write_text(f"{source}{spec}\n{scorecard}", encoding="utf-8")
        _write(tmp_path / "data" / "orders.parquet", days)
        return page_of(tmp_path, "s", as_of, period)

    return make


def _write(path: Path, days: Days) -> None:
    """Write the orders with their types, which an empty CSV file would not have."""
    rows = [(number, day, value) for number, (day, value) in enumerate((d, v) for d, vs in days.items() for v in vs)]
    with closing(duckdb.connect()) as connection:
        connection.execute("create table orders (order_id integer, day date, amount double)")
        if rows:
            connection.executemany("insert into orders values (?, ?, ?)", rows)
        connection.execute(f"copy orders to '{path}' (format parquet)")


def monthly(first: date, values: list[float]) -> Days:
    """Return one order on the first working day after the 4th of each month from `first` on."""
    made: Days = {}
    for number, value in enumerate(values):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, 5)
        made[day + timedelta(max(0, 7 - day.isoweekday()) if day.isoweekday() > 5 else 0)] = [value]
    return made
