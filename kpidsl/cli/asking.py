"""From a command line to a request: which metrics, which periods, which slices; and the project it is asked of."""

import re
from datetime import date, datetime, timedelta

import click

from kpidsl.cli.exits import exit_code
from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, stop
from kpidsl.model.calendar import GRAINS, Calendar, Period, local_day, read_period, start_instant
from kpidsl.pipeline import Project, load
from kpidsl.query.plan import Request
from kpidsl.syntax import tree
from kpidsl.syntax.folding import fold
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.source import Source

WHERE = "--where"


def loaded(setting: Setting) -> Project:
    """Return the project; its findings are printed, and with an error among them the command ends."""
    outcome = load(setting.folder())
    kept = [each for each in outcome.diagnostics if setting.verbose or each.severity != "info"]
    tell(kept, outcome.value.folder.texts, setting.say.language, quiet=setting.quiet)
    end_on_error(outcome.diagnostics)
    return outcome.value


def end_on_error(found: tuple[Diagnostic, ...]) -> None:
    """End the command with the right code where an error is among the findings."""
    if code := exit_code(found):
        raise click.exceptions.Exit(code)


def told(found: tuple[Diagnostic, ...], project: Project, setting: Setting, where: str | None = None) -> None:
    """Print the findings of a later stage, and end the command where one is an error; `where` is that option's text."""
    texts = project.folder.texts if where is None else {**project.folder.texts, WHERE: Source(WHERE, where)}
    tell(found, texts, setting.say.language, quiet=setting.quiet)
    end_on_error(found)


def as_of_day(setting: Setting, calendar: Calendar) -> date:
    """Return the local day of the as-of."""
    return setting.as_of or local_day(calendar, setting.now)


def as_of_instant(setting: Setting, calendar: Calendar) -> datetime:
    """Return the instant up to which rows count: the end of the day asked for, or now."""
    return start_instant(calendar, setting.as_of + timedelta(days=1)) if setting.as_of else setting.now


def period(calendar: Calendar, text: str) -> Outcome[Period | None]:
    """Read a period of the command line."""
    found = read_period(calendar, fold(text).strip())
    return Outcome(found) if isinstance(found, Period) else Outcome(None, (finding("K503", None, text=text),))


def request_options(say: Say) -> list[click.Parameter]:
    """Return the options that `compile` and `run` share."""
    return [
        click.Argument(["names"], nargs=-1, metavar="[NAME]..."),
        click.Option(["--grain"], type=click.Choice(GRAINS), default="month", show_default=True),
        click.Option(
            ["--from", "first"],
            metavar="PERIOD",
            help=say("Any period: 2026-09, FY2026Q1, 2026-09-30.", "期間: 2026-09、FY2026Q1、2026-09-30 など"),
        ),
        click.Option(
            ["--to", "last"], metavar="PERIOD", help=say("Default: the period of the as-of.", "既定: 基準日の期間")
        ),
        click.Option(
            ["--by"], multiple=True, metavar="DIM", help=say("Slice by a dimension; may repeat.", "切り口。繰り返し可")
        ),
        click.Option(
            ["--totals"],
            is_flag=True,
            help=say("With --by: a row over all slices, too.", "--by とともに: 全体の行も加える"),
        ),
        click.Option(
            [WHERE], metavar="COND", help=say("Count only these rows: channel = 'web'.", "対象の行: channel = 'web'")
        ),
    ]


def read_request(
    setting: Setting,
    project: Project,
    names: tuple[str, ...],
    grain: str,
    first: str | None,
    last: str | None,
    by: tuple[str, ...],
    where: str | None,
    totals: bool = False,
) -> Request:
    """Return what is asked; without names, every number of the project. What cannot be read ends the command."""
    calendar = project.model.manifest.calendar
    asked = tuple(dict.fromkeys(names)) or tuple(project.model.metrics)
    dimensions = tuple(dict.fromkeys(name for each in by for name in _names(each)))
    _differ(answer_columns(dimensions, asked, totals), setting.say)
    begin, end = (period(calendar, text) if text else Outcome(None) for text in (first, last))
    condition = _condition(where) if where else Outcome(None)
    told((*begin.diagnostics, *end.diagnostics, *condition.diagnostics), project, setting, where)
    return Request(
        names=asked,
        as_of=as_of_instant(setting, calendar),
        whole_day=setting.as_of,
        grain=grain,  # type: ignore[arg-type]  # click lets nothing else through
        first=begin.value.first if begin.value else None,
        last=end.value.last if end.value else None,
        by=dimensions,
        where=condition.value,
        totals=totals,
    )


def answer_columns(dimensions: tuple[str, ...], names: tuple[str, ...], totals: bool) -> tuple[str, ...]:
    """Return the names of the columns of an answer, in order; with `totals` one says which rows are over all slices."""
    return ("period", *dimensions, *names, "complete", *(("total",) if totals else ()))


def _differ(columns: tuple[str, ...], say: Say) -> None:
    """End the command where an answer would have two columns of one name, which no program could tell apart."""
    for name in columns:
        if columns.count(name) > 1:
            stop(
                say(
                    f"two columns would be called {name}: ask for the metrics by their names, without it",
                    f"{name} という列が二つできてしまいます。それを除いて指標の名前を指定してください",
                )
            )


def _names(text: str) -> list[str]:
    """Return the names of a list with commas; a name in backticks may hold any character."""
    parts = re.findall(r"`((?:[^`]|``)+)`|([^,`]+)", text)
    return [quoted.replace("``", "`") or plain.strip() for quoted, plain in parts if quoted or plain.strip()]


def _condition(text: str) -> Outcome[tree.Expression | None]:
    from kpidsl.syntax.passage import whole
    from kpidsl.syntax.reading import try_as

    value, wrong = try_as("formula", whole(WHERE, text))
    return Outcome(value, (wrong,) if wrong else ())
