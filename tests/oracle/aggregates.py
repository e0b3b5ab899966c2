"""One number from the rows of one source in a window of days and a slice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from kpidsl.syntax import tree

from .calendar import Period
from .project import Project, join_paths
from .rows import Facts, Member, Row, Scan, cell, named, row_value, rows_between, slices
from .values import Value, instant, interpolate

FUNCTIONS = frozenset(
    ("count", "count_distinct", "sum", "avg", "min", "max", "median", "percentile", "share", "latest")
)


@dataclass(slots=True)
class Reading:
    """What the formulas looked at: scans with their days, and until when a journey of theirs may still end."""

    windows: set[tuple[Scan, date | None, date]] = field(default_factory=set)
    due: set[date] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a formula is evaluated: days (both inside; from the first row where `first` is None), slice and period.

    `windowed` inside rolling, to_date and cumulative, whose days are no period any more.
    """

    first: date | None
    last: date
    member: Member
    period: Period
    reading: Reading
    windowed: bool = False


def parts(expression: tree.Expression) -> Iterator[tree.Reference]:
    """Yield the names in a row formula, left to right."""
    match expression:
        case tree.Reference():
            yield expression
        case tree.Unary(operand=operand) | tree.IsNull(operand=operand):
            yield from parts(operand)
        case tree.Binary(left=left, right=right):
            yield from (*parts(left), *parts(right))
        case tree.Membership(operand=operand, items=items):
            for each in (operand, *items):
                yield from parts(each)
        case tree.Between(operand=operand, low=low, high=high):
            yield from (*parts(operand), *parts(low), *parts(high))
        case tree.Call(arguments=arguments):
            for each in arguments:
                yield from parts(each)


def source_of(project: Project, call: tree.Call) -> str:
    """Return the source whose rows are added: the one named in the argument from which the others are reached."""
    heads = [each.parts[0].text for each in parts(call.arguments[0])]
    sources = [head for head in heads if head in project.sources]
    return next(one for one in sources if all(join_paths(project, one, other) for other in sources))


def scan_of(facts: Facts, call: tree.Call) -> Scan:
    """Return the rows that an aggregate counts, and by which time."""
    source = source_of(facts.project, call)
    return Scan(source, call.at.text if call.at else facts.source(source).default_time(), call.where)


def pick(facts: Facts, scan: Scan, scope: Scope, seen: Scan | None = None) -> list[Row]:
    """Return the rows of a scan in a scope, and note which were seen: all of the source's, where not told otherwise."""
    scope.reading.windows.add((seen or Scan(scan.source, scan.time), scope.first, scope.last))
    return rows_between(slices(facts, scan).get(scope.member, {}), scope.first, scope.last)


def known(facts: Facts, source: str, expression: tree.Expression, rows: Sequence[Row]) -> list[Value]:
    """Return the values of a row formula that are not null."""
    found = [row_value(facts, source, row, expression) for row in rows]
    return [value for value in found if value is not None]


def numbers(values: Sequence[Value]) -> list[Fraction]:
    """Return the values, which must be numbers."""
    assert all(isinstance(each, Fraction) for each in values)
    return values  # type: ignore[return-value]


def aggregate(facts: Facts, call: tree.Call, scope: Scope) -> Value:
    """Return the value of an aggregate over the rows of a scope."""
    scan = scan_of(facts, call)
    match call.name.text:
        case "count":
            return Fraction(len(pick(facts, scan, scope)))
        case "share":
            return share(facts, scan, scope)
        case "latest":
            return latest(facts, call, scan, scope)
    return over(call, known(facts, scan.source, call.arguments[0], pick(facts, scan, scope)))


def over(call: tree.Call, values: list[Value]) -> Value:
    """Return a function of the values that are not null; a sum over none is 0, the others are null."""
    match call.name.text:
        case "count_distinct":
            return Fraction(len(set(values)))
        case "sum":
            return sum(numbers(values), Fraction(0))
        case "avg":
            return sum(numbers(values), Fraction(0)) / len(values) if values else None
        case "min":
            return min(values, default=None)  # type: ignore[type-var]
        case "max":
            return max(values, default=None)  # type: ignore[type-var]
        case "median":
            return interpolate(numbers(values), Fraction(1, 2))
        case "percentile":
            return interpolate(numbers(values), percentage(call.arguments[1]))
    raise ValueError(call.name.text)


def percentage(expression: tree.Expression) -> Fraction:
    """Return the second argument of percentile as a fraction: 90 and 90% are 0.9."""
    assert isinstance(expression, tree.Number)
    return Fraction(expression.value) / (1 if expression.unit == "%" else 100)


def share(facts: Facts, scan: Scan, scope: Scope) -> Fraction | None:
    """Return the rows that meet the condition over all rows of the source, null and unknown ones too."""
    everything = pick(facts, Scan(scan.source, scan.time), scope)
    return Fraction(len(pick(facts, scan, scope)), len(everything)) if everything else None


def latest(facts: Facts, call: tree.Call, scan: Scan, scope: Scope) -> Fraction | None:
    """Return the last known values up to the scope's end, one for each `by`, added; None before the first one."""
    held = held_rows(call, scan)
    upto = Scope(None, scope.last, scope.member, scope.period, scope.reading)
    groups: dict[Value, list[tuple[datetime, Fraction]]] = {}
    for row in pick(facts, held, upto, seen=held):
        value = row_value(facts, scan.source, row, call.arguments[0])
        assert isinstance(value, Fraction)
        key = named(facts, scan.source, row, call.by.text) if call.by else None
        moment = instant(cell(facts, scan.source, row, scan.time), facts.calendar.zone)
        groups.setdefault(key, []).append((moment, value))
    return sum(map(last_values, groups.values()), Fraction(0)) if groups else None


def held_rows(call: tree.Call, scan: Scan) -> Scan:
    """Return the rows that hold a value of a stock: what it adds is never null."""
    known: tree.Expression = tree.IsNull(call.arguments[0], True, call.span)
    where = known if scan.where is None else tree.Binary("and", scan.where, known, call.span, call.span)
    return Scan(scan.source, scan.time, where)


def last_values(history: Sequence[tuple[datetime, Fraction]]) -> Fraction:
    """Return the sum of the values at the greatest time."""
    end = max(moment for moment, _ in history)
    return sum((value for moment, value in history if moment == end), Fraction(0))
