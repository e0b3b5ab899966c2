"""A line on stderr that says what is being done, while it is being done, where a person looks on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from kpidsl.cli.options import Setting

if TYPE_CHECKING:
    from kpidsl.warehouse.opening import Warehouse


@contextmanager
def working(setting: Setting, words: str, warehouse: "Warehouse | None" = None) -> Iterator[Callable[[str], None]]:
    """Show a turning sign with words, which the yielded function changes; nothing where stderr is no terminal.

    While `warehouse` runs a query the line also says how long it has been, and how much is done where the engine knows.
    """
    if setting.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    said = words

    def say(more: str) -> None:
        nonlocal said
        said = more
        status.update(escape(more))

    with Console(stderr=True).status(escape(words)) as status:
        if warehouse is None:
            yield say
            return
        start = monotonic()
        warehouse.progress = lambda share: status.update(escape(f"{said} {elapsed(monotonic() - start, share)}"))
        try:
            yield say
        finally:
            warehouse.progress = None


def elapsed(seconds: float, share: float | None) -> str:
    """Return how long it has been, and how much is done: 1:05, 40%."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if share is None else f"{minutes}:{rest:02}, {share:.0%}"
