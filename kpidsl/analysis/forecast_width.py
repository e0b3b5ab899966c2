"""How wide a landing's interval has to be: its simulated paths are held against the errors that were really made.

Paths of one-step errors know neither that a growth measured over six months is itself off nor that months err together:
alone they held 25 to 85 of 100 totals where 80 were promised. So the method forecasts again from every origin that
history has, total against total, each error over the spread that the paths have at that reach; the root mean square of
these is the factor. Origins overlap, so they count for the stretches of history that they cover, and few of them widen
the interval as Student's t does (Tashman, Int. J. Forecasting 16 (2000) 437; Abramowitz & Stegun 26.7.5).
"""

from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import NormalDist

from kpidsl.analysis.forecast_methods import Method, forecast_by, smoothed_ahead

_FEWEST = 3


def widening(
    method: Method,
    values: Sequence[float],
    left: int,
    begun: int,
    season: int,
    paths: Sequence[Sequence[float]],
    confidence: float,
) -> float | None:
    """Return by how much the deviations of the paths have to be multiplied, None where too little is known to say."""
    spread = _spreads(paths, left)
    errors = []
    for origin, made in _again(method, values, left, begun, season):
        expected, reach = sum(made), len(made)
        if expected > 0 and spread[reach - 1] > 0:
            errors.append(((sum(values[origin : origin + reach]) / expected - 1) / spread[reach - 1], reach))
    if len(errors) < _FEWEST:
        return None
    apart = sum(1 / reach for _, reach in errors)
    return sqrt(sum(error * error for error, _ in errors) / len(errors)) * _student(confidence, apart)


def _spreads(paths: Sequence[Sequence[float]], left: int) -> list[float]:
    """Return the relative standard deviation of the total of the first 1, 2, … periods ahead."""
    found = []
    for reach in range(1, left + 1):
        totals = [sum(path[:reach]) for path in paths]
        mean = sum(totals) / len(totals)
        squares = sum((each - mean) ** 2 for each in totals) / len(totals)
        found.append(sqrt(squares) / mean if mean > 0 else 0.0)
    return found


def _again(
    method: Method, values: Sequence[float], left: int, begun: int, season: int
) -> Iterator[tuple[int, list[float]]]:
    """Yield every origin with what the method would have forecast there, as far as it can be checked.

    Each knows as much of its running year as the forecast itself does.
    """
    if method == "holt_winters":
        first = 2 * season
        for origin, ahead in enumerate(smoothed_ahead(values, first, left, season), first):
            if ahead:
                yield origin, ahead
        return
    for origin in range(season + 1, len(values)):
        made = forecast_by(method, values[:origin], min(left, len(values) - origin), begun, season)
        if made:
            yield origin, made


def _student(confidence: float, degrees: float) -> float:
    """Return Student's t over the normal quantile for the interval that holds `confidence`."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    degrees = max(1.0, degrees)
    return 1 + (z**2 + 1) / (4 * degrees) + (5 * z**4 + 16 * z**2 + 3) / (96 * degrees**2)
