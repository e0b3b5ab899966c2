"""From SQL to rows, with every value in a form that loses nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from kpidsl.text.diagnostic import Outcome
from kpidsl.text.source import Span
from kpidsl.warehouse.opening import Warehouse
from kpidsl.warehouse.running import run

_PLAIN = (int, float, str, bool, Decimal, datetime, date, time, type(None))


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gave: the names of its columns, and its rows, each as long as these.

    Values are int, float, Decimal, str, bool, date, datetime, time or None; decimals are exact, a float is finite
    (NaN and infinity are no values: None), and what has no such form is text. `unreal` are the columns in which there
    was such a number that is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    unreal: tuple[str, ...] = ()


def fetch(
    warehouse: Warehouse,
    sql: str,
    parameters: Sequence[Any] = (),
    *,
    time_limit: float | None = None,
    span: Span | None = None,
) -> Outcome[Rows | None]:
    """Run one query and return its rows, or the engine's complaint as a finding at `span`.

    After `time_limit` seconds (None: the warehouse's) the query is stopped. Ctrl-C stops it too.
    """
    return run(warehouse, lambda held: _read(held, sql, parameters), span, time_limit)


def _read(warehouse: Warehouse, sql: str, parameters: Sequence[Any]) -> Rows:
    engine = warehouse.engine
    cursor = engine.cursor(warehouse.connection)
    if engine.rows:
        fetched = engine.rows(cursor, sql, parameters)
    else:
        fetched = cursor.execute(sql, parameters).fetchall()
    names = tuple(str(column[0]) for column in cursor.description or ())
    unreal = sorted({index for row in fetched for index, value in enumerate(row) if _is_unreal(value)})
    rows = tuple(tuple(map(_plain, row)) for row in fetched)
    return Rows(names, rows, tuple(names[index] for index in unreal))


def _is_unreal(value: Any) -> bool:
    return (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, Decimal) and not value.is_finite()
    )


def _plain(value: Any) -> Any:
    if _is_unreal(value):
        return None
    if isinstance(value, _PLAIN):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)
