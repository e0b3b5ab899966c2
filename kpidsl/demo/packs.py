"""Packs: complete projects to start from. This file lists them and copies one into a folder, with its data."""

import shutil
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kpidsl.demo.warehouse import Progress
from kpidsl.shipped import shipped
from kpidsl.text.diagnostic import Said

MANIFEST = "kpidsl.yaml"
_CARD = "pack.yaml"


@dataclass(frozen=True, slots=True)
class Pack:
    """A project under `specs/`: its story is told on the day `as_of`; `generator` names the file of this room that
    writes its data."""

    name: str
    folder: Path
    title: Said
    about: Said
    as_of: date
    generator: str | None


@dataclass(frozen=True, slots=True)
class Copied:
    """The project is there, whole: `folder` is absolute."""

    pack: Pack
    folder: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written. `detail` is the names of the packs, what lies in the folder, or the system's own words."""

    why: Literal["no such pack", "not a folder", "folder not empty", "cannot write"]
    subject: str
    detail: str


def packs() -> tuple[Pack, ...]:
    """All packs, by name."""
    return tuple(_pack(card.parent) for card in sorted(shipped("specs").glob(f"*/{_CARD}")))


def copy_pack(name: str, folder: Path, progress: Progress = lambda step, done: None) -> Copied | Refused:
    """Make a project from a pack in a new or empty folder (a `.git` may be there); whole or not at all."""
    known = {pack.name: pack for pack in packs()}
    if name not in known:
        return Refused("no such pack", name, ", ".join(known))
    goal = folder.resolve()
    if goal.exists() and not goal.is_dir():
        return Refused("not a folder", str(folder), "")
    try:
        if goal.is_dir() and (there := sorted(entry.name for entry in goal.iterdir() if entry.name != ".git")):
            return Refused("folder not empty", str(folder), ", ".join(there[:3]))
        _build(known[name], goal, progress)
    except OSError as error:
        return Refused("cannot write", str(folder), error.strerror or str(error))
    return Copied(known[name], goal)


def _pack(folder: Path) -> Pack:
    import yaml

    card = yaml.safe_load((folder / _CARD).read_text(encoding="utf-8"))
    title, about = (Said(card[part]["en"], card[part]["ja"]) for part in ("title", "about"))
    return Pack(folder.name, folder, title, about, date.fromisoformat(card["as_of"]), card.get("generator"))


def _build(pack: Pack, goal: Path, progress: Progress) -> None:
    """Build beside the goal, or inside where the folder exists (it may be the one the user stands in, or a mount)."""
    site = goal if goal.is_dir() else goal.parent
    site.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=site, prefix=".kpidsl-") as workshop:
        project = Path(workshop) / "project"
        shutil.copytree(pack.folder, project, ignore=shutil.ignore_patterns(_CARD, "*.duckdb", ".kpidsl"))
        if pack.generator:
            import_module(f"kpidsl.demo.{pack.generator}").generate(project, progress=progress)
        _place(project, goal)


def _place(project: Path, goal: Path) -> None:
    """Move the project in; entry by entry where the folder exists, the manifest last, as it is what makes a project."""
    if not goal.is_dir():
        project.rename(goal)
        return
    for entry in sorted(project.iterdir(), key=lambda entry: entry.name == MANIFEST):
        entry.rename(goal / entry.name)
