"""Rows of numbers for people: a table with numbers to the right, written as the reader's country writes them."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import Row
from kpidsl.scorecard.figures import Locale, Unit
from kpidsl.scorecard.numbers import Style, amount, decimals, unit_label
from kpidsl.text.render.visible import visible

_NOT_COMPLETE = "*"
_NO_VALUE = "–"


def print_table(columns: Sequence[str], rows: Sequence[Row], units: Mapping[str, Unit], say: Say, locale: str) -> None:
    """Print rows; `units` has how each metric is written, other columns are text; `complete` becomes a mark."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    style = Style(Locale(say.language, locale))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = [index for index, name in enumerate(columns) if name != "complete"]
    for index in shown:
        name = columns[index]
        label = unit_label(units[name], style) if name in units else ""
        table.add_column(
            _text(f"{name}\n({label})" if label else name), justify="right" if name in units else "left", no_wrap=True
        )
    places = {name: decimals([row[columns.index(name)] for row in rows], unit, style) for name, unit in units.items()}
    for row in rows:
        table.add_row(*(_text(_cell(columns[index], row[index], units, places, style, row)) for index in shown))
    console = Console(file=sys.stdout, no_color=not coloured(sys.stdout), highlight=False, width=needed_width(table))
    console.print(table)
    if any(row[-1] is False for row in rows):
        print(say(f"{_NOT_COMPLETE} not complete", f"{_NOT_COMPLETE} 途中の期間"))


def _cell(name: str, value: Any, units: Mapping[str, Unit], places: Mapping[str, int], style: Style, row: Row) -> str:
    if name in units:
        return amount(value, units[name], places[name], style)
    text = _NO_VALUE if value is None else visible(str(value))
    return f"{text}{_NOT_COMPLETE}" if name == "period" and row[-1] is False else text


def _text(text: str) -> Any:
    from rich.text import Text

    return Text(text)


def needed_width(table: Any) -> int | None:
    """Return None (the terminal's width) for a terminal, and for a file or pipe what the table needs."""
    if sys.stdout.isatty():
        return None
    from rich.console import Console

    return int(Console(width=10_000).measure(table).maximum)
