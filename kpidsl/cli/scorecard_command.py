"""`kpidsl scorecard`: the pages of a scorecard, as PDF or HTML."""

from pathlib import Path

import click

from kpidsl.cli.asking import as_of_day, loaded, period, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.paging import design_of, document, judged, measured_for, page, sample_of
from kpidsl.cli.working import working
from kpidsl.cli.writing import spare_inputs, write_files
from kpidsl.pipeline import Project

ENDINGS = (".pdf", ".html")


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
            click.Option(["-o", "--output"], required=True, type=file, metavar="FILE.pdf|.html"),
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
            connection_option(say),
            timeout_option(say),
        ],
        scorecard,
    )


def scorecard(
    setting: Setting,
    name: str,
    output: Path,
    text: str | None,
    design: str | None,
    sample: bool,
    connection: str | None,
    timeout: float,
) -> None:
    """Write one document; the file appears whole or not at all."""
    say = setting.say
    if output.suffix.lower() not in ENDINGS:
        stop(say(f"{output} ends in neither .pdf nor .html", f"{output} は .pdf でも .html でもありません"))
    project = loaded(setting)
    spare_inputs([output], project, connection, say)
    spec = project.model.scorecards.get(name)
    if spec is None:
        known = ", ".join(project.model.scorecards) or "–"
        stop(say(f"no scorecard {name}; there is {known}", f"スコアカード {name} はありません。あるもの: {known}"))
    drawn = design_of(setting, project, spec, design)
    if sample:
        _write(page(setting, project, spec, sample_of(setting, project, spec, drawn), drawn), output, project, setting)
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
        _write(page(setting, project, spec, document(project, spec, board, further), drawn), output, project, setting)


def _write(html: str, output: Path, project: Project, setting: Setting) -> None:
    data = html.encode() if output.suffix.lower() == ".html" else _pdf(html, project, setting)
    write_files({output: data}, setting.say)
    if not setting.quiet:
        click.echo(str(output))


def _pdf(html: str, project: Project, setting: Setting) -> bytes:
    from kpidsl.scorecard.pdf import render_pdf

    rendered = render_pdf(html)
    told(rendered.diagnostics, project, setting)
    assert rendered.value is not None
    return rendered.value.data
