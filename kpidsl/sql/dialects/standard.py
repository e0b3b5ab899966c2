"""What most dialects say alike. A dialect that differs has a function of its own in its place."""

from datetime import date, datetime
from functools import lru_cache

from sqlglot import exp

DAYS_OF = {"day": 1, "week": 7}
MONTHS_OF = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "half": 6, "fiscal_half": 6, "year": 12, "fiscal_year": 12}


def date_literal(day: date) -> exp.Expr:
    """Return a local day."""
    return exp.Cast(this=exp.Literal.string(day.isoformat()), to=exp.DataType(this=exp.DType.DATE))


def of_type(value: exp.Expr, kind: str, dialect: str) -> exp.Expr:
    """Return a value cast to a type of a dialect of sqlglot's."""
    return exp.cast(value, _type(kind, dialect), dialect=dialect)


@lru_cache(maxsize=64)
def _type(kind: str, dialect: str) -> exp.DataType:
    """Return a type; to parse its name for every bound would be a fifth of what a statement takes."""
    return exp.DataType.build(kind, dialect=dialect)


def naive_literal(moment: datetime) -> exp.Expr:
    """Return a moment without zone."""
    text = exp.Literal.string(moment.isoformat(sep=" "))
    return exp.Cast(this=text, to=exp.DataType(this=exp.DType.TIMESTAMP))


def plain_time(column: exp.Expr, _kind: str) -> exp.Expr:
    """Return a time column as it is."""
    return column


def as_it_is(value: exp.Expr) -> exp.Expr:
    """Return a value as it is."""
    return value


def as_a_branch(value: exp.Expr, _kind: str) -> exp.Expr:
    """Return a branch as it is, for dialects that find the type of all branches themselves."""
    return value


def untyped_null(_kind: str) -> exp.Expr:
    """Return a null that takes the type of what it stands beside."""
    return exp.Null()


def ratio(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Return a real quotient, null by zero; the writer of a dialect that divides whole numbers makes it real."""
    return exp.Div(this=left, expression=exp.Nullif(this=right, expression=exp.Literal.number("0")))


def real_ratio(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Return a real quotient where decimals would be divided to a few digits only."""
    divisor = exp.Nullif(this=right, expression=exp.Literal.number("0"))
    return exp.Div(this=exp.cast(left, "DOUBLE"), expression=divisor)


def length_of(count: int, unit: str) -> tuple[int, str]:
    """Return a length of time in days or in months."""
    return (count * DAYS_OF[unit], "DAY") if unit in DAYS_OF else (count * MONTHS_OF[unit], "MONTH")


def day_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    """Return a day moved by an interval, for dialects that end a month that is too short on its last day."""
    number, part = length_of(count, unit)
    length = exp.Interval(this=exp.Literal.string(str(number)), unit=exp.var(part))
    return exp.cast(exp.Add(this=day, expression=length), "DATE")
