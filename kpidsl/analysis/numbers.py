"""The numbers that come in: what a warehouse gives for a value."""

from decimal import Decimal
from math import isfinite

Number = int | float | Decimal


def as_float(value: Number | None) -> float | None:
    """Return the number as a float, or None where it is no value: null, not a number, or beyond what a float holds."""
    if not isinstance(value, int | float | Decimal):
        # The greatest of dates or of texts is a value of the warehouse, but nothing that can be reckoned with.
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if isfinite(number) else None


def at_least(value: float, limit: float) -> bool:
    """Say whether the value reaches the limit; equality counts, also where binary fractions miss it by a hair."""
    return value >= limit - 1e-9 * max(abs(value), abs(limit))
