"""Units and kinds of formulas, by the algebra of units and the rules for what adds over time."""

from collections.abc import Mapping
from typing import Literal as OneOf
from typing import NamedTuple

from kpidsl.model.expression import Aggregate, Apply, Column, Formula, Journey, Literal, MetricRef, OverPeriods, RowExpression
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.rows import Broken
from kpidsl.model.unit import PLAIN, Unit, addable, common, declared, rows_of, times
from kpidsl.text.diagnostic import Label, finding

Kind = OneOf["flow", "stock", "rate", "constant"]

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "between"})
_LOGIC = frozenset({"and", "or", "not", "is_null"})


class Measure(NamedTuple):
    """What a formula gives: its unit (None: not known) and its kind ("constant" for a bare number)."""

    unit: Unit | None
    kind: Kind


def measure(formula: Formula, known: Mapping[str, Measure]) -> Measure:
    """Return the unit and kind of a formula; `known` has those of the metrics it names. Raises `Broken` on a misuse."""
    match formula:
        case Literal():
            return Measure(PLAIN, "constant")
        case MetricRef(name=name):
            if name not in known:
                raise Broken(None)
            return known[name]
        case Aggregate():
            return _aggregate(formula)
        case Journey():
            return Measure(PLAIN, "rate")
        case OverPeriods(operand=operand):
            return _over_periods(formula, measure(operand, known))
        case Apply(function=function, arguments=arguments):
            return _apply(formula, function, [measure(each, known) for each in arguments])


def _over_periods(formula: OverPeriods, given: Measure) -> Measure:
    """Return the measure over other days; a level does not add up over a window, so only its end can be asked."""
    if given.kind == "stock" and formula.function in ("rolling", "cumulative"):
        raise Broken(finding("K309", formula.span, function=formula.function))
    if formula.function == "previous" or given.kind == "stock":
        return given
    return Measure(given.unit, "rate")


def _aggregate(aggregate: Aggregate) -> Measure:
    row = FUNCTIONS[aggregate.function]
    kind = "rate" if row.kind == "first" else row.kind
    if aggregate.function == "count_distinct":
        name = aggregate.argument.name if isinstance(aggregate.argument, Column) else "count"
        return Measure(rows_of(name), kind)
    if row.unit == "source":
        return Measure(rows_of(aggregate.source), kind)
    return Measure(_row_unit(aggregate.argument) if row.unit == "argument" else PLAIN, kind)


def _row_unit(expression: RowExpression | None) -> Unit | None:
    """Return the unit of a row expression: lengths of time have one, a bare number is plain, columns are not known."""
    match expression:
        case Apply(function="days_between"):
            return declared("day")
        case Apply(function="hours_between"):
            return declared("hour")
    return None


def _apply(node: Apply[Formula], function: str, given: list[Measure]) -> Measure:
    match function:
        case "+" | "-":
            return Measure(_same_unit(node, given, "K302"), _added_kind(node, given))
        case "*":
            left, right = given
            return Measure(_product(left.unit, right.unit, 1), _product_kind(left.kind, right.kind))
        case "/":
            left, right = given
            return Measure(_product(left.unit, right.unit, -1), _quotient_kind(left.kind, right.kind))
        case "neg":
            return given[0]
        case "if":
            _same_unit(node, given[1:], "K303", offset=1)
            return Measure(_same_unit(node, given[1:], "K303", offset=1), _calm(given))
        case "coalesce":
            return Measure(_same_unit(node, given, "K303"), given[0].kind)
        case "abs" | "round":
            return Measure(given[0].unit, _calm(given))
    if function in _COMPARISONS:
        _same_unit(node, given, "K304")
    elif function not in _LOGIC:
        raise AssertionError(function)
    return Measure(PLAIN, "rate")


def _calm(given: list[Measure]) -> Kind:
    """Return the kind of a function that is not linear: a rate, unless nothing in it varies."""
    return "constant" if all(each.kind == "constant" for each in given) else "rate"


def _same_unit(node: Apply[Formula], given: list[Measure], code: str, offset: int = 0) -> Unit | None:
    """Return the one unit of several operands; a bare number takes the unit that it meets."""
    unit: Unit | None = None
    first: tuple[Unit, Formula] | None = None
    spoken = False
    for each, operand in zip(given, node.arguments[offset:], strict=True):
        if each.kind == "constant" and each.unit is not None and each.unit.plain:
            continue
        if first is not None and not addable(first[0], each.unit):
            left, right = str(first[0]), str(each.unit)
            verb = {"-": "subtract"}.get(node.function, "add")
            raise Broken(
                finding(code, first[1].span, Label(first[1].span, left), Label(operand.span, right),
                        left=left, right=right, verb=verb, function=node.function)
            )  # fmt: skip
        unit = common(unit, each.unit) if spoken else each.unit
        spoken = True
        if first is None and each.unit is not None:
            first = (each.unit, operand)
    return unit if spoken else PLAIN


def _product(left: Unit | None, right: Unit | None, power: int) -> Unit | None:
    return None if left is None or right is None else times(left, right, power)


def _added_kind(node: Apply[Formula], given: list[Measure]) -> Kind:
    kinds = {each.kind for each in given}
    if kinds == {"stock", "flow"}:
        sides = [(each.kind, operand.span) for each, operand in zip(given, node.arguments, strict=True)]
        labels = [Label(span, kind) for kind, span in sides]
        raise Broken(finding("K305", node.span, *labels, left=sides[0][0], right=sides[1][0]))
    if len(kinds) == 1:
        return kinds.pop()
    return "stock" if kinds == {"stock", "constant"} else "rate"


def _product_kind(left: Kind, right: Kind) -> Kind:
    match {left, right}:
        case kinds if len(kinds) == 1 and kinds <= {"constant", "rate"}:
            return left
        case kinds if "flow" in kinds and kinds & {"rate", "constant"}:
            return "flow"
        case kinds if "stock" in kinds and kinds & {"rate", "constant"}:
            return "stock"
    return "rate"


def _quotient_kind(left: Kind, right: Kind) -> Kind:
    return left if right == "constant" else "rate"


def adds_up(formula: Formula, formulas: Mapping[str, Formula]) -> bool:
    """Say whether the values of parts of a period add up to that of the whole: counts, sums, and these times a constant."""
    match formula:
        case Aggregate(function=function):
            return function in ("count", "sum")
        case MetricRef(name=name):
            return adds_up(formulas[name], formulas)
        case Apply(function="+" | "-", arguments=(left, right)):
            return adds_up(left, formulas) and adds_up(right, formulas)
        case Apply(function="neg", arguments=(operand,)):
            return adds_up(operand, formulas)
        case Apply(function="*" | "/", arguments=(left, Literal())):
            return adds_up(left, formulas)
        case Apply(function="*", arguments=(Literal(), right)):
            return adds_up(right, formulas)
    return False
