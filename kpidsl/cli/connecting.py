"""The project's warehouse, open for reading while a command needs it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import told
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting
from kpidsl.pipeline import Project, connect

if TYPE_CHECKING:
    from kpidsl.warehouse.opening import Warehouse


def connection_option(say: Say) -> click.Option:
    """Return the option --connection."""
    words = say("Another warehouse than the manifest's; secrets as ${NAME}.", "別の接続先。秘密は ${NAME} で")
    return click.Option(["--connection"], metavar="URL", help=words)


@contextmanager
def connected(setting: Setting, project: Project, url: str | None) -> "Iterator[Warehouse]":
    """Open the warehouse at the URL, else the manifest's; the command ends where that cannot be."""
    opened = connect(project, url, os.environ)
    told(opened.diagnostics, project, setting)
    assert opened.value is not None
    with opened.value as warehouse:
        yield warehouse
