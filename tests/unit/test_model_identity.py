"""Breakdowns are proved exactly: what algebra says agrees with the numbers at points that nobody chose."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.model.expression import Aggregate, Apply, Formula, Literal, MetricRef, OverPeriods
from kpidsl.model.identity import Algebra
from kpidsl.text.source import Span

AT = Span("a.kpi", 0, 1)
NAMES = ("calls", "leads", "deals", "orders")


def rows(source: str) -> Formula:
    return Aggregate("count", source, None, None, "made", AT)


LEAVES = {name: rows(name) for name in NAMES}


def op(sign: str, left: Formula, right: Formula) -> Formula:
    return Apply(sign, (left, right), AT)


def ref(name: str) -> Formula:
    return MetricRef(name, AT)


def number(value: object) -> Formula:
    return Literal(Decimal(str(value)), AT)


formulas = st.recursive(
    st.sampled_from(NAMES).map(ref) | st.sampled_from((1, 2, 3, "0.5")).map(number),
    lambda inner: (
        st.builds(op, st.sampled_from("+-*/"), inner, inner) | inner.map(lambda each: Apply("neg", (each,), AT))
    ),
    max_leaves=8,
)


class DividedByZero(Exception):
    pass


def value(formula: Formula, point: dict[str, Fraction]) -> Fraction:
    match formula:
        case Literal(value=Decimal() as size):
            return Fraction(size)
        case MetricRef(name=name):
            return point[name]
        case Apply(function="neg", arguments=(one,)):
            return -value(one, point)
        case Apply(function=sign, arguments=(one, other)):
            left, right = value(one, point), value(other, point)
            if sign == "/":
                if not right:
                    raise DividedByZero
                return left / right
            return {"+": left + right, "-": left - right, "*": left * right}[sign]
    raise AssertionError(formula)


def points(seed: int) -> list[dict[str, Fraction]]:
    chance = random.Random(seed)
    return [{name: Fraction(chance.randint(-999, 999), chance.randint(1, 99)) for name in NAMES} for _ in range(6)]


def differences(one: Formula, other: Formula, seed: int) -> list[Fraction]:
    found = []
    for point in points(seed):
        try:
            found.append(value(one, point) - value(other, point))
        except DividedByZero:
            continue
    return found


def answer(whole: Formula, parts: Formula) -> str:
    return Algebra({**LEAVES, "whole": whole}).compare("whole", parts).answer


@given(formulas, formulas, st.integers(0, 1000))
def test_the_answer_agrees_with_the_numbers(whole: Formula, parts: Formula, seed: int) -> None:
    found = differences(whole, parts, seed)
    match answer(whole, parts):
        case "proved":
            assert not any(found)
        case "refuted" if found:
            assert any(found)


@given(formulas, st.sampled_from(NAMES), formulas)
def test_the_same_written_otherwise_is_proved(whole: Formula, name: str, other: Formula) -> None:
    if answer(whole, whole) != "proved":
        return
    again = op("/", op("*", whole, ref(name)), ref(name))
    assert answer(whole, again) == "proved"
    if answer(other, other) == "proved":
        assert (
            answer(
                op("*", op("+", whole, other), ref(name)), op("+", op("*", ref(name), other), op("*", whole, ref(name)))
            )
            == "proved"
        )


@given(formulas, st.integers(1, 9))
def test_what_is_off_by_a_part_is_never_proved(whole: Formula, by: int) -> None:
    assert answer(whole, op("+", whole, number(by))) != "proved"


def test_a_look_at_other_days_distributes_over_arithmetic() -> None:
    def year_ago(formula: Formula) -> Formula:
        return OverPeriods("previous", formula, 1, "year", AT)

    rate = op("/", ref("deals"), ref("leads"))
    assert answer(year_ago(rate), op("/", year_ago(ref("deals")), year_ago(ref("leads")))) == "proved"
    assert answer(year_ago(ref("deals")), ref("deals")) == "refuted"
    twelve = OverPeriods("previous", ref("deals"), 12, "month", AT)
    assert answer(year_ago(ref("deals")), twelve) == "untested"


@pytest.mark.parametrize(("other", "expected"), [("leads", "untested"), ("deals", "proved")])
def test_an_identity_must_hold_under_earlier_definitions_too(other: str, expected: str) -> None:
    formulas = {**LEAVES, "rate": op("/", ref("deals"), ref("leads")), "whole": ref("deals")}
    before = op("/", ref(other), ref("leads"))
    algebra = Algebra(formulas, {"rate": ((date(2026, 4, 1), before),)})
    assert algebra.compare("whole", op("*", ref("rate"), ref("leads"))).answer == expected


def test_a_part_and_its_rest_are_left_to_the_data() -> None:
    won = Aggregate("count", "deals", None, Literal(True, AT), "made", AT)
    algebra = Algebra({**LEAVES, "won": won, "whole": rows("deals")})
    assert algebra.compare("whole", ref("won")).answer == "untested"


def test_a_remainder_is_written_in_names() -> None:
    formulas = {**LEAVES, "per_deal": op("/", ref("calls"), ref("deals")), "whole": ref("calls")}
    verdict = Algebra(formulas).compare("whole", op("*", ref("leads"), ref("per_deal")))
    assert verdict == ("refuted", "calls - calls * leads / deals")


def test_powers_without_end_are_left_undecided() -> None:
    formulas: dict[str, Formula] = {**LEAVES, "m0": op("+", op("+", ref("calls"), ref("deals")), ref("leads"))}
    for step in range(40):
        formulas[f"m{step + 1}"] = op("*", ref(f"m{step}"), ref(f"m{step}"))
    assert Algebra(formulas).compare("m40", ref("m39")).answer == "untested"
