"""The table of functions: what each takes, and the unit and kind of what it gives.

A new function is a row here, an example in the docs, and its lowering in `kpidsl.sql`.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["rows", "values", "periods", "journeys"]
UnitRule = Literal["source", "argument", "plain", "days", "hours", "same"]
KindRule = Literal["flow", "stock", "rate", "first"]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: its level, counts of arguments, rules, and an example.

    Level: "rows" is an aggregate, "values" a function of values, "periods" looks at other days than the period's own,
    "journeys" follows keys from row to row.

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
        Function("previous", "periods", 1, 2, "argument", "first", "previous(revenue, 1 year)"),
        Function("rolling", "periods", 2, 2, "argument", "rate", "rolling(revenue, 28 days)"),
        Function("to_date", "periods", 2, 2, "argument", "rate", "to_date(revenue, fiscal_year)"),
        Function("cumulative", "periods", 1, 1, "argument", "rate", "cumulative(revenue)"),
        Function("converted", "journeys", 2, 2, "plain", "rate", "converted(leads -> deals on lead_id within 30 days)"),
        Function("repeated", "journeys", 1, 1, "plain", "rate", "repeated(orders by customer_id within 90 days)"),
        Function("retained", "journeys", 1, 1, "plain", "rate", "retained(orders by customer_id after 3 months)"),
    )
}
