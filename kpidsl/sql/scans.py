"""What every shape of scan has in SQL: the rows of a source, bounded and joined, each in its bucket of time."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from kpidsl.model.records import ColumnName, FileRows, QueryRows, Source, TableRows, TimeColumn
from kpidsl.query.plan import Edge, Hop, Scan
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.standard import as_it_is
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import (
    N,
    aliased,
    not_null,
    number,
    selected,
    slice_name,
)
from kpidsl.sql.naming import identifier, real_table
from kpidsl.sql.rows import alias_of, edge, key_value, lower_row, unsure
from kpidsl.sql.searching import searched
from kpidsl.sql.written import written_query


@dataclass(frozen=True, slots=True)
class Part:
    """A named select of a statement, in the order in which they follow; `columns` where its own have no names yet."""

    name: str
    query: exp.Query
    columns: tuple[str, ...] = ()


def keys_of(scan: Scan) -> list[str]:
    """Return the names of the columns that a scan's rows are grouped by."""
    return [N, *(slice_name(index) for index in range(len(scan.slices)))]


def bucketed(scan: Scan, lowering: Lowering, place: exp.Expr | None = None) -> exp.Select:
    """Return the select of a scan's rows, bounded and joined, with each row's place in time and its slices.

    The place is the number of its bucket, where no other is given.
    """
    if place is None:
        place = aliased(bucket_of(scan.edges, scan.floor, scan.time, scan.source, lowering), N)
    select = selected(place)
    for index, expression in enumerate(scan.slices):
        select.select(aliased(key_value(expression, lowering), slice_name(index)), copy=False)
    joined(select, scan.source, scan.hops, lowering)
    time = compared_time(scan.source, scan.time, lowering)
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
        rows = rows_of(hop.source, alias_of(base.name, hop.path), lowering.dialect)
        select.join(rows, on=exp.and_(*_pairs(base, hop, lowering), copy=False), join_type="left", copy=False)


def _pairs(base: Source, hop: Hop, lowering: Lowering) -> Iterator[exp.Expr]:
    """Yield the tests by which a row finds its partner; text meets by code point, beside a test for an index."""
    left, right = alias_of(base.name, hop.path[:-1]), alias_of(base.name, hop.path)
    owner = hop.path[-2] if len(hop.path) > 1 else base.name
    for own, theirs in hop.join.pairs:
        mine, its = _of(left, own, lowering.dialect), _of(right, theirs, lowering.dialect)
        yield exp.EQ(this=mine, expression=its)
        kinds = lowering.column_type(owner, own.name), lowering.column_type(hop.source.name, theirs.name)
        if lowering.dialect.text is as_it_is:
            continue
        if "text" in kinds:
            yield exp.EQ(this=lowering.dialect.text(mine.copy()), expression=lowering.dialect.text(its.copy()))
        elif "" in kinds:
            yield unsure("=", mine.copy(), its.copy(), lowering.dialect)


def _of(owner: str, name: ColumnName, dialect: Dialect) -> exp.Column:
    return exp.Column(this=identifier(name.name, name.quoted, dialect), table=exp.Identifier(this=owner, quoted=True))


def rows_of(source: Source, alias: str, dialect: Dialect) -> exp.Expr:
    """Return where a source's rows come from, under an alias."""
    name = exp.TableAlias(this=exp.Identifier(this=alias, quoted=True))
    found: exp.Expr
    match source.origin:
        case TableRows(parts=parts):
            names = [identifier(each.name, each.quoted, dialect) for each in parts]
            padded = [None] * (3 - len(names)) + names
            found = exp.Table(this=padded[2], db=padded[1], catalog=padded[0], alias=name)
        case FileRows(path=path):
            found = exp.Table(this=exp.Identifier(this=path, quoted=True), alias=name)
        case QueryRows() as origin:
            found = exp.Subquery(this=written_query(origin, dialect), alias=name)
    real_table(found)
    return found


def time_column(source: Source, time: TimeColumn, lowering: Lowering) -> exp.Column:
    """Return a source's time column."""
    return _of(alias_of(source.name, ()), ColumnName(time.name, time.quoted, time.span), lowering.dialect)


def compared_time(source: Source, time: TimeColumn, lowering: Lowering) -> exp.Expr:
    """Return a source's time column fit to be compared with bounds."""
    return lowering.dialect.time(time_column(source, time, lowering), kind_of(source, time, lowering))


def moment_of_row(scan: Scan, lowering: Lowering) -> exp.Expr:
    """Return the time of a scan's rows, fit to be ordered."""
    return lowering.dialect.exact(
        time_column(scan.source, scan.time, lowering), kind_of(scan.source, scan.time, lowering)
    )


def kind_of(source: Source, time: TimeColumn, lowering: Lowering) -> str:
    """Return the type of a time column; where nothing is known, a timestamp without time zone."""
    return lowering.column_type(source.name, time.name) or "timestamp"


def bound(at: Edge, time: TimeColumn, source: Source, lowering: Lowering) -> exp.Expr:
    """Return a bound of the rows as a literal of their time column."""
    return edge(at, time.zone, kind_of(source, time, lowering), lowering)


def bucket_of(edges: tuple[Edge, ...], floor: bool, time: TimeColumn, source: Source, lowering: Lowering) -> exp.Expr:
    """Return the number of a row's bucket: a balanced CASE over the edges, so that each row takes few comparisons.

    The rows lie between the first and the last edge already; with `floor` those before the first one are in bucket -1.
    """
    between = edges[(0 if floor else 1) : -1]
    column = compared_time(source, time, lowering)

    def before(item: int) -> exp.Expr:
        return exp.LT(this=column.copy(), expression=bound(between[item - 1], time, source, lowering))

    return searched(0, len(between), before, lambda item: number(item - floor), lowering.dialect.branches)


def repeated_key(hop: Hop, dialect: Dialect) -> exp.Select:
    """Return the select of one key of a joined source that more than one row has; null is no key."""
    alias = alias_of(hop.source.name, ())
    keys = [_of(alias, theirs, dialect) for _, theirs in hop.join.pairs]
    shown = [aliased(exp.Min(this=key.copy()), f"key{index}") for index, key in enumerate(keys)]
    select = selected(*shown, aliased(exp.Count(this=exp.Star()), "rows")).from_(
        rows_of(hop.source, alias, dialect), copy=False
    )
    select.where(*(not_null(key.copy()) for key in keys), copy=False)
    repeated = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    select.group_by(*(dialect.text(key) for key in keys), copy=False)
    return select.having(repeated, copy=False).limit(1, copy=False)
