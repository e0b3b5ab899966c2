"""The project's warehouse, open for reading while a command needs it."""

import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import told
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting
from kpidsl.pipeline import Project, connect
from kpidsl.syntax.folding import fold

if TYPE_CHECKING:
    from kpidsl.warehouse.opening import Warehouse


def connection_option(say: Say) -> click.Option:
    """Return the option --connection."""
    words = say("Another warehouse than the manifest's; secrets as ${NAME}.", "別の接続先。秘密は ${NAME} で")
    return click.Option(["--connection"], metavar="URL", help=words)


def unasked_option(say: Say) -> click.Option:
    """Return the flag --no-numbers, which keeps a page of words from asking a warehouse."""
    words = say("Do not ask the warehouse.", "接続先に問い合わせない")
    return click.Option(["--no-numbers", "bare"], is_flag=True, help=words)


def timeout_option(say: Say) -> click.Option:
    """Return the option --timeout, in seconds."""
    words = say(
        "Stop a query after 60s, 10m, 2h; none: never.  [default: 10m]",
        "クエリの制限時間: 60s, 10m, 2h。none で無制限  [既定: 10m]",
    )
    return click.Option(["--timeout"], type=Limit(say), default="10m", metavar="TIME", help=words)


class Limit(click.ParamType[float]):
    """A time such as 60s, 10m or 2h, in seconds; `none` is no limit."""

    name = "time"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds, or fail with what was expected."""
        if isinstance(value, float):
            return value
        text = fold(value).strip().lower()
        if text == "none":
            return math.inf
        written = _TIME.fullmatch(text)
        seconds = float(written["number"]) * _SECONDS[written["unit"]] if written else 0.0
        if not seconds:
            self.fail(
                self.say(
                    f"{value!r} is no time such as 60s, 10m or 2h",
                    f"{value!r} は 60s, 10m, 2h のような時間ではありません",
                ),
                param,
                ctx,
            )
        return seconds


_TIME = re.compile(r"(?P<number>\d{1,9}(\.\d{1,3})?)(?P<unit>s|m|h|)")
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


@contextmanager
def connected(
    setting: Setting,
    project: Project,
    url: str | None,
    timeout: float | None = None,
    also: tuple[Project, ...] = (),
) -> "Iterator[Warehouse]":
    """Open the warehouse at the URL, else the manifest's; the command ends where that cannot be.

    A query that takes longer than `timeout` seconds is stopped. `also`: revisions that are measured in it too.
    """
    opened = connect(project, url, os.environ, also)
    told(opened.diagnostics, project, setting)
    assert opened.value is not None
    with opened.value as warehouse:
        warehouse.time_limit = timeout
        yield warehouse
