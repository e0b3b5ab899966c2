"""The shape of one dialect: what it is called, and its way to say what not all say alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Dialect:
    """One SQL dialect. Every function takes and returns sqlglot expressions.

    `case`: how the dialect keeps plain names ("as_written", "lower", "upper"). `filters`: whether `FILTER (WHERE ...)`
    is proved. `instant(moment)` is a literal of a column with a time zone. `percentile(value, fraction)` interpolates
    linearly (R-7). `local_date(column, zone, calendar_zone, type)` is the local day of a time column whose naive values
    are in `zone`, `moment(column, zone, type)` the instant; `days_from` and `hours_from` subtract the first of two
    local days or instants from the second. `days_later(day, count, unit)` moves a local day; a month's missing day becomes its
    last.
    """

    name: str
    sqlglot: str
    case: Literal["as_written", "lower", "upper"]
    filters: bool
    instant: Callable[[datetime], exp.Expr]
    percentile: Callable[[exp.Expr, Decimal], exp.Expr]
    local_date: Callable[[exp.Expr, str, str, str], exp.Expr]
    moment: Callable[[exp.Expr, str, str], exp.Expr]
    days_from: Callable[[exp.Expr, exp.Expr], exp.Expr]
    hours_from: Callable[[exp.Expr, exp.Expr], exp.Expr]
    days_later: Callable[[exp.Expr, int, str], exp.Expr]
