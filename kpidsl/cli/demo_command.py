"""`kpidsl demo`: a project with data, checked, run and printed."""

import os
import shlex
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpidsl.cli.asking import loaded
from kpidsl.cli.connecting import connected
from kpidsl.cli.findings import tell
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command
from kpidsl.cli.packing import unpack
from kpidsl.cli.paging import design_of, document, judged
from kpidsl.cli.tree_command import print_tree
from kpidsl.cli.working import working
from kpidsl.cli.writing import file_name, write_files
from kpidsl.pipeline import Project
from kpidsl.project import MANIFEST

if TYPE_CHECKING:
    from kpidsl.scorecard.records import Scorecard

PACK = "inside_sales"
FOLDER = "kpidsl-demo"
PAGES = "scorecards"


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "demo",
        say,
        "Make a project with a company's data, check it, run it and write its scorecards.",
        "会社一社分のデータつきプロジェクトを作り、検査・計算し、スコアカードを書き出します。",
        [click.Argument(["folder"], required=False, default=FOLDER, metavar="[DIR]", type=click.Path(path_type=Path))],
        demo,
    )


def demo(setting: Setting, folder: Path) -> None:
    """Do all of it, saying each step; without the libraries for PDF the pages are HTML alone."""
    say = setting.say
    there = (folder / MANIFEST).is_file()
    if there:
        _step(setting, f"{folder} is there already and is used as it is", f"{folder} は既にあるため、そのまま使います")
    else:
        unpack(setting, PACK, folder)
        _step(setting, f"made {folder}: specs and 30 months of data", f"{folder} を作りました: 定義と30か月分のデータ")
    inside = Setting(folder, setting.as_of or _as_of(), setting.quiet, setting.verbose, say, setting.now)
    project = loaded(inside)
    roles = [each.role for each in project.model.metrics.values()]
    counts = {"kgis": roles.count("kgi"), "kpis": roles.count("kpi")}
    _step(
        setting,
        "checked: {kgis} kgi, {kpis} kpi".format_map(counts),
        "検査済み: kgi {kgis}、kpi {kpis}".format_map(counts),
    )
    cards = _cards(inside, project)
    own = next((card for card in cards.values() if card.locale.language == say.language), next(iter(cards.values())))
    if not setting.quiet:
        print_tree(own, say)
    written = _write(inside, project, folder, cards)
    for each in written:
        click.echo(str(each))
    _next(setting, folder)


def _as_of() -> date:
    from kpidsl.demo.packs import packs

    return next(pack.as_of for pack in packs() if pack.name == PACK)


def _cards(setting: Setting, project: Project) -> "dict[str, Scorecard]":
    """Return every scorecard of the project; those that show the same are measured once."""
    assert setting.as_of is not None
    boards = {}
    cards = {}
    with connected(setting, project, None) as warehouse:
        for spec in project.model.scorecards.values():
            with working(setting, setting.say(f"measuring {spec.name}…", f"{spec.name} を計算中…"), warehouse):
                key = (spec.shows, spec.every)
                if key not in boards:
                    boards[key] = judged(setting, project, warehouse, spec, None, setting.as_of)
                cards[spec.name] = document(project, spec, boards[key])
    return cards


def _write(setting: Setting, project: Project, folder: Path, cards: "dict[str, Scorecard]") -> list[Path]:
    from kpidsl.scorecard.outputs.making import Making

    files: dict[Path, bytes] = {}
    taken: set[str] = set()
    possible = True
    for name, card in cards.items():
        with working(setting, setting.say(f"printing {name}…", f"{name} を印刷中…")):
            making = Making(card, design_of(setting, project, project.model.scorecards[name]))
            stem = file_name(name, "", taken)
            files[folder / PAGES / f"{stem}.html"] = making.file(".html").value or b""
            rendered = making.file(".pdf") if possible else None
        if rendered is not None and rendered.value is not None:
            files[folder / PAGES / f"{stem}.pdf"] = rendered.value
        elif rendered is not None:
            possible = False
            tell(rendered.diagnostics, project.folder.texts, setting.say.language)
    write_files(files, setting.say)
    return sorted(files)


def _step(setting: Setting, en: str, ja: str) -> None:
    if not setting.quiet:
        click.echo(setting.say(en, ja))


def _next(setting: Setting, folder: Path) -> None:
    day, kpidsl = _as_of().isoformat(), _command(folder)
    _step(
        setting,
        f"\nnext:\n  cd {shlex.quote(str(folder))}\n  {kpidsl} tree --as-of {day}\n  {kpidsl} show 受注率\n"
        f"  {kpidsl} run 受注率 --by 規模 --as-of {day}\n  edit specs/goal.kpi, then: {kpidsl} check",
        f"\n次は:\n  cd {shlex.quote(str(folder))}\n  {kpidsl} tree --as-of {day}\n  {kpidsl} show 受注率\n"
        f"  {kpidsl} run 受注率 --by 規模 --as-of {day}\n  specs/goal.kpi を書き換えて: {kpidsl} check",
    )


def _command(folder: Path) -> str:
    """Return how kpidsl is called from the folder: by its name, or by its path where that is not on PATH."""
    own = Path(sys.executable).parent / "kpidsl"
    found = shutil.which("kpidsl")
    if found is not None or not own.is_file():
        return "kpidsl"
    return shlex.quote(os.path.relpath(own, folder.resolve()))
