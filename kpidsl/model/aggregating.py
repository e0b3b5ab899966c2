"""Aggregates and journeys: which source's rows, by which time, which of them, and what is taken of each."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from kpidsl.model.expression import Aggregate, Journey, RowExpression, RowSet
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.joins import paths, reached
from kpidsl.model.names import FormulaNames
from kpidsl.model.near import meant, unknown_source
from kpidsl.model.row_names import Broken, spelled, together
from kpidsl.model.rows import resolve_row
from kpidsl.syntax import tree
from kpidsl.syntax.build.values import DURATION_UNITS
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Span

LENGTHS = ("day", "week", "month", "quarter", "year")


def resolve_aggregate(node: tree.Call, names: FormulaNames) -> Aggregate:
    """Return an aggregate with its names resolved; raises `Broken` with the findings of all its parts."""
    row, argument = FUNCTIONS[node.name.text], node.arguments[0]
    source = _source_of(node, argument, names)
    _check_shape(node, argument, source)
    condition: Callable[[], RowExpression | None] = partial(_row, node.where, source, names)
    by = tree.Reference((node.by,), node.by.span) if node.by is not None else None
    counts = row.name in ("count", "share")
    steps: tuple[Callable[[], Any], ...] = (
        partial(_row, None if counts else argument, source, names),
        partial(_fraction, node) if row.name == "percentile" else _nothing,
        condition,
        partial(_time, node.at, node.span if node.at is None else node.at.span, source, names),
        partial(_row, by, source, names),
    )
    value, fraction, where, time, key = together(_step, steps)
    return Aggregate(row.name, source, value, where, time, node.span, fraction, key)


def _step(step: Callable[[], Any]) -> Any:
    return step()


def _nothing() -> None:
    return None


def _row(node: tree.Expression | None, source: str, names: FormulaNames) -> RowExpression | None:
    return resolve_row(node, source, names.rows) if node is not None else None


def _check_shape(node: tree.Call, argument: tree.Expression, source: str) -> None:
    row = FUNCTIONS[node.name.text]
    bare = isinstance(argument, tree.Reference) and len(argument.parts) == 1
    if node.by is not None and "by" not in row.tails:
        raise Broken(finding("K409", node.by.span, name=row.name, tail="by"))
    if row.name == "share" and node.where is None:
        raise Broken(finding("K410", node.span, source=source))
    if row.name in ("count", "share") and not bare:
        raise Broken(finding("K411", argument.span, name=row.name, source=source))
    if row.name not in ("count", "share") and bare:
        raise Broken(finding("K412", argument.span, name=row.name, source=source, column="amount"))


def _time(at: tree.Word | None, span: Any, source: str, names: FormulaNames) -> str:
    """Return the time column that rows are counted by: the one after `at`, else the source's first."""
    times = names.times.get(source, {})
    if at is None:
        if not times:
            raise Broken(finding("K501", span, source=source))
        return next(iter(times.values()))
    if at.text in times:
        return times[at.text]
    known = names.rows.sources[source]
    dimension = known.dimensions.get(at.text)
    segment = names.rows.segments.get(at.text)
    if (dimension is not None and dimension.formula is not None) or (segment is not None and segment.source == source):
        raise Broken(finding("K508", at.span, name=at.text, source=source))
    if at.text in names.numbers.roles and at.text not in known.columns:
        raise Broken(finding("K205", at.span, name=at.text, source=source))
    return spelled(known.columns.get(at.text, at))


def _fraction(node: tree.Call) -> Decimal:
    """Return a percentile's fraction: 90 and 90% both mean 0.9."""
    written = node.arguments[1]
    match written:
        case tree.Number(value=value, unit="%") if 0 <= value <= 1:
            return value
        case tree.Number(value=value, unit=None) if 0 <= value <= 100:
            return value / 100
    raise Broken(finding("K413", written.span))


# --- journeys ---------------------------------------------------------------------------------------------------------


def resolve_journey(node: tree.Journey, names: FormulaNames) -> Journey:
    """Return a journey with its names resolved; raises `Broken` with the findings of all its parts."""
    row = FUNCTIONS.get(node.name.text)
    if row is None or row.level != "journeys":
        known = [each.name for each in FUNCTIONS.values() if each.level == "journeys"]
        advice = Said(f"journeys are {', '.join(known)}", f"使える関数: {', '.join(known)}")
        raise Broken(finding("K203", node.name.span, name=node.name.text, near=meant(node.name.text, known, advice)))
    if (node.second is not None) != (row.name == "converted"):
        expected = "->" if row.name == "converted" else "by"
        raise Broken(finding("K426", node.span, name=row.name, expected=expected, example=row.example))
    ends = [node.first, *([node.second] if node.second is not None else [])]
    steps: list[Callable[[], Any]] = [
        partial(_window, node),
        *(partial(_end, node, each, names) for each in ends),
    ]
    _, (first, key), *rest = together(_step, steps)
    second, second_key = rest[0] if rest else (None, None)
    return Journey(node.name.text, first, second, key, second_key, node.window.count, node.window.unit, node.span)


def _window(node: tree.Journey) -> None:
    if node.window.unit not in LENGTHS:
        raise Broken(no_length(node.name.text, node.window.unit, node.window.span))


def no_length(function: str, unit: str, span: Span) -> Diagnostic:
    """Return what is said of a length that is not made of whole days, or of a unit that is no length at all."""
    if unit in DURATION_UNITS:
        expected = Said("a length of days, weeks, months, quarters or years", "日、週、月、四半期、年のいずれかの長さ")
        return finding("K415", span, name=function, expected=expected, example=FUNCTIONS[function].example)
    known = ", ".join(LENGTHS)
    advice = Said(f"write one of {known}", f"使えるのは {known} です")
    return finding("K129", span, word=unit, advice=meant(unit, LENGTHS, advice))


def _end(node: tree.Journey, rows: tree.Rows, names: FormulaNames) -> tuple[RowSet, RowExpression | None]:
    """Return the rows that a journey sets out from or arrives at, and their key."""
    source = rows.source.text
    if source in names.rows.broken:
        raise Broken(None)
    if source not in names.rows.sources:
        raise Broken(unknown_source(source, rows.source.span, names.rows.sources))
    key = tree.Reference((node.key,), node.key.span)
    span = rows.source.span if rows.at is None else rows.at.span
    steps: tuple[Callable[[], Any], ...] = (
        partial(_time, rows.at, span, source, names),
        partial(_row, rows.where, source, names),
        partial(_row, key, source, names),
    )
    time, where, value = together(_step, steps)
    return RowSet(source, time, where), value


# --- the source of an aggregate ---------------------------------------------------------------------------------------


def _source_of(node: tree.Call, argument: tree.Expression, names: FormulaNames) -> str:
    """Return the source that an aggregate counts: the named one from which every other named one can be reached."""
    whole = isinstance(argument, tree.Reference)
    named = tuple(word for word, dotted in _first_words(argument) if dotted or whole)
    mentioned = together(partial(_source, node=node, names=names), named)
    if not mentioned:
        source = next(iter(names.rows.sources), "deals")
        raise Broken(finding("K412", argument.span, name=node.name.text, source=source, column="amount"))
    distinct = list(dict.fromkeys(mentioned))
    joins = names.rows.joins
    for base in distinct:
        if all(other == base or paths(joins, base, other) for other in distinct):
            return base
    if names.rows.unsure.intersection(distinct, *(reached(joins, each) for each in distinct)):
        raise Broken(None)
    raise Broken(finding("K401", named[-1].span, left=distinct[0], right=distinct[-1]))


def _source(word: tree.Word, node: tree.Call, names: FormulaNames) -> str:
    if word.text in names.rows.broken:
        raise Broken(None)
    if word.text in names.rows.sources:
        return word.text
    segment = names.rows.segments.get(word.text)
    if segment is not None:
        facts = {"name": word.text, "source": segment.source, "function": node.name.text}
        raise Broken(finding("K227", word.span, **facts))
    if word.text in names.numbers.roles:
        raise Broken(finding("K414", word.span, name=word.text, function=node.name.text))
    argument = node.arguments[0]
    if node.name.text not in ("count", "share") and isinstance(argument, tree.Reference) and len(argument.parts) == 1:
        source = next(iter(names.rows.sources), "deals")
        raise Broken(finding("K412", word.span, name=node.name.text, source=source, column=word.text))
    raise Broken(unknown_source(word.text, word.span, names.rows.sources))


def _first_words(node: object) -> Iterator[tuple[tree.Word, bool]]:
    """Yield the first word of each reference in an expression, and whether a dot follows it."""
    match node:
        case tree.Reference(parts=parts):
            yield parts[0], len(parts) > 1
        case tree.Unary(operand=operand) | tree.IsNull(operand=operand):
            yield from _first_words(operand)
        case tree.Binary(left=left, right=right):
            yield from _first_words(left)
            yield from _first_words(right)
        case tree.Between(operand=operand, low=low, high=high):
            for each in (operand, low, high):
                yield from _first_words(each)
        case tree.Membership(operand=operand, items=items):
            for each in (operand, *items):
                yield from _first_words(each)
        case tree.Call(arguments=arguments):
            for each in arguments:
                yield from _first_words(each)
