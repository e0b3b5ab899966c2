"""Formulas: names to aggregates over sources and to other metrics."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, Literal, MetricRef, OverPeriods, RowExpression, RowSet
from kpidsl.model.calendar import GRAINS
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.rows import Broken, RowNames, check_arity, paths_to, resolve_row, together, unknown_function
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import finding
from kpidsl.text.nearest import nearest


@dataclass(frozen=True, slots=True)
class FormulaNames:
    """All names that formulas may use; `times` holds each source's default time column, None where it has none."""

    rows: RowNames
    metrics: frozenset[str]
    times: Mapping[str, str | None]


def resolve_formula(node: tree.Expression, names: FormulaNames) -> Formula:
    """Return the formula with its names resolved; raises `Broken` with the finding."""

    def resolve(each: tree.Expression) -> Formula:
        return resolve_formula(each, names)

    match node:
        case tree.Number(value=value, span=span):
            return Literal(value, span)
        case tree.Constant(name="null", span=span):
            return Literal(None, span)
        case tree.Reference(parts=(word,)):
            return _metric(word, names)
        case tree.Reference(parts=parts, span=span):
            raise Broken(finding("K407", span, text=".".join(each.text for each in parts)))
        case tree.Unary(operator=operator, operand=operand, span=span):
            return Apply("neg" if operator == "-" else operator, (resolve(operand),), span)
        case tree.Binary(operator="like", operator_span=span) | tree.Text(span=span) | tree.Period(span=span):
            raise Broken(finding("K408", span))
        case tree.Duration(span=span) | tree.Constant(span=span) | tree.Membership(span=span):
            raise Broken(finding("K408", span))
        case tree.Binary(operator=operator, left=left, right=right, span=span):
            return Apply(operator, together(resolve, (left, right)), span)
        case tree.Between(operand=operand, low=low, high=high, negated=negated, span=span):
            between: Formula = Apply("between", together(resolve, (operand, low, high)), span)
            return Apply("not", (between,), span) if negated else between
        case tree.IsNull(operand=operand, negated=negated, span=span):
            test: Formula = Apply("is_null", (resolve(operand),), span)
            return Apply("not", (test,), span) if negated else test
        case tree.Journey():
            return _journey(node, names)
        case tree.Call():
            return _call(node, names)


def _metric(word: tree.Word, names: FormulaNames) -> MetricRef:
    if word.text in names.metrics:
        return MetricRef(word.text, word.span)
    if word.text in names.rows.broken:
        raise Broken(None)
    if word.text in names.rows.sources:
        raise Broken(finding("K207", word.span, name=word.text))
    raise Broken(finding("K201", word.span, name=word.text, near=nearest(word.text, names.metrics) or ""))


def _call(node: tree.Call, names: FormulaNames) -> Formula:
    name = node.name.text
    row = FUNCTIONS.get(name)
    if row is None:
        raise Broken(unknown_function(node.name))
    check_arity(node)
    if row.level == "rows":
        return _aggregate(node, names)
    if row.level == "periods":
        return _over_periods(node, names)
    if row.level == "journeys":
        raise Broken(finding("K406", node.span, name=name, found=len(node.arguments), expected="->", example=row.example))
    if name in ("days_between", "hours_between"):
        raise Broken(finding("K408", node.span))
    for tail in (node.where, node.at, node.by):
        if tail is not None:
            raise Broken(finding("K409", tail.span, name=name))
    return Apply(name, together(lambda each: resolve_formula(each, names), node.arguments), node.span)


def _over_periods(node: tree.Call, names: FormulaNames) -> OverPeriods:
    row, operand = FUNCTIONS[node.name.text], resolve_formula(node.arguments[0], names)
    count, unit = 1, ""
    match row.name, node.arguments[1:]:
        case "previous" | "rolling", (tree.Duration(count=count, unit=unit),) if unit in _LENGTHS and count > 0:
            pass
        case "to_date", (tree.Reference(parts=(tree.Word(text=unit),)),) if unit in GRAINS:
            pass
        case "previous" | "cumulative", ():
            pass
        case _, (second, *_):
            raise Broken(finding("K415", second.span, name=row.name, example=row.example))
    return OverPeriods(row.name, operand, count, unit, node.span)


_LENGTHS = frozenset({"day", "week", "month", "quarter", "year"})


def _journey(node: tree.Journey, names: FormulaNames) -> Journey:
    if node.window.unit not in _LENGTHS:
        raise Broken(finding("K415", node.window.span, name=node.name.text, example=FUNCTIONS[node.name.text].example))
    first = _row_set(node.first, names)
    second = _row_set(node.second, names) if node.second is not None else None
    key = tree.Reference((node.key,), node.key.span)
    return Journey(
        node.name.text,
        first,
        second,
        resolve_row(key, first.source, names.rows),
        resolve_row(key, second.source, names.rows) if second is not None else None,
        node.window.count,
        node.window.unit,
        node.span,
    )


def _row_set(rows: tree.Rows, names: FormulaNames) -> RowSet:
    source = rows.source.text
    if source in names.rows.broken:
        raise Broken(None)
    if source not in names.rows.sources:
        raise Broken(finding("K202", rows.source.span, name=source, near=nearest(source, names.rows.sources) or ""))
    time = rows.at.text if rows.at is not None else names.times.get(source)
    if time is None:
        raise Broken(finding("K501", rows.source.span, source=source))
    where: RowExpression | None = None
    if rows.where is not None:
        where = resolve_row(rows.where, source, names.rows)
    return RowSet(source, time, where)


def _aggregate(node: tree.Call, names: FormulaNames) -> Aggregate:
    row = FUNCTIONS[node.name.text]
    if node.by is not None and "by" not in row.tails:
        raise Broken(finding("K409", node.by.span, name=row.name))
    if row.name == "share" and node.where is None:
        raise Broken(finding("K410", node.span))
    argument, fraction = node.arguments[0], None
    source = _source_of(node, argument, names)
    if row.name == "percentile":
        fraction = _fraction(node.arguments[1])
    value: RowExpression | None = None
    if row.name in ("count", "share"):
        if not isinstance(argument, tree.Reference) or len(argument.parts) != 1:
            raise Broken(finding("K411", argument.span, name=row.name, source=source))
    else:
        if isinstance(argument, tree.Reference) and len(argument.parts) == 1:
            raise Broken(finding("K412", argument.span, name=row.name, source=source))
        value = resolve_row(argument, source, names.rows)
    where: RowExpression | None = None
    if node.where is not None:
        where = resolve_row(node.where, source, names.rows)
    by = resolve_row(tree.Reference((node.by,), node.by.span), source, names.rows) if node.by is not None else None
    return Aggregate(row.name, source, value, where, _time(node, source, names), node.span, fraction, by)


def _time(node: tree.Call, source: str, names: FormulaNames) -> str:
    if node.at is not None:
        return node.at.text
    default = names.times.get(source)
    if default is None:
        raise Broken(finding("K501", node.span, source=source))
    return default


def _fraction(node: tree.Expression) -> Decimal:
    """Return a percentile's fraction: 90 and 90% both mean 0.9."""
    match node:
        case tree.Number(value=value, unit="%"):
            fraction = value
        case tree.Number(value=value):
            fraction = value / 100
        case _:
            raise Broken(finding("K413", node.span))
    if not 0 <= fraction <= 1:
        raise Broken(finding("K413", node.span))
    return fraction


def _source_of(node: tree.Call, argument: tree.Expression, names: FormulaNames) -> str:
    """Return the source that an aggregate counts: the named one from which every other named one can be reached."""
    mentioned: list[tree.Word] = []
    for word, dotted in _first_words(argument):
        if word.text in names.rows.sources and (dotted or isinstance(argument, tree.Reference)):
            mentioned.append(word)
        elif word.text in names.rows.broken:
            raise Broken(None)
        elif dotted or isinstance(argument, tree.Reference):
            if word.text in names.metrics:
                raise Broken(finding("K414", word.span, name=word.text, function=node.name.text))
            sources = names.rows.sources
            raise Broken(finding("K202", word.span, name=word.text, near=nearest(word.text, sources) or ""))
    if not mentioned:
        raise Broken(finding("K412", argument.span, name=node.name.text, source="-"))
    distinct = list(dict.fromkeys(word.text for word in mentioned))
    for base in distinct:
        if all(other == base or paths_to(names.rows, base, other) for other in distinct):
            return base
    raise Broken(finding("K401", mentioned[-1].span, left=distinct[0], right=mentioned[-1].text))


def _first_words(node: tree.Expression) -> Iterator[tuple[tree.Word, bool]]:
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
