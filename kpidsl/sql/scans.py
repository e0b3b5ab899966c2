"""One scan in SQL: the rows of a source, each in its bucket of time, grouped and aggregated, and its windows put together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.model.records import ColumnName, FileRows, QueryRows, Source, TableRows, TimeColumn
from kpidsl.query.plan import Edge, Hop, Measure, Scan
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.making import SPANS_COLUMNS, N, aliased, grouped, named, not_null, number, slice_name, spans_table, table, within
from kpidsl.sql.rows import Lowering, alias_of, edge, identifier, lower_row
from kpidsl.sql.written import written_query


@dataclass(frozen=True, slots=True)
class Part:
    """A named select of a statement, in the order in which they follow; `columns` where its own have no names yet."""

    name: str
    query: exp.Query
    columns: tuple[str, ...] = ()


def scan_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the selects of a scan; those of its windows' names have a row for each period and slice with a value."""
    match scan.shape:
        case "adds":
            yield from _adding(scan, lowering)
        case "values":
            yield from _valued(scan, lowering)
        case "level":
            from kpidsl.sql.levels import level_parts

            yield from level_parts(scan, lowering)
        case "journey":
            from kpidsl.sql.journeys import journey_parts

            yield from journey_parts(scan, lowering)


def keys_of(scan: Scan) -> list[str]:
    """Return the names of the columns that a scan's rows are grouped by."""
    return [N, *(slice_name(index) for index in range(len(scan.slices)))]


def bucketed(scan: Scan, lowering: Lowering) -> exp.Select:
    """Return the select of a scan's rows, bounded and joined, with the number of each row's bucket and its slices."""
    select = exp.select(aliased(bucket_of(scan.edges, scan.floor, time_of(scan, lowering), scan.time, scan.source, lowering), N))
    for index, expression in enumerate(scan.slices):
        select.select(aliased(lower_row(expression, lowering), slice_name(index)), copy=False)
    joined(select, scan.source, scan.hops, lowering)
    time = time_of(scan, lowering)
    select.where(exp.LT(this=time, expression=bound(scan.edges[-1], scan.time, scan.source, lowering)), copy=False)
    if not scan.floor:
        first = bound(scan.edges[0], scan.time, scan.source, lowering)
        select.where(exp.GTE(this=time.copy(), expression=first), copy=False)
    if scan.where is not None:
        select.where(lower_row(scan.where, lowering), copy=False)
    return select


def joined(select: exp.Select, base: Source, hops: tuple[Hop, ...], lowering: Lowering) -> None:
    """Put the rows of a source, and of what it joins, under a select."""
    select.from_(rows_of(base, alias_of(base.name, ()), lowering.dialect), copy=False)
    for hop in hops:
        left, right = alias_of(base.name, hop.path[:-1]), alias_of(base.name, hop.path)
        pairs = [
            exp.EQ(this=_of(left, own, lowering.dialect), expression=_of(right, theirs, lowering.dialect))
            for own, theirs in hop.join.pairs
        ]
        rows = rows_of(hop.source, right, lowering.dialect)
        select.join(rows, on=exp.and_(*pairs, copy=False), join_type="left", copy=False)


def _of(owner: str, name: ColumnName, dialect: Dialect) -> exp.Column:
    return exp.Column(this=identifier(name.name, name.quoted, dialect), table=exp.Identifier(this=owner, quoted=True))


def rows_of(source: Source, alias: str, dialect: Dialect) -> exp.Expr:
    """Return where a source's rows come from, under an alias."""
    name = exp.TableAlias(this=exp.Identifier(this=alias, quoted=True))
    match source.origin:
        case TableRows(parts=parts):
            names = [identifier(each.name, each.quoted, dialect) for each in parts]
            padded = [None] * (3 - len(names)) + names
            return exp.Table(this=padded[2], db=padded[1], catalog=padded[0], alias=name)
        case FileRows(path=path):
            return exp.Table(this=exp.Identifier(this=path, quoted=True), alias=name)
        case QueryRows() as origin:
            return exp.Subquery(this=written_query(origin, dialect), alias=name)


def time_column(source: Source, time: TimeColumn, lowering: Lowering) -> exp.Column:
    """Return a source's time column."""
    return _of(alias_of(source.name, ()), ColumnName(time.name, time.quoted, time.span), lowering.dialect)


def time_of(scan: Scan, lowering: Lowering) -> exp.Column:
    """Return the column that a scan's rows are bucketed by."""
    return time_column(scan.source, scan.time, lowering)


def kind_of(source: Source, time: TimeColumn, lowering: Lowering) -> str:
    """Return the type of a time column; where nothing is known, a timestamp without time zone."""
    return lowering.types.get((source.name, time.name), "timestamp")


def bound(at: Edge, time: TimeColumn, source: Source, lowering: Lowering) -> exp.Expr:
    """Return a bound of the rows as a literal of their time column."""
    return edge(at, time.zone, kind_of(source, time, lowering), lowering)


def bucket_of(
    edges: tuple[Edge, ...], floor: bool, column: exp.Expr, time: TimeColumn, source: Source, lowering: Lowering
) -> exp.Expr:
    """Return the number of a row's bucket: a balanced CASE over the edges, so that each row takes few comparisons.

    The rows lie between the first and the last edge already; with `floor` those before the first one are in bucket -1.
    """
    between = edges[(0 if floor else 1) : -1]

    def choose(low: int, high: int) -> exp.Expr:
        if low == high:
            return number(low - floor)
        middle = (low + high) // 2
        test = exp.LT(this=column.copy(), expression=bound(between[middle], time, source, lowering))
        return exp.Case(ifs=[exp.If(this=test, true=choose(low, middle))], default=choose(middle + 1, high))

    return choose(0, len(between))


# --- what adds --------------------------------------------------------------------------------------------------------


def _adding(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the scan grouped by bucket, and each window put together from its buckets."""
    select = bucketed(scan, lowering)
    for measure in scan.measures:
        assert isinstance(measure.aggregate, Aggregate)
        select.select(aliased(aggregated(measure.aggregate, lowering), measure.alias), copy=False)
    yield Part(scan.name, grouped(select, 1 + len(scan.slices)))
    yield from _combined(scan)


def _combined(scan: Scan) -> Iterator[Part]:
    """Yield, for each window that is not the scan itself, its periods put together from the scan's buckets."""
    together = {each.alias: each.aggregate for each in scan.measures}
    for window in scan.windows:
        if window.name == scan.name:
            continue
        spans = f"{window.name}_spans"
        yield Part(spans, spans_table(window), SPANS_COLUMNS)
        slices = [named(each, scan.name) for each in keys_of(scan)[1:]]
        select = exp.select(named(N, spans), *slices)
        for value, alias in window.columns:
            aggregate = together[alias]
            assert isinstance(aggregate, Aggregate)
            select.select(aliased(_TOGETHER[aggregate.function](this=named(alias, scan.name)), value), copy=False)
        select.from_(table(scan.name), copy=False)
        select.join(table(spans), on=within(named(N, scan.name), spans), copy=False)
        yield Part(window.name, grouped(select, 1 + len(slices)))


_TOGETHER: dict[str, type[exp.AggFunc]] = {"count": exp.Sum, "sum": exp.Sum, "min": exp.Min, "max": exp.Max}


# --- what does not ----------------------------------------------------------------------------------------------------


def _valued(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the one window of a scan whose aggregates need their rows: where windows overlap, a row counts in each."""
    (window,) = scan.windows
    if window.name == scan.name:
        select = bucketed(scan, lowering)
        for measure in scan.measures:
            assert isinstance(measure.aggregate, Aggregate)
            select.select(aliased(aggregated(measure.aggregate, lowering), measure.alias), copy=False)
        yield Part(scan.name, grouped(select, 1 + len(scan.slices)))
        return
    rows = bucketed(scan, lowering)
    for measure in scan.measures:
        assert isinstance(measure.aggregate, Aggregate)
        rows.select(aliased(_kept(measure.aggregate, lowering), measure.alias), copy=False)
    yield Part(f"{scan.name}_rows", rows)
    spans = f"{window.name}_spans"
    yield Part(spans, spans_table(window), SPANS_COLUMNS)
    slices = [named(each, "r") for each in keys_of(scan)[1:]]
    select = exp.select(named(N, spans), *slices)
    for measure in scan.measures:
        select.select(aliased(_function(measure, named(measure.alias, "r"), lowering), measure.alias), copy=False)
    select.from_(table(f"{scan.name}_rows", "r"), copy=False)
    select.join(table(spans), on=within(named(N, "r"), spans), copy=False)
    yield Part(window.name, grouped(select, 1 + len(slices)))


def _kept(aggregate: Aggregate, lowering: Lowering) -> exp.Expr:
    """Return the value that an aggregate takes of a row, null where its condition does not hold."""
    assert aggregate.argument is not None
    value = lower_row(aggregate.argument, lowering)
    if aggregate.where is None:
        return value
    return exp.Case(ifs=[exp.If(this=lower_row(aggregate.where, lowering), true=value)])


def _function(measure: Measure, value: exp.Expr, lowering: Lowering) -> exp.Expr:
    aggregate = measure.aggregate
    assert isinstance(aggregate, Aggregate)
    match aggregate.function:
        case "percentile" | "median":
            return lowering.dialect.percentile(value, aggregate.fraction if aggregate.fraction is not None else _HALF)
        case "count_distinct":
            return exp.Count(this=exp.Distinct(expressions=[value]))
    return _PLAIN[aggregate.function](value)


def aggregated(aggregate: Aggregate, lowering: Lowering) -> exp.Expr:
    """Return an aggregate with its condition as a filter."""
    value = lower_row(aggregate.argument, lowering) if aggregate.argument is not None else exp.Star()
    result = _function(Measure("", aggregate), value, lowering)
    if aggregate.where is None:
        return result
    return exp.Filter(this=result, expression=exp.Where(this=lower_row(aggregate.where, lowering)))


_HALF = Decimal("0.5")
_PLAIN: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "count": lambda value: exp.Count(this=value),
    "sum": lambda value: exp.Sum(this=value),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
}


def repeated_key(hop: Hop, dialect: Dialect) -> exp.Select:
    """Return the select of one key of a joined source that more than one row has; null is no key."""
    alias = alias_of(hop.source.name, ())
    keys = [_of(alias, theirs, dialect) for _, theirs in hop.join.pairs]
    select = exp.select(*keys, aliased(exp.Count(this=exp.Star()), "rows")).from_(rows_of(hop.source, alias, dialect))
    select.where(*(not_null(key.copy()) for key in keys), copy=False)
    repeated = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    return grouped(select, len(keys)).having(repeated, copy=False).limit(1, copy=False)


