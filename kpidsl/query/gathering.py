"""Gathering: every metric down to its aggregates, each seen through its lens, put into the scan that it can share."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kpidsl.model.canonical import aggregate_text, journey_text
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, MetricRef, OverPeriods
from kpidsl.model.expression import Literal as Constant
from kpidsl.model.records import Model
from kpidsl.query.lenses import Lens, through
from kpidsl.query.plan import Cell, Choice, Earlier, Value
from kpidsl.text.diagnostic import Diagnostic

ADDS = frozenset({"count", "sum", "min", "max"})
"""Aggregates whose value over several buckets can be made of the buckets' values."""

_ZERO_WHEN_EMPTY = frozenset({"count", "count_distinct", "sum"})

Leaf = Aggregate | Journey


@dataclass(slots=True)
class Seen:
    """What one lens asks of a scan: the aggregates by their text, each with the name of its value."""

    lens: Lens
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """A scan while it is being gathered: its aggregates by their text, and what each lens asks of them."""

    source: str
    time: str
    shape: str
    leaves: dict[str, Leaf] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)


@dataclass(slots=True)
class Gathering:
    """All scans by what they can be shared for, and the values made so far."""

    model: Model
    today: date
    scans: dict[tuple[Hashable, ...], Gathered] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    named: int = 0


def gather(work: Gathering, user: str, formula: Formula, lens: Lens, staged: Mapping[str, int]) -> Value:
    """Return a formula's value through a lens, its aggregates put where they are scanned.

    `staged` are the metrics that an earlier stage reckons; it does so through the plain lens only.
    """

    def go(each: Formula) -> Value:
        return gather(work, user, each, lens, staged)

    match formula:
        case Constant():
            return formula
        case MetricRef(name=name, span=span):
            return Earlier(name, span) if name in staged else metric_value(work, user, name, lens, staged)
        case OverPeriods(operand=operand):
            moved = through(work.model.manifest.calendar, lens, formula, work.today)
            work.found += moved.diagnostics
            return gather(work, user, operand, moved.value, {})
        case Apply(function=function, arguments=arguments, span=span):
            return Apply(function, tuple(go(each) for each in arguments), span)
        case Aggregate(function="share", span=span):
            every = go(replace(formula, function="count", where=None))
            return Apply("/", (go(replace(formula, function="count")), every), span)
        case Aggregate(function="avg", where=where, argument=argument, span=span):
            assert argument is not None
            there: Apply[object] = Apply("not", (Apply("is_null", (argument,), span),), span)
            both = Apply("and", (where, there), span) if where is not None else there
            counted = replace(formula, function="count", argument=None, where=both)  # type: ignore[arg-type]
            return Apply("/", (go(replace(formula, function="sum")), go(counted)), span)
        case Aggregate():
            shape = "adds" if formula.function in ADDS else "level" if formula.function == "latest" else "values"
            key = (formula.source, formula.time, shape)
            return _cell(work, user, formula, aggregate_text(formula), key, lens)
        case Journey():
            return _share(work, user, formula, (formula.first.source, formula.first.time, "journey"), lens)


def metric_value(work: Gathering, user: str, name: str, lens: Lens, staged: Mapping[str, int]) -> Value:
    """Return a metric's value through a lens, by the definition that was in force in each period."""
    metric = work.model.metrics[name]
    last = max((number for number, each in enumerate(lens.days) if each is not None), default=-1)
    upto: list[tuple[int, Value]] = []
    begun = 0
    for day, earlier in metric.earlier:
        old = [number for number, each in enumerate(lens.days) if each is not None and each.period.last < day]
        if old and old[-1] >= begun:
            part = between(lens, begun, old[-1], last)
            upto.append((old[-1], gather(work, user, earlier, part, staged)))
            begun = old[-1] + 1
    if upto and begun > last:
        *upto, (_, after) = upto
    else:
        after = gather(work, user, metric.formula, between(lens, begun, last, last), staged)
    return Choice(tuple(upto), after, metric.span) if upto else after


def between(lens: Lens, first: int, end: int, last: int) -> Lens:
    """Return the lens for the periods in which one definition is in force: rows of others are none of its business."""
    if first == 0 and end >= last:
        return lens
    return Lens(tuple(each if first <= number <= end else None for number, each in enumerate(lens.days)))


def _cell(
    work: Gathering, user: str, leaf: Leaf, text: str, key: tuple[str, str, str], lens: Lens, zero: bool | None = None
) -> Cell:
    """Return the cell of an aggregate through a lens; the same one asked twice is the same cell."""
    source, time, shape = key
    # Only what adds is shared by several lenses; what looks at single rows has a pass for each, and often for itself.
    shared: dict[str, tuple[Hashable, ...]] = {"adds": key, "values": (*key, lens)}
    work.users.setdefault(source, user)
    gathered = work.scans.setdefault(
        shared.get(shape, (*key, text.removeprefix("went_on ").removeprefix("all "), lens)),
        Gathered(source, time, shape),
    )
    gathered.leaves[text] = leaf
    seen = next((each for each in gathered.seen if each.lens == lens), None)
    if seen is None:
        seen = Seen(lens)
        gathered.seen.append(seen)
    if text not in seen.values:
        seen.values[text] = f"m{work.named}"
        work.named += 1
    if zero is None:
        zero = isinstance(leaf, Aggregate) and leaf.function in _ZERO_WHEN_EMPTY
    missing = tuple(number for number, each in enumerate(lens.days) if each is None)
    return Cell(seen.values[text], zero, missing, leaf.span)


def _share(work: Gathering, user: str, journey: Journey, key: tuple[str, str, str], lens: Lens) -> Value:
    text = journey_text(journey)
    went = _cell(work, user, journey, f"went_on {text}", key, lens, zero=True)
    every = _cell(work, user, journey, f"all {text}", key, lens, zero=True)
    return Apply("/", (went, every), journey.span)
