"""`kpidsl scorecard`: the pages of a scorecard, as PDF, as a page for browsers, as numbers, as a mail."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.keeping import Report, keep
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.paging import design_of, document, judged, measured_for, sample_of, specs_of
from kpidsl.cli.working import working
from kpidsl.cli.writing import spare_inputs, write_files
from kpidsl.model.records import ScorecardSpec
from kpidsl.pipeline import Project, changes_behind
from kpidsl.scorecard.outputs.endings import ENDINGS, ending_of

if TYPE_CHECKING:
    from kpidsl.scorecard.designs import Design
    from kpidsl.scorecard.records import Scorecard


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(path_type=Path)
    return make_command(
        "scorecard",
        say,
        "Write the pages of a scorecard.",
        "スコアカードのページを書き出します。",
        [
            click.Argument(["names"], nargs=-1, required=True, metavar="NAME..."),
            click.Option(
                ["-o", "--output", "outputs"],
                multiple=True,
                type=file,
                metavar="FILE",
                help=say(
                    f"May repeat; its ending says what it is: {' '.join(ENDINGS)}.",
                    f"複数可。末尾で種類が決まります: {' '.join(ENDINGS)}",
                ),
            ),
            click.Option(
                ["--by"],
                metavar="DIM",
                help=say("One document for each member, into the folder -o.", "メンバーごとに1文書。-o はフォルダー"),
            ),
            click.Option(
                ["--format", "forms"],
                multiple=True,
                type=click.Choice([each.lstrip(".") for each in ENDINGS]),
                help=say("Of many documents; may repeat (default: pdf).", "多数の文書の種類。複数可（既定: pdf）"),
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
    names: tuple[str, ...],
    outputs: tuple[Path, ...],
    by: str | None,
    forms: tuple[str, ...],
    archive: bool,
    text: str | None,
    design: str | None,
    sample: bool,
    no_keep: bool,
    connection: str | None,
    timeout: float,
) -> int:
    """Write one document as every file that is asked for, together or not at all; or many into a folder."""
    from kpidsl.report.keeping import of_board

    say = setting.say
    many = by is not None or len(names) > 1
    _refuse(outputs, forms, many, sample, say)
    project = loaded(setting)
    specs = [_spec(name, project, say) for name in dict.fromkeys(names)]
    calendar = project.model.manifest.calendar
    chosen = period(calendar, text) if text else None
    told(chosen.diagnostics if chosen else (), project, setting)
    day, shown = as_of_day(setting, calendar), chosen.value if chosen else None
    if many:
        from kpidsl.cli.many_scorecards import FOLDER, Asked, write_many

        endings = tuple(f".{each}" for each in dict.fromkeys(forms)) or (".pdf",)
        asked = Asked(shown, day, design, by, endings, archive, outputs[0] if outputs else FOLDER, not no_keep)
        return write_many(setting, project, specs, asked, connection, timeout)
    spec = specs[0]
    spare_inputs(outputs, project, connection, say)
    drawn = design_of(setting, project, spec, design)
    if sample:
        _write(sample_of(setting, project, spec, drawn), drawn, outputs, archive, project, setting)
        return 0
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, say("measuring…", "計算中…"), warehouse) as doing,
    ):
        board = judged(setting, project, warehouse, spec, shown, day)
        further = measured_for(setting, project, warehouse, spec, board, drawn)
        doing(say("printing…", "印刷中…"))
        changes = changes_behind(project, spec, board) if "changes" in drawn.needs else None
        card = document(project, spec, board, further, changes)
        _write(card, drawn, outputs, archive, project, setting)
        if not no_keep:
            numbers = of_board(project.model, board)
            report = Report("scorecard", spec.name, numbers, board.as_of, {"": card.run.id})
            keep(setting, project, warehouse, report)
    return 0


def _refuse(outputs: Sequence[Path], forms: Sequence[str], many: bool, sample: bool, say: Say) -> None:
    """End the command where its options do not go together."""
    if many:
        if sample:
            stop(say("--sample is of one document", "--sample は1文書だけのものです"))
        if len(outputs) > 1 or any(each.is_file() for each in outputs):
            stop(say("for many documents -o names one folder", "多数の文書では -o に1つのフォルダーを指定してください"))
        return
    if forms:
        stop(
            say(
                "--format is for many documents: of one the ending of -o says it",
                "1文書では -o の末尾で種類が決まります",
            )
        )
    if not outputs:
        stop(say("give -o FILE", "-o FILE を指定してください"))
    for output in outputs:
        if ending_of(output.name) is None:
            known = ", ".join(ENDINGS)
            stop(say(f"{output} ends in none of {known}", f"{output} の末尾は {known} のどれでもありません"))
        if output.is_dir():
            stop(say(f"{output} is a folder", f"{output} はフォルダーです"))


def _spec(name: str, project: Project, say: Say) -> ScorecardSpec:
    spec = project.model.scorecards.get(name)
    if spec is None:
        known = ", ".join(project.model.scorecards)
        if not known:
            metrics = project.model.metrics.values()
            shown = next((each.name for role in ("kgi", "kpi") for each in metrics if each.role == role), name)
            first = say("monthly", "月次")
            clause = f"scorecard {first} {{ show {shown} tree  every month }}"
            stop(
                say(
                    f"there is no scorecard yet; write one into a spec: {clause}",
                    f"スコアカードがまだありません。スペックに書いてください: {clause}",
                )
            )
        stop(say(f"no scorecard {name}; there is {known}", f"スコアカード {name} はありません。あるもの: {known}"))
    return spec


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
