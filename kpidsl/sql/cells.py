"""Cells: the values of all windows side by side, a row for each period and slice, and for each period's total."""

from collections.abc import Iterator

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.query.plan import Plan, Scan, Window
from kpidsl.sql.aggregates import together
from kpidsl.sql.lowering import Lowering, kind_of_aggregate
from kpidsl.sql.making import (
    PERIOD_COLUMNS,
    TOTAL,
    N,
    aliased,
    grouped,
    inner,
    named,
    number,
    selected,
    slice_name,
    stacked,
    table,
)
from kpidsl.sql.scans import Part

JOINED_AT_MOST = 16
"""So many windows are joined; engines have a limit to tables that meet in one select."""


def beside(plan: Plan) -> bool:
    """Say whether the windows are joined to the periods, so that the cells have the columns of both."""
    return not plan.dimensions and len(_windows(plan.scans)) <= JOINED_AT_MOST


def cells(plan: Plan, lowering: Lowering) -> exp.Select:
    """Return one row for each period and slice with all values.

    Without slices the windows are joined to the periods, which leaves the least to read and to reckon. With slices the
    windows are stacked, and empty rows under them: these give every period, and every slice seen anywhere, its place,
    without a join that nulls would break.
    """
    return _joined(plan) if beside(plan) else _stacked(plan, lowering)


def _joined(plan: Plan) -> exp.Select:
    """Return the periods with the values of all windows beside them."""
    select = selected(*(named(each, "periods") for each in PERIOD_COLUMNS)).from_(table("periods"), copy=False)
    for window in _windows(plan.scans):
        select.select(*(named(value, window.name) for value, _ in window.columns), copy=False)
        same = exp.EQ(this=named(N, window.name), expression=named(N, "periods"))
        select.join(table(window.name), on=same, join_type="left", copy=False)
    return select


def _stacked(plan: Plan, lowering: Lowering) -> exp.Select:
    slices = [slice_name(index) for index in range(len(plan.dimensions))]
    windows = _windows(plan.scans)
    names = [value for window in windows for value, _ in window.columns]
    nulls = _nulls(plan, lowering)
    keys = [N, *slices]
    parts: list[exp.Select] = []
    for window in windows:
        parts.append(selected(*map(named, keys), *_given(window, names, nulls)).from_(table(window.name), copy=False))
    empty = selected(named(N, "periods")).from_(table("periods"), copy=False)
    if slices:
        empty.select(*(named(each, "seen") for each in slices), copy=False)
        empty.join(_seen(windows, slices), join_type="cross", copy=False)
    parts.append(empty.select(*(aliased(nulls[name], name) for name in names), copy=False))
    if plan.totalled:
        for each in parts:
            each.select(aliased(number(0), TOTAL), copy=False)
        parts += _totals(plan, slices, names, nulls)
        keys.append(TOTAL)
    select = selected(*map(named, keys), *(aliased(exp.Max(this=named(name)), name) for name in names))
    select.from_(inner(stacked(parts), "stacked"), copy=False)
    return select.group_by(*map(named, keys), copy=False)


def total_parts(plan: Plan, lowering: Lowering) -> Iterator[Part]:
    """Yield, for each window of what adds, its slices put together; the others have been read once more for it."""
    for scan in plan.scans:
        if not scan.edges or scan.shape != "adds":
            continue
        measures = {each.alias: each.aggregate for each in scan.measures}
        for window in scan.windows:
            select = selected(named(N))
            for value, alias in window.columns:
                aggregate = measures[alias]
                assert isinstance(aggregate, Aggregate)
                select.select(aliased(together(aggregate, named(value), lowering), value), copy=False)
            select.from_(table(window.name), copy=False)
            yield Part(_total_of(window), grouped(select, 1, lowering.dialect))


def _totals(plan: Plan, slices: list[str], names: list[str], nulls: dict[str, exp.Expr]) -> Iterator[exp.Select]:
    """Yield the rows over all slices: of every window, and an empty one for each period."""
    adding = tuple(scan for scan in plan.scans if scan.shape == "adds")
    made = [(_total_of(window), window) for window in _windows(adding)]
    made += [(window.name, window) for window in _windows(plan.totals)]
    every = [aliased(exp.Null(), each) for each in slices]
    for name, window in made:
        select = selected(named(N), *(each.copy() for each in every), *_given(window, names, nulls))
        yield select.select(aliased(number(1), TOTAL), copy=False).from_(table(name), copy=False)
    empty = selected(named(N, "periods"), *every, *(aliased(nulls[name].copy(), name) for name in names))
    yield empty.select(aliased(number(1), TOTAL), copy=False).from_(table("periods"), copy=False)


def _total_of(window: Window) -> str:
    return f"{window.name}_total"


def _windows(scans: tuple[Scan, ...]) -> list[Window]:
    return [window for scan in scans if scan.edges for window in scan.windows]


def _given(window: Window, names: list[str], nulls: dict[str, exp.Expr]) -> list[exp.Expr]:
    """Return the values of a window, and nulls in the place of all others."""
    own = {value for value, _ in window.columns}
    return [named(name) if name in own else aliased(nulls[name].copy(), name) for name in names]


def _seen(windows: list[Window], slices: list[str]) -> exp.Subquery:
    """Return the slices that any window has seen."""
    if not windows:
        return inner(selected(*(aliased(exp.Null(), each) for each in slices)).where(exp.false()), "seen")
    parts = [selected(*(named(each) for each in slices)).from_(table(each.name), copy=False) for each in windows]
    # A union is distinct by itself, and Sail fails where its parts are so as well.
    return inner(stacked(parts, distinct=True) if len(parts) > 1 else parts[0].distinct(copy=False), "seen")


def _nulls(plan: Plan, lowering: Lowering) -> dict[str, exp.Expr]:
    """Return, for every value of a window, the null that stands where another window has no such value."""
    nulls: dict[str, exp.Expr] = {}
    for scan in plan.scans:
        measures = {each.alias: each.aggregate for each in scan.measures}
        for window in scan.windows:
            for value, alias in window.columns:
                aggregate = measures[alias]
                kind = kind_of_aggregate(aggregate, lowering) if isinstance(aggregate, Aggregate) else "integer"
                nulls[value] = lowering.dialect.null(kind)
    return nulls
