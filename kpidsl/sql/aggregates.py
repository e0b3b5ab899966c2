"""Aggregates in SQL, each with its condition."""

from decimal import Decimal

from sqlglot import exp

from kpidsl.model.expression import Aggregate
from kpidsl.sql.dialects.row import Dialect, Unsayable
from kpidsl.sql.lowering import Lowering, kind_of_aggregate, kind_of_value
from kpidsl.sql.making import number
from kpidsl.sql.rows import lower_row, told_apart
from kpidsl.text.diagnostic import Said

_HALF = Decimal("0.5")


def aggregated(aggregate: Aggregate, lowering: Lowering) -> exp.Expr:
    """Return an aggregate with its condition: as a filter, or where there is none by nulls."""
    if aggregate.where is None or lowering.dialect.filters:
        value = lower_row(aggregate.argument, lowering) if aggregate.argument is not None else exp.Star()
        result = function_of(aggregate, value, lowering)
        if aggregate.where is None:
            return result
        return exp.Filter(this=result, expression=exp.Where(this=lower_row(aggregate.where, lowering)))
    return function_of(aggregate, kept(aggregate, lowering), lowering)


def kept(aggregate: Aggregate, lowering: Lowering) -> exp.Expr:
    """Return the value that an aggregate takes of a row, null where its condition does not hold; of a count 1."""
    value = lower_row(aggregate.argument, lowering) if aggregate.argument is not None else number(1)
    if aggregate.where is None:
        return value
    return exp.Case(ifs=[exp.If(this=lower_row(aggregate.where, lowering), true=value)])


def function_of(aggregate: Aggregate, value: exp.Expr, lowering: Lowering) -> exp.Expr:
    """Return an aggregate's function of a value, without its condition."""
    match aggregate.function:
        case "percentile" | "median":
            assert lowering.dialect.percentile is not None
            return lowering.dialect.percentile(value, fraction_of(aggregate))
        case "count_distinct":
            assert aggregate.argument is not None
            value = told_apart(value, kind_of_value(aggregate.argument, lowering), lowering.dialect)
            return exp.Count(this=exp.Distinct(expressions=[value]))
        case "count":
            return exp.Count(this=value)
        case "sum":
            return exp.Sum(this=value)
    return extreme(aggregate.function, value, kind_of_aggregate(aggregate, lowering) == "text", lowering.dialect)


def extreme(function: str, value: exp.Expr, text: bool, dialect: Dialect) -> exp.Expr:
    """Return the least or greatest value, of text by code point."""
    if text and not dialect.text_extremes:
        raise Unsayable(
            Said("the least and greatest text", "文字列の min と max"),
            Said("take it of a number or a date", "数値か日付にしてください"),
        )
    make = exp.Min if function == "min" else exp.Max
    return dialect.shown(make(this=dialect.ordered(value))) if text else make(this=value)


def fraction_of(aggregate: Aggregate) -> Decimal:
    """Return at which part of the rows a percentile lies; a median's is a half."""
    return aggregate.fraction if aggregate.fraction is not None else _HALF


def together(aggregate: Aggregate, value: exp.Expr, lowering: Lowering) -> exp.Expr:
    """Return what several buckets, or several slices, have together; a sum counts what is there."""
    if aggregate.function in ("count", "sum"):
        return exp.Sum(this=value)
    text = kind_of_aggregate(aggregate, lowering) == "text"
    return extreme(aggregate.function, value, text, lowering.dialect)
