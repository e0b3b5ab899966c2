"""Rows of numbers for people: a table with numbers to the right, written as the reader's country writes them."""

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import Row
from kpidsl.scorecard.figures import Locale, Unit
from kpidsl.scorecard.numbers import Style, amount, decimals, unit_label
from kpidsl.text.render.visible import visible

_NOT_COMPLETE = "*"
_NO_VALUE = "–"


def print_table(columns: Sequence[str], rows: Sequence[Row], units: Mapping[int, Unit], say: Say, locale: str) -> None:
    """Print rows; `units` has by its position how each metric is written, the other columns are text.

    The last column, whether the period is complete, becomes a mark on the first.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    style = Style(Locale(say.language, locale))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(columns[:-1]):
        label = unit_label(units[index], style) if index in units else ""
        side: Literal["right", "left"] = "right" if index in units else "left"
        table.add_column(_text(f"{name}\n({label})" if label else name), justify=side, no_wrap=True)
    places = {
        index: decimals([row[index] for row in rows if _is_number(row[index])], unit, style)
        for index, unit in units.items()
    }
    for row in rows:
        table.add_row(*(_text(_cell(index, row, units, places, style)) for index in range(len(columns) - 1)))
    console = Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=needed_width(table))
    console.print(table)
    if any(row[-1] is False for row in rows):
        print(say(f"{_NOT_COMPLETE} not complete", f"{_NOT_COMPLETE} 途中の期間"))


def _cell(index: int, row: Row, units: Mapping[int, Unit], places: Mapping[int, int], style: Style) -> str:
    value = row[index]
    if index in units and (value is None or _is_number(value)):
        return amount(value, units[index], places[index], style)
    text = _NO_VALUE if value is None else visible(str(value))
    return f"{text}{_NOT_COMPLETE}" if index == 0 and row[-1] is False else text


def _is_number(value: Any) -> bool:
    """Say whether a value is written as a number; the least of texts or days is none."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _text(text: str) -> Any:
    from rich.text import Text

    return Text(text)


def needed_width(table: Any) -> int | None:
    """Return None (the terminal's width) for a terminal, and for a file or pipe what the table needs."""
    if sys.stdout.isatty():
        return None
    from rich.console import Console

    return int(Console(width=10_000).measure(table).maximum)
