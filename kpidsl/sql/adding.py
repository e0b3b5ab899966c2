"""What adds in SQL: rows aggregated in the cheapest shape, and each window put together from its buckets.

The plain shape is one pass: each row finds its bucket, each aggregate has its condition. Two things are done only to
what one grouping leaves of the rows, where that is cheaper (see `_shape`): conditions are applied, and cells of time
put into their buckets. Both are exact, for counts, sums and extremes of parts are those of the whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlglot import exp

from kpidsl.model.expression import Aggregate, Apply
from kpidsl.query.plan import Measure, Scan
from kpidsl.sql.aggregates import aggregated, together
from kpidsl.sql.conditions import Keys, identity, keys_of_conditions
from kpidsl.sql.grid import Grid, bucket_of_cell, cell_of, grid_of
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import SPANS_COLUMNS, N, aliased, grouped, named, selected, spans_table, table, within
from kpidsl.sql.scans import Part, bucketed, keys_of

OUTCOMES_AT_MOST = 4096
"""Conditions that could part the rows of a bucket into more groups than this are not applied late."""

GROUPS_AT_MOST = 200_000
"""Rows are put into cells first only where that could make no more groups: fewer than rows that are worth the while."""

_MEMBERS = 30
"""How many members a dimension is taken to have where groups are estimated; nothing is known of the rows."""

_KEYS_AT_MOST = 4
"""So many keys are worth as many aggregates as any more are: those of single tests cost little each."""

_CELL = "c"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a scan is aggregated: on a grid or not, and the conditions that are applied `late`, over the keys `used`."""

    grid: Grid | None
    keys: Keys
    used: tuple[int, ...]
    late: frozenset[str]


def added_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the scan grouped by bucket, and each window put together from its buckets."""
    shape = _shape(scan, lowering)
    if shape.grid is None and not shape.used:
        select = bucketed(scan, lowering)
        for measure in scan.measures:
            select.select(aliased(aggregated(_counting(measure), lowering), measure.alias), copy=False)
        yield Part(scan.name, grouped(select, 1 + len(scan.slices), lowering.dialect))
    else:
        yield from _in_two_stages(scan, shape, lowering)
    yield from _combined(scan, lowering)


def _counting(measure: Measure) -> Aggregate:
    """Return the aggregate of a measure; rows that count where a value is there are counted as values."""
    aggregate = measure.aggregate
    assert isinstance(aggregate, Aggregate)
    if aggregate.function != "count" or aggregate.argument is not None:
        return aggregate
    match aggregate.where:
        case Apply(function="not", arguments=(Apply(function="is_null", arguments=(value,)),)):
            return replace(aggregate, argument=value, where=None)
        case Apply("and", (rest, Apply(function="not", arguments=(Apply(function="is_null", arguments=(value,)),)))):
            return replace(aggregate, argument=value, where=rest)
    return aggregate


# --- which shape ------------------------------------------------------------------------------------------------------


def _shape(scan: Scan, lowering: Lowering) -> _Shape:
    """Return the shape of a scan, by what is known without its rows.

    Conditions are applied late where many aggregates are under them for each key, as the dialect has it: each costs
    every row a comparison and a sum, each key about as much as some of these. Keys hold no values of their
    own but which of those asked for there are, so that a column with as many values as rows makes no more groups than
    one with few; and conditions that together could make very many are left in the first pass. So are cells.
    """
    wheres = {each.alias: _counting(each).where for each in scan.measures}
    keys = keys_of_conditions(each for each in wheres.values() if each is not None)
    needs = {alias: keys.used(each) for alias, each in wheres.items() if each is not None}
    used = _affordable(keys, needs.values())
    late = frozenset(alias for alias, need in needs.items() if need <= used)
    if len(late) < lowering.dialect.late * min(len(used), _KEYS_AT_MOST):
        used, late = frozenset(), frozenset()
    grid = grid_of(scan, lowering)
    if grid is not None and grid.cells * keys.outcomes(used) * _MEMBERS ** len(scan.slices) > GROUPS_AT_MOST:
        grid = None
    return _Shape(grid, keys, tuple(sorted(used)), late)


def _affordable(keys: Keys, needs: Iterable[frozenset[int]]) -> frozenset[int]:
    """Return the keys that rows may be grouped by: those that most conditions need come first, while they are few."""
    counts: dict[frozenset[int], int] = {}
    for need in needs:
        counts[need] = counts.get(need, 0) + 1
    used: frozenset[int] = frozenset()
    for need in sorted(counts, key=lambda each: (-counts[each], sorted(each))):
        if keys.outcomes(used | need) <= OUTCOMES_AT_MOST:
            used |= need
    return used


# --- two stages -------------------------------------------------------------------------------------------------------


def _in_two_stages(scan: Scan, shape: _Shape, lowering: Lowering) -> Iterator[Part]:
    """Yield the rows grouped by cell or bucket, slices and keys; then the groups by bucket and slices."""
    groups = f"{scan.name}_groups"
    cell = aliased(cell_of(shape.grid, scan, lowering), _CELL) if shape.grid is not None else None
    rows = bucketed(scan, lowering, cell)
    for place in shape.used:
        rows.select(aliased(shape.keys.keys[place].sql(lowering), _key(place)), copy=False)
    width = len(rows.expressions)
    bucket = bucket_of_cell(shape.grid, _CELL, scan, lowering) if shape.grid is not None else named(N)
    select = selected(aliased(bucket, N), *(named(each) for each in keys_of(scan)[1:]))
    partial: dict[object, str] = {}
    for measure in scan.measures:
        aggregate = _counting(measure)
        where = aggregate.where if measure.alias in shape.late else None
        if where is not None:
            aggregate = replace(aggregate, where=None)
        given = (each and identity(each) for each in (aggregate.argument, aggregate.where))
        name = (aggregate.function, *given)
        if name not in partial:
            partial[name] = f"p{len(partial)}"
            rows.select(aliased(aggregated(aggregate, lowering), partial[name]), copy=False)
        holds = None
        if where is not None:
            holds = shape.keys.condition(where, lambda place: named(_key(place)), lowering).unnest()
        value = _of_groups(aggregate, named(partial[name]), holds, lowering)
        select.select(aliased(value, measure.alias), copy=False)
    yield Part(groups, grouped(rows, width, lowering.dialect))
    select.from_(table(groups), copy=False)
    yield Part(scan.name, grouped(select, 1 + len(scan.slices), lowering.dialect))


def _of_groups(aggregate: Aggregate, value: exp.Expr, holds: exp.Expr | None, lowering: Lowering) -> exp.Expr:
    """Return what the groups have together for which a condition holds; of all groups, where there is none."""
    if holds is None:
        return together(aggregate, value, lowering)
    if lowering.dialect.filters:
        return exp.Filter(this=together(aggregate, value, lowering), expression=exp.Where(this=holds))
    return together(aggregate, exp.Case(ifs=[exp.If(this=holds, true=value)]), lowering)


def _key(place: int) -> str:
    return f"k{place}"


# --- windows ----------------------------------------------------------------------------------------------------------


def _combined(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield, for each window that is not the scan itself, its periods put together from the scan's buckets."""
    measures = {each.alias: each.aggregate for each in scan.measures}
    for window in scan.windows:
        if window.name == scan.name:
            continue
        spans = f"{window.name}_spans"
        yield Part(spans, spans_table(window, lowering.dialect), SPANS_COLUMNS)
        slices = [named(each, scan.name) for each in keys_of(scan)[1:]]
        select = selected(named(N, spans), *slices)
        for value, alias in window.columns:
            aggregate = measures[alias]
            assert isinstance(aggregate, Aggregate)
            select.select(aliased(together(aggregate, named(alias, scan.name), lowering), value), copy=False)
        select.from_(table(scan.name), copy=False)
        select.join(table(spans), on=within(named(N, scan.name), spans), copy=False)
        yield Part(window.name, grouped(select, 1 + len(slices), lowering.dialect))
