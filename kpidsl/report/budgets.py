"""Plan against actual by month, half and year: each number over exactly its days, never an average of months."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kpidsl.analysis.numbers import Number
from kpidsl.model.calendar import Calendar, Period, between, period_of, year_before
from kpidsl.model.expression import Formula
from kpidsl.model.kinds import adds_up
from kpidsl.model.records import Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.change_plan import planned_over
from kpidsl.report.measuring import AskOf, Days, measure_days
from kpidsl.scorecard.budget_records import Budget, BudgetCell, BudgetColumn, BudgetLine
from kpidsl.scorecard.figures import Absence
from kpidsl.text.diagnostic import Diagnostic, Outcome


@dataclass(frozen=True, slots=True)
class Measured:
    """What a year's table rests on: the plan by name and period, and values by name and days."""

    plans: Mapping[tuple[str, str], float] = field(default_factory=dict)
    values: Mapping[tuple[str, Days], Number | None] = field(default_factory=dict)


def measure_budget(model: Model, ask_of: AskOf, board: Board) -> Outcome[Measured | None]:
    """Measure every number of a board over the months, halves and the whole of its fiscal year, and the year before."""
    calendar, names = model.manifest.calendar, tuple(board.judged)
    columns = _columns(calendar, board)
    found: list[Diagnostic] = []
    plans: dict[tuple[str, str], float] = {}
    for period in columns:
        planned = planned_over(model, ask_of, names, period, (period.first, period.last), board.day)
        found += planned.diagnostics
        plans |= {(name, period.label): value for name, value in (planned.value or {}).items() if value is not None}
    spans = [(each.first, each.last) for each in columns]
    spans += [(ago.first, ago.last) for each in columns if (ago := year_before(calendar, each)) is not None]
    measured = measure_days(ask_of(model), calendar, [(name, days) for days in spans for name in names], board.day)
    found += measured.diagnostics
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    return Outcome(Measured(plans, measured.value), tuple(dict.fromkeys(found)))


def budget_of(model: Model, board: Board, judged: list[Judged], measured: Measured) -> Budget:
    """Return the table of the fiscal year that a board's period ends in."""
    calendar = model.manifest.calendar
    columns = _columns(calendar, board)
    year = columns[-1]
    return Budget(
        year=year.label,
        columns=tuple(_column(each, board.day) for each in columns),
        lines=tuple(
            BudgetLine(each.metric.name, tuple(_cells(model, board, each, measured, columns))) for each in judged
        ),
    )


def _columns(calendar: Calendar, board: Board) -> list[Period]:
    """Return the months of each half followed by the half, and the year at the end."""
    year = period_of(calendar, "fiscal_year", board.day)
    made: list[Period] = []
    for half in between(calendar, "fiscal_half", year.first, year.last):
        made += [*between(calendar, "month", half.first, half.last), half]
    return [*made, year]


def _column(period: Period, day: date) -> BudgetColumn:
    kinds: dict[str, Literal["month", "half", "year"]] = {"month": "month", "fiscal_half": "half"}
    state: Literal["actual", "running", "forecast"] = "actual"
    if period.last > day:
        state = "running" if period.grain == "month" and period.first <= day else "forecast"
    return BudgetColumn(period.label, kinds.get(period.grain, "year"), state)


def _cells(
    model: Model, board: Board, judged: Judged, measured: Measured, columns: list[Period]
) -> Iterator[BudgetCell]:
    calendar, name, since = model.manifest.calendar, judged.metric.name, _since(judged)
    formulas: dict[str, Formula] = {each: metric.formula for each, metric in model.metrics.items()}
    ahead = _ahead(calendar, judged, board.day) if adds_up(judged.metric.formula, formulas) else {}

    def value(period: Period) -> Number | None:
        known = since is not None and since <= period.last
        return measured.values.get((name, (period.first, period.last))) if known else None

    for period in columns:
        ago = year_before(calendar, period)
        own = value(period)
        expected = _expected(calendar, period, value, ahead, board.day)
        shown = own if expected is None else expected
        yield BudgetCell(
            plan=measured.plans.get((name, period.label)),
            value=shown,
            last_year=value(ago) if ago is not None else None,
            forecast=expected is not None,
            absent=_absent(judged, period, board.day) if shown is None else None,
        )


def _since(judged: Judged) -> date | None:
    """Return the first day that is on record, None where nothing is; a record that reaches back to the first period
    measured is taken to go on before it.
    """
    if judged.begun is None:
        return None
    return judged.history.periods[judged.begun].first if judged.begun else date.min


def _absent(judged: Judged, period: Period, day: date) -> Absence:
    if period.first > day:
        return "not_due"
    return "undefined" if judged.metric.kind == "rate" and judged.begun is not None else "no_data"


def _ahead(calendar: Calendar, judged: Judged, day: date) -> dict[str, float]:
    """Return what every month that is not over will bring, by the landing of the scorecard."""
    landing, window = judged.landing, judged.window
    if landing is None or window is None or not landing.months:
        return {}
    months = between(calendar, "month", window.first, window.last)[-len(landing.months) :]
    pairs = zip(months, landing.months, strict=True)
    return {month.label: brings for month, brings in pairs if month.last > day}


def _expected(
    calendar: Calendar,
    period: Period,
    value: Callable[[Period], Number | None],
    ahead: Mapping[str, float],
    day: date,
) -> float | None:
    """Return what a period that is not over brings in all: its months over, and the forecasts of the others.

    The forecast of a month that is running holds what came of it so far. None where a month of it has no forecast.
    """
    if period.last <= day:
        return None
    months = between(calendar, "month", period.first, period.last)
    came = [value(each) for each in months if each.last <= day]
    left = [ahead.get(each.label) for each in months if each.last > day]
    if None in came or None in left:
        return None
    return sum(float(each) for each in (*came, *left) if each is not None)
