"""Resolved formulas: every name in them stands for one known thing.

Two levels that never mix. A *row expression* has a value for each row of one source. A *formula* has a value for each
period and slice; it is evaluated after aggregation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from kpidsl.text.source import Span

E = TypeVar("E", covariant=True)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the formula; a `date` stands for the whole local day, `unit` is that of a quantity
    (`100万円`).
    """

    value: bool | Decimal | str | date | None
    span: Span
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Apply(Generic[E]):
    """An operator or a function of the table of functions over values.

    `function` is one of `+ - * / neg = != < <= > >= and or not like in between is_null if coalesce abs round
    days_between hours_between`; `in` takes the operand and then the items, `between` takes operand, low, high.
    """

    function: str
    arguments: tuple[E, ...]
    span: Span


# --- row expressions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source at the end of `path`: the joined sources in order from the formula's own source;
    () is its own.

    `name` is spelt as SQL needs it: as the source's own clauses write it, else as it stands here.
    """

    source: str
    path: tuple[str, ...]
    name: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class RawSql:
    """`sql('...')`: one scalar expression over the row at the end of `path`, in the manifest's dialect."""

    source: str
    path: tuple[str, ...]
    text: str
    span: Span


RowExpression = Literal | Column | RawSql | Apply["RowExpression"]


# --- formulas ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate over the rows of a source that fall in the period by their `time` column and satisfy `where`.

    `function` is count, count_distinct, sum, avg, min, max, median, percentile, share or latest. `argument` is None for
    count and share. `where` holds the segment's condition too; for share it is the part that is counted.
    `fraction` is the percentile as a fraction (0.9). `by` are the columns of `latest(... by c)`.
    """

    function: str
    source: str
    argument: RowExpression | None
    where: RowExpression | None
    time: str
    span: Span
    fraction: Decimal | None = None
    by: RowExpression | None = None


@dataclass(frozen=True, slots=True)
class MetricRef:
    """The value of another metric, in the same period and slice."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class OverPeriods:
    """A formula over other days than those of the period.

    `function` is previous (the period before, or the same index `count` units back), rolling (`count` units up to the
    period's end), to_date (from the start of the `unit`, a grain, that holds the period's end) or cumulative
    (all days up
    to it).
    """

    function: str
    operand: "Formula"
    count: int
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class RowSet:
    """The rows of a source, by a time column, that satisfy a condition."""

    source: str
    time: str
    where: RowExpression | None


@dataclass(frozen=True, slots=True)
class Journey:
    """The share of those who set out in the period that went on.

    `converted`: rows of `first` with a row of `second` of the same key at or after them, up to the end of the local day
    `count` units later. `repeated`: keys with another row of `first` within that time. `retained`: keys whose first row
    of all falls in the period, with a row in the period of `unit` that is `count` later.
    """

    function: str
    first: RowSet
    second: RowSet | None
    key: RowExpression
    second_key: RowExpression | None
    count: int
    unit: str
    span: Span


Formula = Literal | Aggregate | MetricRef | OverPeriods | Journey | Apply["Formula"]


def aggregates(formula: Formula) -> Iterator[Aggregate]:
    """Yield the aggregates that stand in a formula itself, left to right; those of other metrics are not followed."""
    match formula:
        case Aggregate():
            yield formula
        case OverPeriods(operand=operand):
            yield from aggregates(operand)
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from aggregates(argument)


def row_sets(formula: Formula) -> Iterator[RowSet]:
    """Yield the rows that a formula itself counts, by source, time column and condition, left to right."""
    match formula:
        case Aggregate(source=source, time=time, where=where):
            yield RowSet(source, time, where)
        case Journey(first=first, second=second):
            yield first
            if second is not None:
                yield second
        case OverPeriods(operand=operand):
            yield from row_sets(operand)
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from row_sets(argument)


def references(formula: Formula) -> Iterator[MetricRef]:
    """Yield the metrics that a formula names, left to right."""
    match formula:
        case MetricRef():
            yield formula
        case OverPeriods(operand=operand):
            yield from references(operand)
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from references(argument)


def columns(expression: RowExpression | None) -> Iterator[Column]:
    """Yield the columns that a row expression reads, left to right."""
    match expression:
        case Column():
            yield expression
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from columns(argument)
