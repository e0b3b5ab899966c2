"""What is read of a warehouse: by a plan, or by all that a project declares."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    OverPeriods,
    RowExpression,
    columns,
    row_sets,
)
from kpidsl.model.fingerprints import time_of
from kpidsl.model.records import Model, Source, TimeColumn
from kpidsl.query.plan import Hop, Plan, Scan
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Reads:
    """The sources that are read, each column with a place that names it, the times that rows are counted by.

    What is done with the columns: values and conditions over rows, aggregates and journeys.
    """

    sources: tuple[Source, ...]
    columns: tuple[tuple[Source, str, Span], ...]
    times: tuple[tuple[Source, TimeColumn], ...]
    values: tuple[RowExpression, ...]
    conditions: tuple[RowExpression, ...]
    aggregates: tuple[Aggregate | Journey, ...]


def reads_of_plan(plan: Plan) -> Reads:
    """Return what a plan reads."""
    sources = {source.name: source for source in plan.sources}
    measured = tuple(measure.aggregate for scan in plan.scans for measure in scan.measures)
    return Reads(
        plan.sources,
        tuple(_of_plan(plan, sources)),
        tuple((scan.source, scan.time) for scan in plan.scans),
        tuple(each for scan in plan.scans for each in scan.slices),
        tuple(scan.where for scan in plan.scans if scan.where is not None),
        measured,
    )


def reads_of_model(model: Model) -> Reads:
    """Return all that a project declares: every source, whether a number is made of it or not."""
    formulas = [
        formula for each in model.metrics.values() for formula in (each.formula, *(old for _, old in each.earlier))
    ]
    measured = tuple(dict.fromkeys(leaf for formula in formulas for leaf in _leaves(formula)))
    zone = model.manifest.calendar.timezone
    counted = dict.fromkeys((rows.source, rows.time) for formula in formulas for rows in row_sets(formula))
    times = {(source.name, time.name): (source, time) for source in model.sources.values() for time in source.times}
    times |= {
        (name, time): (model.sources[name], time_of(model.sources[name], time, zone)) for name, time in counted if time
    }
    values = tuple(each.formula for source in model.sources.values() for each in source.dimensions)
    conditions = tuple(each.condition for each in model.segments.values())
    read = [*_of_sources(model), *((source, time.name, time.span) for source, time in times.values())]
    read += _of_columns((*values, *conditions), model.sources)
    read += (each for leaf in measured for each in _of_columns(inside(leaf), model.sources))
    return Reads(tuple(model.sources.values()), tuple(read), tuple(times.values()), values, conditions, measured)


def inside(leaf: Aggregate | Journey) -> tuple[RowExpression | None, ...]:
    """Return the row expressions of an aggregate or of a journey."""
    match leaf:
        case Aggregate(argument=argument, where=where, by=by):
            return (argument, where, by)
        case Journey(first=first, second=second, key=key, second_key=second_key):
            return (first.where, key, second_key, second.where if second else None)


def _leaves(formula: Formula) -> Iterator[Aggregate | Journey]:
    match formula:
        case Aggregate() | Journey():
            yield formula
        case OverPeriods(operand=operand):
            yield from _leaves(operand)
        case Apply(arguments=arguments):
            for each in arguments:
                yield from _leaves(each)


def _of_plan(plan: Plan, sources: Mapping[str, Source]) -> Iterator[tuple[Source, str, Span]]:
    for each in plan.passes:
        yield each.source, each.time.name, each.time.span
        yield from _joined(sources, each.source, each.hops)
    for scan in plan.scans:
        yield from _of_columns(_expressions(scan), sources)


def _expressions(scan: Scan) -> Iterator[RowExpression | None]:
    yield from (*scan.slices, scan.where)
    for measure in scan.measures:
        yield from inside(measure.aggregate)


def _joined(sources: Mapping[str, Source], base: Source, hops: tuple[Hop, ...]) -> Iterator[tuple[Source, str, Span]]:
    for hop in hops:
        left = sources[hop.path[-2]] if len(hop.path) > 1 else base
        for own, theirs in hop.join.pairs:
            yield left, own.name, own.span
            yield hop.source, theirs.name, theirs.span


def _of_sources(model: Model) -> Iterator[tuple[Source, str, Span]]:
    for source in model.sources.values():
        yield from ((source, key.name, key.span) for key in source.keys)
        for join in source.joins:
            for own, theirs in join.pairs:
                yield source, own.name, own.span
                yield model.sources[join.target], theirs.name, theirs.span


def _of_columns(
    expressions: Iterable[RowExpression | None], sources: Mapping[str, Source]
) -> Iterator[tuple[Source, str, Span]]:
    for each in expressions:
        for column in columns(each):
            yield sources[end_of(column)], column.name, column.span


def end_of(column: Column) -> str:
    """Return the source that a column belongs to: the one at the end of its path."""
    return column.path[-1] if column.path else column.source
