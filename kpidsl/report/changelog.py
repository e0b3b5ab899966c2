"""What changed of the definitions and targets behind a page since it was last reported, or since its period began."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpidsl.history.compare import compare
from kpidsl.history.kept import KeptNumber, KeptRun
from kpidsl.history.records import CLASSES, Aspect, Change
from kpidsl.model.records import Metric, Model, ScorecardSpec
from kpidsl.report.board import Board
from kpidsl.report.keeping import mark_of, target_of, written
from kpidsl.report.naming import name_of
from kpidsl.report.paging import shown_names
from kpidsl.scorecard.change_records import Changed, ChangeLog
from kpidsl.scorecard.figures import Language
from kpidsl.text.diagnostic import Said
from kpidsl.text.render.secrets import veiled

TOLD = frozenset({"target", "meaning", "removed"})
NAMED = frozenset({"added", "renamed", "retired"})
_KINDS = {
    "source": Said("source", "データ元"),
    "segment": Said("segment", "セグメント"),
    "project": Said("project", "プロジェクト"),
}
_DEFINITION = Said("definition", "定義")


@dataclass(frozen=True, slots=True)
class Before:
    """What a page is held against: the report before it, or else the specs as they were when its period began.

    `model` is that of the commit, None where git does not know it. `run` is the report, None where there was none.
    """

    day: date
    commit: str = ""
    model: Model | None = None
    run: KeptRun | None = None


def change_log(model: Model, spec: ScorecardSpec, board: Board, before: Before, language: Language) -> ChangeLog:
    """Return the changes of what a page shows: by git where it knows both sides, else by what the report kept."""
    against = "run" if before.run is not None else "period"
    day = before.day.isoformat()
    if before.model is not None:
        found = tuple(_by_git(before.model, model, spec, language))
        return ChangeLog("git", against, day, before.commit[:10], found)  # type: ignore[arg-type]
    if before.run is not None:
        return ChangeLog("runs", "run", day, "", tuple(_by_run(before.run, model, spec, board, language)))
    return ChangeLog()


def _by_git(old: Model, new: Model, spec: ScorecardSpec, language: Language) -> Iterator[Changed]:
    shown = set(shown_names(new, spec))
    if (then := old.scorecards.get(spec.name)) is not None:
        shown |= set(shown_names(old, then))
    for change in compare(old, new).changes:
        if not _concerns(change, shown):
            continue
        for aspect in change.aspects:
            if CLASSES[aspect.kind].level in TOLD or aspect.kind in NAMED:
                yield _changed(change, aspect, new, language)


def _concerns(change: Change, shown: set[str]) -> bool:
    """Say whether a change is of a number on the page, of one that it is made of, or of the rows of either."""
    if change.what in _KINDS:
        return bool(shown & set(change.moved)) or change.what == "project"
    used = {each.name for each in change.dependents if each.by == "formula"}
    return bool(shown & {change.name, change.was, *used})


def _changed(change: Change, aspect: Aspect, new: Model, language: Language) -> Changed:
    kind = CLASSES[aspect.kind].said
    what = kind.ja if language == "ja" else kind.en
    name = change.name
    if change.what in _KINDS:
        said = _KINDS[change.what]
        name = f"{said.ja if language == 'ja' else said.en} {name}"
    elif name in new.metrics:
        name = _said(new.metrics[name], language)
    before = change.was or aspect.old if aspect.kind == "renamed" else aspect.old
    return Changed(name, what, veiled(before), veiled(aspect.new))


def _by_run(run: KeptRun, model: Model, spec: ScorecardSpec, board: Board, language: Language) -> Iterator[Changed]:
    """Yield what a report's marks tell: that a definition is another one, and a target, which was kept as written.

    A member of a dimension has targets of its own, so that those of the whole are not held against them.
    """
    kept = {each.name: each for each in (*run.members, *run.numbers)}
    shown = shown_names(model, spec)
    for name in dict.fromkeys((*kept, *shown)):
        number, metric = kept.get(name), model.metrics.get(name)
        if metric is None or name not in shown:
            yield Changed(name, _word("removed", language))
        elif number is None:
            yield Changed(_said(metric, language), _word("added", language))
        else:
            yield from _of_number(number, metric, model, board, language)


def _of_number(number: KeptNumber, metric: Metric, model: Model, board: Board, language: Language) -> Iterator[Changed]:
    said = _said(metric, language)
    if number.definition != metric.fingerprint:
        yield Changed(
            said, _DEFINITION.ja if language == "ja" else _DEFINITION.en, number.definition, metric.fingerprint
        )
    then = number.target
    if (
        then is not None
        and number.member is None
        and then.mark not in {mark_of(model, metric, each) for each in metric.targets}
    ):
        now = target_of(model, metric, board.period, board.day)
        yield Changed(said, _word("target", language), then.text, written(model, now) if now is not None else "")


def _word(kind: str, language: Language) -> str:
    said = CLASSES[kind].said  # type: ignore[index]
    return said.ja if language == "ja" else said.en


def _said(metric: Metric, language: Language) -> str:
    return name_of(metric).said(language)
