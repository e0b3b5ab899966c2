"""Breakdowns proved by algebra: a breakdown is an identity when both sides are the same rational function.

Every formula is expanded to its aggregates, which are the variables; both sides become a fraction of two polynomials
with rational coefficients, and they are equal when the cross products are (Geddes, Czapor and Labahn, Algorithms for
Computer Algebra, 1992, ch. 3). It holds wherever no denominator is zero.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal as OneOf
from typing import NamedTuple

from kpidsl.model.canonical import aggregate_text, formula_text
from kpidsl.model.expression import Aggregate, Apply, Formula, Literal, MetricRef

Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]

_TERMS_AT_MOST = 2000
"""A larger polynomial is left undecided: no breakdown that a person wrote comes near."""


class _Ratio(NamedTuple):
    above: Polynomial
    below: Polynomial


class _TooLarge(Exception):
    """The expansion passed `_TERMS_AT_MOST`."""


class Verdict(NamedTuple):
    """Whether a breakdown holds, and, where it cannot, what remains of value minus breakdown, in words."""

    answer: OneOf["proved", "refuted", "untested"]
    remainder: str = ""


ONE: Polynomial = {(): Fraction(1)}


def compare(value: Formula, breakdown: Formula, formulas: Mapping[str, Formula]) -> Verdict:
    """Say whether `breakdown` equals `value` for all data; `formulas` has those of every metric that they name."""
    sources: dict[str, str] = {}
    try:
        left, right = _ratio(value, formulas, sources), _ratio(breakdown, formulas, sources)
        difference = _add(_multiply(left.above, right.below), _multiply(right.above, left.below), -1)
    except _TooLarge:
        return Verdict("untested")
    if not difference:
        return Verdict("proved")
    if _independent(difference, sources):
        return Verdict("refuted", _polynomial_text(difference))
    return Verdict("untested")


def _independent(polynomial: Polynomial, sources: Mapping[str, str]) -> bool:
    """Say whether the variables cannot be tied by the data: aggregates of one source may be (a part and its rest), others not."""
    names = {name for monomial in polynomial for name, _ in monomial}
    owners = [sources[name] for name in names]
    return "" not in owners and len(owners) == len(set(owners))


def _ratio(formula: Formula, formulas: Mapping[str, Formula], sources: dict[str, str]) -> _Ratio:
    match formula:
        case Literal(value=value) if value is not None and not isinstance(value, (str, bool)):
            return _Ratio({(): Fraction(str(value))} if value else {}, ONE)
        case MetricRef(name=name):
            return _ratio(formulas[name], formulas, sources)
        case Aggregate(function="avg" | "share"):
            return _two_sums(formula, sources)
        case Aggregate():
            return _variable(aggregate_text(formula), formula.source, sources)
        case Apply(function="neg", arguments=(operand,)):
            inner = _ratio(operand, formulas, sources)
            return _Ratio(_add({}, inner.above, -1), inner.below)
        case Apply(function="+" | "-" | "*" | "/" as operator, arguments=(one, other)):
            return _combine(operator, _ratio(one, formulas, sources), _ratio(other, formulas, sources))
    return _variable(formula_text(formula), "", sources)


def _two_sums(aggregate: Aggregate, sources: dict[str, str]) -> _Ratio:
    """Return an average or a share as the sum or count over the count that it is."""
    source, text = aggregate.source, aggregate_text(aggregate)
    body = text.partition("(")[2]
    if aggregate.function == "avg":
        return _Ratio(_variable(f"sum({body}", source, sources).above, _variable(f"count-of({body}", source, sources).above)
    every = f"count({source} at {aggregate.time})"
    return _Ratio(_variable(f"count({body}", source, sources).above, _variable(every, source, sources).above)


def _variable(name: str, source: str, sources: dict[str, str]) -> _Ratio:
    sources[name] = source
    return _Ratio({((name, 1),): Fraction(1)}, ONE)


def _combine(operator: str, one: _Ratio, other: _Ratio) -> _Ratio:
    match operator:
        case "*":
            return _Ratio(_multiply(one.above, other.above), _multiply(one.below, other.below))
        case "/":
            return _Ratio(_multiply(one.above, other.below), _multiply(one.below, other.above))
    sign = 1 if operator == "+" else -1
    if one.below == other.below:
        return _Ratio(_add(one.above, other.above, sign), one.below)
    above = _add(_multiply(one.above, other.below), _multiply(other.above, one.below), sign)
    return _Ratio(above, _multiply(one.below, other.below))


def _add(left: Polynomial, right: Polynomial, sign: int) -> Polynomial:
    result = dict(left)
    for monomial, coefficient in right.items():
        total = result.get(monomial, Fraction(0)) + sign * coefficient
        if total:
            result[monomial] = total
        else:
            result.pop(monomial, None)
    return result


def _multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > _TERMS_AT_MOST:
        raise _TooLarge
    result: Polynomial = {}
    for one, a in left.items():
        for other, b in right.items():
            powers = dict(one)
            for name, power in other:
                powers[name] = powers.get(name, 0) + power
            monomial = tuple(sorted(powers.items()))
            total = result.get(monomial, Fraction(0)) + a * b
            if total:
                result[monomial] = total
            else:
                result.pop(monomial, None)
    return result


def _polynomial_text(polynomial: Polynomial) -> str:
    words = []
    for monomial, coefficient in sorted(polynomial.items()):
        factors = [name if power == 1 else f"{name}^{power}" for name, power in monomial]
        size = abs(coefficient)
        text = " * ".join(([str(size)] if size != 1 or not factors else []) + factors)
        words.append(("- " if coefficient < 0 else "+ ") + text)
    return " ".join(words).removeprefix("+ ")
