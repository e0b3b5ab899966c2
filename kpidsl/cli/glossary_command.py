"""`kpidsl glossary`: the project's numbers to learn: meanings, worked examples, questions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import as_of_day, loaded, told
from kpidsl.cli.connecting import connected, connection_option, timeout_option, unasked_option
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command, stop
from kpidsl.cli.working import working
from kpidsl.cli.writing import put_page, spare_inputs
from kpidsl.model.near import unknown_number
from kpidsl.pipeline import Project, asking

if TYPE_CHECKING:
    from kpidsl.report.glossary import Entry


def make(say: Say) -> click.Command:
    """Make the command."""
    file = click.Path(dir_okay=False, path_type=Path)
    return make_command(
        "glossary",
        say,
        "Write what each number means as Markdown, with an example in the numbers of last month, and questions.",
        "各指標の意味、直近の月の数による計算例、確かめの問題を Markdown で書きます。研修や勉強会に。",
        [
            click.Argument(["names"], nargs=-1, metavar="[NAME]..."),
            click.Option(["-o", "--output"], type=file, metavar="FILE"),
            unasked_option(say),
            connection_option(say),
            timeout_option(say),
        ],
        glossary,
    )


def glossary(
    setting: Setting, names: tuple[str, ...], output: Path | None, bare: bool, connection: str | None, timeout: float
) -> None:
    """Print the glossary of the named numbers (default: every kgi and kpi), or write it to a file."""
    from kpidsl.report.glossary_text import as_markdown
    from kpidsl.report.naming import locale_of

    say, project = setting.say, loaded(setting)
    metrics = project.model.metrics
    told(tuple(unknown_number(name, metrics) for name in names if name not in metrics), project, setting)
    if output is not None:
        spare_inputs([output], project, connection, say)
    asked = names or tuple(each.name for each in metrics.values() if each.role != "metric") or tuple(metrics)
    if not asked:
        stop(say("the project has no numbers yet", "このプロジェクトにはまだ指標がありません"), 1)
    locale = locale_of("ja-JP" if say.language == "ja" else "en-US")
    text = as_markdown(project.model, _entries(setting, project, asked, bare, connection, timeout), locale)
    put_page(text, output, setting)


def _entries(
    setting: Setting, project: Project, names: tuple[str, ...], bare: bool, connection: str | None, timeout: float
) -> "tuple[Entry, ...]":
    from kpidsl.report.glossary import glossary_of

    model = project.model
    day = as_of_day(setting, model.manifest.calendar)
    if bare:
        return glossary_of(model, None, names, day).value
    with (
        connected(setting, project, connection, timeout) as warehouse,
        working(setting, setting.say("measuring…", "計算中…"), warehouse),
    ):
        made = glossary_of(model, asking(project, warehouse), names, day)
    told(made.diagnostics, project, setting)
    return made.value
