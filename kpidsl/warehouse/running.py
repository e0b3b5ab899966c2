"""A question put to a warehouse, on a thread of its own: Ctrl-C, a time limit and progress work on every engine.

Everything that is asked only reads. So where the connection is lost nothing is half done, and it is asked once more
over a new one.
"""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Event, Thread
from time import monotonic
from typing import Generic, TypeVar

from kpidsl.text.diagnostic import Outcome, finding
from kpidsl.text.source import Span
from kpidsl.warehouse.engines.row import Engine
from kpidsl.warehouse.opening import Warehouse
from kpidsl.warehouse.words import first_line

Answer = TypeVar("Answer")

TICK = 0.1
GRACE = 5.0


def run(
    warehouse: Warehouse, question: Callable[[Warehouse], Answer], span: Span | None = None, limit: float | None = None
) -> Outcome[Answer | None]:
    """Return what the question gives, or the engine's complaint as a finding at `span`.

    After `limit` seconds (None: the warehouse's) it is stopped. Ctrl-C stops it too, and goes on as KeyboardInterrupt.
    """
    start, limit = monotonic(), limit if limit is not None else warehouse.time_limit
    again = warehouse.reconnect is not None
    while True:
        running = _Running(warehouse, question)
        if not running.watched(start, limit):
            return Outcome(None, (finding("K816", span, seconds=f"{limit:g}"),))
        error = running.error
        if error is None:
            return Outcome(running.answer)
        if not isinstance(error, complaints(warehouse.engine)):
            raise error
        words = first_line(error, warehouse.secrets)
        if not _lost(warehouse.engine, error):
            return Outcome(None, (finding("K815", span, words=words),))
        if not again or not _reconnected(warehouse):
            return Outcome(None, (finding("K825", span, engine=warehouse.engine.name, words=words),))
        again = False


def complaints(engine: Engine) -> tuple[type[Exception], ...]:
    """Return what an engine's client raises for a query at fault; a value that Python cannot hold counts as one."""
    return (engine.error(import_module(engine.client)), ValueError, OverflowError)


def _failures(engine: Engine) -> tuple[type[Exception], ...]:
    """Return what may be raised when a connection is opened, closed or told to stop."""
    return (*complaints(engine), OSError)


def _lost(engine: Engine, error: Exception) -> bool:
    return engine.lost is not None and engine.lost.search(str(error)) is not None


def _reconnected(warehouse: Warehouse) -> bool:
    """Put a new connection in the place of one that was lost, and say whether there is one."""
    assert warehouse.reconnect is not None
    failures = _failures(warehouse.engine)
    with suppress(*failures):
        warehouse.connection.close()
    try:
        warehouse.connection = warehouse.reconnect()
    except failures:
        return False
    return True


class _Running(Generic[Answer]):
    """One question under way on its thread."""

    def __init__(self, warehouse: Warehouse, question: Callable[[Warehouse], Answer]) -> None:
        self.warehouse, self.question = warehouse, question
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.done = Event()
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.answer = self.question(self.warehouse)
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()

    def watched(self, start: float, limit: float | None) -> bool:
        """Wait for the end, and say whether it came within the limit; `start` is when the question was first put."""
        warehouse = self.warehouse
        try:
            while not self.done.wait(TICK):
                if limit is not None and monotonic() - start >= limit:
                    self._stop()
                    return False
                if warehouse.progress:
                    warehouse.progress(warehouse.engine.progress(warehouse.connection))
        except BaseException:
            self._stop()
            raise
        return True

    def _stop(self) -> None:
        # A server that cannot be told to stop, or does not answer, is left to it: what was to be said is said all the
        # same.
        Thread(target=self._interrupt, daemon=True).start()
        self.done.wait(GRACE)

    def _interrupt(self) -> None:
        with suppress(*_failures(self.warehouse.engine)):
            self.warehouse.engine.interrupt(self.warehouse.connection)
