"""From a request to a plan: every metric down to aggregates, every aggregate into the scan that it shares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kpidsl.model.canonical import aggregate_text, fingerprint
from kpidsl.model.expression import Aggregate, Apply, Formula, Literal, MetricRef, RowExpression, columns
from kpidsl.model.metrics import time_of
from kpidsl.model.records import FileRows, Model, Source
from kpidsl.query.plan import Cell, Earlier, Edge, Hop, Measure, Output, Plan, Request, Scan, Value
from kpidsl.query.slices import condition, slice_expressions
from kpidsl.query.spans_of_time import edges, plan_periods
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.nearest import nearest

_ZERO_WHEN_EMPTY = frozenset({"count", "count_distinct", "sum"})
_INLINE_AT_MOST = 60
"""A metric with more nodes than this is reckoned once, in a stage, so that the text of a statement grows linearly."""


@dataclass(slots=True)
class _Scanned:
    """A scan while its measures are being gathered, by their canonical text."""

    source: Source
    time: str
    levels: str
    measures: dict[str, Aggregate] = field(default_factory=dict)


@dataclass(slots=True)
class _Work:
    """What has been gathered so far: scans by source, time column and shape, and the alias of every measure."""

    model: Model
    scans: dict[tuple[str, str, str], _Scanned] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)


def plan(model: Model, request: Request) -> Outcome[Plan | None]:
    """Return the plan that answers a request, or the findings that say why it cannot be answered."""
    found = list(_unknown(model, request))
    periods = plan_periods(model.manifest.calendar, request)
    found += periods.diagnostics
    if found:
        return Outcome(None, tuple(found))
    work = _Work(model)
    for name in request.names:
        _gather(work, name, model.metrics[name].formula)
    slices = slice_expressions(model, request.by, work.users)
    found += slices.diagnostics
    found += _mixed(work)
    if found:
        return Outcome(None, tuple(found))
    bounds = edges(model.manifest.calendar, periods.value, request)
    scans = []
    for index, scanned in enumerate(work.scans.values()):
        where = condition(model, scanned.source, request.where) if request.where is not None else Outcome(None)
        found += where.diagnostics
        scans.append(_scan(work, f"s{index}", scanned, slices.value[scanned.source.name], where.value, bounds))
    stages, outputs = _values(work, request.names)
    prints = fingerprint(*(model.metrics[name].fingerprint for name in request.names))
    zone = model.manifest.calendar.timezone
    made = Plan(request, zone, periods.value, request.by, tuple(scans), stages, outputs, prints)
    return Outcome(None if found else made, tuple(found))


def _unknown(model: Model, request: Request) -> Iterator[Diagnostic]:
    for name in request.names:
        if name not in model.metrics:
            yield finding("K201", None, name=name, near=nearest(name, model.metrics) or "")


def _gather(work: _Work, user: str, formula: Formula) -> None:
    """Put every aggregate that a formula comes down to into the scan of its source, time column and shape."""
    match formula:
        case MetricRef(name=name):
            _gather(work, user, work.model.metrics[name].formula)
        case Apply(arguments=arguments):
            for each in arguments:
                _gather(work, user, each)
        case Aggregate(function="share"):
            _gather(work, user, replace(formula, function="count"))
            _gather(work, user, replace(formula, function="count", where=None))
        case Aggregate():
            text = aggregate_text(formula)
            # A level looks back past the range and has a shape of its own for each condition.
            levels = text if formula.function == "latest" else ""
            key = (formula.source, formula.time, levels)
            source = work.model.sources[formula.source]
            work.users.setdefault(formula.source, user)
            scanned = work.scans.setdefault(key, _Scanned(source, formula.time, levels))
            if text not in work.aliases:
                work.aliases[text] = f"m{len(work.aliases)}"
                scanned.measures[text] = formula


def _mixed(work: _Work) -> Iterator[Diagnostic]:
    """Refuse a request that reads data files and warehouse tables at once."""
    sources = [each.source for each in work.scans.values()]
    file = next((each for each in sources if isinstance(each.origin, FileRows)), None)
    table = next((each for each in sources if not isinstance(each.origin, FileRows)), None)
    if file is not None and table is not None:
        yield finding("K821", file.span, file_source=file.name, table_source=table.name)


def _scan(
    work: _Work, name: str, scanned: _Scanned, slices: tuple[RowExpression, ...], where: RowExpression | None, bounds: tuple[Edge, ...]
) -> Scan:
    measures = tuple(Measure(work.aliases[text], each) for text, each in scanned.measures.items())
    read: list[RowExpression | None] = [where, *slices]
    for measure in measures:
        read += [measure.aggregate.argument, measure.aggregate.where, measure.aggregate.by]
    time = time_of(scanned.source, scanned.time, work.model.manifest.calendar.timezone)
    hops = _hops(work.model, scanned.source, read)
    return Scan(name, scanned.source, time, hops, slices, where, bounds, measures, bool(scanned.levels))


def _hops(model: Model, base: Source, read: list[RowExpression | None]) -> tuple[Hop, ...]:
    """Return the joins that the columns need, nearer ones first."""
    paths = {column.path[:length] for each in read for column in columns(each) for length in range(1, len(column.path) + 1)}
    hops = []
    for path in sorted(paths, key=lambda each: (len(each), each)):
        left = model.sources[path[-2]] if len(path) > 1 else base
        hops.append(Hop(path, left.join(path[-1]), model.sources[path[-1]]))
    return tuple(hops)


def _size(work: _Work, formula: Formula) -> int:
    """Return how many nodes a formula has with its metrics written out."""
    match formula:
        case MetricRef(name=name):
            if name not in work.sizes:
                work.sizes[name] = _size(work, work.model.metrics[name].formula)
            return work.sizes[name]
        case Apply(arguments=arguments):
            return 1 + sum(_size(work, each) for each in arguments)
    return 1


def _values(work: _Work, names: tuple[str, ...]) -> tuple[tuple[tuple[Output, ...], ...], tuple[Output, ...]]:
    """Return the stages and the outputs; a large metric that others use is a stage's output."""
    levels: dict[str, int] = {}
    for name in names:
        _stage(work, MetricRef(name, work.model.metrics[name].span), levels, top=True)
    depth = max(levels.values(), default=0)
    stages = tuple(
        tuple(Output(name, _value(work, work.model.metrics[name].formula, levels)) for name, at in levels.items() if at == level)
        for level in range(1, depth + 1)
    )
    outputs = tuple(Output(name, _value(work, work.model.metrics[name].formula, levels)) for name in names)
    return stages, outputs


def _stage(work: _Work, formula: Formula, levels: dict[str, int], top: bool = False) -> int:
    """Return the number of the stage after which a formula can be reckoned; fills `levels` for the large metrics in it."""
    match formula:
        case MetricRef(name=name):
            if name in levels:
                return levels[name]
            inner = _stage(work, work.model.metrics[name].formula, levels)
            if not top and _size(work, formula) > _INLINE_AT_MOST:
                levels[name] = inner + 1
                return inner + 1
            return inner
        case Apply(arguments=arguments):
            return max(_stage(work, each, levels) for each in arguments)
    return 0


def _value(work: _Work, formula: Formula, levels: Mapping[str, int]) -> Value:
    match formula:
        case Literal():
            return formula
        case MetricRef(name=name, span=span):
            return Earlier(name, span) if name in levels else _value(work, work.model.metrics[name].formula, levels)
        case Apply(function=function, arguments=arguments, span=span):
            return Apply(function, tuple(_value(work, each, levels) for each in arguments), span)
        case Aggregate(function="share", span=span):
            above = _value(work, replace(formula, function="count"), levels)
            return Apply("/", (above, _value(work, replace(formula, function="count", where=None), levels)), span)
        case Aggregate(function=function, span=span):
            return Cell(work.aliases[aggregate_text(formula)], function in _ZERO_WHEN_EMPTY, span)


