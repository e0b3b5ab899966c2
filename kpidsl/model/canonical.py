"""One spelling for one meaning: the canonical text of a formula, and the fingerprint of a definition made from it."""

import hashlib
from datetime import date
from decimal import Decimal

from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    Literal,
    MetricRef,
    OverPeriods,
    RawSql,
    RowExpression,
    RowSet,
)

_BINARY = frozenset({"+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or", "like"})
_STRENGTH = {
    "or": 1,
    "and": 2,
    "=": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "like": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}


def row_text(expression: RowExpression, within: int = 0) -> str:
    """Return a row expression as text in which equal expressions are equal; columns are written with their
    whole path.
    """
    match expression:
        case Column(path=path, name=name):
            return ".".join((*path, name))
        case RawSql(text=text):
            return f"sql({_quoted(text)})"
    return _shared(expression, within, row_text)


def formula_text(formula: Formula, within: int = 0) -> str:
    """Return a formula as text in which equal formulas are equal."""
    match formula:
        case Aggregate():
            return aggregate_text(formula)
        case MetricRef(name=name):
            return name
        case OverPeriods(function=function, operand=operand, count=count, unit=unit):
            length = "" if not unit else f", {unit}" if function == "to_date" else f", {count} {unit}"
            return f"{function}({formula_text(operand)}{length})"
        case Journey():
            return journey_text(formula)
    return _shared(formula, within, formula_text)


def aggregate_text(aggregate: Aggregate) -> str:
    """Return an aggregate as text, its time column always written."""
    what = aggregate.source
    if aggregate.argument is not None:
        value = row_text(aggregate.argument, 9)
        what = f"{aggregate.source}.{value}"
    if aggregate.fraction is not None:
        what += f", {(aggregate.fraction * 100).normalize():f}"
    where = f" where {row_text(aggregate.where)}" if aggregate.where is not None else ""
    by = f" by {row_text(aggregate.by)}" if aggregate.by is not None else ""
    return f"{aggregate.function}({what}{where} at {aggregate.time}{by})"


def journey_text(journey: Journey) -> str:
    """Return a journey as text, its time columns always written."""
    length = f"{journey.count} {journey.unit}"
    if journey.second is not None:
        way = f"{_rows_text(journey.first)} -> {_rows_text(journey.second)} on {row_text(journey.key)}"
        return f"{journey.function}({way} within {length})"
    word = "after" if journey.function == "retained" else "within"
    return f"{journey.function}({_rows_text(journey.first)} by {row_text(journey.key)} {word} {length})"


def _rows_text(rows: RowSet) -> str:
    where = f" where {row_text(rows.where)}" if rows.where is not None else ""
    return f"{rows.source}{where} at {rows.time}"


def _shared(node, within, text) -> str:  # type: ignore[no-untyped-def]  # one body for both levels of expression
    match node:
        case Literal(value=value):
            return literal_text(value)
        case Apply(function="neg", arguments=(operand,)):
            return f"-{text(operand, 7)}"
        case Apply(function="not", arguments=(operand,)):
            return f"not {text(operand, 3)}"
        case Apply(function="is_null", arguments=(operand,)):
            return f"{text(operand, 4)} is null"
        case Apply(function="in", arguments=(operand, *items)):
            return f"{text(operand, 4)} in ({', '.join(text(each, 0) for each in items)})"
        case Apply(function="between", arguments=(operand, low, high)):
            return f"{text(operand, 5)} between {text(low, 5)} and {text(high, 5)}"
        case Apply(function=operator, arguments=(left, right)) if operator in _BINARY:
            strength = _STRENGTH[operator]
            inner = f"{text(left, strength)} {operator} {text(right, strength + 1)}"
            return f"({inner})" if strength < within else inner
        case Apply(function=name, arguments=arguments):
            return f"{name}({', '.join(text(each, 0) for each in arguments)})"
    raise AssertionError(node)


def literal_text(value: bool | Decimal | str | date | None) -> str:
    """Return a literal as the language writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case str():
            return _quoted(value)
        case date():
            return value.isoformat()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def spelt(name: str) -> str:
    """Return a name as a spec writes it: in backticks where it is no plain one."""
    return name if name.isidentifier() else f"`{name.replace('`', '``')}`"


def fingerprint(*parts: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
