"""What rules about a whole project need to know of each statement, and no more.

A sketch is made once and kept with the memory of a check, so that one changed file does not mean to read them all. Its
places count from where its statement begins, for that may move.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from kpidsl.lint.scene import parts_of
from kpidsl.model.cadences import rhythm_of
from kpidsl.model.canonical import formula_text
from kpidsl.model.chronicle import Action, Retirement, ReviewRecord, ScorecardSpec
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, MetricRef, references
from kpidsl.model.records import Metric, Model
from kpidsl.model.unit import CURRENCIES
from kpidsl.syntax import tree
from kpidsl.text.source import Span

Stretch = tuple[int, int]
Days = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberSketch:
    """A metric, a kpi or a goal.

    `sort` is "count" (adds up things), "money", "rate" or "". `same` is its formula where all that is equal is written
    alike, `below` that of what it is divided by, `rhythm` that of its reviews. `unsure` where a line of the tree could
    not be read. `allows` holds code, last day and place of each.
    """

    role: str
    name: str
    span: Stretch
    label: str = ""
    definition: str = ""
    owner: str = ""
    owner_span: Stretch = (0, 0)
    team: str = ""
    was: str = ""
    rhythm: tuple[str, str | None, int | None, int | None] | tuple[()] = ()
    sort: str = ""
    kind: str = ""
    better: str = ""
    same: str = ""
    same_span: Stretch = (0, 0)
    below: str = ""
    sources: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    drives: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    aimed: bool = False
    key: bool = False
    incentive: bool = False
    leading: bool = False
    unsure: bool = False
    allows: tuple[tuple[str, str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ActionSketch:
    """A measure taken; days are ISO texts, "" where none is written. `counted` where it holds any number."""

    role: str
    name: str
    span: Stretch
    label: str = ""
    last: str = ""
    outcome: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class ReviewSketch:
    """The record of a review."""

    role: str
    name: str
    span: Stretch
    on: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class RetireSketch:
    """A tombstone."""

    role: str
    name: str
    span: Stretch
    on: str
    because: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class PageSketch:
    """A scorecard: the numbers that it shows, and those of them that it shows with all below."""

    role: str
    name: str
    span: Stretch
    shows: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()


Sketch = NumberSketch | ActionSketch | ReviewSketch | RetireSketch | PageSketch
S = TypeVar("S", bound=Sketch)

_SHAPES: dict[str, Callable[..., Sketch]] = {
    **dict.fromkeys(("metric", "kpi", "kgi"), NumberSketch),
    "action": ActionSketch,
    "review": ReviewSketch,
    "retire": RetireSketch,
    "scorecard": PageSketch,
}
_NUMBERS = ("metric", "kpi", "kgi")


def sketches(model: Model, files: Iterable[tree.File]) -> Iterator[list[tuple[int, Sketch | None]]]:
    """Yield for each file where its statements begin and what is known of them; None where the model has them not."""
    records: dict[Span, ReviewRecord | Retirement] = {each.span: each for each in model.reviews}
    records |= {each.span: each for each in model.retirements}
    for file in files:
        yield [(each.span.start, _sketch(each, model, records)) for each in file.statements]


def _sketch(statement: tree.Statement, model: Model, records: dict[Span, ReviewRecord | Retirement]) -> Sketch | None:
    start, name = statement.span.start, statement.name.text if statement.name is not None else ""
    if statement.kind in _NUMBERS:
        metric = model.metrics.get(name)
        known = metric is not None and statement.name is not None and metric.span == statement.name.span
        return _of_number(metric, start) if metric is not None and known else None
    if statement.kind == "action" and name in model.actions:
        return _of_action(model.actions[name], start)
    if statement.kind == "scorecard" and name in model.scorecards:
        return _of_page(model.scorecards[name])
    match records.get(statement.span):
        case ReviewRecord(kpi=kpi, on=on, decision=decision):
            return ReviewSketch("review", kpi, _whole(statement), on.isoformat(), decision or "")
        case Retirement(kpi=kpi, on=on, because=because, replaced_by=successor):
            return RetireSketch("retire", kpi, _whole(statement), on.isoformat(), because, successor or "")
    return None


def _whole(statement: tree.Statement) -> Stretch:
    span = statement.name.span if statement.name is not None else statement.span
    return span.start - statement.span.start, span.end - statement.span.start


def _of_number(metric: Metric, start: int) -> NumberSketch:
    def stretch(span: Span | None) -> Stretch:
        return (span.start - start, span.end - start) if span is not None else (0, 0)

    owner, formula = metric.clause("owner"), metric.clause("formula")
    drives = {part for each in metric.clauses if each.keyword == "drives" for part in _names(each.value)}
    return NumberSketch(
        role=metric.role,
        name=metric.name,
        span=stretch(metric.span),
        label=metric.label or "",
        definition=metric.text("definition") or "",
        owner=metric.text("owner") or "",
        owner_span=stretch(owner.value.span if owner is not None else None),
        team=metric.text("team") or "",
        was=metric.was or "",
        rhythm=_rhythm(metric),
        sort=_sort(metric),
        kind=metric.kind,
        better=metric.better,
        same="" if metric.earlier or isinstance(metric.formula, MetricRef) else formula_text(metric.formula),
        same_span=stretch(formula.value.span if formula is not None else None),
        below=_below(metric.formula),
        sources=metric.sources,
        parts=parts_of(metric),
        uses=tuple(dict.fromkeys(ref.name for ref in references(metric.formula))),
        drives=metric.drives,
        guards=metric.guards,
        aimed=bool(metric.targets or metric.milestones),
        key=metric.key,
        incentive=metric.incentive,
        leading=bool(metric.drives) or metric.clause("lag") is not None or metric.clause("capacity") is not None,
        unsure=(metric.clause("breakdown") is not None and metric.breakdown is None)
        or len(drives) > len(metric.drives),
        allows=tuple((each.code, each.until.isoformat(), *stretch(each.span)) for each in metric.allows),
    )


def _names(value: tree.Value) -> tuple[str, ...]:
    return tuple(each.parts[-1].text for each in value.items) if isinstance(value, tree.Names) else ()


def cadence_of(metric: Metric) -> str:
    """Return the word of the review clause, "" where there is none."""
    each = metric.clause("review")
    return each.value.every.text if each is not None and isinstance(each.value, tree.Cadence) else ""


def _rhythm(metric: Metric) -> tuple[str, str | None, int | None, int | None] | tuple[()]:
    each = metric.clause("review")
    if each is None or not isinstance(each.value, tree.Cadence):
        return ()
    rhythm = rhythm_of(each.value)
    return rhythm.every, rhythm.weekday, rhythm.day, rhythm.business_day


def _sort(metric: Metric) -> str:
    if metric.unit is not None and any(base.name in CURRENCIES for base, _ in metric.unit.factors):
        return "money"
    match metric.formula:
        case Aggregate(function="count" | "count_distinct"):
            return "count"
        case MetricRef() if metric.kind == "flow" and metric.unit is not None and metric.unit.counting is not None:
            return "count"
    return "rate" if metric.kind == "rate" else ""


def _below(formula: Formula) -> str:
    match formula:
        case Apply(function="/", arguments=(_, under)):
            return formula_text(under)
        case Aggregate(function="share", source=source, time=time):
            return f"count({source} at {time})"
        case Journey(function=function, first=first):
            return f"{function}({first.source} at {first.time})"
    return ""


def _of_action(action: Action, start: int) -> ActionSketch:
    return ActionSketch(
        role="action",
        name=action.name,
        span=(action.span.start - start, action.span.end - start),
        label=action.label or "",
        last=action.last.isoformat() if action.last is not None else "",
        outcome=action.outcome or "",
        counted=action.budget is not None or action.every is not None or bool(action.expects),
    )


def _of_page(page: ScorecardSpec) -> PageSketch:
    shows = tuple(name for name, _ in page.shows)
    return PageSketch("scorecard", page.name, (0, 0), shows, tuple(name for name, tree_ in page.shows if tree_))


def row_of(sketch: Sketch) -> list[Any]:
    """Return a sketch as JSON keeps it."""
    return [getattr(sketch, each) for each in _FIELDS[type(sketch)]]


def sketch_of(row: list[Any]) -> Sketch:
    """Return the sketch that a row of JSON keeps; `KeyError` or `TypeError` where it is none."""
    return _SHAPES[row[0]](*[_frozen(each) if isinstance(each, list) else each for each in row])


def _frozen(items: list[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(each) if isinstance(each, list) else each for each in items)


_FIELDS: dict[type[Sketch], tuple[str, ...]] = {
    shape: tuple(each.name for each in fields(shape))
    for shape in (NumberSketch, ActionSketch, ReviewSketch, RetireSketch, PageSketch)
}


def day_of(text: str) -> date | None:
    """Return the day of an ISO text, None for ""."""
    return date.fromisoformat(text) if text else None
