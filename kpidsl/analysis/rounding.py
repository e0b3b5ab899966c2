"""Whole numbers that still add up: largest remainder (Hamilton's method)."""

from collections.abc import Sequence
from math import floor

from kpidsl.analysis.numbers import Number, as_float


def round_half_away(value: float) -> int:
    """Return the nearest whole number, a half away from zero, as the language rounds."""
    return floor(abs(value) + 0.5) * (1 if value >= 0 else -1)


def largest_remainder(values: Sequence[float], total: int | None = None) -> tuple[int, ...]:
    """Return a whole number for each value, which add up to `total` (default: the rounded sum).

    Each is rounded down, and what is missing goes one by one to the largest remainders, equal ones from the left. Where
    the total is further off than that, everyone gets an equal share of the rest first.
    """
    if not values:
        return ()
    wanted = round_half_away(sum(values)) if total is None else total
    found = [floor(value) for value in values]
    everyone, some = divmod(wanted - sum(found), len(values))
    largest = sorted(range(len(values)), key=lambda at: (found[at] - values[at], at))[:some]
    return tuple(each + everyone + (at in set(largest)) for at, each in enumerate(found))


def spread(total: int, weights: Sequence[Number]) -> tuple[int, ...] | None:
    """Return the total cut in whole parts by weight (each 0 or more); None where no weight is above 0."""
    shares = [max(0.0, as_float(weight) or 0.0) for weight in weights]
    whole = sum(shares)
    if whole <= 0:
        return None
    # Only those with a weight take part, so that a rest never falls on a day without any.
    taking = [at for at, share in enumerate(shares) if share > 0]
    parts = largest_remainder([total * shares[at] / whole for at in taking], total)
    found = [0] * len(shares)
    for at, part in zip(taking, parts, strict=True):
        found[at] = part
    return tuple(found)
