"""Naive times moved by clock changes that are reckoned here, and days moved by months spelled out."""

from collections.abc import Callable
from datetime import datetime

from sqlglot import exp

from kpidsl.sql.zones import Shift, seconds_to_add


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """Return a call of a function by its name, its arguments as they are given."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def shift_of(column: exp.Expr, shifts: tuple[Shift, ...], literal: Callable[[datetime], exp.Expr]) -> exp.Expr | None:
    """Return the seconds to add to a naive time, None where nothing is ever added."""
    if len(shifts) == 1 and not shifts[0][1]:
        return None
    return seconds_to_add(shifts, lambda moment: exp.LT(this=column.copy(), expression=literal(moment)))


def month_later(
    first: exp.Expr, day_of_month: exp.Expr, last_of_month: exp.Expr, add_days: Callable[[exp.Expr, exp.Expr], exp.Expr]
) -> exp.Expr:
    """Return the day in the month that begins on `first`; one that it lacks becomes its last.

    For dialects whose own addition of months is not said to do so, or keeps the end of a month at the end.
    """
    least = call("LEAST", day_of_month, last_of_month)
    return add_days(first, exp.Sub(this=least, expression=exp.Literal.number(1)))
