"""One scan in SQL: the rows of a source, each in its bucket of time, grouped and aggregated."""

from collections.abc import Callable
from decimal import Decimal

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.model.records import ColumnName, FileRows, QueryRows, Source, TableRows
from kpidsl.query.plan import Edge, Hop, Measure, Scan
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.rows import Lowering, alias_of, apply, edge, identifier, lower_row


def named(name: str) -> exp.Column:
    """Return a column of a statement's own making."""
    return exp.Column(this=exp.Identifier(this=name, quoted=True))


def aliased(value: exp.Expr, name: str) -> exp.Alias:
    """Return a value under a name."""
    return exp.Alias(this=value, alias=exp.Identifier(this=name, quoted=True))


def slice_name(index: int) -> str:
    """Return the name of the column of the asked dimension of that number."""
    return f"d{index}"


def scan_selects(scan: Scan, lowering: Lowering) -> list[tuple[str, exp.Select]]:
    """Return the named selects of a scan, the last one with a row for each bucket and slice that has rows."""
    if scan.levels:
        return _levels(scan, lowering)
    select = _rows(scan, lowering, _bucket(scan, lowering, 0))
    for measure in scan.measures:
        select.select(aliased(_aggregate(measure.aggregate, lowering), measure.alias), copy=False)
    return [(scan.name, _grouped(select, 1 + len(scan.slices)))]


def _rows(scan: Scan, lowering: Lowering, bucket: exp.Expr) -> exp.Select:
    """Return the select of a scan's rows, bounded and joined, with its bucket and slices."""
    select = exp.select(aliased(bucket, "n"))
    for index, expression in enumerate(scan.slices):
        select.select(aliased(lower_row(expression, lowering), slice_name(index)), copy=False)
    base = scan.source
    select.from_(_table(base, alias_of(base.name, ()), lowering.dialect), copy=False)
    for hop in scan.hops:
        left, right = alias_of(base.name, hop.path[:-1]), alias_of(base.name, hop.path)
        pairs = [_pair(left, own, right, theirs, lowering.dialect) for own, theirs in hop.join.pairs]
        table = _table(hop.source, right, lowering.dialect)
        select.join(table, on=exp.and_(*pairs, copy=False), join_type="left", copy=False)
    time, first, last = _time(scan, lowering), scan.edges[0], scan.edges[-1]
    bounds: list[exp.Expr] = [exp.LT(this=time, expression=_edge(last, scan, lowering))]
    if not scan.levels:
        bounds.insert(0, exp.GTE(this=time.copy(), expression=_edge(first, scan, lowering)))
    if scan.where is not None:
        bounds.append(lower_row(scan.where, lowering))
    select.where(*bounds, copy=False)
    return select


def _grouped(select: exp.Select, columns: int) -> exp.Select:
    return select.group_by(*(exp.Literal.number(index + 1) for index in range(columns)), copy=False)


def _pair(left: str, own: ColumnName, right: str, theirs: ColumnName, dialect: Dialect) -> exp.Expr:
    return exp.EQ(this=_of(left, own, dialect), expression=_of(right, theirs, dialect))


def _of(table: str, name: ColumnName, dialect: Dialect) -> exp.Column:
    owner = exp.Identifier(this=table, quoted=True)
    return exp.Column(this=identifier(name.name, name.quoted, dialect), table=owner)


def _table(source: Source, alias: str, dialect: Dialect) -> exp.Expr:
    name = exp.TableAlias(this=exp.Identifier(this=alias, quoted=True))
    match source.origin:
        case TableRows(parts=parts):
            names = [identifier(each.name, each.quoted, dialect) for each in parts]
            padded = [None] * (3 - len(names)) + names
            return exp.Table(this=padded[2], db=padded[1], catalog=padded[0], alias=name)
        case FileRows(path=path):
            return exp.Table(this=exp.Identifier(this=path, quoted=True), alias=name)
        case QueryRows():
            raise NotImplementedError


def _time(scan: Scan, lowering: Lowering) -> exp.Column:
    name = ColumnName(scan.time.name, scan.time.quoted, scan.time.span)
    return _of(alias_of(scan.source.name, ()), name, lowering.dialect)


def _edge(bound: Edge, scan: Scan, lowering: Lowering) -> exp.Expr:
    kind = lowering.types.get((scan.source.name, scan.time.name), "timestamp")
    return edge(bound, scan.time.zone, kind, lowering)


def _bucket(scan: Scan, lowering: Lowering, floor: int) -> exp.Expr:
    """Return the number of a row's bucket: a balanced CASE over the edges, so that each row takes few comparisons.

    The rows lie between the first and the last edge already; with `floor` -1 those before the first have -1.
    """
    inner = scan.edges[(0 if floor else 1) : -1]

    def choose(low: int, high: int) -> exp.Expr:
        if low == high:
            number = exp.Literal.number(abs(low + floor))
            return exp.Neg(this=number) if low + floor < 0 else number
        middle = (low + high) // 2
        test = exp.LT(this=_time(scan, lowering), expression=_edge(inner[middle], scan, lowering))
        return exp.Case(ifs=[exp.If(this=test, true=choose(low, middle))], default=choose(middle + 1, high))

    return choose(0, len(inner))


def _aggregate(aggregate: Aggregate, lowering: Lowering) -> exp.Expr:
    """Return an aggregate with its condition as a filter."""
    value = lower_row(aggregate.argument, lowering) if aggregate.argument is not None else exp.Star()
    match aggregate.function:
        case "percentile" | "median":
            fraction = aggregate.fraction if aggregate.fraction is not None else _HALF
            result = lowering.dialect.percentile(value, fraction)
        case "count_distinct":
            result = exp.Count(this=exp.Distinct(expressions=[value]))
        case function:
            result = _PLAIN[function](value)
    if aggregate.where is None:
        return result
    return exp.Filter(this=result, expression=exp.Where(this=lower_row(aggregate.where, lowering)))


_HALF = Decimal("0.5")
_PLAIN: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "count": lambda value: exp.Count(this=value),
    "sum": lambda value: exp.Sum(this=value),
    "avg": lambda value: exp.Avg(this=value),
    "min": lambda value: exp.Min(this=value),
    "max": lambda value: exp.Max(this=value),
}


def _levels(scan: Scan, lowering: Lowering) -> list[tuple[str, exp.Select]]:
    """Return the selects of `latest`: what the last rows of each bucket add up to; buckets without rows come later.

    With `by`, each holder's last value is put as its change against the value before, so that a running sum over the
    buckets gives the level.
    """
    (measure,) = scan.measures
    aggregate = measure.aggregate
    assert aggregate.argument is not None
    value = lower_row(aggregate.argument, lowering)
    rows = _rows(scan, lowering, _bucket(scan, lowering, -1))
    keys = ["n", *(slice_name(index) for index in range(len(scan.slices)))]
    rows.select(aliased(_time(scan, lowering), "t"), aliased(value, "v"), copy=False)
    rows.where(exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null())), copy=False)
    if aggregate.where is not None:
        rows.where(lower_row(aggregate.where, lowering), copy=False)
    if aggregate.by is not None:
        rows.select(aliased(lower_row(aggregate.by, lowering), "k"), copy=False)
        keys.append("k")
    rows_name, last_name = f"{scan.name}_rows", f"{scan.name}_last"
    newest = exp.Window(this=exp.Max(this=named("t")), partition_by=[named(key) for key in keys])
    marked = exp.select(*(named(key) for key in keys), named("t"), named("v"), aliased(newest, "newest")).from_(rows_name)
    last = exp.select(*(named(key) for key in keys)).from_(exp.Subquery(this=marked, alias=exp.TableAlias(this=exp.to_identifier("r"))))
    last.where(exp.EQ(this=named("t"), expression=named("newest")), copy=False)
    name = scan.name if aggregate.by is None else last_name
    last.select(aliased(exp.Sum(this=named("v")), measure.alias), copy=False)
    selects = [(rows_name, rows), (name, _grouped(last, len(keys)))]
    if aggregate.by is not None:
        selects.append((scan.name, _changes(scan, measure, last_name)))
    return selects


def _changes(scan: Scan, measure: Measure, last_name: str) -> exp.Select:
    slices = [named(slice_name(index)) for index in range(len(scan.slices))]
    before = exp.Window(
        this=exp.Lag(this=named(measure.alias)),
        partition_by=[*(each.copy() for each in slices), named("k")],
        order=exp.Order(expressions=[exp.Ordered(this=named("n"))]),
    )
    change = apply("-", [named(measure.alias), exp.Coalesce(this=before, expressions=[exp.Literal.number("0")])])
    inner = exp.select(named("n"), *slices, aliased(change, "change")).from_(last_name)
    outer = exp.select(named("n"), *(each.copy() for each in slices), aliased(exp.Sum(this=named("change")), measure.alias))
    outer.from_(exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("r"))), copy=False)
    return _grouped(outer, 1 + len(slices))


def repeated_key(hop: Hop, dialect: Dialect) -> exp.Select:
    """Return the select of one key of a joined source that more than one row has; null is no key."""
    alias = alias_of(hop.source.name, ())
    keys = [_of(alias, theirs, dialect) for _, theirs in hop.join.pairs]
    select = exp.select(*keys, aliased(exp.Count(this=exp.Star()), "rows")).from_(_table(hop.source, alias, dialect))
    select.where(*(exp.Not(this=exp.Is(this=key.copy(), expression=exp.Null())) for key in keys), copy=False)
    repeated = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    return _grouped(select, len(keys)).having(repeated, copy=False).limit(1, copy=False)
