"""Rows of numbers for programs: CSV and JSON, no digit lost, null where there is no value."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

Row = Sequence[Any]


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return CSV with a header; no value is an empty cell, truth is true or false."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def as_json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return a JSON list of objects, one a line."""
    names = [json.dumps(name, ensure_ascii=False) for name in columns]
    lines = [
        "{" + ", ".join(f"{name}: {_value(value)}" for name, value in zip(names, row, strict=True)) + "}"
        for row in rows
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal() | float() | int():
            return _digits(value) or ""
    return str(value)


def _value(value: Any) -> str:
    match value:
        case None | bool():
            return json.dumps(value)
        case Decimal() | float() | int():
            return _digits(value) or "null"
        case datetime() | date() | time():
            return json.dumps(value.isoformat())
    return json.dumps(str(value), ensure_ascii=False)


def _digits(value: Decimal | float | int) -> str | None:
    """Return a number written plainly, or None for what is none (no JSON has a word for infinity)."""
    if isinstance(value, int):
        return str(value)
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return None
    # A float of 1e300 is written with its power, as JSON allows: 301 plain digits would claim to be known.
    return repr(value) if isinstance(value, float) and "e" in repr(value) else format(exact, "f")
