"""Whether columns hold what is asked of them: once the types are known, a misuse is found at its place in the spec."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpidsl.answer.reads import Reads, end_of
from kpidsl.model.expression import Aggregate, Apply, Column, Journey, Literal, RowExpression
from kpidsl.sql.dialects.row import Dialect
from kpidsl.text.diagnostic import Diagnostic, Said, finding

HELD = {
    "number": Said("numbers", "数値"),
    "text": Said("text", "文字列"),
    "time": Said("times", "日時"),
    "truth": Said("true or false", "真偽値"),
}
_SORTS = {
    "integer": "number",
    "decimal": "number",
    "float": "number",
    "text": "text",
    "date": "time",
    "timestamp": "time",
    "timestamp_tz": "time",
    "boolean": "truth",
}
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">=", "in", "between"})
_NEEDED = dict.fromkeys(("+", "-", "*", "/", "neg", "abs", "round"), "number") | {
    "and": "truth",
    "or": "truth",
    "not": "truth",
    "like": "text",
    "days_between": "time",
    "hours_between": "time",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the columns: types by source and name, titles of sources, the declared times."""

    types: Mapping[tuple[str, str], str]
    titles: Mapping[str, str]
    times: frozenset[tuple[str, str]]
    dialect: Dialect

    def sort(self, node: RowExpression) -> str:
        """Return what a bare column or a literal holds, "" where that is not known."""
        match node:
            case Column():
                at = _at(node)
                kind = self.types.get(at, "")
                return "time" if at in self.times and kind == "text" else sort_of_type(kind)
            case Literal(value=value):
                return _sort_of_literal(value)
        return ""

    def fits(self, held: str, needed: str) -> bool:
        """Say whether what is held may stand where something else is needed; "" fits everywhere."""
        if held == needed or not held or not needed:
            return True
        if {held, needed} == {"number", "truth"}:
            return not self.dialect.truths
        if (held, needed) == ("truth", "text"):
            # An engine that reads yes and no in a file as true and false reads them in quotes alike.
            return True
        return self.dialect.text_times and {held, needed} == {"text", "time"}


def sort_of_type(kind: str) -> str:
    """Return the sort of value of a neutral type, "" where it has none."""
    return _SORTS.get(kind, "")


def misfits(reads: Reads, known: Known) -> tuple[Diagnostic, ...]:
    """Return a finding for each place where a column holds something else than is needed."""
    return tuple(dict.fromkeys(_misfits(reads, known)))


def _misfits(reads: Reads, known: Known) -> Iterator[Diagnostic]:
    for value in reads.values:
        yield from _walk(value, known)
    for condition in reads.conditions:
        yield from _condition(condition, known)
    for aggregate in reads.aggregates:
        yield from _aggregate(aggregate, known)


def advice(needed: str, held: str = "") -> Said:
    """Return what can be done about a column that holds something else."""
    match needed, held:
        case "time", _:
            return Said(
                "write days in the data with the year first, as 2026-09-02",
                "データの日付は 2026-09-02 や 2026/9/2 のように、年から書いてください",
            )
        case "number", "text":
            return Said(
                "write the numbers in a file plainly, 1200 and not 1,200 (in Excel: the format General); else name"
                " another column, or convert it in the warehouse",
                "ファイルの数値は 1,200 ではなく 1200 と書いてください（Excel ではセルの表示形式を「標準」に）。"
                "そうでなければ別の列を指定するか、ウェアハウスで変換してください",
            )
        case "number", "truth":
            return Said("write if(column, 1, 0)", "if(列, 1, 0) と書いてください")
        case "number", "time":
            return Said("use days_between(a, b) for a number of days", "日数は days_between(a, b) で求めてください")
        case "truth", _:
            return Said("compare it with something, as in amount > 0", "amount > 0 のように何かと比べてください")
    return Said(
        "name another column, or convert it in the warehouse", "別の列を指定するか、ウェアハウスで変換してください"
    )


def _aggregate(aggregate: Aggregate | Journey, known: Known) -> Iterator[Diagnostic]:
    match aggregate:
        case Aggregate(function=function, argument=argument, where=where):
            if argument is not None:
                if function not in ("count", "count_distinct"):
                    yield from _need("number", argument, known)
                yield from _walk(argument, known)
            yield from _condition(where, known)
        case Journey(first=first, second=second):
            yield from _condition(first.where, known)
            yield from _condition(second.where if second else None, known)


def _condition(node: RowExpression | None, known: Known) -> Iterator[Diagnostic]:
    if node is not None:
        yield from _need("truth", node, known)
        yield from _walk(node, known)


def _walk(node: RowExpression, known: Known) -> Iterator[Diagnostic]:
    if not isinstance(node, Apply):
        return
    for each in node.arguments:
        yield from _walk(each, known)
    if node.function in _COMPARED:
        yield from _compared(node, known)
    elif node.function == "if":
        yield from _need("truth", node.arguments[0], known)
    elif needed := _NEEDED.get(node.function):
        for each in node.arguments:
            yield from _need(needed, each, known)


def _need(needed: str, node: RowExpression, known: Known) -> Iterator[Diagnostic]:
    held = known.sort(node)
    if isinstance(node, Column) and not known.fits(held, needed):
        yield _misfit(node, held, needed, advice(needed, held), known)


def _compared(node: Apply[RowExpression], known: Known) -> Iterator[Diagnostic]:
    literals = [each for each in node.arguments if isinstance(each, Literal)]
    for column in _columns(node.arguments):
        held = known.sort(column)
        for each in literals:
            needed = known.sort(each)
            if each.value is None and node.function != "in":
                yield finding("K827", each.span, column=column.name)
            elif held == "time" and isinstance(each.value, str):
                shown = _DAY.match(each.value)
                day = shown[0] if shown else "2026-09-02"
                yield finding("K826", each.span, column=column.name, text=each.value, day=day)
            elif not known.fits(held, needed):
                yield _misfit(column, held, needed, _otherwise(held), known)


def _columns(nodes: Iterable[RowExpression]) -> Iterator[Column]:
    return (each for each in nodes if isinstance(each, Column))


def _otherwise(held: str) -> Said:
    match held:
        case "number":
            return Said("compare it with a number, without quotes", "引用符なしの数値と比べてください")
        case "text":
            return Said("compare it with a text in single quotes", "単引用符で囲んだ文字列と比べてください")
        case "time":
            return Said("compare it with a day, as in 2026-09-02", "2026-09-02 のような日付と比べてください")
    return Said("compare it with true or false", "true か false と比べてください")


def _misfit(column: Column, held: str, needed: str, way: Said, known: Known) -> Diagnostic:
    table = known.titles.get(_at(column)[0], _at(column)[0])
    return finding(
        "K824", column.span, column=column.name, table=table, found=HELD[held], expected=HELD[needed], advice=way
    )


def _at(column: Column) -> tuple[str, str]:
    return (end_of(column), column.name)


def _sort_of_literal(value: bool | Decimal | str | date | None) -> str:
    match value:
        case bool():
            return "truth"
        case Decimal():
            return "number"
        case str():
            return "text"
        case date():
            return "time"
    return ""
