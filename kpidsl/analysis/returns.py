"""Diminishing returns: what the last part of a spend brought, by bands of spend.

Periods are put in order of what was spent and cut into bands of as many periods. Between a band and the next, the cost
of one more = (difference of mean spend) / (difference of mean result): the marginal cost, beside the average one, which
hides it. The difference of results is held against its standard error, sqrt(s1^2/n1 + s2^2/n2) (Welch, Biometrika 34,
1947): under two of them nothing is shown, and no cost of one more is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, variance

BANDS = 3
FEWEST = 4
"""Periods a band at least."""

_SHOWN = 2.0
_VARIES = 0.1
"""How far the highest band's mean spend has to be above the lowest's, as a share of it, to be compared."""


@dataclass(frozen=True, slots=True)
class Band:
    """Periods of like spend. `low` and `high` are the least and the greatest spend of them, `spent` and `gained` means
    of a period.

    `more` is the cost of one more result against the band before: None for the first band, and where the results did
    not grow by more than chance (`shown` is False).
    """

    low: float
    high: float
    count: int
    spent: float
    gained: float
    more: float | None
    shown: bool

    @property
    def average(self) -> float | None:
        """Return what one result cost, None where there was none."""
        return self.spent / self.gained if self.gained else None


def bands_of(spent: Sequence[float], gained: Sequence[float]) -> tuple[Band, ...]:
    """Return bands of spend, the lowest first; none where periods are too few or the spend hardly varied."""
    pairs = sorted(zip(spent, gained, strict=True))
    if len(pairs) < BANDS * FEWEST:
        return ()
    cuts = [round(len(pairs) * index / BANDS) for index in range(BANDS + 1)]
    groups = [pairs[first:last] for first, last in pairwise(cuts)]
    means = [fmean(cost for cost, _ in each) for each in groups]
    if means[0] < 0 or means[-1] <= means[0] * (1 + _VARIES):
        return ()
    made: list[Band] = []
    for index, group in enumerate(groups):
        costs, results = [cost for cost, _ in group], [result for _, result in group]
        more, shown = None, index == 0
        if index:
            before = [result for _, result in groups[index - 1]]
            grown = fmean(results) - fmean(before)
            error = sqrt(variance(results) / len(results) + variance(before) / len(before))
            shown = grown > _SHOWN * error and means[index] > means[index - 1]
            more = (means[index] - means[index - 1]) / grown if shown else None
        made.append(Band(costs[0], costs[-1], len(group), means[index], fmean(results), more, shown))
    return tuple(made)
