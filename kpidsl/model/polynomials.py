"""Rational functions in named variables, with exact coefficients: the arithmetic that breakdowns are proved by."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

Monomial = tuple[tuple[str, int], ...]
"""Variables with their powers, sorted by name; () is the number one."""

Polynomial = dict[Monomial, Fraction]

TERMS_AT_MOST = 2_000
_DIGITS_AT_MOST = 2_000
"""A larger polynomial is left undecided: no breakdown that a person wrote comes near."""


class TooLarge(Exception):
    """A polynomial passed `TERMS_AT_MOST`, or a coefficient its number of bits."""


class Ratio(NamedTuple):
    """One polynomial over another; the lower one is never zero."""

    above: Polynomial
    below: Polynomial


ONE: Polynomial = {(): Fraction(1)}


def number(value: Fraction) -> Ratio:
    """Return a number."""
    return Ratio({(): value} if value else {}, ONE)


def variable(name: str) -> Ratio:
    """Return a variable."""
    return Ratio({((name, 1),): Fraction(1)}, ONE)


def negative(one: Ratio) -> Ratio:
    """Return minus a ratio."""
    return Ratio(add({}, one.above, -1), one.below)


def combine(operator: str, one: Ratio, other: Ratio) -> Ratio | None:
    """Return `one operator other` for + - * /, None for a division by what is always zero."""
    if operator == "*":
        return _simple(multiply(one.above, other.above), multiply(one.below, other.below))
    if operator == "/":
        if not other.above:
            return None
        return _simple(multiply(one.above, other.below), multiply(one.below, other.above))
    sign = 1 if operator == "+" else -1
    if one.below == other.below:
        return _simple(add(one.above, other.above, sign), one.below)
    above = add(multiply(one.above, other.below), multiply(other.above, one.below), sign)
    return _simple(above, multiply(one.below, other.below))


def difference(one: Ratio, other: Ratio) -> Ratio:
    """Return `one - other`."""
    found = combine("-", one, other)
    assert found is not None
    return found


def add(left: Polynomial, right: Polynomial, sign: int = 1) -> Polynomial:
    """Return `left + sign * right`."""
    result = dict(left)
    for monomial, coefficient in right.items():
        _put(result, monomial, sign * coefficient)
    return result


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return `left * right`; raises `TooLarge`."""
    if len(left) * len(right) > TERMS_AT_MOST:
        raise TooLarge
    result: Polynomial = {}
    for one, a in left.items():
        for other, b in right.items():
            _put(result, _joined(one, other, 1), a * b)
    if any(max(abs(each.numerator), each.denominator).bit_length() > _DIGITS_AT_MOST for each in result.values()):
        raise TooLarge
    return result


def renamed(ratio: Ratio, names: Mapping[str, str]) -> Ratio:
    """Return a ratio with other names for its variables; those that get one name become one."""
    return Ratio(_renamed(ratio.above, names), _renamed(ratio.below, names))


def _renamed(polynomial: Polynomial, names: Mapping[str, str]) -> Polynomial:
    result: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        powers: dict[str, int] = {}
        for name, power in monomial:
            powers[names[name]] = powers.get(names[name], 0) + power
        _put(result, tuple(sorted(powers.items())), coefficient)
    return result


def variables(*polynomials: Polynomial) -> set[str]:
    """Return the names of all variables in polynomials."""
    return {name for each in polynomials for monomial in each for name, _ in monomial}


def _put(result: Polynomial, monomial: Monomial, coefficient: Fraction) -> None:
    total = result.get(monomial, Fraction(0)) + coefficient
    if total:
        result[monomial] = total
    else:
        result.pop(monomial, None)


def _joined(one: Monomial, other: Monomial, sign: int) -> Monomial:
    powers = dict(one)
    for name, power in other:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _simple(above: Polynomial, below: Polynomial) -> Ratio:
    """Return a ratio without the factors that every term shares, its lower side beginning with one."""
    if not above:
        return Ratio({}, ONE)
    shared = _shared([*above, *below])
    lead = below[min(below)]
    if not shared and lead == 1:
        return Ratio(above, below)
    return Ratio(_divided(above, shared, lead), _divided(below, shared, lead))


def _shared(monomials: list[Monomial]) -> Monomial:
    powers = dict(monomials[0])
    for each in monomials[1:]:
        if not powers:
            break
        own = dict(each)
        powers = {name: min(power, own[name]) for name, power in powers.items() if name in own}
    return tuple(sorted(powers.items()))


def _divided(polynomial: Polynomial, shared: Monomial, by: Fraction) -> Polynomial:
    return {_joined(monomial, shared, -1): coefficient / by for monomial, coefficient in polynomial.items()}
