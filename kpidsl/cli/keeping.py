"""Keeping what was reported, in the project's `runs/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import click

from kpidsl.cli.options import Setting, stop
from kpidsl.cli.writing import write_files
from kpidsl.history.git import head
from kpidsl.history.kept import FOLDER, KeptNumber, KeptRun, as_text, cuts
from kpidsl.model.records import Model
from kpidsl.pipeline import Project, asking, load_revision

if TYPE_CHECKING:
    from kpidsl.report.change_kept import ModelAt
    from kpidsl.warehouse.opening import Warehouse


@dataclass(frozen=True, slots=True)
class Report:
    """What a report keeps of itself: the command, what it was of, its numbers, the day it speaks of.

    Of one document for each member of a dimension (`by`) the numbers say whose they are; `pages` are the run ids that
    the documents print, by member, or under "" where there is one.
    """

    command: str
    of: str
    numbers: tuple[KeptNumber, ...]
    day: date
    pages: Mapping[str, str] = field(default_factory=dict)
    by: str = ""


def keep(setting: Setting, project: Project, warehouse: "Warehouse", report: Report) -> None:
    """Write one file for a report; one that says the same is there already and stays as it is."""
    run = _run(setting, project, warehouse, report)
    folder = project.folder.path / FOLDER
    if not folder.resolve().is_relative_to(project.folder.path.resolve()):
        words = (f"{FOLDER} leads out of the project", f"{FOLDER} がプロジェクトの外を指しています")
        stop(setting.say(*words))
    path = folder / run.file
    if not path.exists():
        write_files({path: as_text(run).encode()}, setting.say)
    if setting.verbose:
        click.echo(str(path), err=True)


def _run(setting: Setting, project: Project, warehouse: "Warehouse", report: Report) -> KeptRun:
    from importlib.metadata import version

    from kpidsl.cli.asking import told
    from kpidsl.report.keeping import latest_rows

    model, calendar = project.model, project.model.manifest.calendar
    names = dict.fromkeys(each.name for each in report.numbers)
    latest = latest_rows(model, asking(project, warehouse), names, report.day)
    told(tuple(each for each in latest.diagnostics if each.severity == "error"), project, setting)
    return KeptRun(
        command=report.command,
        of=report.of,
        as_of=report.day,
        made=setting.now.isoformat(timespec="seconds"),
        commit=head(project.folder.path),
        version=version("kpidsl"),
        calendar=cuts(calendar),
        latest=latest.value,
        numbers=tuple(each for each in report.numbers if each.member is None),
        by=report.by,
        members=tuple(each for each in report.numbers if each.member is not None),
        pages=report.pages,
    )


def models_of(project: Project) -> "ModelAt":
    """Return what gives the model of a commit, where it can be read."""

    def model_at(commit: str) -> Model | None:
        read = load_revision(project.folder.path, commit)
        return read.value.model if read.value is not None and not read.failed else None

    return model_at
