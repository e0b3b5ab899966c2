"""`latest` in SQL: the last rows up to the end of each period, looked back for as far as there are rows."""

from collections.abc import Iterator

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.query.plan import Scan
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import (
    SPANS_COLUMNS,
    N,
    aliased,
    ascending,
    grouped,
    inner,
    named,
    not_null,
    selected,
    spans_table,
    table,
)
from kpidsl.sql.rows import key_value, lower_row
from kpidsl.sql.scans import Part, bucketed, keys_of, moment_of_row

_HOLDER, _TIME, _VALUE, _NEWEST, _NEXT = "k", "t", "v", "newest", "next"


def level_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the selects of a level: the last rows of each bucket, the buckets for which each stands, and the periods.

    With `by` each holder has a last row of its own, and the level is their sum. Rows of one time add up.
    """
    (measure,), (window,) = scan.measures, scan.windows
    aggregate = measure.aggregate
    assert isinstance(aggregate, Aggregate) and aggregate.argument is not None
    value = lower_row(aggregate.argument, lowering)
    rows = bucketed(scan, lowering).select(
        aliased(moment_of_row(scan, lowering), _TIME), aliased(value, _VALUE), copy=False
    )
    rows.where(not_null(value.copy()), copy=False)
    if aggregate.where is not None:
        rows.where(lower_row(aggregate.where, lowering), copy=False)
    holders = keys_of(scan)[1:]
    if aggregate.by is not None:
        rows.select(aliased(key_value(aggregate.by, lowering), _HOLDER), copy=False)
        holders.append(_HOLDER)
    names = f"{scan.name}_rows", f"{scan.name}_last", f"{scan.name}_spans"
    yield Part(names[0], rows)
    yield Part(names[1], _last(names[0], holders, lowering))
    yield Part(names[2], spans_table(window, lowering.dialect), SPANS_COLUMNS)
    slices = [named(each, names[1]) for each in keys_of(scan)[1:]]
    select = selected(named(N, names[2]), *slices)
    (column,) = window.columns
    select.select(aliased(exp.Sum(this=named(_VALUE, names[1])), column[0]), copy=False)
    select.from_(table(names[1]), copy=False)
    stands = exp.and_(
        exp.GTE(this=named("b1", names[2]), expression=named(N, names[1])),
        exp.or_(
            exp.Is(this=named(_NEXT, names[1]), expression=exp.Null()),
            exp.LT(this=named("b1", names[2]), expression=named(_NEXT, names[1])),
            copy=False,
        ),
        copy=False,
    )
    select.join(table(names[2]), on=stands, copy=False)
    yield Part(window.name, grouped(select, 1 + len(slices), lowering.dialect))


def _last(rows: str, holders: list[str], lowering: Lowering) -> exp.Select:
    """Return what each holder's last rows of each bucket add up to, and the bucket in which it is replaced."""
    keys = [N, *holders]
    newest = exp.Window(this=exp.Max(this=named(_TIME)), partition_by=[named(key) for key in keys])
    marked = selected(*(named(key) for key in keys), named(_TIME), named(_VALUE), aliased(newest, _NEWEST)).from_(
        table(rows)
    )
    sums = selected(*(named(key) for key in keys), aliased(exp.Sum(this=named(_VALUE)), _VALUE)).from_(
        inner(marked, "r")
    )
    sums.where(exp.EQ(this=named(_TIME), expression=named(_NEWEST)), copy=False)
    grouped(sums, len(keys), lowering.dialect)
    following = exp.Window(
        this=exp.Lead(this=named(N)),
        partition_by=[named(each) for each in holders],
        order=exp.Order(expressions=[ascending(named(N), lowering.dialect)]),
    )
    return selected(*(named(key) for key in keys), named(_VALUE), aliased(following, _NEXT)).from_(
        inner(sums, "s"), copy=False
    )
