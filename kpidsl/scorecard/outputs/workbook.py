"""A Scorecard as an Excel workbook: the table of its numbers, their periods, the definitions, and what it rests on.

Texts are written as texts, so that none is a formula or a link. The same Scorecard gives the same bytes: the times in
it are those of its as-of.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from kpidsl.scorecard.figures import Unit
from kpidsl.scorecard.numbers import exact
from kpidsl.scorecard.outputs.rows import COLUMNS, Cell, table, unit_words
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.records import Scorecard
from kpidsl.scorecard.words import word
from kpidsl.text.diagnostic import Outcome
from kpidsl.text.render.visible import visible, width

_LONGEST_TEXT = 32_000
_WIDEST = 60
_SHARES = {"achievement", "vs_previous", "vs_last_year"}
_AMOUNTS = {"actual", "target", "target_upper"}
Written = tuple[Cell, str]
"""A cell and its number format; "" for what has none."""


def workbook(card: Scorecard) -> Outcome[bytes | None]:
    """Return the workbook, or the finding that the library that writes it is missing."""
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]
    except ImportError:
        return Outcome(None, (problem("K920", package="xlsxwriter", command="pip install 'kpidsl[xlsx]'"),))
    data = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(data, plain)
    issued = datetime.fromisoformat(card.run.issued[:10]) if card.run.issued else datetime(2000, 1, 1)
    book.set_properties(
        {"title": visible(card.title)[:200], "author": visible(card.organisation)[:200], "created": issued}
    )
    language = card.locale.language
    _sheet(book, word("kpis", language), COLUMNS, [_row(each, units) for each, units in _with_units(card)])
    _sheet(book, word("trend", language), *_periods(card))
    if card.definitions:
        _sheet(book, word("definitions", language), *_definitions(card))
    _sheet(book, word("about", language), *_about(card))
    book.close()
    return Outcome(data.getvalue())


def _with_units(card: Scorecard) -> list[tuple[tuple[Cell, ...], Unit]]:
    rows = table(card)
    units = [row.unit for row in card.rows]
    if card.goal is not None and len(rows) > len(units):
        units.insert(0, card.goal.unit)
    return list(zip(rows, units, strict=True))


def _row(cells: tuple[Cell, ...], unit: Unit) -> list[Written]:
    return [
        (cell, "0.0%" if name in _SHARES else number_format(unit) if name in _AMOUNTS else "")
        for name, cell in zip(COLUMNS, cells, strict=True)
    ]


def number_format(unit: Unit) -> str:
    """Return how Excel shows values of a unit; the value itself keeps its digits."""
    if unit.style == "percent":
        return "0.0%"
    places = unit.decimals if unit.decimals is not None else 0 if unit.style == "money" else 2
    return f"#,##0.{'0' * places}" if places and unit.decimals is not None else "#,##0" if not places else "#,##0.##"


def _periods(card: Scorecard) -> tuple[Sequence[str], list[list[Written]]]:
    labels = sorted({point.period for row in card.rows for point in row.series})
    rows: list[list[Written]] = []
    for row in card.rows:
        values = {point.period: exact(point.value) for point in row.series}
        head: list[Written] = [(row.name.id, ""), (row.name.said(card.locale.language), ""), (unit_words(row.unit), "")]
        rows.append([*head, *((values.get(label), number_format(row.unit)) for label in labels)])
    return ("kpi", "name", "unit", *labels), rows


def _definitions(card: Scorecard) -> tuple[Sequence[str], list[list[Written]]]:
    heads = (
        "kpi",
        "name",
        "definition",
        "computed_as",
        "formula",
        "status_by",
        "owner",
        "tables",
        "fingerprint",
        "place",
    )
    language = card.locale.language
    rows = [
        (
            *(each.name.id, each.name.said(language), each.definition, each.words, each.formula, each.rule),
            *(each.owner, ", ".join(each.tables), each.fingerprint, each.place),
        )
        for each in card.definitions
    ]
    return heads, [[(cell, "") for cell in row] for row in rows]


def _about(card: Scorecard) -> tuple[Sequence[str], list[list[Written]]]:
    run = card.run
    facts = {
        "organisation": card.organisation,
        "title": card.title,
        "period": card.period.code,
        "as_of": run.as_of,
        "run": run.id,
        "specs_at": run.commit,
        "specs_fingerprint": run.fingerprint,
        "timezone": run.timezone,
        "program": run.program,
    }
    facts |= {f"exception {number}": f"{each.kpi}: {each.reason}" for number, each in enumerate(card.concerns, 1)}
    facts |= {f"source {each.name}": f"{each.table} · {each.latest}".strip(" ·") for each in card.sources}
    return ("fact", "value"), [[(name, ""), (text, "")] for name, text in facts.items() if text]


def _sheet(book: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[Written]]) -> None:
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats: dict[str, Any] = {}
    widths = [width(head) for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, visible(head)[:_LONGEST_TEXT], bold)
    for index, cells in enumerate(rows, 1):
        for column, (value, form) in enumerate(cells):
            if form not in formats:
                formats[form] = book.add_format({"num_format": form} if form else {})
            match value:
                case None | "":
                    continue
                case bool():
                    sheet.write_boolean(index, column, value, formats[form])
                case Decimal():
                    _number(sheet, index, column, value, formats[form])
                case _:
                    text = visible(value)[:_LONGEST_TEXT]
                    sheet.write_string(index, column, text, formats[form])
                    widths[column] = max(widths[column], width(text))
    for column, each in enumerate(widths):
        sheet.set_column(column, column, min(_WIDEST, max(10, each + 2)))
    sheet.freeze_panes(1, 2 if len(heads) > 2 else 0)


def _number(sheet: Any, row: int, column: int, value: Decimal, form: Any) -> None:
    """Write a number; one that Excel cannot hold, with its power beyond 308, as the text of it."""
    if value and abs(value.adjusted()) > 300:
        sheet.write_string(row, column, str(value), form)
    else:
        sheet.write_number(row, column, float(value), form)
