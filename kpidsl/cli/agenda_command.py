"""`kpidsl agenda`: the pack of one meeting, as Markdown."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option, unasked_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Day, Setting, make_command, stop
from kpidsl.cli.paging import judged, whole_tree
from kpidsl.cli.working import working
from kpidsl.cli.writing import put_page, spare_inputs
from kpidsl.model.cadences import GRAIN_OF
from kpidsl.model.records import FileRows
from kpidsl.pipeline import Project, run_request

if TYPE_CHECKING:
    from kpidsl.report.action_effects import Effect
    from kpidsl.report.agenda import Sitting, Without
    from kpidsl.report.board import Board
    from kpidsl.report.reached import Reached


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(dir_okay=False, path_type=Path)
    return make_command(
        "agenda",
        say,
        "Write the pack of a meeting as Markdown: what is reviewed, its numbers, measures, statements to paste.",
        "会議の資料を Markdown で書きます。レビューする KPI、数値、施策、記録用の文まで。",
        [
            click.Argument(["every"], type=click.Choice(list(GRAIN_OF))),
            click.Option(
                ["--date", "day"],
                type=Day(say),
                metavar="DATE",
                help=say("The day of the meeting (default: the next one).", "会議の日（既定: 次の会議）"),
            ),
            click.Option(["-o", "--output"], type=file, metavar="FILE"),
            unasked_option(say),
            connection_option(say),
            timeout_option(say),
        ],
        agenda,
    )


def agenda(
    setting: Setting,
    every: str,
    day: date | None,
    output: Path | None,
    bare: bool,
    connection: str | None,
    timeout: float | None,
) -> None:
    """Print the pack, or write it to a file, which appears whole or not at all."""
    from kpidsl.report.agenda import agenda_of, sitting
    from kpidsl.report.agenda_text import as_markdown
    from kpidsl.report.naming import locale_of

    say, project = setting.say, loaded(setting)
    model = project.model
    if output is not None:
        spare_inputs([output], project, connection, say)
    today = as_of_day(setting, model.manifest.calendar)
    meeting = sitting(model, every, day or today, exactly=day is not None)
    if meeting is None:
        stop(say(f"no kpi says review {every}", f"review {every} と書いた KPI がありません"), 1)
    measured = _Measured("not_asked") if bare else _measured(setting, project, meeting, today, connection, timeout)
    locale = locale_of("ja-JP" if say.language == "ja" else "en-US")
    whole = agenda_of(model, meeting, measured.found, today, locale, measured.effects, measured.reached)
    text = as_markdown(whole, locale)
    put_page(text, output, setting)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The numbers of a meeting, or why there are none; what measures were followed by, and what was reached."""

    found: "Board | Without"
    effects: "tuple[Effect, ...]" = ()
    reached: "tuple[Reached, ...]" = ()


def _measured(
    setting: Setting, project: Project, meeting: "Sitting", day: date, connection: str | None, timeout: float | None
) -> _Measured:
    """Return what a meeting needs of the warehouse; one that fails ends the command."""
    from kpidsl.report.action_effects import effects_of
    from kpidsl.report.agenda import measures_of
    from kpidsl.report.reached import reached_of

    if meeting.about.first > day:
        return _Measured("not_begun")
    model = project.model
    from_files = any(isinstance(each.origin, FileRows) for each in model.sources.values())
    if not (connection or model.manifest.connection or from_files):
        return _Measured("no_connection")
    spec = replace(whole_tree(meeting.names[0]), shows=tuple((name, False) for name in meeting.names))
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("measuring…", "計算中…"), warehouse),
    ):
        board = judged(setting, project, warehouse, spec, meeting.about, day)
        running, closed = measures_of(model, meeting, day)
        effects = effects_of(model, lambda asked: run_request(project, asked, warehouse), (*running, *closed), day)
        reached = reached_of(model, lambda asked: run_request(project, asked, warehouse), board)
    told((*effects.diagnostics, *reached.diagnostics), project, setting)
    return _Measured(board, effects.value or (), reached.value)
