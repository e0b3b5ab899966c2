"""Findings of a project on stdout, in the form that was asked for."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from kpidsl.cli.findings import coloured
from kpidsl.cli.language import Say
from kpidsl.cli.options import Params, Setting
from kpidsl.memory.baseline import marks
from kpidsl.pipeline import Checked
from kpidsl.project import MANIFEST
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render import as_github, as_gitlab, as_json, as_junit, as_markdown, as_sarif, terminal

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")


def report_options(say: Say) -> Params:
    """Return the options that `check` and `lint` share."""
    return [
        click.Argument(["paths"], nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]..."),
        click.Option(["--format", "form"], type=click.Choice(FORMATS), default="text", show_default=True),
        click.Option(["--strict"], is_flag=True, help=say("Exit 1 for warnings too.", "警告でも終了コード 1")),
        click.Option(
            ["--explain"],
            metavar="CODE",
            help=say("Print what a code such as K302 means, and end.", "K302 のようなコードの説明を表示して終わる"),
        ),
    ]


def within(found: Iterable[Diagnostic], folder: Path, wanted: tuple[Path, ...]) -> Iterable[Diagnostic]:
    """Yield the findings that stand in some files and folders, all of them where none is given."""
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


def formatted(form: str, found: list[Diagnostic], project: Checked, setting: Setting, *, infos: bool) -> str:
    """Return findings in a form; as text with `infos` or without."""
    texts, language = project.folder.texts, setting.say.language
    match form:
        case "json":
            return as_json(found, texts, language, summary(found, project)) + "\n"
        case "sarif":
            from importlib.metadata import version

            return as_sarif(found, texts, language, version("kpidsl"), repository_path(project.folder.path)) + "\n"
        case "github":
            return as_github(found, texts, language, repository_path(project.folder.path))
        case "gitlab":
            prints = [each.print for each in marks(found, texts)]
            root = repository_path(project.folder.path)
            return as_gitlab(found, texts, language, prints, MANIFEST, root) + "\n"
        case "junit":
            return as_junit(found, texts, language)
        case "markdown":
            head = _counted(summary(found, project), setting.say).strip()
            return as_markdown(found, texts, language, head, repository_path(project.folder.path))
    kept = [each for each in found if infos or each.severity != "info"]
    shown = terminal(kept, texts, language, coloured(sys.stdout))
    if setting.quiet:
        return shown
    return shown + ("\n" if shown else "") + _counted(summary(found, project), setting.say)


def repository_path(folder: Path) -> str:
    """Return the way from the repository's root to a project, `kpi/` or "" where it is the root or there is none.

    What platforms show beside a line they look for by its path from there.
    """
    place = folder.resolve()
    known = (os.environ.get(name) for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"))
    roots = [Path(each).resolve() for each in known if each]
    root = next((each for each in roots if place.is_relative_to(each)), None)
    root = root or next((each for each in (place, *place.parents) if (each / ".git").exists()), place)
    way = place.relative_to(root).as_posix()
    return "" if way == "." else f"{way}/"


def _counted(counts: dict[str, int], say: Say) -> str:
    def many(word: str) -> str:
        return f"{counts[f'{word}s']} {word}{'' if counts[f'{word}s'] == 1 else 's'}"

    what = say(
        f"{{kgis}} kgi, {{kpis}} kpi, {{metrics}} metric, {{sources}} source in {many('file')}",
        "kgi {kgis}、kpi {kpis}、metric {metrics}、source {sources}（{files} ファイル）",
    )
    wrong = say(f"{many('error')}, {many('warning')}", "エラー {errors}、警告 {warnings}")
    fine = say("ok", "問題ありません")
    head = wrong if counts["errors"] or counts["warnings"] else fine
    return f"{head}: {what}\n".format_map(counts)
