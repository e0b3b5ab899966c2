"""Expressions from their parts. Each function takes the parts of its rule in `kpi.lark`, as they were written."""

from typing import Any

from kpidsl.syntax.build.values import DURATION_UNITS
from kpidsl.syntax.mistake import mistake
from kpidsl.syntax.tree import (
    Between,
    Binary,
    Call,
    Constant,
    Duration,
    Expression,
    IsNull,
    Journey,
    Membership,
    Number,
    Reference,
    Rows,
    Unary,
    Word,
)
from kpidsl.text.diagnostic import Label, Said
from kpidsl.text.source import Span

Tail = tuple[Word, Any]


def binary(left: Expression, operator: Word, right: Expression) -> Binary:
    """Read `left operator right`."""
    sign = "!=" if operator.text == "<>" else operator.text
    return Binary(sign, left, right, left.span.to(right.span), operator.span)


def not_like(left: Expression, negation: Word, operator: Word, right: Expression) -> Unary:
    """Read `left not like right`."""
    inner = binary(left, operator, right)
    return Unary("not", inner, inner.span)


def unary(operator: Word, operand: Expression) -> Unary:
    """Read `-x` and `not x`."""
    return Unary(operator.text, operand, operator.span.to(operand.span))


def membership(operand: Expression, _in: Word, _open: Word, items: list[Expression], close: Word) -> Membership:
    """Read `x in (a, b)`."""
    return Membership(operand, tuple(items), False, operand.span.to(close.span))


def not_membership(operand: Expression, _not: Word, *rest: Any) -> Membership:
    """Read `x not in (a, b)`."""
    read = membership(operand, *rest)
    return Membership(read.operand, read.items, True, read.span)


def between(operand: Expression, _between: Word, low: Expression, _and: Word, high: Expression) -> Between:
    """Read `x between a and b`."""
    return Between(operand, low, high, False, operand.span.to(high.span))


def not_between(operand: Expression, _not: Word, *rest: Any) -> Between:
    """Read `x not between a and b`."""
    read = between(operand, *rest)
    return Between(read.operand, read.low, read.high, True, read.span)


def is_null(operand: Expression, _is: Word, null: Word) -> IsNull:
    """Read `x is null`."""
    return IsNull(operand, False, operand.span.to(null.span))


def is_not_null(operand: Expression, _is: Word, _not: Word, null: Word) -> IsNull:
    """Read `x is not null`."""
    return IsNull(operand, True, operand.span.to(null.span))


def constant(word: Word) -> Constant:
    """Read `null`, `true`, `false`."""
    return Constant(word.text, word.span)


def number_or_duration(quantity: Number) -> Number | Duration:
    """Read a quantity in a formula: `28 days` is a length of time, everything else a number."""
    unit = DURATION_UNITS.get(quantity.unit or "")
    if unit is None or quantity.value != int(quantity.value):
        return quantity
    return Duration(int(quantity.value), unit, quantity.span)


def group(_open: Word, inner: Expression, _close: Word) -> Expression:
    """Read `( … )`: the tree needs no node for it."""
    return inner


def reference(name: Word) -> Reference:
    """Read a name."""
    return Reference((name,), name.span)


def reference_more(left: Reference, _dot: Word, name: Word) -> Reference:
    """Read `left.name`."""
    return Reference((*left.parts, name), left.span.to(name.span))


def call_tail(word: Word, value: Any) -> Tail:
    """Read `where …`, `at …`, `by …`, `on …`, `within …`, `after …` and `-> …` inside a call."""
    return word, value


def call_empty(name: Word, _open: Word, close: Word) -> Call:
    """Read `name()`."""
    return Call(name, (), name.span.to(close.span))


def call(name: Word, _open: Word, items: list[Expression], tails: list[Tail], close: Word) -> Call | Journey:
    """Read `name(a, b where … at … by …)`, and the journeys."""
    span = name.span.to(close.span)
    if any(word.text in ("->", "on", "within", "after") for word, _ in tails):
        return _journey(name, items, tails, span)
    found = _once(tails)
    return Call(name, tuple(items), span, found.get("where"), found.get("at"), found.get("by"))


def _once(tails: list[Tail]) -> dict[str, Any]:
    seen: dict[str, Tail] = {}
    for word, value in tails:
        if first := seen.get(word.text):
            raise mistake("K153", word.span, Label(first[0].span, _FIRST), word=word.text)
        seen[word.text] = word, value
    return {text: value for text, (_, value) in seen.items()}


_FIRST = Said("the first one", "1 つ目")


def _journey(name: Word, items: list[Expression], tails: list[Tail], span: Span) -> Journey:
    arrows = [at for at, (word, _) in enumerate(tails) if word.text == "->"]
    if len(arrows) > 1 or len(items) != 1 or not _is_name(items[0]):
        raise mistake("K154", span, name=name.text)
    cut = arrows[0] if arrows else len(tails)
    before, after = _once(tails[:cut]), _once(tails[cut + 1 :])
    start: Reference = items[0]  # type: ignore[assignment]
    if arrows:
        key, window, known = after.get("on"), after.get("within"), {"where", "at"}
        second = Rows(tails[cut][1], after.get("where"), after.get("at"))
        stray = before.keys() - known or after.keys() - known - {"on", "within"}
    else:
        key, window, second = before.get("by"), before.get("within") or before.get("after"), None
        stray = before.keys() - {"where", "at", "by", "within", "after"}
        stray = stray or ({"within", "after"} if {"within", "after"} <= before.keys() else set())
    if stray or key is None or window is None:
        raise mistake("K154", span, name=name.text)
    return Journey(name, Rows(start.parts[0], before.get("where"), before.get("at")), second, key, window, span)


def _is_name(item: Expression) -> bool:
    return isinstance(item, Reference) and len(item.parts) == 1
