"""The table of plan against actual as it is printed: five lines a KPI, one column a month, half and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpidsl.scorecard.budget_records import BudgetCell, BudgetColumn, BudgetLine
from kpidsl.scorecard.figures import Number, Status
from kpidsl.scorecard.numbers import (
    Style,
    amount,
    decimals,
    exact,
    points,
    share_words,
    step_that_fits,
    unit_label,
    written,
)
from kpidsl.scorecard.periods import period_name, short_name
from kpidsl.scorecard.records import Row, Scorecard
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import NOT_SET, status_word, word

A_PAGE = 8
"""KPIs on a page: five lines of 3.9 mm each, under a head of two lines."""
NAME = 10.6
SIZES = ("", "tight", "tighter")
ROOM = {"month": (5.3, 6.3, 8.8), "half": (6.2, 7.3, 10.0), "year": (7.0, 8.3, 11.4)}
"""How many ems of each size a column holds."""

Side = Literal["", "good", "bad"]


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """The head of a column: its name, and whether it holds actuals or what is expected."""

    column: BudgetColumn
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A column of one KPI as text; `side` is the effect of the difference on the business."""

    cell: BudgetCell
    plan: str
    value: str
    difference: str
    achievement: str
    last_year: str
    side: Side

    @staticmethod
    def tight(text: str, kind: str) -> str:
        """Name the smaller type that a text needs to stand in its column, "" where it needs none."""
        wide = ems(text)
        return next((name for name, most in zip(SIZES, ROOM[kind], strict=True) if wide <= most), SIZES[-1])


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One KPI; `group` is the heading above it, "" where it goes on; `better` says where less is better."""

    row: Row
    group: str
    name: str
    unit: str
    better: str
    status: Status
    status_word: str
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedBudget:
    """The whole table, a page at a time; `unit` is the one step of money of all of it."""

    year: str
    unit: str
    columns: tuple[PrintedColumn, ...]
    sheets: tuple[tuple[PrintedLine, ...], ...]


def printed_budget(card: Scorecard) -> PrintedBudget | None:
    """Turn the table of a card into text, None where it has none."""
    budget, locale = card.budget, card.locale
    if budget is None:
        return None
    lines = {line.kpi: line for line in budget.lines}
    money = [_held(lines[row.name.id]) for row in card.rows if row.unit.style == "money" and row.name.id in lines]
    style = Style(locale, step_that_fits(money, locale))
    printed = [
        _line(row, group.label if not at else "", lines[row.name.id], budget.columns, style)
        for group in card.groups
        for at, row in enumerate([each for each in group.rows if each.name.id in lines])
    ]
    unit = next(
        (unit_label(row.unit, style) for row in card.rows if row.unit.style == "money" and not row.unit.per), ""
    )
    return PrintedBudget(
        year=period_name(budget.year, locale),
        unit=unit,
        columns=tuple(_column(each, style) for each in budget.columns),
        sheets=tuple(tuple(printed[at : at + A_PAGE]) for at in range(0, max(len(printed), 1), A_PAGE)),
    )


def _held(line: BudgetLine) -> list[Number | None]:
    return [value for cell in line.cells for value in (cell.plan, cell.value)]


def _column(column: BudgetColumn, style: Style) -> PrintedColumn:
    language = style.locale.language
    name = short_name(column.period, style.locale)
    match column.kind:
        case "half":
            name = word("first_half" if column.period.endswith("1") else "second_half", language)
        case "year":
            name = word("whole_year", language)
    key = column.state if column.kind == "month" or column.state == "actual" else "lands"
    return PrintedColumn(column, name, word(f"column_{key}", language))


def _comparable(cell: BudgetCell, row: Row, column: BudgetColumn) -> bool:
    """Say whether a value is held against the plan of its column: a total or a level on its way is not, until it is
    over or forecast; a rate is one at any time.
    """
    return column.state == "actual" or cell.forecast or row.kind == "rate"


def _line(row: Row, group: str, line: BudgetLine, columns: Sequence[BudgetColumn], style: Style) -> PrintedLine:
    language = style.locale.language
    places = decimals(_held(line), row.unit, style)
    return PrintedLine(
        row=row,
        group=group,
        name=fit(row.name.said(language), NAME),
        unit=unit_label(row.unit, style) or "%",
        better=word("lower", language) if row.direction == "lower" else "",
        status=row.status,
        status_word=status_word(row.status, language),
        cells=tuple(
            _cell(each, row, _comparable(each, row, column), places, style)
            for each, column in zip(line.cells, columns, strict=True)
        ),
    )


def _cell(cell: BudgetCell, row: Row, comparable: bool, places: int, style: Style) -> PrintedCell:
    plan, value = exact(cell.plan), exact(cell.value)
    difference, share = "", ""
    side: Side = ""
    if comparable and plan is not None and value is not None:
        gap = value - plan
        difference = _signed(gap, row, places, style)
        if plan > 0:
            ratio = value / plan
            share = share_words(2 - ratio if row.direction == "lower" else ratio, style)
        if gap and row.direction != "within":
            side = "good" if (gap > 0) == (row.direction == "higher") else "bad"
    return PrintedCell(
        cell=cell,
        plan=amount(cell.plan, row.unit, places, style),
        value="" if cell.absent == "not_due" else amount(cell.value, row.unit, places, style, cell.absent),
        difference=difference or _nothing(cell, comparable),
        achievement=share or _nothing(cell, comparable),
        last_year=amount(cell.last_year, row.unit, places, style),
        side=side,
    )


def _nothing(cell: BudgetCell, comparable: bool) -> str:
    return "" if cell.absent == "not_due" or not comparable else NOT_SET


def _signed(gap: Number, row: Row, places: int, style: Style) -> str:
    """Write a difference with its sign, in points where the unit is a percent."""
    if row.unit.style == "percent":
        return points(gap, style.locale)
    text = amount(gap, row.unit, places, style)
    zero = text == written(0, places, style.locale)
    return f"+{text}" if float(gap) > 0 and not zero else text
