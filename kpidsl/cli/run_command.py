"""`kpidsl run`: the numbers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli import expectations
from kpidsl.cli.asking import answer_columns, as_of_day, loaded, read_request, request_options, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import as_csv, as_json
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.cli.writing import put_out, spare_inputs
from kpidsl.pipeline import Project, run_request

if TYPE_CHECKING:
    from kpidsl.answer.result import Result, ResultRow
    from kpidsl.report.expecting import Held
    from kpidsl.warehouse.opening import Warehouse

FORMATS = ("table", "csv", "json", "parquet")


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(dir_okay=False, path_type=Path)
    return make_command(
        "run",
        say,
        "Compute metrics (default: all): one row for each period and slice.",
        "指標（既定はすべて）を計算します。期間と切り口ごとに一行です。",
        [
            *request_options(say),
            click.Option(
                ["--dialect"], metavar="D", help=say("Refuse any other engine.", "別のエンジンなら実行しない")
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            click.Option(
                ["--expect"],
                is_flag=True,
                help=say(
                    "Hold the expect statements against the numbers instead.", "代わりに expect の文を数値と照合する"
                ),
            ),
            click.Option(["--keep"], is_flag=True, help=say("Keep the numbers in runs/.", "数値を runs/ に残す")),
            connection_option(say),
            timeout_option(say),
            click.Option(["-o", "--output"], type=file, metavar="FILE"),
        ],
        run,
    )


def run(
    setting: Setting,
    names: tuple[str, ...],
    grain: str,
    first: str | None,
    last: str | None,
    by: tuple[str, ...],
    totals: bool,
    where: str | None,
    dialect: str | None,
    form: str,
    expect: bool,
    keep: bool,
    connection: str | None,
    timeout: float,
    output: Path | None,
) -> None:
    """Print the rows, or write them to a file."""
    from kpidsl.report.gaps import gaps_in_rows

    say = setting.say
    if form == "parquet" and output is None and sys.stdout.isatty():
        stop(say("parquet is no text: give -o FILE", "parquet は文字ではありません。-o FILE を指定してください"))
    if keep and (by or where or expect):
        words = (
            "--keep keeps whole numbers: leave out --by, --where and --expect",
            "--keep は --by、--where、--expect と一緒に使えません",
        )
        stop(say(*words))
    project = loaded(setting)
    if output is not None:
        spare_inputs([output], project, connection, say)
    if expect:
        others = {"--from": first, "--to": last, "--by": by, "--where": where, "--totals": totals}
        expectations.refuse_others({"--grain": grain != "month"} | others, names, project, setting)
        with _warehouse(setting, project, connection, timeout, dialect) as warehouse:
            held = expectations.held(setting, project, names, warehouse)
        _put_expectations(form, held.value, project, setting, output)
        told(held.diagnostics, project, setting)
        return
    request = read_request(setting, project, names, grain, first, last, by, where, totals)
    with _warehouse(setting, project, connection, timeout, dialect) as warehouse:
        outcome = run_request(project, request, warehouse)
        if keep and outcome.value is not None:
            _keep(setting, project, warehouse, outcome.value)
        gaps = gaps_in_rows(project.model, lambda asked: run_request(project, asked, warehouse), request)
    told(gaps.diagnostics, project, setting, where)
    told(outcome.diagnostics, project, setting, where)
    assert outcome.value is not None
    _put(form, outcome.value, project, setting, output)


def _keep(setting: Setting, project: Project, warehouse: "Warehouse", result: "Result") -> None:
    from kpidsl.cli.keeping import Report, keep
    from kpidsl.report.keeping import of_result

    day = as_of_day(setting, project.model.manifest.calendar)
    keep(setting, project, warehouse, Report("run", "", of_result(project.model, result), day))


@contextmanager
def _warehouse(
    setting: Setting, project: Project, connection: str | None, timeout: float, dialect: str | None
) -> "Iterator[Warehouse]":
    """Open the warehouse, where it speaks the asked dialect, and say that it is at work."""
    say = setting.say
    with connected(setting, project, connection, timeout) as warehouse:
        if dialect is not None and dialect != warehouse.dialect:
            stop(say(f"the warehouse speaks {warehouse.dialect}, not {dialect}", f"接続先は {warehouse.dialect} です"))
        with working(setting, say("computing…", "計算中…"), warehouse):
            yield warehouse


def _put(form: str, result: "Result", project: Project, setting: Setting, output: Path | None) -> None:
    if form == "table" and output is None:
        _table(result, project, setting)
        return
    totals = result.plan.request.totals
    columns = answer_columns(result.plan.dimensions, result.names, totals)
    rows = [_row(row, row.slice, *((row.total,) if totals else ())) for row in result.rows]
    put_out(_bytes("csv" if form == "table" else form, columns, rows), output, setting.say)


def _put_expectations(
    form: str, held: "tuple[Held, ...]", project: Project, setting: Setting, output: Path | None
) -> None:
    rows = expectations.rows(held, project)
    if form == "table":
        put_out(expectations.lines(held, project, setting.say).encode(), output, setting.say)
    else:
        put_out(_bytes(form, expectations.COLUMNS, rows), output, setting.say)


def _row(row: "ResultRow", members: tuple[Any, ...], *marks: bool) -> tuple[Any, ...]:
    return (row.period.period.label, *members, *row.values, row.period.complete, *marks)


def _bytes(form: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    if form == "csv":
        return as_csv(columns, rows).encode()
    if form == "json":
        return as_json(columns, rows).encode()
    from kpidsl.warehouse.parquet import parquet

    return parquet(columns, rows)


def _table(result: "Result", project: Project, setting: Setting) -> None:
    from kpidsl.cli.table import print_table
    from kpidsl.report.paging import unit_of

    metrics = project.model.metrics
    first = 1 + len(result.plan.dimensions)
    units = {index: unit_of(metrics[name]) for index, name in enumerate(result.names, first) if name in metrics}
    columns = answer_columns(result.plan.dimensions, result.names, totals=False)
    every = setting.say("(total)", "（合計）")
    rows = [_row(row, (every, *("" for _ in row.slice[1:])) if row.total else row.slice) for row in result.rows]
    print_table(columns, rows, units, setting.say, project.model.manifest.locale)
