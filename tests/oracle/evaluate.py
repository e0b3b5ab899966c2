"""The rows that `kpidsl run --format json` promises, worked out by hand, as it were: the front door of the judge."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kpidsl.syntax import tree

from .aggregates import Reading, Scope
from .calendar import Period, before, calendar, period_of, periods_between
from .formulas import metric_value
from .project import project
from .rows import ALL, Facts, Member, Row, Total, slices
from .values import Value, plain


def evaluate(
    files: Sequence[tree.File],
    manifest: Mapping[str, Any],
    tables: Mapping[str, Sequence[Row]],
    names: Sequence[str],
    grain: str = "month",
    first: date | None = None,
    last: date | None = None,
    by: Sequence[str] = (),
    where: tree.Expression | None = None,
    *,
    as_of: datetime,
    totals: bool = False,
) -> list[dict[str, Any]]:
    """Return one row per period and slice: `period`, the dimensions, the metrics by name, `complete`.

    `tables` are named as the sources name them (`crm.leads`, a file's path, a query's text). `as_of` is an aware
    instant; its local day counts to its end. With `totals` each period also has a row over all slices after them, and
    every row says by `total` which it is. A metric's value is an int, a Decimal, a float or None.
    """
    assert as_of.tzinfo is not None
    ours = calendar(manifest)
    facts = Facts(project(files), ours, tables, tuple(by), where, as_of.astimezone(ours.zone).date())
    last = last or period_of(ours, facts.as_of, grain).last
    first = first or before(ours, period_of(ours, last, grain), 12).first
    return listing(facts, names, first, last, grain, totals)


def listing(
    facts: Facts, names: Sequence[str], first: date, last: date, grain: str, totals: bool
) -> list[dict[str, Any]]:
    """Return the rows of every period between two days."""
    scopes = [scope_of(facts, each, first, last) for each in periods_between(facts.calendar, first, last, grain)]
    for scope in filter(started, scopes):
        for name in names:
            metric_value(facts, name, scope)
    members: list[Member] = [*seen(facts, scopes)] if facts.by else [ALL]
    kinds = [(member, False) for member in members] + ([(ALL, True)] if totals and facts.by else [])
    return [
        row_of(facts, names, scope, member, {"total": total} if totals else {}, is_whole(facts, scope, first, last))
        for scope in scopes
        for member, total in kinds
    ]


def scope_of(facts: Facts, period: Period, first: date, last: date) -> Scope:
    """Return the days of a period that count: inside the range and not after the as-of."""
    return Scope(max(period.first, first), min(period.last, last, facts.as_of), ALL, period, Reading())


def started(scope: Scope) -> bool:
    """Say whether any day of a period counts."""
    return scope.first is None or scope.first <= scope.last


def seen(facts: Facts, scopes: Sequence[Scope]) -> list[tuple[Value, ...]]:
    """Return the slices that have a row among those that any metric looked at, in order, nulls last."""
    found = {
        member
        for scope in scopes
        for scan, first, last in scope.reading.windows
        for member, days in slices(facts, scan).items()
        if not isinstance(member, Total) and any((first is None or first <= day) and day <= last for day in days)
    }
    return sorted(found, key=nulls_last)


def nulls_last(member: tuple[Value, ...]) -> list[tuple[bool, Any]]:
    """Return a key that sorts null after every value."""
    return [(value is None, value) for value in member]


def is_whole(facts: Facts, scope: Scope, first: date, last: date) -> bool:
    """Say whether a period is neither cut by the range nor still running, and its journeys have ended."""
    period = scope.period
    whole = first <= period.first and period.last <= last and period.last <= facts.as_of
    return whole and all(day <= facts.as_of for day in scope.reading.due)


def row_of(
    facts: Facts, names: Sequence[str], scope: Scope, member: Member, total: Mapping[str, bool], complete: bool
) -> dict[str, Any]:
    """Return one row of the result."""
    inside = Scope(scope.first, scope.last, member, scope.period, Reading())
    numbers: dict[str, Value] = {name: metric_value(facts, name, inside) if started(scope) else None for name in names}
    values = [None] * len(facts.by) if isinstance(member, Total) else [plain(value) for value in member]
    return {
        "period": scope.period.label,
        **dict(zip(facts.by, values, strict=True)),
        **{name: plain(value) for name, value in numbers.items()},
        "complete": complete,
        **total,
    }
