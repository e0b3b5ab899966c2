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

_PLAIN = (int, str, bool, Decimal, datetime, date, time, type(None))


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gave: the names of its columns, and its rows, each as long as these.

    Values are int, float, Decimal, str, bool, date, datetime, time or None; decimals are exact, a float is finite
    (NaN and infinity are no values: None), and what has no such form is text.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


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
    return Rows(names, tuple(tuple(map(_plain, row)) for row in fetched))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, _PLAIN):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)
