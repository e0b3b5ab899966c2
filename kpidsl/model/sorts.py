"""Sorts of values: where a number, a text, a day or a condition is needed, another one is a finding.

A column's sort is not known until the warehouse is asked, and fits everywhere.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal as OneOf

from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, Literal, MetricRef, OverPeriods, RowExpression
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Span

Sort = OneOf["number", "text", "day", "truth"]

_WORDS: dict[Sort, Said] = {
    "number": Said("a number", "数値"),
    "text": Said("a text", "文字列"),
    "day": Said("a day", "日付"),
    "truth": Said("a condition", "条件"),
}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "neg", "abs", "round"})
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">=", "in", "between"})
_ADDED_UP = frozenset({"sum", "avg", "median", "percentile", "latest"})

Node = RowExpression | Formula


def sort_of(node: Node, found: list[Diagnostic]) -> Sort | None:
    """Return the sort of an expression of either level, None where it is not known; adds what is misused to `found`."""
    match node:
        case Literal(value=None):
            return None
        case Literal(value=bool()):
            return "truth"
        case Literal(value=str()):
            return "text"
        case Literal(value=date()):
            return "day"
        case Literal() | MetricRef():
            return "number"
        case Apply(function=function, arguments=arguments):
            return _applied(function, arguments, [sort_of(each, found) for each in arguments], found)
        case Aggregate():
            _aggregate(node, found)
            return "number"
        case OverPeriods(operand=operand):
            _need("number", sort_of(operand, found), operand.span, found)
            return "number"
        case Journey(first=first, second=second):
            for rows in (first, second):
                if rows is not None and rows.where is not None:
                    check_condition(rows.where, found)
            return "number"
    return None


def check_condition(condition: Node, found: list[Diagnostic]) -> None:
    """Add a finding where an expression cannot be true or false."""
    _need("truth", sort_of(condition, found), condition.span, found)


def check_number(formula: Node, found: list[Diagnostic]) -> None:
    """Add a finding where a formula cannot be a number."""
    _need("number", sort_of(formula, found), formula.span, found)


def _need(needed: Sort, given: Sort | None, span: Span, found: list[Diagnostic]) -> None:
    if given not in (None, needed):
        assert given is not None
        found.append(finding("K312", span, found=_WORDS[given], expected=_WORDS[needed], advice=_advice(needed, given)))


def _advice(needed: Sort, given: Sort) -> Said:
    match needed, given:
        case "number", "truth":
            return Said(
                "write if(condition, 1, 0), or count(… where condition)",
                "if(条件, 1, 0) か count(… where 条件) と書いてください",
            )
        case "truth", _:
            return Said("compare it with something, as in stage = 'won'", "stage = 'won' のように何かと比べてください")
        case "number", "day":
            return Said("use days_between(a, b) for a number of days", "日数は days_between(a, b) で求めてください")
        case "number", "text":
            return Said("write numbers without quotes", "数値は引用符なしで書いてください")
        case "day", _:
            return Said(
                "write a column of times, or a day as in 2026-09-30",
                "時刻の列か、2026-09-30 のような日付を書いてください",
            )
    return Said("write it in single quotes, as in 'won'", "'won' のように単引用符で書いてください")


def _applied(
    function: str, arguments: Sequence[Node], given: list[Sort | None], found: list[Diagnostic]
) -> Sort | None:
    def need(sort: Sort, first: int = 0, last: int | None = None) -> None:
        for each, have in list(zip(arguments, given, strict=True))[first:last]:
            _need(sort, have, each.span, found)

    match function:
        case "and" | "or" | "not":
            need("truth")
        case "is_null":
            pass
        case "like":
            need("text")
        case "days_between" | "hours_between":
            need("day")
            return "number"
        case "if":
            need("truth", 0, 1)
            return _alike(arguments[1:], given[1:], found)
        case "coalesce":
            return _alike(arguments, given, found)
        case _ if function in _ARITHMETIC:
            need("number")
            return "number"
        case _ if function in _COMPARED:
            _alike(arguments, given, found)
    return "truth"


def _alike(arguments: Sequence[Node], given: list[Sort | None], found: list[Diagnostic]) -> Sort | None:
    """Return the one sort of several values; the first that differs from those before it is a finding."""
    first: Sort | None = None
    for each, have in zip(arguments, given, strict=True):
        if have is None:
            continue
        if first is None:
            first = have
        elif have != first:
            found.append(finding("K313", each.span, left=_WORDS[first], right=_WORDS[have]))
            return None
    return first


def _aggregate(aggregate: Aggregate, found: list[Diagnostic]) -> None:
    if aggregate.argument is not None:
        given = sort_of(aggregate.argument, found)
        if aggregate.function in _ADDED_UP:
            _need("number", given, aggregate.argument.span, found)
    if aggregate.where is not None:
        check_condition(aggregate.where, found)
