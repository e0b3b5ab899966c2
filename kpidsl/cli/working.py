"""A line on stderr that says what is being done, while it is being done, where a person looks on."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kpidsl.cli.options import Setting


@contextmanager
def working(setting: Setting, words: str) -> Iterator[Callable[[str], None]]:
    """Show a turning sign with words, which the yielded function changes; nothing where stderr is no terminal."""
    if setting.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(words) as status:
        yield lambda more: status.update(more)
