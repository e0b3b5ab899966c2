"""Formulas: names to aggregates over sources and to other metrics."""

from functools import partial
from typing import Any

from kpidsl.model.aggregating import LENGTHS, no_length, resolve_aggregate, resolve_journey
from kpidsl.model.calendar import GRAINS
from kpidsl.model.calls import check_arity, no_tails, unknown_function
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef, OverPeriods
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.names import FormulaNames
from kpidsl.model.numbers import unknown_number
from kpidsl.model.row_names import Broken, together
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Said, finding


def resolve_formula(node: tree.Expression, names: FormulaNames) -> Formula:
    """Return the formula with its names resolved; raises `Broken` with the findings."""
    resolve: Any = partial(resolve_formula, names=names)
    match node:
        case tree.Number(value=value, unit=unit, span=span):
            return Literal(value, span, unit)
        case tree.Constant(name="null", span=span):
            return Literal(None, span)
        case tree.Reference(parts=(word,)):
            return _metric(word, names)
        case tree.Reference():
            raise Broken(_column(node, names))
        case tree.Unary(operator=operator, operand=operand, span=span):
            return Apply("neg" if operator == "-" else operator, (resolve(operand),), span)
        case tree.Duration(span=span):
            raise Broken(finding("K405", span))
        case tree.Binary(operator="like", span=span) | tree.Text(span=span) | tree.Period(span=span):
            raise Broken(finding("K408", span))
        case tree.Constant(span=span) | tree.Membership(span=span):
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
            return resolve_journey(node, names)
        case tree.Call():
            return _call(node, names)


def _column(node: tree.Reference, names: FormulaNames) -> Any:
    """Return what is said of a column where a number is needed; of a source that is not known, that alone."""
    text = ".".join(each.text for each in node.parts)
    if node.parts[0].text in names.rows.broken:
        return None
    return finding("K407", node.span, text=text)


def _metric(word: tree.Word, names: FormulaNames) -> MetricRef:
    if word.text in names.numbers.roles:
        return MetricRef(word.text, word.span)
    if word.text in names.rows.broken:
        raise Broken(None)
    if word.text in names.rows.sources:
        raise Broken(finding("K207", word.span, name=word.text))
    if word.text in names.rows.segments:
        raise Broken(finding("K226", word.span, name=word.text, source=names.rows.segments[word.text].source))
    raise Broken(unknown_number(word.text, word.span, names.numbers))


def _call(node: tree.Call, names: FormulaNames) -> Formula:
    name = node.name.text
    if name == "sql":
        raise Broken(finding("K408", node.span))
    row = FUNCTIONS.get(name)
    if row is None:
        raise Broken(unknown_function(node.name))
    check_arity(node)
    if row.level == "rows":
        return resolve_aggregate(node, names)
    if row.level == "journeys":
        expected, example = "->" if name == "converted" else "by", row.example
        raise Broken(finding("K426", node.span, name=name, expected=expected, example=example))
    no_tails(node)
    if row.level == "periods":
        return _over_periods(node, names)
    if name in ("days_between", "hours_between"):
        raise Broken(finding("K408", node.span))
    return Apply(name, together(lambda each: resolve_formula(each, names), node.arguments), node.span)


def _over_periods(node: tree.Call, names: FormulaNames) -> OverPeriods:
    def operand(each: tree.Expression) -> Formula | tuple[int, str]:
        return resolve_formula(each, names) if each is node.arguments[0] else _length(node, each)

    first, *rest = together(operand, node.arguments)
    count, unit = rest[0] if rest and isinstance(rest[0], tuple) else (1, "")
    assert not isinstance(first, tuple)
    return OverPeriods(node.name.text, first, count, unit, node.span)


def _length(node: tree.Call, second: tree.Expression) -> tuple[int, str]:
    """Return the length of time, or the grain, that a function over periods takes."""
    row = FUNCTIONS[node.name.text]
    match row.name, second:
        case "previous" | "rolling", tree.Duration(count=count, unit=unit) if unit in LENGTHS and count > 0:
            return count, unit
        case "to_date", tree.Reference(parts=(tree.Word(text=unit),)) if unit in GRAINS:
            return 1, unit
        case "previous" | "rolling", tree.Number(unit=str(unit), span=span) if unit not in ("%", "pt"):
            raise Broken(no_length(row.name, unit, span))
        case "previous" | "rolling", tree.Duration(count=count, unit=unit) if unit not in LENGTHS:
            raise Broken(no_length(row.name, unit, second.span))
    expected = Said("a length of time after the comma", "コンマの後に期間の長さ")
    if row.name == "to_date":
        expected = Said(
            "a period after the comma, such as month or fiscal_year", "コンマの後に month や fiscal_year などの期間"
        )
    raise Broken(finding("K415", second.span, name=row.name, expected=expected, example=row.example))
