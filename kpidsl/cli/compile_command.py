"""`kpidsl compile`: the SQL of metrics, on stdout, or a file for each of them."""

import os
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import loaded, read_request, request_options, told
from kpidsl.cli.connecting import connection_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.writing import file_name, spare_inputs, write_files
from kpidsl.pipeline import Project, compile_request, connect
from kpidsl.query.plan import Request

if TYPE_CHECKING:
    from kpidsl.warehouse.opening import Warehouse


def make(say: Say) -> click.Command:
    """Make the command."""
    folder = click.Path(file_okay=False, path_type=Path)
    return make_command(
        "compile",
        say,
        "Print the SQL that answers for metrics (default: all), one statement for all of them.",
        "指標（既定はすべて）の SQL を出力します。一つの文にまとめます。",
        [
            *request_options(say),
            click.Option(
                ["--dialect"],
                metavar="D",
                help=say("The engine (see kpidsl dialects); default: the warehouse's.", "エンジン。既定は接続先のもの"),
            ),
            connection_option(say),
            click.Option(
                ["-o", "--output"],
                type=folder,
                metavar="DIR",
                help=say("Write NAME.sql for each metric instead.", "指標ごとに NAME.sql を書く"),
            ),
        ],
        compile_metrics,
    )


def compile_metrics(
    setting: Setting,
    names: tuple[str, ...],
    grain: str,
    first: str | None,
    last: str | None,
    by: tuple[str, ...],
    totals: bool,
    where: str | None,
    dialect: str | None,
    connection: str | None,
    output: Path | None,
) -> None:
    """Print one statement for all names, or write one file for each."""
    project = loaded(setting)
    request = read_request(setting, project, names, grain, first, last, by, where, totals)
    # Statements are made of the columns' types, so the warehouse is asked where it can be; it need not be there.
    opened = connect(project, connection, os.environ)
    if connection is not None or dialect is None:
        told(opened.diagnostics, project, setting)
    with nullcontext(opened.value) if opened.value is None else opened.value as warehouse:
        spoken = dialect or (warehouse.dialect if warehouse else "")
        asked = warehouse if warehouse and warehouse.dialect == spoken else None
        each = [request] if output is None else [replace(request, names=(name,)) for name in request.names]
        texts = [_sql(project, one, spoken, asked, setting, where) for one in each]
    if output is None:
        sys.stdout.write(texts[0])
        return
    taken: set[str] = set()
    files = {
        output / file_name(name, ".sql", taken): text.encode() for name, text in zip(request.names, texts, strict=True)
    }
    spare_inputs(files, project, connection, setting.say)
    write_files(files, setting.say)
    if not setting.quiet:
        words = setting.say(f"{len(files)} files in {output}", f"{output} に {len(files)} ファイル")
        click.echo(words, err=True)


def _sql(
    project: Project, request: Request, dialect: str, warehouse: "Warehouse | None", setting: Setting, where: str | None
) -> str:
    outcome = compile_request(project, request, dialect, warehouse)
    told(outcome.diagnostics, project, setting, where)
    assert outcome.value is not None
    return outcome.value.sql
