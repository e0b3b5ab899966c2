"""Many documents from one call: of several scorecards, or one for each member of a dimension."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpidsl.cli.asking import told
from kpidsl.cli.connecting import connected
from kpidsl.cli.findings import tell
from kpidsl.cli.keeping import Report, keep
from kpidsl.cli.options import Setting
from kpidsl.cli.paging import design_of, document, specs_of
from kpidsl.cli.writing import file_name, spare_inputs
from kpidsl.model.calendar import Period
from kpidsl.model.records import ScorecardSpec
from kpidsl.pipeline import Judged, Project, changes_behind, judge_by_member, judge_whole
from kpidsl.text.diagnostic import Diagnostic, Outcome

if TYPE_CHECKING:
    from kpidsl.history.kept import KeptNumber
    from kpidsl.scorecard.change_records import ChangeLog
    from kpidsl.scorecard.designs import Design
    from kpidsl.scorecard.outputs.making import Render
    from kpidsl.scorecard.outputs.unchanged import Unchanged
    from kpidsl.scorecard.records import Scorecard

FOLDER = Path("scorecards")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every document: when, in which design, as which files, where."""

    period: Period | None
    day: date
    design: str | None
    by: str | None
    endings: tuple[str, ...]
    archive: bool
    folder: Path
    keep: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one document: its files, whether they were there already, or why there are none."""

    paths: tuple[Path, ...]
    unchanged: bool
    found: tuple[Diagnostic, ...]


def write_many(
    setting: Setting, project: Project, specs: list[ScorecardSpec], asked: Asked, connection: str | None, timeout: float
) -> int:
    """Write every document, each whole or not at all, and each failing alone; return 1 where one did."""
    from kpidsl.scorecard.outputs.pool import in_pool, processes
    from kpidsl.scorecard.outputs.unchanged import Unchanged

    kept = Unchanged(project.folder.path)
    failed = written = same = 0
    with connected(setting, project, connection, timeout) as warehouse, _progress(setting) as (expect, advance):
        jobs = _jobs(setting, project, specs, asked, warehouse, kept, expect)
        for name, done in in_pool(jobs, processes()):
            advance()
            if done.found:
                click.echo(f"{name}:", err=True)
                tell(done.found, project.folder.texts, setting.say.language, quiet=setting.quiet)
            failed += not done.paths
            same += done.unchanged
            written += bool(done.paths) and not done.unchanged
            if not setting.quiet and not done.unchanged:
                for path in done.paths:
                    click.echo(str(path))
    kept.save()
    if not setting.quiet:
        click.echo(
            setting.say(
                f"{written} written, {same} unchanged, {failed} failed",
                f"書き出し {written}、変更なし {same}、失敗 {failed}",
            ),
            err=True,
        )
    return 1 if failed else 0


Job = tuple[str, "Callable[[Render], Written]"]


def _jobs(
    setting: Setting,
    project: Project,
    specs: list[ScorecardSpec],
    asked: Asked,
    warehouse: Any,
    kept: "Unchanged",
    expect: Callable[[int], None],
) -> Iterator[Job]:
    """Yield a job for each document, judged when its turn comes."""
    taken: set[str] = set()
    for spec in specs:
        design, ledger = design_of(setting, project, spec, asked.design), _Ledger(project, spec, asked)
        for judged in _judged(setting, project, spec, asked, warehouse, design, expect):
            name = spec.name if judged.member is None else f"{spec.name} {judged.member}"
            stem = file_name(name.replace(" ", "_"), "", taken)
            paths = {ending: asked.folder / f"{stem}{ending}" for ending in asked.endings}
            spare_inputs(paths.values(), project, None, setting.say)
            changes = ledger.changes(judged) if "changes" in design.needs else None
            card = _card(judged, asked, changes)
            ledger.enter(judged, card.value)
            attached = specs_of(project) if asked.archive else None
            yield name, _job(card, design, attached, paths, kept)
        if asked.keep and ledger.day is not None:
            report = Report("scorecard", spec.name, tuple(ledger.numbers), ledger.day, ledger.pages, asked.by or "")
            keep(setting, project, warehouse, report)


@dataclass(slots=True)
class _Ledger:
    """What all documents of one scorecard have in common: one record of their numbers, one change log."""

    project: Project
    spec: ScorecardSpec
    asked: Asked
    day: date | None = None
    numbers: "list[KeptNumber]" = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    _changes: "ChangeLog | None" = None

    def changes(self, judged: Judged) -> "ChangeLog | None":
        """Return what changed behind the scorecard: of the whole project, whoever the document is for."""
        if self._changes is None and judged.board.value is not None:
            self._changes = changes_behind(self.project, self.spec, judged.board.value)
        return self._changes

    def enter(self, judged: Judged, card: "Scorecard | None") -> None:
        """Take in the numbers of a document and the run id that it prints; one that failed has none."""
        from kpidsl.report.keeping import of_board

        board = judged.board.value
        if board is None or card is None:
            return
        member = None if self.asked.by is None else str(judged.member)
        self.day = board.as_of
        self.pages[member or ""] = card.run.id
        self.numbers += [replace(each, member=member) for each in of_board(judged.project.model, board)]


def _judged(
    setting: Setting,
    project: Project,
    spec: ScorecardSpec,
    asked: Asked,
    warehouse: Any,
    design: "Design",
    expect: Callable[[int], None],
) -> Iterator[Judged]:
    if asked.by is None:
        expect(1)
        yield judge_whole(project, warehouse, spec, asked.period, asked.day, design.needs)
        return
    members = judge_by_member(project, warehouse, spec, asked.by, asked.period, asked.day, design.needs)
    told(members.diagnostics, project, setting)
    assert members.value is not None
    number, each = members.value
    expect(number)
    yield from each


def _card(judged: Judged, asked: Asked, changes: "ChangeLog | None") -> "Outcome[Scorecard | None]":
    from kpidsl.report.members import card_of

    if judged.board.value is None or judged.further is None:
        return Outcome(None, judged.board.diagnostics)
    card = document(judged.project, judged.spec, judged.board.value, judged.further, changes)
    if asked.by is not None:
        card = card_of(card, asked.by, judged.member)
    return Outcome(card, judged.board.diagnostics)


def _job(
    card: "Outcome[Scorecard | None]",
    design: "Design",
    specs: list[tuple[str, str]] | None,
    paths: dict[str, Path],
    kept: "Unchanged",
) -> "Callable[[Render], Written]":
    from kpidsl.scorecard.outputs.making import Making, archived, make_files
    from kpidsl.scorecard.outputs.unchanged import made_from

    def write(render: "Render") -> Written:
        if card.value is None:
            return Written((), False, card.diagnostics)
        attached = archived(card.value, specs) if specs is not None else None
        making = Making(card.value, design, attached, paths.get(".pdf", Path("scorecard.pdf")).name, render)
        html = making.html()
        source = "" if html.value is None else made_from(html.value, making.variant(), attached or (), design.fonts)
        if source and all(kept.same(path, source) for path in paths.values()):
            return Written(tuple(paths.values()), True, card.diagnostics)
        made = make_files(making, paths)
        found = (*card.diagnostics, *made.diagnostics)
        if not made.value:
            return Written((), False, found)
        return _put({paths[ending]: data for ending, data in made.value.items()}, source, found, kept)

    return write


def _put(files: dict[Path, bytes], source: str, found: tuple[Diagnostic, ...], kept: "Unchanged") -> Written:
    from kpidsl.scorecard.files import write_whole

    for path, data in files.items():
        written = write_whole(path, data)
        if written.value is None:
            return Written((), False, (*found, *written.diagnostics))
        if source:
            kept.keep(path, source, data)
    return Written(tuple(files), False, found)


@contextmanager
def _progress(setting: Setting) -> Iterator[tuple[Callable[[int], None], Callable[[], None]]]:
    """Show a bar on stderr where a person looks on; yield what tells it of more documents, and of one that is done."""
    if setting.quiet or not sys.stderr.isatty():
        yield (lambda _: None), (lambda: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(setting.say("printing", "印刷中"), total=0)
        total = 0

        def expect(number: int) -> None:
            nonlocal total
            total += number
            shown.update(task, total=total)

        yield expect, lambda: shown.advance(task)
