"""`kpidsl explain`: the bridge of a goal between two periods, to its plan or between slices, and its centre pin."""

import sys
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.model.calendar import Calendar, Period
from kpidsl.pipeline import Project, asking
from kpidsl.text.diagnostic import Outcome, finding
from kpidsl.text.nearest import nearest

if TYPE_CHECKING:
    from kpidsl.analysis.bridge import Method
    from kpidsl.history.kept import KeptRun
    from kpidsl.report.change_record import Change
    from kpidsl.report.measuring import AskOf
    from kpidsl.report.refused import Refused

METHODS = ("shapley", "lmdi")
FORMATS = ("table", "csv", "json")


def make(say: Say) -> click.Command:
    """Make the command."""
    words = say("Any period: 2026-09, FY2026Q1.", "期間: 2026-09、FY2026Q1 など")
    return make_command(
        "explain",
        say,
        "Tell what changed KGI from one period to another, leaf by leaf, and which leaf would bring it most.",
        "二つの期間の間に KGI が変わった理由を要素ごとに分け、最も効く要素（センターピン）を示します。",
        [
            click.Argument(["name"], metavar="KGI"),
            click.Option(["--from", "first"], metavar="P", help=words),
            click.Option(["--to", "last"], required=True, metavar="P", help=words),
            click.Option(
                ["--against"],
                type=click.Choice(["plan"]),
                help=say("Instead of --from: from the targets to what came.", "--from の代わりに、目標と実績の差"),
            ),
            click.Option(
                ["--between"],
                nargs=2,
                metavar="DIM=A DIM=B",
                help=say("Instead of --from: from one slice to another.", "--from の代わりに、二つの切り口の差"),
            ),
            click.Option(
                ["--by"],
                metavar="DIM",
                help=say("Cut every bar by a dimension, mix apart from rate.", "各要素を切り口で分ける（率と構成）"),
            ),
            click.Option(["--method"], type=click.Choice(METHODS), default="shapley", show_default=True),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            connection_option(say),
            timeout_option(say),
        ],
        explain,
    )


def explain(
    setting: Setting,
    name: str,
    first: str | None,
    last: str,
    against: str | None,
    between: tuple[str, str] | None,
    by: str | None,
    method: "Method",
    form: str,
    connection: str | None,
    timeout: float,
) -> None:
    """Print the bridge and the centre pin."""
    from kpidsl.history.kept import read_runs
    from kpidsl.report.refused import Refused

    _one_question(setting.say, first, against, between, by)
    slices = _slices(between, setting.say) if between else None
    project = loaded(setting)
    model, calendar = project.model, project.model.manifest.calendar
    if name not in model.metrics:
        told((finding("K201", None, name=name, near=nearest(name, model.metrics) or ""),), project, setting)
    begin, end = _read(calendar, first, project, setting), _read(calendar, last, project, setting)
    assert end is not None
    runs = read_runs(project.folder.path)
    told(runs.diagnostics, project, setting)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("comparing…", "比較中…"), warehouse),
    ):
        made = _made(project, asking(project, warehouse), name, begin, end, setting, slices, by, method, runs.value)
    told(made.diagnostics, project, setting)
    if made.value is None or isinstance(made.value, Refused):
        stop(setting.say(*(made.value.why if made.value else ("", ""))), made.value.code if made.value else 1)
    _put(form, made.value, project, setting.say)


def _one_question(
    say: Say, first: str | None, against: str | None, between: tuple[str, str] | None, by: str | None
) -> None:
    """End the command where it is not one of: two periods, plan and actual, two slices."""
    if sum(map(bool, (first, against, between))) != 1:
        stop(
            say(
                "one of --from P, --against plan, --between DIM=A DIM=B is needed",
                "--from P、--against plan、--between DIM=A DIM=B のどれか一つが必要です",
            )
        )
    if by and not first:
        stop(
            say(
                "--by cuts a change between two periods: give --from",
                "--by は二つの期間の比較に使います。--from が必要です",
            )
        )


def _slices(between: tuple[str, str], say: Say) -> tuple[str, tuple[str | None, str | None]]:
    """Return the dimension and its two members; `DIM=null` are the rows without a value of it."""
    pairs = [each.partition("=") for each in between]
    for text, (dimension, sign, member) in zip(between, pairs, strict=True):
        if not dimension.strip() or not sign or not member.strip():
            stop(say(f"{text!r} is not DIM=MEMBER", f"{text!r} は DIM=値 の形ではありません"))
    (left, _, one), (right, _, other) = pairs
    if left.strip(" `") != right.strip(" `"):
        stop(
            say(
                f"{left.strip()} and {right.strip()} are two dimensions; slices are compared on one",
                f"{left.strip()} と {right.strip()} は別の切り口です。一つの切り口の値を二つ指定してください",
            )
        )
    return left.strip(" `"), (_member(one), _member(other))


def _member(text: str) -> str | None:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return None if text == "null" else text


def _read(calendar: Calendar, text: str | None, project: Project, setting: Setting) -> Period | None:
    found = period(calendar, text) if text is not None else Outcome(None)
    told(found.diagnostics, project, setting)
    return found.value


def _made(
    project: Project,
    ask_of: "AskOf",
    name: str,
    first: Period | None,
    last: Period,
    setting: Setting,
    slices: tuple[str, tuple[str | None, str | None]] | None,
    by: str | None,
    method: "Method",
    runs: "tuple[KeptRun, ...]",
) -> "Outcome[Change | Refused | None]":
    model = project.model
    day = as_of_day(setting, model.manifest.calendar)
    if slices is not None:
        from kpidsl.report.change_slices import between_slices

        return between_slices(model, ask_of, name, *slices, last, day, method)
    if first is None:
        from kpidsl.report.change_plan import gap_to_plan

        return gap_to_plan(model, ask_of, name, last, day, method, runs)
    from kpidsl.cli.keeping import models_of
    from kpidsl.report.change_bridge import change_of

    return change_of(model, ask_of, name, first, last, day, method, by, runs, models_of(project))


def _put(form: str, change: "Change", project: Project, say: Say) -> None:
    from kpidsl.cli.numbers import as_csv

    if form == "table":
        from kpidsl.cli.change_table import print_change

        print_change(change, project, say)
        return
    from kpidsl.cli.change_rows import COLUMNS, as_object, as_rows
    from kpidsl.cli.plan_rows import pretty

    sys.stdout.write(pretty(as_object(change)) if form == "json" else as_csv(COLUMNS, list(as_rows(change))))
