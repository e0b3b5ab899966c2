"""`kpidsl plan`: back-calculation (逆算) from a goal's target to every leaf, day and person."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.numbers import as_csv
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.plan_rows import COLUMNS, as_object, as_rows, pretty
from kpidsl.cli.working import working
from kpidsl.cli.writing import put_out, spare_inputs
from kpidsl.pipeline import Project, asking
from kpidsl.text.diagnostic import finding
from kpidsl.text.nearest import nearest

if TYPE_CHECKING:
    from kpidsl.report.goal_plan import GoalPlan

FORMATS = ("table", "csv", "json", "xlsx")


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "plan",
        say,
        "Calculate back from the target of KGI to what every leaf has to bring, by month, week, day and person.",
        "KGI の目標から、各要素が月・週・営業日・1人ごとにどれだけ必要かを逆算します。",
        [
            click.Argument(["name"], metavar="KGI"),
            click.Option(
                ["--confidence"],
                type=Chance(say),
                metavar="80%",
                help=say("Plan for this probability.", "この確率で達成できる数を計画する"),
            ),
            click.Option(["--format", "form"], type=click.Choice(FORMATS), default="table", show_default=True),
            click.Option(["-o", "--output"], type=click.Path(dir_okay=False, path_type=Path), metavar="FILE"),
            connection_option(say),
            timeout_option(say),
        ],
        plan,
    )


class Chance(click.ParamType[float]):
    """A probability such as 80% or 0.8."""

    name = "probability"

    def __init__(self, say: Say) -> None:
        self.say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the probability as a fraction, or fail with what was expected."""
        from kpidsl.syntax.folding import fold

        text = fold(str(value)).strip()
        try:
            number = round(float(text.removesuffix("%")) / 100, 12) if text.endswith("%") else float(text)
        except ValueError:
            number = -1.0
        if not 0 < number < 1:
            known = self.say(
                "is not a probability between 0% and 100%, such as 80%",
                "は 80% のような 0% と 100% の間の確率ではありません",
            )
            self.fail(f"{value!r} {known}", param, ctx)
        return number


def plan(
    setting: Setting,
    name: str,
    confidence: float | None,
    form: str,
    output: Path | None,
    connection: str | None,
    timeout: float,
) -> int:
    """Print the plan; a goal out of reach prints why and ends with 1."""
    from kpidsl.report.goal_plan import plan_of
    from kpidsl.report.refused import Refused

    say = setting.say
    if form == "xlsx" and output is None and sys.stdout.isatty():
        stop(say("xlsx is no text: give -o FILE", "xlsx は文字ではありません。-o FILE を指定してください"))
    project = loaded(setting)
    if output is not None:
        spare_inputs([output], project, connection, say)
    metrics = project.model.metrics
    if name not in metrics:
        told((finding("K201", None, name=name, near=nearest(name, metrics) or ""),), project, setting)
    day = as_of_day(setting, project.model.manifest.calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("calculating back…", "逆算中…"), warehouse),
    ):
        made = plan_of(project.model, asking(project, warehouse)(project.model), name, day, confidence)
    told(made.diagnostics, project, setting)
    if made.value is None or isinstance(made.value, Refused):
        why = made.value.why if made.value else ("", "")
        stop(setting.say(*why), made.value.code if made.value else 1)
    _put(form, made.value, project, setting, output)
    return 0 if made.value.met or (made.value.plan and made.value.plan.feasible) else 1


def _put(form: str, made: "GoalPlan", project: Project, setting: Setting, output: Path | None) -> None:
    if form == "table" and output is None:
        from kpidsl.cli.planning import print_plan

        print_plan(made, project, setting.say)
        return
    put_out(_bytes(form, made, project, setting), output, setting.say)


def _bytes(form: str, made: "GoalPlan", project: Project, setting: Setting) -> bytes:
    match form:
        case "json":
            return pretty(as_object(made)).encode()
        case "xlsx":
            from kpidsl.cli.plan_sheet import workbook
            from kpidsl.scorecard.figures import Locale

            manifest = project.model.manifest
            locale = Locale(setting.say.language, manifest.locale)
            book = workbook(made, manifest.calendar, locale, setting.say)
            told(book.diagnostics, project, setting)
            return book.value or b""
        case _:
            return as_csv(COLUMNS, list(as_rows(made))).encode()
