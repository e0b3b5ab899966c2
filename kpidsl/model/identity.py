"""Breakdowns proved by algebra: a breakdown is an identity when both sides are the same rational function.

Every formula is expanded to its aggregates, which are the variables; both sides become a fraction of two polynomials
with rational coefficients, and they are equal when the cross products are (Geddes, Czapor and Labahn, Algorithms for
Computer Algebra, 1992, ch. 3). It holds wherever no denominator is zero.

A look at other days (previous, rolling, to_date, cumulative) reckons the same formula over them, so it distributes over
arithmetic: previous(a / b) is previous(a) / previous(b).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal as OneOf
from typing import NamedTuple

from kpidsl.model.canonical import aggregate_text, formula_text, journey_text
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, Literal, MetricRef, OverPeriods, references
from kpidsl.model.polynomials import (
    Monomial,
    Polynomial,
    Ratio,
    TooLarge,
    combine,
    difference,
    negative,
    number,
    renamed,
    variable,
    variables,
)

_NAME_AT_MOST = 400
_NEVER_MISSING = frozenset({"count", "count_distinct", "sum"})


class Verdict(NamedTuple):
    """Whether a breakdown holds: "untested" is not decided by algebra. `remainder` is value minus breakdown,
    in words.
    """

    answer: OneOf["proved", "refuted", "untested"]
    remainder: str = ""


Definitions = Mapping[str, Formula]
Past = Mapping[str, tuple[tuple[date, Formula], ...]]


@dataclass(slots=True)
class Algebra:
    """The metrics of a project as rational functions, each made once: `formulas` and their `earlier`
    definitions by name.
    """

    formulas: Definitions
    earlier: Past = field(default_factory=dict)
    ratios: dict[str, Ratio | None] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    changing: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)

    def compare(self, name: str, breakdown: Formula) -> Verdict:
        """Say whether `breakdown` equals the metric for all data, under the definitions of today and of every
        day before.
        """
        today = self._compare(name, breakdown)
        if today.answer != "proved" or not (name in self.changing or self._changes(breakdown)):
            return today
        involved = self._involved(MetricRef(name, breakdown.span), breakdown)
        for day in sorted({each for other in involved for each, _ in self.earlier.get(other, ())}):
            past = Algebra({each: _before(self, each, day) for each in involved}, self.earlier)
            if past._compare(name, breakdown).answer != "proved":
                return Verdict("untested")
        return today

    def needs(self, formula: Formula) -> frozenset[str]:
        """Return what a formula has no value without, as text: what it divides by, and the values that may be missing.

        Two formulas that are equal as fractions and need the same have a value for the same data. What only scales a
        divisor is left out; a divisor that is a product is there by its factors.
        """
        found: set[str] = set()
        seen: set[tuple[str, str]] = set()
        waiting: list[tuple[Formula, str]] = [(formula, "")]
        while waiting:
            node, lens = waiting.pop()
            match node:
                case MetricRef(name=name) if (name, lens) not in seen:
                    seen.add((name, lens))
                    waiting.append((self.formulas[name], lens))
                case OverPeriods(operand=operand):
                    waiting.append((operand, f"{lens}{_lens(node)} of "))
                case Apply(function="+" | "-" | "*" | "/" | "neg" as operator, arguments=arguments):
                    waiting += [(each, lens) for each in arguments]
                    if operator == "/":
                        found.update(f"{lens}/ {each}" for each in self._divisors(arguments[1]))
                case Aggregate() | Journey() | Apply():
                    found.update(f"{lens}{each}" for each in self._missing(node, lens))
        return frozenset(found)

    def _missing(self, formula: Aggregate | Journey | Apply[Formula], lens: str) -> Iterator[str]:
        """Yield what may have no value: not what counts or adds up, which is 0 over no rows."""
        match formula:
            case Aggregate(function="avg" | "share"):
                two = self._two_sums(formula)
                yield from (f"/ {name}" for name in variables(two.below if two else {}))
            case Aggregate(function=function) if function in _NEVER_MISSING and not lens:
                return
            case _:
                yield formula_text(formula)

    def _divisors(self, formula: Formula) -> Iterator[str]:
        """Yield what must not be zero for a formula to be a divisor."""
        ratio = self._of(formula)
        if ratio is None:
            yield formula_text(formula)
        elif len(ratio.above) == 1:
            yield from variables(ratio.above)
        else:
            lead = ratio.above[min(ratio.above)] if ratio.above else 1
            yield _words({each: size / lead for each, size in ratio.above.items()}, {})

    def _compare(self, name: str, breakdown: Formula) -> Verdict:
        value, parts = self._of(MetricRef(name, breakdown.span)), self._of(breakdown)
        if value is None or parts is None:
            return Verdict("untested")
        try:
            left = difference(value, parts)
        except TooLarge:
            return Verdict("untested")
        if not left.above:
            return Verdict("proved")
        if self._independent(left):
            return Verdict("refuted", self._said(left))
        return Verdict("untested")

    def _independent(self, left: Ratio) -> bool:
        """Say whether the data cannot tie the variables: aggregates of one source may be (a part and its rest)."""
        owners = [self.owners[name] for name in variables(left.above)]
        return "" not in owners and len(owners) == len(set(owners))

    def _involved(self, *formulas: Formula) -> list[str]:
        seen: dict[str, None] = {}
        waiting = [each.name for formula in formulas for each in references(formula)]
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.formulas:
                continue
            seen[name] = None
            every = [self.formulas[name], *(old for _, old in self.earlier.get(name, ()))]
            waiting += [each.name for formula in every for each in references(formula)]
        return list(seen)

    def _of(self, formula: Formula) -> Ratio | None:
        """Return a formula as a ratio, None where it is too large or divides by zero; metrics are made from
        the bottom up.
        """
        waiting = [each.name for each in references(formula)]
        while waiting:
            name = waiting[-1]
            needed = self._needed(name)
            if needed:
                waiting += needed
                continue
            waiting.pop()
            if name not in self.ratios:
                self.ratios[name] = self._made(self.formulas[name])
                if self.earlier.get(name) or self._changes(self.formulas[name]):
                    self.changing.add(name)
        return self._made(formula)

    def _needed(self, name: str) -> list[str]:
        if name in self.ratios:
            return []
        names = dict.fromkeys(each.name for each in references(self.formulas[name]))
        return [each for each in names if each not in self.ratios]

    def _made(self, formula: Formula) -> Ratio | None:
        try:
            return self._ratio(formula)
        except TooLarge:
            return None

    def _ratio(self, formula: Formula) -> Ratio | None:
        match formula:
            case Literal(value=value) if value is not None and not isinstance(value, str | bool | date):
                return number(Fraction(value))
            case MetricRef(name=name):
                return self.ratios[name]
            case Aggregate(function="avg" | "share"):
                return self._two_sums(formula)
            case Aggregate(source=source):
                return self._variable(aggregate_text(formula), source)
            case Journey():
                return self._variable(journey_text(formula), "")
            case OverPeriods(operand=operand):
                return self._over(formula, self._ratio(operand))
            case Apply(function="neg", arguments=(operand,)):
                inner = self._ratio(operand)
                return negative(inner) if inner is not None else None
            case Apply(function="+" | "-" | "*" | "/" as operator, arguments=(one, other)):
                left, right = self._ratio(one), self._ratio(other)
                return combine(operator, left, right) if left is not None and right is not None else None
        return self._variable(formula_text(formula), "")

    def _changes(self, formula: Formula) -> bool:
        """Say whether a formula had another meaning at some time, by an earlier definition of what it is made of."""
        return any(each.name in self.changing for each in references(formula))

    def _over(self, formula: OverPeriods, inner: Ratio | None) -> Ratio | None:
        """Return a formula over other days: the same arithmetic over those days, unless a definition changed
        between.
        """
        if inner is None:
            return None
        names = {name: f"{_lens(formula)}({name})" for name in variables(inner.above, inner.below)}
        if self._changes(formula) or any(len(each) > _NAME_AT_MOST for each in names.values()):
            return self._variable(formula_text(formula), "")
        for old, new in names.items():
            self.owners[new] = _owner_over(formula.function, self.owners[old])
        return renamed(inner, names)

    def _two_sums(self, aggregate: Aggregate) -> Ratio | None:
        """Return an average or a share as the sum or count over the count that it is."""
        source, text = aggregate.source, aggregate_text(aggregate)
        body = text.partition("(")[2]
        if aggregate.function == "avg":
            above, below = f"sum({body}", f"count of values({body}"
        else:
            above, below = f"count({body}", f"count({source} at {aggregate.time})"
        return combine("/", self._variable(above, source), self._variable(below, source))

    def _variable(self, name: str, owner: str) -> Ratio:
        self.owners[name] = owner
        return variable(name)

    def _said(self, left: Ratio) -> str:
        """Return a remainder as a person in sales would write it: metrics by their names where they are one
        aggregate.
        """
        if not self.named:
            for name, formula in self.formulas.items():
                if isinstance(formula, Aggregate):
                    self.named.setdefault(aggregate_text(formula), name)
        if len(left.below) == 1:
            ((under, _),) = left.below.items()
            return _words(left.above, self.named, under)
        return f"({_words(left.above, self.named)}) / ({_words(left.below, self.named)})"


def _before(algebra: Algebra, name: str, day: date) -> Formula:
    """Return the definition of a metric that was in force just before a day."""
    return next((old for until, old in algebra.earlier.get(name, ()) if until >= day), algebra.formulas[name])


def _owner_over(function: str, owner: str) -> str:
    """Return which data a value over other days depends on, "" where it may be tied to those of the period itself.

    The year before is the twelve months before, so that all earlier periods of a source count as one.
    """
    return f"before {owner.removeprefix('before ')}" if function == "previous" and owner else ""


def _lens(formula: OverPeriods) -> str:
    return " ".join(str(each) for each in (formula.function, formula.count, formula.unit) if each != "")


def _words(polynomial: Polynomial, names: Mapping[str, str], under: Monomial = ()) -> str:
    """Return a polynomial in words, each of its terms divided by `under`."""
    words = []
    for monomial, coefficient in sorted(polynomial.items(), key=lambda term: (term[1] < 0, term[0])):
        powers = dict(monomial)
        for name, power in under:
            powers[name] = powers.get(name, 0) - power
        above = [_factor(names.get(name, name), power) for name, power in sorted(powers.items()) if power > 0]
        below = [_factor(names.get(name, name), -power) for name, power in sorted(powers.items()) if power < 0]
        size = abs(coefficient)
        text = " * ".join([str(size)] * (size != 1 or not above) + above) + "".join(f" / {each}" for each in below)
        words.append(("- " if coefficient < 0 else "+ ") + text)
    return " ".join(words).removeprefix("+ ")


def _factor(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
