"""`kpidsl scorecard`: the pages of a scorecard, as PDF, as a page for browsers, as numbers, as a mail."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.keeping import keep
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.paging import design_of, document, judged, measured_for, sample_of, specs_of
from kpidsl.cli.working import working
from kpidsl.cli.writing import spare_inputs, write_files
from kpidsl.pipeline import Project
from kpidsl.scorecard.outputs.endings import ENDINGS, ending_of

if TYPE_CHECKING:
    from kpidsl.scorecard.designs import Design
    from kpidsl.scorecard.records import Scorecard


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(dir_okay=False, path_type=Path)
    return make_command(
        "scorecard",
        say,
        "Write the pages of a scorecard.",
        "スコアカードのページを書き出します。",
        [
            click.Argument(["name"]),
            click.Option(
                ["-o", "--output", "outputs"],
                required=True,
                multiple=True,
                type=file,
                metavar="FILE",
                help=say(
                    f"May repeat; its ending says what it is: {' '.join(ENDINGS)}.",
                    f"複数可。末尾で種類が決まります: {' '.join(ENDINGS)}",
                ),
            ),
            click.Option(
                ["--archive"],
                is_flag=True,
                help=say("PDF/A-3 with specs and numbers inside.", "定義と数値を添付した PDF/A-3 にする"),
            ),
            click.Option(
                ["--period", "text"], metavar="P", help=say("Default: the last one over.", "既定: 直近の期間")
            ),
            click.Option(
                ["--design"],
                metavar="NAME",
                help=say("Default: the scorecard's template.", "既定: スコアカードの template"),
            ),
            click.Option(
                ["--sample"],
                is_flag=True,
                help=say(
                    "The design with its own sample; no warehouse is asked.", "デザイン付属の見本で。問い合わせません"
                ),
            ),
            click.Option(
                ["--no-keep"],
                is_flag=True,
                help=say("Keep no record of the numbers in runs/.", "数値の記録を runs/ に残さない"),
            ),
            connection_option(say),
            timeout_option(say),
        ],
        scorecard,
    )


def scorecard(
    setting: Setting,
    name: str,
    outputs: tuple[Path, ...],
    archive: bool,
    text: str | None,
    design: str | None,
    sample: bool,
    no_keep: bool,
    connection: str | None,
    timeout: float,
) -> None:
    """Write one document as every file that is asked for; they appear whole and together, or not at all."""
    from kpidsl.report.keeping import of_board

    say = setting.say
    for output in outputs:
        if ending_of(output.name) is None:
            known = ", ".join(ENDINGS)
            stop(say(f"{output} ends in none of {known}", f"{output} の末尾は {known} のどれでもありません"))
    project = loaded(setting)
    spare_inputs(outputs, project, connection, say)
    spec = project.model.scorecards.get(name)
    if spec is None:
        known = ", ".join(project.model.scorecards) or "–"
        stop(say(f"no scorecard {name}; there is {known}", f"スコアカード {name} はありません。あるもの: {known}"))
    drawn = design_of(setting, project, spec, design)
    if sample:
        _write(sample_of(setting, project, spec, drawn), drawn, outputs, archive, project, setting)
        return
    calendar = project.model.manifest.calendar
    chosen = period(calendar, text) if text else None
    told(chosen.diagnostics if chosen else (), project, setting)
    day = as_of_day(setting, calendar)
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("measuring…", "計算中…"), warehouse) as doing,
    ):
        board = judged(setting, project, warehouse, spec, chosen.value if chosen else None, day)
        further = measured_for(setting, project, warehouse, spec, board, drawn)
        doing(say("printing…", "印刷中…"))
        _write(document(project, spec, board, further), drawn, outputs, archive, project, setting)
        if not no_keep:
            keep(setting, project, warehouse, "scorecard", name, of_board(project.model, board), board.as_of)


def _write(
    card: "Scorecard", design: "Design", outputs: Sequence[Path], archive: bool, project: Project, setting: Setting
) -> None:
    from kpidsl.scorecard.outputs.making import Making, archived, make_files

    attached = archived(card, specs_of(project)) if archive else None
    name = next((each.name for each in outputs if ending_of(each.name) == ".pdf"), "scorecard.pdf")
    endings = {output: ending_of(output.name) or "" for output in outputs}
    made = make_files(Making(card, design, attached, name), dict.fromkeys(endings.values()))
    told(made.diagnostics, project, setting)
    write_files({output: made.value[ending] for output, ending in endings.items()}, setting.say)
    if not setting.quiet:
        for output in outputs:
            click.echo(str(output))
