"""What adds in SQL: rows aggregated by bucket, and each window put together from its buckets."""

from collections.abc import Iterator

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.query.plan import Scan
from kpidsl.sql.aggregates import aggregated, together
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import SPANS_COLUMNS, N, aliased, grouped, named, spans_table, table, within
from kpidsl.sql.scans import Part, bucketed, keys_of


def added_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the scan grouped by bucket, and each window put together from its buckets."""
    select = bucketed(scan, lowering)
    for measure in scan.measures:
        assert isinstance(measure.aggregate, Aggregate)
        select.select(aliased(aggregated(measure.aggregate, lowering), measure.alias), copy=False)
    yield Part(scan.name, grouped(select, 1 + len(scan.slices), lowering.dialect))
    yield from _combined(scan, lowering)


def _combined(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield, for each window that is not the scan itself, its periods put together from the scan's buckets."""
    measures = {each.alias: each.aggregate for each in scan.measures}
    for window in scan.windows:
        if window.name == scan.name:
            continue
        spans = f"{window.name}_spans"
        yield Part(spans, spans_table(window, lowering.dialect), SPANS_COLUMNS)
        slices = [named(each, scan.name) for each in keys_of(scan)[1:]]
        select = exp.select(named(N, spans), *slices)
        for value, alias in window.columns:
            aggregate = measures[alias]
            assert isinstance(aggregate, Aggregate)
            select.select(aliased(together(aggregate, named(alias, scan.name), lowering), value), copy=False)
        select.from_(table(scan.name), copy=False)
        select.join(table(spans), on=within(named(N, scan.name), spans), copy=False)
        yield Part(window.name, grouped(select, 1 + len(slices), lowering.dialect))
