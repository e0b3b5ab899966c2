"""From SQL to rows.

A query runs on a thread of its own, so that Ctrl-C, a time limit and progress work on every engine.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from importlib import import_module
from threading import Event, Thread
from time import monotonic
from typing import Any

from kpidsl.text.diagnostic import Outcome, finding
from kpidsl.text.source import Span
from kpidsl.warehouse.engines.row import Engine
from kpidsl.warehouse.opening import Warehouse
from kpidsl.warehouse.words import first_line

Progress = Callable[[float, float | None], None]
"""Called some ten times a second: the seconds gone, the share done (0 to 1, None where the engine does not say)."""

TICK = 0.1
GRACE = 5.0
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
    progress: Progress | None = None,
    span: Span | None = None,
) -> Outcome[Rows | None]:
    """Run one query and return its rows, or the engine's complaint as a finding at `span`.

    After `time_limit` seconds the query is stopped. Ctrl-C stops it too, and goes on as KeyboardInterrupt.
    """
    running = _Running(warehouse, sql, parameters)
    if not running.watched(time_limit, progress):
        return Outcome(None, (finding("K816", span, seconds=f"{time_limit:g}"),))
    if running.error is None:
        return Outcome(running.rows)
    if not isinstance(running.error, complaints(warehouse.engine)):
        raise running.error
    words = first_line(running.error, warehouse.secrets)
    if warehouse.engine.lost is not None and warehouse.engine.lost.search(str(running.error)):
        return Outcome(None, (finding("K825", span, engine=warehouse.engine.name, words=words),))
    return Outcome(None, (finding("K815", span, words=words),))


def complaints(engine: Engine) -> tuple[type[Exception], ...]:
    """Return what an engine's client raises for a query at fault; a value that Python cannot hold counts as one."""
    return (import_module(engine.client).Error, ValueError, OverflowError)


class _Running:
    """One query under way on its thread."""

    def __init__(self, warehouse: Warehouse, sql: str, parameters: Sequence[Any]) -> None:
        self.warehouse, self.sql, self.parameters = warehouse, sql, parameters
        self.rows: Rows | None = None
        self.error: BaseException | None = None
        self.done = Event()
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.rows = _read(self.warehouse, self.sql, self.parameters)
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()

    def watched(self, time_limit: float | None, progress: Progress | None) -> bool:
        """Wait for the end, and say whether it came within the limit."""
        start = monotonic()
        try:
            while not self.done.wait(TICK):
                gone = monotonic() - start
                if time_limit is not None and gone >= time_limit:
                    self._stop()
                    return False
                if progress:
                    progress(gone, self.warehouse.engine.progress(self.warehouse.connection))
        except BaseException:
            self._stop()
            raise
        return True

    def _stop(self) -> None:
        self.warehouse.engine.interrupt(self.warehouse.connection)
        self.done.wait(GRACE)


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
