"""The comparison must see a difference, and only a difference."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from .same import assert_same


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, Decimal("1.00")),
        (Decimal("0.1"), 0.1),
        (0.3, 0.1 + 0.2),
        (None, None),
        (date(2026, 1, 1), "2026-01-01"),
        (True, True),
        (0, 1e-13),
    ],
)
def test_the_same(expected: Any, actual: Any) -> None:
    assert_same([{"a": expected}], [{"a": actual}])


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (0, None),
        (1, True),
        (False, 0),
        ("", None),
        (1, "1"),
        (Decimal("12345678901234567.89"), Decimal("12345678901234567.90")),
        (1.0, 1.00000001),
        (1.0, float("nan")),
        (0, 1e-11),
    ],
)
def test_not_the_same(expected: Any, actual: Any) -> None:
    with pytest.raises(AssertionError, match="row 1"):
        assert_same([{"a": expected}], [{"a": actual}])


def test_a_missing_row_is_shown() -> None:
    with pytest.raises(AssertionError, match="1 rows instead of 2"):
        assert_same([{"a": 1}, {"a": 2}], [{"a": 1}])
