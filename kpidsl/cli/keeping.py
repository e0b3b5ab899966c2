"""Keeping what was reported, in the project's `runs/`."""

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


def keep(
    setting: Setting,
    project: Project,
    warehouse: "Warehouse",
    command: str,
    of: str,
    numbers: tuple[KeptNumber, ...],
    day: date,
) -> None:
    """Write one file for a report; one that says the same is there already and stays as it is."""
    run = _run(setting, project, warehouse, command, of, numbers, day)
    folder = project.folder.path / FOLDER
    if not folder.resolve().is_relative_to(project.folder.path.resolve()):
        words = (f"{FOLDER} leads out of the project", f"{FOLDER} がプロジェクトの外を指しています")
        stop(setting.say(*words))
    path = folder / run.file
    if not path.exists():
        write_files({path: as_text(run).encode()}, setting.say)
    if setting.verbose:
        click.echo(str(path), err=True)


def _run(
    setting: Setting,
    project: Project,
    warehouse: "Warehouse",
    command: str,
    of: str,
    numbers: tuple[KeptNumber, ...],
    day: date,
) -> KeptRun:
    from importlib.metadata import version

    from kpidsl.cli.asking import told
    from kpidsl.report.keeping import latest_rows

    model, calendar = project.model, project.model.manifest.calendar
    latest = latest_rows(model, asking(project, warehouse), [each.name for each in numbers], day)
    told(tuple(each for each in latest.diagnostics if each.severity == "error"), project, setting)
    return KeptRun(
        command=command,
        of=of,
        as_of=day,
        made=setting.now.isoformat(timespec="seconds"),
        commit=head(project.folder.path),
        version=version("kpidsl"),
        calendar=cuts(calendar),
        latest=latest.value,
        numbers=numbers,
    )


def models_of(project: Project) -> "ModelAt":
    """Return what gives the model of a commit, where it can be read."""

    def model_at(commit: str) -> Model | None:
        read = load_revision(project.folder.path, commit)
        return read.value.model if read.value is not None and not read.failed else None

    return model_at
