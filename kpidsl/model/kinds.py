"""Units and kinds of formulas, by the algebra of units and the rules for what adds over time."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Literal as OneOf
from typing import NamedTuple

from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    Literal,
    MetricRef,
    OverPeriods,
    RowExpression,
)
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.row_names import Broken, together
from kpidsl.model.unit import PLAIN, Unit, addable, common, declared, factor, rows_of, said, times
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

Kind = OneOf["flow", "stock", "rate", "constant"]

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "between"})
_LOGIC = frozenset({"and", "or", "not", "is_null"})


KIND_WORDS: dict[str, Said] = {
    "flow": Said("a total of the period", "期間の合計"),
    "stock": Said("a level at its end", "期末の残高"),
    "rate": Said("a rate", "比率や平均"),
    "constant": Said("a fixed number", "定数"),
}


class Measure(NamedTuple):
    """What a formula gives: its unit (None: not known) and its kind ("constant" for a bare number)."""

    unit: Unit | None
    kind: Kind


def measure(formula: Formula, known: Mapping[str, Measure]) -> Measure:
    """Return the unit and kind of a formula; `known` has those of the metrics it names. Raises `Broken` on
    each misuse.
    """
    match formula:
        case Literal(unit=unit):
            return Measure(declared(unit) if unit else PLAIN, "constant")
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
            return _apply(formula, function, together(partial(measure, known=known), arguments))


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
    """Return the unit of a row expression: lengths of time have one, a column's is not known."""
    match expression:
        case Apply(function="days_between"):
            return declared("day")
        case Apply(function="hours_between"):
            return declared("hour")
        case Literal(unit=unit, value=Decimal()):
            return declared(unit) if unit else PLAIN
    return None


def _apply(node: Apply[Formula], function: str, given: Sequence[Measure]) -> Measure:
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


def _calm(given: Sequence[Measure]) -> Kind:
    """Return the kind of a function that is not linear: a rate, unless nothing in it varies."""
    return "constant" if all(each.kind == "constant" for each in given) else "rate"


def _same_unit(node: Apply[Formula], given: Sequence[Measure], code: str, offset: int = 0) -> Unit | None:
    """Return the one unit of several operands; a bare number takes the unit that it meets."""
    unit: Unit | None = None
    first: tuple[Unit, Formula] | None = None
    spoken = False
    for each, operand in zip(given, node.arguments[offset:], strict=True):
        if each.kind == "constant" and each.unit is not None and each.unit.plain:
            continue
        if first is not None and not addable(first[0], each.unit):
            raise Broken(_unlike(node, code, first, (each.unit, operand)))
        unit = common(unit, each.unit) if spoken else each.unit
        spoken = True
        if first is None and each.unit is not None:
            first = (each.unit, operand)
    return unit if spoken else PLAIN


def _unlike(
    node: Apply[Formula], code: str, one: tuple[Unit, Formula], other: tuple[Unit | None, Formula]
) -> Diagnostic:
    """Return the finding that names both sides, and what would bring them together."""
    left, right = said(one[0]), said(other[0])
    span, labels = one[1].span, (Label(one[1].span, left), Label(other[1].span, right))
    advice = _advice(code, one[0], other[0])
    match code, node.function:
        case "K302", "-":
            what = Said(f"subtract {right.en} from {left.en}", f"{left.ja} から {right.ja} は引けません")
            return finding(code, span, *labels, what=what, advice=advice)
        case "K302", _:
            what = Said(f"add {left.en} and {right.en}", f"{left.ja} と {right.ja} は足せません")
            return finding(code, span, *labels, what=what, advice=advice)
        case "K303", function:
            return finding(code, span, *labels, function=function, left=left, right=right, advice=advice)
    return finding(code, span, *labels, left=left, right=right, advice=advice)


def _advice(code: str, left: Unit, right: Unit | None) -> Said:
    for small, large in ((left, right), (right, left)):
        times_over = factor(small, large)
        if times_over is not None:
            many, few = said(small), said(large)
            return Said(
                f"make a metric of the {few.en} times {times_over} with unit {many.ja}, and use that",
                f"{few.ja}に {times_over} を掛けて unit {many.ja} とした指標を作り、それを使ってください",
            )
    if right is not None and {_sort(left), _sort(right)} == {"currency"}:
        rate = f"metric rate = 150 {{ unit `{left}/{right}` }}"
        return Said(f"multiply {right} by a rate of exchange: {rate}", f"{right} に為替レートを掛けてください: {rate}")
    if code != "K302" or right is None or left.plain or right.plain:
        return Said("take two numbers of one unit", "同じ単位の数値を使ってください")
    ratio = f"{left}/{right}"
    return Said(
        f"divide them to get {ratio}, or take two numbers of one unit",
        f"割り算にして {ratio} にするか、同じ単位の数値を使ってください",
    )


def _sort(unit: Unit) -> str:
    match unit.factors:
        case ((base, 1),):
            return base.sort
    return ""


def _product(left: Unit | None, right: Unit | None, power: int) -> Unit | None:
    return None if left is None or right is None else times(left, right, power)


def _added_kind(node: Apply[Formula], given: Sequence[Measure]) -> Kind:
    kinds = {each.kind for each in given}
    if kinds == {"stock", "flow"}:
        sides = [(each.kind, operand.span) for each, operand in zip(given, node.arguments, strict=True)]
        labels = [Label(span, KIND_WORDS[kind]) for kind, span in sides]
        raise Broken(finding("K305", node.span, *labels))
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
    """Say whether the values of parts of a period add up to that of the whole: counts, sums, and these times a
    constant.
    """
    waiting: list[Formula] = [formula]
    seen: set[str] = set()
    while waiting:
        match waiting.pop():
            case Aggregate(function="count" | "sum"):
                pass
            case MetricRef(name=name):
                if name not in seen:
                    seen.add(name)
                    waiting.append(formulas[name])
            case Apply(function="+" | "-", arguments=(left, right)):
                waiting += (left, right)
            case (
                Apply(function="neg", arguments=(operand,)) | Apply(function="*" | "/", arguments=(operand, Literal()))
            ):
                waiting.append(operand)
            case Apply(function="*", arguments=(Literal(), operand)):
                waiting.append(operand)
            case _:
                return False
    return True
