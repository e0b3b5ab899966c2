"""`kpidsl check`: all findings at once."""

import gc
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from kpidsl import pipeline
from kpidsl.cli.connecting import connection_option, timeout_option
from kpidsl.cli.exits import exit_code
from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, asked_folder, make_command
from kpidsl.pipeline import Checked
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import as_github, as_json, as_junit, as_sarif, terminal

FORMATS = ("text", "json", "sarif", "github", "junit")


def make(say: Say) -> click.Command:
    """Make the command."""
    paths = click.Path(path_type=Path)
    return make_command(
        "check",
        say,
        "Report every finding of the specs, each with its place and a way to mend it.",
        "定義の問題を、場所と直し方つきですべて報告します。",
        [
            click.Argument(["paths"], nargs=-1, type=paths, metavar="[PATH]..."),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="text", show_default=True),
            click.Option(["--strict"], is_flag=True, help=say("Exit 1 for warnings too.", "警告でも終了コード 1")),
            click.Option(
                ["--explain"],
                metavar="CODE",
                help=say("Print what a code such as K302 means, and end.", "K302 のようなコードの説明を表示して終わる"),
            ),
            click.Option(
                ["--warehouse"],
                is_flag=True,
                help=say(
                    "Look at the warehouse too: tables, types, keys, joins, freshness.",
                    "接続先も調べる: テーブル、型、キー、結合、鮮度",
                ),
            ),
            connection_option(say),
            timeout_option(say),
        ],
        check,
    )


def check(
    setting: Setting,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    explain: str | None = None,
    warehouse: bool = False,
    connection: str | None = None,
    timeout: float | None = None,
) -> int:
    """Print the findings of a project, or of the given files and folders in it, on stdout; or explain a code."""
    if explain is not None:
        from kpidsl.cli.explaining import explained

        print(explained(explain, setting.say), end="")
        return 0
    # A check ends before there is anything worth collecting, and to look for it costs a fifth of the time.
    gc.disable()
    folder, wanted = asked_folder(setting, paths)
    checked = pipeline.check(folder)
    seen = checked.diagnostics
    if warehouse and not checked.failed:
        seen += _of_warehouse(setting, folder, connection, timeout)
    found = list(_within(seen, folder, wanted))
    print(_formatted(form, found, checked.value, setting), end="")
    return exit_code(found, strict=strict)


def _of_warehouse(
    setting: Setting, folder: Path, connection: str | None, timeout: float | None
) -> tuple[Diagnostic, ...]:
    """Return what is wrong between a project without errors and its warehouse."""
    from kpidsl.cli.asking import as_of_instant
    from kpidsl.cli.connecting import connected
    from kpidsl.cli.working import working

    project = pipeline.load(folder).value
    say = setting.say
    as_of = as_of_instant(setting, project.model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as opened,
        working(setting, say("looking at the warehouse…", "接続先を確認中…"), opened) as doing,
    ):
        return pipeline.check_warehouse(
            project, opened, as_of, lambda name: doing(say(f"looking at {name}…", f"{name} を確認中…"))
        ).diagnostics


def _within(found: Iterable[Diagnostic], folder: Path, wanted: tuple[Path, ...]) -> Iterable[Diagnostic]:
    for each in found:
        file = (folder / each.span.file).resolve() if each.span is not None else None
        if not wanted or file is None or any(file.is_relative_to(path) for path in wanted):
            yield each


def summary(found: Iterable[Diagnostic], project: Checked) -> dict[str, int]:
    """Return the counts that `check --format json` promises."""
    severities = [each.severity for each in found]
    return {
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "infos": severities.count("info"),
        "files": len(project.folder.specs),
        "kgis": project.counts["kgi"],
        "kpis": project.counts["kpi"],
        "metrics": project.counts["metric"],
        "sources": project.counts["source"],
    }


def _formatted(form: str, found: list[Diagnostic], project: Checked, setting: Setting) -> str:
    texts, language = project.folder.texts, setting.say.language
    match form:
        case "json":
            return as_json(found, texts, language, summary(found, project)) + "\n"
        case "sarif":
            return as_sarif(found, texts, language) + "\n"
        case "github":
            return as_github(found, texts, language)
        case "junit":
            return as_junit(found, texts, language)
    kept = [each for each in found if setting.verbose or each.severity != "info"]
    shown = terminal(kept, texts, language, coloured(sys.stdout))
    if setting.quiet:
        return shown
    return shown + ("\n" if shown else "") + _counted(summary(found, project), setting.say)


def _counted(counts: dict[str, int], say: Say) -> str:
    what = say(
        "{kgis} kgi, {kpis} kpi, {metrics} metric, {sources} source in {files} files",
        "kgi {kgis}、kpi {kpis}、metric {metrics}、source {sources}（{files} ファイル）",
    )
    wrong = say("{errors} errors, {warnings} warnings", "エラー {errors}、警告 {warnings}")
    fine = say("ok", "問題ありません")
    head = wrong if counts["errors"] or counts["warnings"] else fine
    return f"{head}: {what}\n".format_map(counts)
