"""`kpidsl check`: all findings at once."""

import gc
from pathlib import Path

import click

from kpidsl import pipeline
from kpidsl.cli.accepting import accept, baseline_options, of_the_whole, only_new
from kpidsl.cli.connecting import connection_option, timeout_option
from kpidsl.cli.exits import exit_code
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, asked_folder, make_command
from kpidsl.cli.reporting import formatted, report_options, within
from kpidsl.lint.every import RULES
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "check",
        say,
        "Report every finding of the specs, each with its place and a way to mend it.",
        "定義の問題を、場所と直し方つきですべて報告します。",
        [
            *report_options(say),
            click.Option(
                ["--warehouse"],
                is_flag=True,
                help=say(
                    "Look at the warehouse too: tables, types, keys, joins, freshness.",
                    "接続先も調べる: テーブル、型、キー、結合、鮮度",
                ),
            ),
            click.Option(
                ["--since"],
                metavar="REV",
                help=say(
                    "Hold the specs against a commit too: what went without a word, what changed in retrospect.",
                    "コミットとも照合する: 記録なしの削除、過去の期間の目標や定義の変更",
                ),
            ),
            *baseline_options(say),
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
    since: str | None = None,
    baseline: Path | None = None,
    write_baseline: Path | None = None,
) -> int:
    """Print the findings of a project, or of the given files and folders in it, on stdout; or explain a code."""
    if explain is not None:
        from kpidsl.cli.explaining import explained

        print(explained(explain, setting.say), end="")
        return 0
    # A check ends before there is anything worth collecting, and to look for it costs a fifth of the time.
    gc.disable()
    folder, wanted = asked_folder(setting, paths)
    checked = pipeline.check(folder, setting.as_of or setting.now)
    seen = checked.diagnostics
    # A rule may be broken and the tables still be there; only what cannot be read cannot be looked up.
    unread = any(each.severity == "error" and each.code in CODES for each in seen)
    if warehouse and not unread:
        seen += _of_warehouse(setting, folder, connection, timeout)
    if since is not None and not unread:
        seen += _since(setting, folder, since)
    found = list(within(seen, folder, wanted))
    if write_baseline is not None:
        of_the_whole(setting, wanted, baseline)
        accept(write_baseline, found, checked.value.folder, setting)
        return 0
    if baseline is not None:
        asked, whole = checked.value.asked, not wanted and not unread
        rules = {each.code for each in RULES}

        def looked_at(code: str) -> bool:
            if code in CODES:
                return whole and (warehouse or not code.startswith("K8"))
            return whole and (code in asked if code in rules else since is not None)

        found = only_new(baseline, found, checked.value.folder, setting, looked_at)
    print(formatted(form, found, checked.value, setting, infos=setting.verbose), end="")
    return exit_code(found, strict=strict)


def _since(setting: Setting, folder: Path, revision: str) -> tuple[Diagnostic, ...]:
    """Return what was changed since a commit that may not change silently; the command ends where git cannot say."""
    from kpidsl.cli.asking import as_of_day
    from kpidsl.cli.diff_command import sides

    old, new, found = sides(setting, revision, lambda _: pipeline.load(folder).value)
    today = as_of_day(setting, new.model.manifest.calendar)
    return (*found, *pipeline.compare_revisions(old, new, revision, today)[1])


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
