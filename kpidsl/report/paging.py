"""From a judged board to the Scorecard record that a design prints. All numbers are there; none is made here."""

from collections.abc import Iterator
from dataclasses import dataclass

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.model.canonical import fingerprint
from kpidsl.model.kpitree import names_under
from kpidsl.model.records import Model, ScorecardSpec
from kpidsl.report.board import Board, Judged
from kpidsl.report.budgets import budget_of
from kpidsl.report.concerns import concerns_of
from kpidsl.report.definitions import definition_of, sources_of
from kpidsl.report.details import bridge_record, detail_of
from kpidsl.report.further import NOTHING, Further
from kpidsl.report.goals import goal_of, ways_of
from kpidsl.report.meeting import meeting_of
from kpidsl.report.naming import locale_of
from kpidsl.report.naming import unit_of as unit_of
from kpidsl.report.optimum_words import note_words
from kpidsl.report.rows import row_of
from kpidsl.report.trees import tree_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.printed import page_step
from kpidsl.scorecard.records import Goal, Group, Period, Row, Run, Scorecard, Tree

_OTHER = {"ja": "その他", "en": "Other"}
_GOAL = {"ja": "目標", "en": "Goal"}


@dataclass(frozen=True, slots=True)
class Issue:
    """What a page says of itself: who runs it (`program`), from which commit of the specs."""

    program: str
    commit: str = ""


def shown_names(model: Model, spec: ScorecardSpec) -> tuple[str, ...]:
    """Return the metrics on a scorecard, in the order of reading."""
    names: list[str] = []
    for name, whole in spec.shows:
        if name in model.metrics:
            names += names_under(model, name) if whole else [name]
    return tuple(dict.fromkeys(names))


def make_scorecard(
    model: Model, spec: ScorecardSpec, board: Board, issue: Issue, further: Further = NOTHING
) -> Scorecard:
    """Return the whole document of a scorecard at the board's period, with what its design asked for."""
    locale = locale_of(spec.locale or model.manifest.locale)
    judged = [board.judged[name] for name in shown_names(model, spec) if name in board.judged]
    rows = [row_of(model.manifest.calendar, each, board, locale) for each in judged]
    first = next((each for each in judged if each.metric.role == "kgi"), None)
    goal = goal_of(model, first, board, locale) if first is not None else None
    root = next((name for name, whole in spec.shows if whole and name in board.judged), None)
    return Scorecard(
        locale=locale,
        title=spec.label or spec.name,
        organisation=model.manifest.name,
        audience=spec.audience or "",
        period=Period(board.period.label, board.complete),
        run=_run(model, judged, board, issue),
        goal=goal,
        groups=tuple(_groups(rows, goal, locale)),
        concerns=tuple(concerns_of(judged, page_step(rows, goal, locale), locale)),
        tree=tree_of(model, root, board, rows) if root is not None else Tree(),
        notes=tuple(note_words(each, model, locale) for each in board.radar),
        definitions=tuple(definition_of(model, each, locale) for each in judged),
        sources=tuple(sources_of(model, judged, board, locale)),
        bridge=bridge_record(model, board, root, further, locale) if root is not None else None,
        details=tuple(detail_of(model, each, board, further, locale) for each in judged if "details" in further.needs),
        budget=budget_of(model, board, judged, further.budget) if further.budget is not None else None,
        meeting=meeting_of(model, board, judged, further.days, locale) if further.days is not None else None,
        ways=tuple(ways_of(model, judged, board, locale)) if "details" in further.needs else (),
    )


def _run(model: Model, judged: list[Judged], board: Board, issue: Issue) -> Run:
    prints = fingerprint(*(each.metric.fingerprint for each in judged), *_asked(model, judged))
    numbers = (_digits(value) for each in judged for value in (each.actual, *each.history.values))
    return Run(
        id=fingerprint(prints, board.period.label, board.day.isoformat(), *numbers),
        as_of=board.day.isoformat(),
        issued=board.as_of.isoformat(),
        commit=issue.commit,
        fingerprint=prints,
        timezone=model.manifest.calendar.timezone,
        program=issue.program,
    )


def _digits(value: Number | None) -> str:
    """Write a number for the run's id: to 12 digits, for an engine may add floats in another order."""
    number = as_float(value)
    return "-" if number is None else f"{number:.12g}"


def _asked(model: Model, judged: list[Judged]) -> Iterator[str]:
    """Yield the targets as written, so that a changed target changes the fingerprint of the document."""
    for each in judged:
        for span in (part.span for parts in (each.metric.targets, each.metric.milestones) for part in parts):
            text = model.texts[span.file].text[span.start : span.end]
            yield f"{each.metric.name} {' '.join(text.split())}"


def _groups(rows: list[Row], goal: Goal | None, locale: Locale) -> Iterator[Group]:
    """Yield the rows by phase or else team, in the order in which those are met; the goal stands by itself."""
    by_label: dict[str, list[Row]] = {}
    for row in rows:
        is_goal = goal is not None and row.name.id == goal.name.id and not row.phase
        label = _GOAL[locale.language] if is_goal else row.phase or row.team or _OTHER[locale.language]
        by_label.setdefault(label, []).append(row)
    for label, members in by_label.items():
        yield Group(label, tuple(members))
