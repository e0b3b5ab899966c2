"""Are two results the same? And if not, where do they part first?"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

TOLERANCE = Fraction(1, 10**9)
SMALLEST = Fraction(1, 1000)


def assert_same(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]) -> None:
    """Fail at the first difference, in words.

    Floats may differ by 1e-9 of their size (1e-12 near zero), all else must be equal. A number is a float for this when
    either side is one; a date equals its ISO text.
    """
    for number, (wanted, got) in enumerate(zip(expected, actual, strict=False), start=1):
        where = f"row {number} ({heading(wanted)})"
        assert set(wanted) == set(got), f"{where}: columns {sorted(got)} instead of {sorted(wanted)}"
        for column, value in wanted.items():
            assert same(value, got[column]), (
                f"{where}, column {column!r}: {got[column]!r} instead of {value!r}\n"
                f"  expected {dict(wanted)}\n  actual   {dict(got)}"
            )
    rest = [*expected[len(actual) :], *actual[len(expected) :]]
    missing = "missing" if len(expected) > len(actual) else "too many"
    assert not rest, f"{len(actual)} rows instead of {len(expected)}; first {missing}: {dict(rest[0])}"


def heading(row: Mapping[str, Any]) -> str:
    """Return what tells a row from the others: its period and whatever is text beside it."""
    return ", ".join(str(value) for value in row.values() if isinstance(value, str))


def same(expected: object, actual: object) -> bool:
    """Say whether two cells hold the same value."""
    if isinstance(expected, date):
        expected = expected.isoformat()
    if isinstance(actual, date):
        actual = actual.isoformat()
    match expected, actual:
        case bool(), _:
            return expected is actual
        case _, bool():
            return False
        case int() | float() | Decimal(), int() | float() | Decimal():
            return same_number(expected, actual)
    return type(expected) is type(actual) and expected == actual


def same_number(expected: int | float | Decimal, actual: int | float | Decimal) -> bool:
    """Say whether two numbers are equal, or near enough where one is a float."""
    if actual != actual or actual in (float("inf"), float("-inf")):
        return False
    a, b = Fraction(expected), Fraction(actual)
    near = isinstance(expected, float) or isinstance(actual, float)
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), SMALLEST) if near else a == b
