"""A season taken out of a series: by how much each period is usually above or below the level of its time.

The index of a period is the mean, over the other years, of the value over the level of its year; its own value is left
out, so that a bad month does not excuse itself. Only where three whole years or more are there, so that the others are
two at least, and agree on the season: the ratios of one year and those of the next correlate with 0.5 or more, which
noise alone does in less than 1% of cases with 24 pairs (Fisher's z). Source: domain section 3d (deseasonalised by
index); Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. (2021), ch. 3.
"""

from collections.abc import Sequence
from statistics import fmean

YEARS = 3
_AGREE = 0.5


def season_index(values: Sequence[float | None], season: int) -> list[float] | None:
    """Return for every period its index, around 1, or None where no season is known; `season` periods make a year."""
    ratios = _ratios(values, season)
    known = [at for at, ratio in enumerate(ratios) if ratio is not None]
    if season < 2 or len(known) < YEARS * season or not _agree(ratios, season):
        return None
    found = []
    for at in range(len(values)):
        others = [
            ratio for place in range(at % season, len(values), season) if place != at and (ratio := ratios[place])
        ]
        found.append(fmean(others) if others else 1.0)
    mean = fmean(found[-season:])
    return [each / mean for each in found] if mean > 0 and min(found) > 0 else None


def _ratios(values: Sequence[float | None], season: int) -> list[float | None]:
    """Return each value over the mean of the whole year, counted back from the last period, that it lies in."""
    size = len(values)
    found: list[float | None] = [None] * size
    if season < 2:
        return found
    last = next((at for at in range(size - 1, -1, -1) if values[at] is not None), -1) + 1
    for end in range(last, season - 1, -season):
        year = [value for at in range(end - season, end) if (value := values[at]) is not None]
        if len(year) < season or min(year) <= 0:
            break
        level = fmean(year)
        for at, value in enumerate(year, end - season):
            found[at] = value / level
    return found


def _agree(ratios: Sequence[float | None], season: int) -> bool:
    pairs = [
        (one, other)
        for at in range(season, len(ratios))
        if (one := ratios[at]) is not None and (other := ratios[at - season]) is not None
    ]
    if len(pairs) < season:
        return False
    left, right = fmean(one for one, _ in pairs), fmean(other for _, other in pairs)
    together = sum((one - left) * (other - right) for one, other in pairs)
    spread = sum((one - left) ** 2 for one, _ in pairs) * sum((other - right) ** 2 for _, other in pairs)
    return spread > 0 and together / spread**0.5 >= _AGREE
