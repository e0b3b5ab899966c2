"""The table of functions: what each takes, and the unit and kind of what it gives.

A new function is a row here, an example in the docs, and its lowering in `kpidsl.sql`.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["rows", "values"]
UnitRule = Literal["source", "argument", "plain", "count", "days", "hours", "same"]
KindRule = Literal["flow", "stock", "rate", "first"]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: `level` is "rows" for an aggregate, "values" for a function of values; counts of arguments; rules.

    Unit rules: "source" counts rows, "argument" is the unit of the first argument, "same" demands one unit of all
    value arguments, "plain" is a plain number. Kind rules: as named; "first" takes that of the first argument.
    """

    name: str
    level: Level
    least: int
    most: int
    unit: UnitRule
    kind: KindRule
    example: str
    tails: frozenset[str] = frozenset()


_TAILS = frozenset({"where", "at"})

FUNCTIONS: dict[str, Function] = {
    row.name: row
    for row in (
        Function("count", "rows", 1, 1, "source", "flow", "count(deals)", _TAILS),
        Function("count_distinct", "rows", 1, 1, "plain", "flow", "count_distinct(deals.lead_id)", _TAILS),
        Function("sum", "rows", 1, 1, "argument", "flow", "sum(deals.amount)", _TAILS),
        Function("avg", "rows", 1, 1, "argument", "rate", "avg(deals.amount)", _TAILS),
        Function("min", "rows", 1, 1, "argument", "rate", "min(deals.amount)", _TAILS),
        Function("max", "rows", 1, 1, "argument", "rate", "max(deals.amount)", _TAILS),
        Function("median", "rows", 1, 1, "argument", "rate", "median(deals.amount)", _TAILS),
        Function("percentile", "rows", 2, 2, "argument", "rate", "percentile(deals.amount, 90)", _TAILS),
        Function("share", "rows", 1, 1, "plain", "rate", "share(emails where opened_at is not null)", _TAILS),
        Function("latest", "rows", 1, 1, "argument", "stock", "latest(accounts.balance)", _TAILS | {"by"}),
        Function("if", "values", 3, 3, "same", "rate", "if(a > b, a, b)"),
        Function("coalesce", "values", 2, 99, "same", "first", "coalesce(a, 0)"),
        Function("abs", "values", 1, 1, "argument", "rate", "abs(a - b)"),
        Function("round", "values", 1, 2, "argument", "rate", "round(a, 1)"),
        Function("days_between", "values", 2, 2, "days", "rate", "avg(days_between(deals.opened_at, closed_at))"),
        Function("hours_between", "values", 2, 2, "hours", "rate", "avg(hours_between(leads.created_at, called_at))"),
    )
}

LATER = frozenset({"previous", "rolling", "to_date", "cumulative", "converted", "repeated", "retained", "sql"})
"""Functions of the language that this version reads and refuses by name."""
