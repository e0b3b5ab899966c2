"""`kpidsl compile`: the SQL of metrics, on stdout, or a file for each of them."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from kpidsl.cli.asking import loaded, read_request, request_options, told
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.writing import file_name, write_files
from kpidsl.pipeline import Project, compile_request
from kpidsl.query.plan import Request


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
                ["--dialect"], required=True, metavar="D", help=say("The engine: duckdb.", "エンジン: duckdb")
            ),
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
    where: str | None,
    dialect: str,
    output: Path | None,
) -> None:
    """Print one statement for all names, or write one file for each."""
    project = loaded(setting)
    request = read_request(setting, project, names, grain, first, last, by, where)
    if output is None:
        sys.stdout.write(_sql(project, request, dialect, setting, where))
        return
    taken: set[str] = set()
    files = {
        output / file_name(name, ".sql", taken): _sql(
            project, replace(request, names=(name,)), dialect, setting, where
        ).encode()
        for name in request.names
    }
    write_files(files, setting.say)
    if not setting.quiet:
        words = setting.say(f"{len(files)} files in {output}", f"{output} に {len(files)} ファイル")
        click.echo(words, err=True)


def _sql(project: Project, request: Request, dialect: str, setting: Setting, where: str | None) -> str:
    outcome = compile_request(project, request, dialect, {})
    told(outcome.diagnostics, project, setting, where)
    assert outcome.value is not None
    return outcome.value.sql
