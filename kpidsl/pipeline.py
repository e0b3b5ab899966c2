"""The corridor: the stages in their order, and nothing else.

text -> tree -> model -> plan -> SQL -> rows. Each stage returns its value and its findings; a stage is entered only
when the ones before it found no error.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.lint.every import RULES
from kpidsl.lint.hunt import advised, checked, linted
from kpidsl.lint.looking import Looked, look
from kpidsl.lint.rule import Rule, Settings
from kpidsl.lint.tuning import read_tuning
from kpidsl.memory.checking import check_again, held, keep_clean
from kpidsl.model.build import build
from kpidsl.model.calendar import Grain, Period, following, local_day
from kpidsl.model.records import FileRows, Model, ScorecardSpec
from kpidsl.project import Folder, read_folder
from kpidsl.query.plan import Request
from kpidsl.syntax import tree
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Diagnostic, Outcome, by_place, finding
from kpidsl.text.source import Source, Span

if TYPE_CHECKING:
    from kpidsl.answer.result import Result
    from kpidsl.history.records import Comparison
    from kpidsl.lint.facts import Facts
    from kpidsl.report.board import Board
    from kpidsl.report.further import Further
    from kpidsl.report.measuring import Ask, AskOf
    from kpidsl.scorecard.change_records import ChangeLog
    from kpidsl.sql.statement import Statement
    from kpidsl.warehouse.opening import Warehouse

PAGE_GRAINS: dict[str, Grain] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "fiscal_quarter",
    "half": "fiscal_half",
    "year": "fiscal_year",
}
"""The periods of a scorecard by the word after `every`; a company's quarter is that of its fiscal year."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that was read and given its meaning."""

    folder: Folder
    model: Model


def load(path: Path) -> Outcome[Project]:
    """Read a project's folder and check its language: every finding of every stage, in the order of files and lines."""
    with _only_growing():
        return _load(read_folder(path)).project


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A project with its findings, and the trees of its files."""

    project: Outcome[Project]
    files: tuple[tree.File, ...]


def _load(folder: Outcome[Folder], trees: Mapping[int, tree.File] | None = None) -> _Loaded:
    """Go on from a folder that was read; `trees` are those of files that were read without a finding already."""
    made = trees or {}
    files = [Outcome(made[index]) if index in made else read(source) for index, source in enumerate(folder.value.specs)]
    model = build(folder.value.manifest, [each.value for each in files], folder.value.texts)
    found = [*folder.diagnostics, *(each for file in files for each in file.diagnostics), *model.diagnostics]
    project = Outcome(Project(folder.value, model.value), tuple(sorted(found, key=by_place)))
    return _Loaded(project, tuple(each.value for each in files))


def load_revision(folder: Path, commit: str) -> Outcome[Project | None]:
    """Read a project as it was in a commit; the work tree is not touched. None where it was not there.

    Its data files and templates are those that lie in the folder now.
    """
    from tempfile import TemporaryDirectory

    from kpidsl.history.revision import lay_out

    with TemporaryDirectory(prefix="kpidsl-") as place:
        laid = lay_out(folder, commit, Path(place))
        if not laid.value:
            return Outcome(None, laid.diagnostics)
        loaded = load(Path(place))
    there = replace(loaded.value.folder, path=folder.resolve())
    return Outcome(Project(there, loaded.value.model), (*laid.diagnostics, *loaded.diagnostics))


def compare_revisions(
    old: Project, new: Project, revision: str, today: "date"
) -> "tuple[Comparison, tuple[Diagnostic, ...]]":
    """Return what changed between two revisions of a project, and which rules about changes are broken by it.

    `revision` is how the earlier one is called; a period is over where it ended before `today`.
    """
    from kpidsl.history.compare import compare
    from kpidsl.history.rules import breaches

    comparison = compare(old.model, new.model)
    found = breaches(old.model, new.model, comparison, revision, today)
    return comparison, tuple(sorted(found, key=by_place))


@dataclass(frozen=True, slots=True)
class Checked:
    """A project that was checked: its folder, how many statements of each kind it has, the codes of the rules asked."""

    folder: Folder
    counts: Mapping[str, int]
    asked: frozenset[str]


def check(path: Path, when: date | datetime | None = None, *, remember: bool = True) -> Outcome[Checked]:
    """Return the findings that `load` returns and those of the rules, at the speed of what has changed since last time.

    The rules are those that find errors and warnings without data and without holidays; they advise (`advised`).
    `when` is the day, or an instant that falls on a day of the project's time zone; without it nothing is late. Where
    `remember` is false, nothing is kept from one check to the next.
    """
    with _only_growing():
        folder = read_folder(path)
        tuned = read_tuning(folder.value.manifest.lint, RULES)
        rules, today = checked(RULES, tuned.value), _day(folder.value, when)
        asked = frozenset(each.code for each in rules)
        sound = remember and not folder.diagnostics and not tuned.diagnostics
        recalled = held(folder.value) if sound else None
        if recalled is not None:
            again = check_again(folder.value, recalled, rules, tuned.value, today)
            if again is not None:
                told = advised(again, tuned.value)
                return Outcome(Checked(folder.value, recalled.counts(), asked), tuple(sorted(told, key=by_place)))
        loaded = _load(folder, recalled.trees if recalled is not None else None)
        model, found = loaded.project.value.model, (*loaded.project.diagnostics, *tuned.diagnostics)
        looked = look(model, loaded.files, found, rules, tuned.value, today)
        if recalled is not None:
            keep_clean(folder.value, recalled, loaded.project.diagnostics, looked)
        roles = [each.role for each in model.metrics.values()]
        counts = {role: roles.count(role) for role in ("kgi", "kpi", "metric")} | {"source": len(model.sources)}
        left = advised((each.diagnostic for each in looked.offences), tuned.value)
        return Outcome(Checked(folder.value, counts, asked), tuple(sorted(left, key=by_place)))


@dataclass(frozen=True, slots=True)
class Linted:
    """A project with what the rules say of it, and the rules that were asked."""

    project: Project
    looked: Looked
    rules: tuple[Rule, ...]


Measure = Callable[[Project, Settings], "Facts | None"]
"""Measures a project for the rules about data; None where there is nothing to measure."""


def lint(
    path: Path,
    when: date | datetime | None = None,
    texts: Mapping[str, str] | None = None,
    measure: Measure | None = None,
) -> Outcome[Linted]:
    """Return what every rule says that is not switched off, together with the findings of the language.

    `texts` stand in the place of spec files, by name: what a project would be. The rules about data are asked where
    `measure` is given and the language finds no error.
    """
    with _only_growing():
        folder = _edited(read_folder(path), texts or {})
        tuned = read_tuning(folder.value.manifest.lint, RULES)
        loaded, today = _load(folder), _day(folder.value, when)
    project, found = loaded.project.value, (*loaded.project.diagnostics, *tuned.diagnostics)
    sound = measure is not None and not any(each.severity == "error" for each in found)
    facts = measure(project, tuned.value.values) if measure is not None and sound else None
    rules = tuple(each for each in linted(RULES, tuned.value) if each.data is None or facts is not None)
    data = [each for rule in rules if rule.data and facts is not None for each in rule.data(facts)]
    looked = look(project.model, loaded.files, found, rules, tuned.value, today, data)
    left = sorted((each.diagnostic for each in looked.offences), key=by_place)
    return Outcome(Linted(project, looked, rules), tuple(left))


def gather(project: Project, warehouse: "Warehouse", settings: Settings, as_of: date) -> "Outcome[Facts | None]":
    """Return what the rules about data look at: every KPI and goal judged at the last month that is over on a day."""
    from kpidsl.evidence import gather as gather_facts

    return gather_facts(project.model, asking(project, warehouse), settings, as_of)


def _edited(folder: Outcome[Folder], texts: Mapping[str, str]) -> Outcome[Folder]:
    read_ = folder.value
    specs = tuple(Source(each.file, texts[each.file]) if each.file in texts else each for each in read_.specs)
    return replace(folder, value=replace(read_, specs=specs, texts=read_.texts | {each.file: each for each in specs}))


def _day(folder: Folder, when: date | datetime | None) -> date | None:
    return local_day(folder.manifest.calendar, when) if isinstance(when, datetime) else when


@contextmanager
def _only_growing() -> Iterator[None]:
    """Hold the garbage collector still while a tree and a model are made, of which nothing is thrown away.

    It would walk all of them again and again, which took half the time of a check of 5,000 KPIs.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def compile_request(
    project: Project, request: Request, dialect: str, warehouse: "Warehouse | None"
) -> "Outcome[Statement | None]":
    """Return the statement that answers a request, the very one that is run.

    The types of the columns are looked up in `warehouse`; without one every time is taken for a timestamp without time
    zone, and a finding says so.
    """
    from kpidsl.answer.reads import reads_of_plan
    from kpidsl.answer.survey import survey
    from kpidsl.query.planning import plan
    from kpidsl.sql.dialects import NAMES
    from kpidsl.sql.dialects import dialect as find_dialect
    from kpidsl.sql.statement import compile_plan

    row = find_dialect(dialect)
    if row is None:
        return Outcome(None, (finding("K701", None, dialect=dialect, known=", ".join(NAMES)),))
    planned = plan(project.model, request)
    if planned.value is None:
        return Outcome(None, planned.diagnostics)
    surveyed = (
        survey(reads_of_plan(planned.value), warehouse)
        if warehouse
        else Outcome({}, (finding("K705", None, dialect=dialect),))
    )
    if surveyed.failed:
        return Outcome(None, surveyed.diagnostics)
    made = compile_plan(planned.value, project.model.manifest.calendar, row, surveyed.value)
    return Outcome(made.value, (*surveyed.diagnostics, *made.diagnostics))


def connect(
    project: Project, url: str | None, environment: Mapping[str, str], also: tuple[Project, ...] = ()
) -> "Outcome[Warehouse | None]":
    """Open the project's warehouse for reading: the one at `url`, else the manifest's, with the declared data files.

    `also`: other revisions of the project, whose data files are declared too.
    """
    from kpidsl.warehouse.opening import open_warehouse

    files: dict[str, Span | None] = {}
    for each in (source for one in (project, *also) for source in one.model.sources.values()):
        if isinstance(each.origin, FileRows):
            files.setdefault(each.origin.path, each.origin.span)
    manifest = project.model.manifest
    span = manifest.connection_span if url is None else None
    return open_warehouse(url or manifest.connection, project.folder.path, files, environment, span)


def run_request(project: Project, request: Request, warehouse: "Warehouse") -> "Outcome[Result | None]":
    """Return the numbers that answer a request, or the findings of the stage that could not go on."""
    from kpidsl.answer.asking import ask
    from kpidsl.query.planning import plan

    planned = plan(project.model, request)
    if planned.value is None:
        return Outcome(None, planned.diagnostics)
    return ask(planned.value, project.model.manifest, warehouse)


def asking(project: Project, warehouse: "Warehouse") -> "AskOf":
    """Return what answers a report's requests by a model: that of the project, or one made of it for a comparison."""
    from kpidsl.report.quotients import counted_once

    def ask_of(model: Model) -> "Ask":
        under = Project(project.folder, model)
        return counted_once(model, lambda request: run_request(under, request, warehouse))

    return ask_of


def check_warehouse(
    project: Project, warehouse: "Warehouse", as_of: "datetime", tell: Callable[[str], None]
) -> Outcome[None]:
    """Return what is wrong between a project and its warehouse; `tell` hears which source is looked at.

    Where the warehouse answers, targets of members are held against the members that it has.
    """
    from kpidsl.answer.looking import look_over
    from kpidsl.report.slice_targets import slices_held

    model, looked = project.model, look_over(project.model, warehouse, as_of, tell)
    found = looked.diagnostics
    if not looked.failed:
        day = local_day(model.manifest.calendar, as_of - timedelta(microseconds=1))
        found += slices_held(model, asking(project, warehouse)(model), model.metrics, "month", day).diagnostics
    return Outcome(None, tuple(sorted(found, key=by_place)))


@dataclass(frozen=True, slots=True)
class Judged:
    """A scorecard judged as a whole (`member` None) or for one member, in the project as it is for that member."""

    member: object
    project: Project
    spec: ScorecardSpec
    board: "Outcome[Board | None]"
    further: "Further | None"


def judge_scorecard(
    project: Project, warehouse: "Warehouse", spec: ScorecardSpec, period: Period | None, as_of: date
) -> "Outcome[Board | None]":
    """Return every number of a scorecard judged at a period (default: the last one that is over), as of a day."""
    from kpidsl.report.freshness import with_row_counts
    from kpidsl.report.judging import judge_all
    from kpidsl.report.paging import shown_names

    asked = _page_asked(project, spec, period, as_of)
    if isinstance(asked, Diagnostic):
        return Outcome(None, (asked,))
    grain, chosen = asked
    names = shown_names(project.model, spec)
    counted = Project(project.folder, with_row_counts(project.model))
    return judge_all(
        counted.model, lambda request: run_request(counted, request, warehouse), names, grain, chosen, as_of
    )


def judge_whole(
    project: Project,
    warehouse: "Warehouse",
    spec: ScorecardSpec,
    period: Period | None,
    as_of: date,
    needs: frozenset[str],
) -> Judged:
    """Return a scorecard judged, with what its design needs beyond the board."""
    board = judge_scorecard(project, warehouse, spec, period, as_of)
    if board.value is None:
        return Judged(None, project, spec, board, None)
    further = measure_more(project, warehouse, spec, board.value, needs)
    found = Outcome(board.value if further.value else None, (*board.diagnostics, *further.diagnostics))
    return Judged(None, project, spec, found, further.value)


def judge_by_member(
    project: Project,
    warehouse: "Warehouse",
    spec: ScorecardSpec,
    dimension: str,
    period: Period | None,
    as_of: date,
    needs: frozenset[str],
) -> "Outcome[tuple[int, Iterator[Judged]] | None]":
    """Return how many members have rows in the periods of the page, and the scorecard of each, judged when it is asked
    for; all of them out of one set of statements.
    """
    from kpidsl.report.board import SHOWN
    from kpidsl.report.freshness import with_row_counts
    from kpidsl.report.further import measure_further
    from kpidsl.report.judging import judge_all
    from kpidsl.report.measuring import end_of
    from kpidsl.report.members import Sliced, model_of
    from kpidsl.report.paging import shown_names
    from kpidsl.report.quotients import counted_once

    asked = _page_asked(project, spec, period, as_of)
    if isinstance(asked, Diagnostic):
        return Outcome(None, (asked,))
    grain, chosen = asked
    names, calendar, day = shown_names(project.model, spec), project.model.manifest.calendar, min(as_of, chosen.last)
    counted = Project(project.folder, with_row_counts(project.model))
    sliced = Sliced(lambda request: run_request(counted, request, warehouse), dimension)
    first = following(calendar, chosen, 1 - SHOWN).first
    members = sliced.members(Request(names, end_of(calendar, day), day, grain, first, chosen.last))
    if members.failed:
        return Outcome(None, members.diagnostics)
    if not members.value:
        return Outcome(None, (finding("K922", None, dimension=dimension, period=chosen.label),))
    own_spec = replace(spec, by=tuple(each for each in spec.by if each != dimension))

    def asking_for(member: object, own: Project) -> "AskOf":
        def ask_of(model: Model) -> "Ask":
            """Answer by the slices there are; a model of other definitions asks for its own."""
            under = Project(project.folder, model)
            apart = Sliced(lambda request: run_request(under, request, warehouse), dimension)
            return counted_once(model, (sliced if model is own.model else apart).of(member))

        return ask_of

    def judged() -> Iterator[Judged]:
        for member in sorted(members.value, key=str):
            own = Project(project.folder, model_of(project.model, dimension, member))
            board = judge_all(with_row_counts(own.model), sliced.of(member), names, grain, chosen, as_of)
            if board.value is None:
                yield Judged(member, own, own_spec, board, None)
                continue
            further = measure_further(own.model, asking_for(member, own), own_spec, board.value, needs)
            found = Outcome(board.value if further.value else None, (*board.diagnostics, *further.diagnostics))
            yield Judged(member, own, own_spec, found, further.value)

    return Outcome((len(members.value), judged()), members.diagnostics)


def _page_asked(
    project: Project, spec: ScorecardSpec, period: Period | None, as_of: date
) -> tuple[Grain, Period] | Diagnostic:
    """Return the grain and the period of a page, or the finding that it has not begun."""
    from kpidsl.report.measuring import page_period

    grain = period.grain if period is not None else PAGE_GRAINS.get(spec.every or "month", "month")
    chosen = period or page_period(project.model.manifest.calendar, grain, as_of)
    if chosen.first > as_of:
        return finding("K512", None, period=chosen.label, day=as_of.isoformat())
    return grain, chosen


def measure_more(
    project: Project, warehouse: "Warehouse", spec: ScorecardSpec, board: "Board", needs: frozenset[str]
) -> "Outcome[Further | None]":
    """Return what a design needs beyond the board of a scorecard; a kept run that cannot be read is left out."""
    from kpidsl.history.kept import read_runs
    from kpidsl.report.further import measure_further

    runs = read_runs(project.folder.path).value
    return measure_further(project.model, asking(project, warehouse), spec, board, needs, runs)


def changes_behind(project: Project, spec: ScorecardSpec, board: "Board") -> "ChangeLog":
    """Return what changed of the definitions behind a scorecard since its last report of an earlier day, or where there
    is none since its period began. A commit whose specs have errors tells nothing.
    """
    from kpidsl.history.git import known, last_before
    from kpidsl.history.kept import read_runs
    from kpidsl.model.calendar import start_instant
    from kpidsl.report.changelog import Before, change_log
    from kpidsl.report.naming import locale_of

    folder, first = project.folder.path, board.period.first
    runs = [each for each in read_runs(folder).value if (each.command, each.of) == ("scorecard", spec.name)]
    run = max(
        (each for each in runs if each.as_of < board.as_of), key=lambda each: (each.as_of, each.made), default=None
    )
    if run is not None:
        commit = known(folder, run.commit)
    else:
        commit = last_before(folder, start_instant(project.model.manifest.calendar, first))
    then = load_revision(folder, commit) if commit else Outcome(None)
    model = then.value.model if then.value is not None and not then.failed else None
    before = Before(run.as_of if run is not None else first, commit, model, run)
    language = locale_of(spec.locale or project.model.manifest.locale).language
    return change_log(project.model, spec, board, before, language)
