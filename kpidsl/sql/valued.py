"""Aggregates that buckets cannot be put together for, distinct counts and percentiles: over their windows' rows."""

from collections.abc import Iterator
from fractions import Fraction

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.query.plan import Measure, Scan
from kpidsl.sql.aggregates import aggregated, fraction_of, function_of, kept
from kpidsl.sql.grid import bucket_of_row
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
    number,
    selected,
    spans_table,
    table,
    within,
)
from kpidsl.sql.scans import Part, bucketed, keys_of

_PERCENTILES = frozenset({"median", "percentile"})


def valued_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the one window of a scan whose aggregates need their rows: where windows overlap, a row counts in each."""
    (window,) = scan.windows
    ranked = lowering.dialect.percentile is None and any(
        _aggregate(each).function in _PERCENTILES for each in scan.measures
    )
    if window.name == scan.name and not ranked:
        select = _bucketed(scan, lowering)
        for measure in scan.measures:
            select.select(aliased(aggregated(_aggregate(measure), lowering), measure.alias), copy=False)
        yield Part(scan.name, grouped(select, 1 + len(scan.slices), lowering.dialect))
        return
    rows = f"{scan.name}_rows"
    yield Part(rows, _rows(scan, lowering))
    source = selected(exp.Star()).from_(table(rows), copy=False)
    if window.name != scan.name:
        spans = f"{window.name}_spans"
        yield Part(spans, spans_table(window, lowering.dialect), SPANS_COLUMNS)
        source = _in_windows(scan, rows, spans)
    if ranked:
        source = _placed(scan, source, lowering)
    select = selected(*(named(each, "r") for each in keys_of(scan))).from_(inner(source, "r"), copy=False)
    for measure in scan.measures:
        select.select(aliased(_of_rows(measure, lowering), measure.alias), copy=False)
    yield Part(window.name, grouped(select, 1 + len(scan.slices), lowering.dialect))


def _aggregate(measure: Measure) -> Aggregate:
    assert isinstance(measure.aggregate, Aggregate)
    return measure.aggregate


def _bucketed(scan: Scan, lowering: Lowering) -> exp.Select:
    return bucketed(scan, lowering, aliased(bucket_of_row(scan, lowering), N))


def _rows(scan: Scan, lowering: Lowering) -> exp.Select:
    """Return the rows of a scan with the value that each aggregate takes of them."""
    rows = _bucketed(scan, lowering)
    return rows.select(*(aliased(kept(_aggregate(each), lowering), each.alias) for each in scan.measures), copy=False)


def _in_windows(scan: Scan, rows: str, spans: str) -> exp.Select:
    """Return the rows once for each window that they fall in."""
    columns = [*keys_of(scan)[1:], *(each.alias for each in scan.measures)]
    select = selected(named(N, spans), *(named(each, rows) for each in columns)).from_(table(rows), copy=False)
    return select.join(table(spans), on=within(named(N, rows), spans), copy=False)


def _of_rows(measure: Measure, lowering: Lowering) -> exp.Expr:
    """Return an aggregate over rows that hold its value."""
    aggregate = _aggregate(measure)
    if lowering.dialect.percentile is None and aggregate.function in _PERCENTILES:
        return _interpolated(measure)
    return function_of(aggregate, named(measure.alias, "r"), lowering)


# --- percentiles from ranks -------------------------------------------------------------------------------------------


def _placed(scan: Scan, source: exp.Select, lowering: Lowering) -> exp.Select:
    """Return the rows with the place of each value among those of its group, and how many there are."""
    columns = [*keys_of(scan), *(each.alias for each in scan.measures)]
    select = selected(*(named(each, "p") for each in columns)).from_(inner(source, "p"), copy=False)
    for measure in scan.measures:
        if _aggregate(measure).function in _PERCENTILES:
            value, keys = named(measure.alias, "p"), [named(each, "p") for each in keys_of(scan)]
            order = exp.Order(expressions=[ascending(value.copy(), lowering.dialect)])
            # Nulls have places of their own, so that no engine's way of ordering them matters.
            apart = [*keys, exp.paren(not_null(value.copy()))]
            place = exp.Window(this=exp.RowNumber(), partition_by=apart, order=order)
            rows = exp.Window(this=exp.Count(this=value), partition_by=[each.copy() for each in keys])
            select.select(aliased(place, _place(measure)), aliased(rows, _size(measure)), copy=False)
    return select


def _place(measure: Measure) -> str:
    return f"{measure.alias}_place"


def _size(measure: Measure) -> str:
    return f"{measure.alias}_rows"


def _interpolated(measure: Measure) -> exp.Expr:
    """Return a percentile as R-7 has it (Hyndman and Fan, 1996): the values beside the place (rows - 1) * p / q, each
    weighted by how near it is. Reckoned in whole q-ths, so that no place is lost to rounding.
    """
    fraction = Fraction(fraction_of(_aggregate(measure)))
    whole = number(fraction.denominator)
    last = exp.paren(exp.Sub(this=named(_size(measure), "r"), expression=number(1)))
    mine = exp.paren(exp.Sub(this=named(_place(measure), "r"), expression=number(1)))
    wanted = exp.Mul(this=last, expression=number(fraction.numerator)) if fraction.numerator != 1 else last
    apart = exp.Abs(this=exp.Sub(this=wanted, expression=exp.Mul(this=mine, expression=whole.copy())))
    weight = exp.paren(exp.Sub(this=whole.copy(), expression=apart))
    near = exp.LT(this=apart.copy(), expression=whole.copy())
    part = exp.Mul(this=named(measure.alias, "r"), expression=weight)
    together = exp.Sum(this=exp.Case(ifs=[exp.If(this=near, true=part)]))
    return exp.Div(this=exp.cast(together, "DOUBLE"), expression=whole)
