"""An expected number: the digits that were written decide how near is near enough."""

from decimal import Decimal

import pytest

from kpidsl.analysis.expected import last_place, meets
from kpidsl.syntax import tree
from kpidsl.syntax.read import read
from kpidsl.text.source import Source


def expected(text: str) -> tree.Tolerance:
    """Read what stands after `=`."""
    outcome = read(Source("specs/x.kpi", f"expect x in 2026-09 = {text}\n"))
    assert not outcome.diagnostics
    (statement,) = outcome.value.statements
    value = next(each.value for each in statement.clauses if each.keyword == "value")
    assert isinstance(value, tree.Tolerance)
    return value


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        *(("61", "1"), ("120_000_000", "1"), ("0.25", "0.01"), ("25%", "0.01"), ("25.0 %", "0.001"), ("-5", "1")),
        *(("1.2億円", "1E7"), ("1億2000万円", "1E4"), ("5000万", "1E4"), ("50千円", "1E3"), ("1.5M", "1E5")),
        *(("0%", "0.01"), ("１２％", "0.01"), ("120 JPY", "1"), ("5 件", "1")),
    ],
)
def test_what_the_last_digit_is_worth(text: str, worth: str) -> None:
    assert last_place(text) == Decimal(worth)


@pytest.mark.parametrize(
    ("text", "found", "met"),
    [
        *(("61", 61, True), ("61", 60, False), ("61", 60.5, True), ("61", 60.4999, False), ("-61", -60.5, True)),
        *(("25%", 0.2549, True), ("25%", 0.255, False), ("25%", 0.245, True), ("25.0%", 0.2549, False)),
        *(("1.2億円", Decimal(124_999_999), True), ("1.2億円", Decimal(125_000_000), False)),
        *(("1億2000万円", 119_995_000, True), ("1億2000万円", 119_994_999, False)),
        *(("61 ± 1", 62, True), ("61 ± 1", Decimal("62.01"), False), ("25% ± 1pt", 0.24, True)),
        *(("25% ± 1pt", 0.2601, False), ("0.3 ± 0", 0.1 + 0.2, True), ("0.3 ± 0", Decimal("0.3000000001"), False)),
        ("99_999_999_999_999_999_999", Decimal("99999999999999999998"), False),
    ],
)
def test_near_enough(text: str, found: float, met: bool) -> None:
    value = expected(text)
    assert meets(found, value.value, value.plus_minus) is met
