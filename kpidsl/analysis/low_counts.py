"""Limits of counts of few things, where a moving range tells little: those of a Poisson count.

A mean under about five a period makes an XmR chart cry at every busy month (domain section 3d). The limits here leave
as little outside as three standard deviations do on each side, 0.135%. Source: Wheeler, Understanding Variation, 2nd
ed. (2000), on chunky data; Poisson tail probabilities as in any table of them.
"""

from math import exp

FEW = 5.0
"""The mean of a period under which counts are few."""

_TAIL = 0.00135
_MOST = 1000


def count_limits(mean: float) -> tuple[float, float]:
    """Return the least and the greatest count that routine variation around a mean gives, both ends inside."""
    if mean <= 0:
        return 0.0, 0.0
    chance = below = exp(-mean)
    low = 0 if below >= _TAIL else None
    count = 0
    while 1 - below > _TAIL and count < _MOST:
        count += 1
        chance *= mean / count
        below += chance
        if low is None and below >= _TAIL:
            low = count
    return float(low or 0), float(count)
