"""The numbers of a Scorecard as one flat table, to reckon on with: CSV, and the workbook's first sheet.

The columns have the same names in every language; no digit is lost, and no value is an empty cell.
"""

import csv
import io
from decimal import Decimal
from typing import Any

from kpidsl.scorecard.figures import Language
from kpidsl.scorecard.numbers import exact
from kpidsl.scorecard.records import Row, Scorecard
from kpidsl.text.render.visible import visible

COLUMNS = (
    *("group", "kpi", "name", "unit", "status", "actual", "target", "target_upper", "achievement"),
    *("vs_previous", "vs_last_year", "change_in", "days", "no_value_because", "signal", "owner", "team", "review"),
    *("period", "final", "as_of", "run"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

Cell = str | Decimal | bool | None


def table(card: Scorecard) -> list[tuple[Cell, ...]]:
    """Return the goal, where it is not among the rows, and every row of the page, in order."""
    language = card.locale.language
    end = (card.period.code, card.period.complete, card.run.as_of, card.run.id)
    made: list[tuple[Cell, ...]] = []
    goal = card.goal
    if goal is not None and goal.name.id not in {row.name.id for row in card.rows}:
        head = ("", goal.name.id, goal.name.said(language), unit_words(goal.unit), goal.status)
        numbers = (exact(goal.actual), exact(goal.target), None, exact(goal.attainment), None, None, "")
        made.append((*head, *numbers, goal.year, goal.absent or "", "", goal.owner, "", "", *end))
    made += [(group.label, *_cells(row, language), *end) for group in card.groups for row in group.rows]
    return [tuple(visible(cell) if isinstance(cell, str) else cell for cell in each) for each in made]


def unit_words(unit: Any) -> str:
    """Name a unit as the numbers of a table are written: money in whole units of its currency, percent as fractions."""
    label = "fraction" if unit.style == "percent" else unit.label
    return f"{label}/{unit.per}" if unit.per else str(label)


def _cells(row: Row, language: Language) -> tuple[Cell, ...]:
    changed = row.vs_previous is not None or row.vs_last_year is not None
    return (
        row.name.id,
        row.name.said(language),
        unit_words(row.unit),
        row.status,
        exact(row.actual),
        exact(row.target),
        exact(row.upper),
        exact(row.achievement),
        exact(row.vs_previous),
        exact(row.vs_last_year),
        row.change_style if changed else "",
        row.days or row.window,
        row.absent or "",
        "" if row.signal is None else row.signal.side,
        row.owner,
        row.team,
        row.review,
    )


def as_csv(card: Scorecard) -> bytes:
    """Return the table as CSV in UTF-8; with a byte order mark, for Excel takes Japanese for something else without."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([csv_cell(cell) for cell in row] for row in table(card))
    return f"{_BOM}{text.getvalue()}".encode()


def csv_cell(cell: Cell) -> str:
    """Write a cell; a text that a spreadsheet would take for a formula is preceded by an apostrophe."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format(cell, "f") if abs(cell.adjusted()) < 40 else str(cell)
    return f"'{cell}" if cell.lstrip(" \N{IDEOGRAPHIC SPACE}").startswith(_FORMULA) else cell
