"""How the periods that are left are forecast: four methods with one signature.

`values` are complete periods, the oldest first; the last `begun` belong to the running year of `season` periods.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Literal

from kpidsl.analysis.holt_winters import Fit, ahead, fit, run, starting_state

Method = Literal["seasonal_naive", "cumulative_share", "holt_winters", "run_rate"]
METHODS: tuple[Method, ...] = ("seasonal_naive", "cumulative_share", "holt_winters", "run_rate")

_ERRORS = 24


def forecast_by(
    method: Method, values: Sequence[float], horizon: int, begun: int = 0, season: int = 12
) -> list[float] | None:
    """Return the next `horizon` periods, or None where the method cannot say: too few periods, or a zero below."""
    match method:
        case "seasonal_naive":
            return seasonal_naive(values, horizon, begun, season)
        case "cumulative_share":
            return cumulative_share(values, horizon, begun, season)
        case "holt_winters":
            found = _fitted(tuple(values), season)
            return ahead(found.state, found.smoothing.phi, horizon) if found else None
        case "run_rate":
            part = values[-(begun or season) :]
            return [sum(part) / len(part)] * horizon if part else None


def seasonal_naive(values: Sequence[float], horizon: int, begun: int = 0, season: int = 12) -> list[float] | None:
    """Return last year's periods times g, g = the running year so far / the same part of last year.

    Where the year has not begun, or its same part is not known, g is that of the longest part known, up to a season.
    """
    part = min(begun or season, len(values) - season)
    before = sum(values[len(values) - season - part : len(values) - season]) if part > 0 else 0.0
    if part <= 0 or before <= 0:
        return None
    growth = sum(values[-part:]) / before
    found = list(values)
    for _ in range(horizon):
        # Beyond a season the growth goes on from the forecasts themselves.
        found.append(found[-season] * growth)
    return found[len(values) :]


def cumulative_share(values: Sequence[float], horizon: int, begun: int = 0, season: int = 12) -> list[float] | None:
    """Return A / s cut by the mean shares of past years: A is the year so far (or the last one), s its mean share."""
    part = begun or season
    index = _year_shares(values, begun, season)
    passed = (sum(index[:begun]) if begun else sum(index)) if index is not None else 0.0
    if index is None or passed <= 0:
        return None
    level = sum(values[-part:]) / passed
    return [level * index[(begun + step) % season] for step in range(horizon)]


def _year_shares(values: Sequence[float], begun: int, season: int) -> list[float] | None:
    """Return the mean share of each period of a year over the whole years before the running one, None without any."""
    years = (len(values) - begun) // season
    first = len(values) - begun - years * season
    shares = []
    for year in range(years):
        months = values[first + year * season : first + (year + 1) * season]
        if (total := sum(months)) > 0:
            shares.append([month / total for month in months])
    return [sum(months) / len(shares) for months in zip(*shares, strict=True)] if shares else None


def one_step_errors(method: Method, values: Sequence[float], begun: int, season: int) -> list[float]:
    """Return the relative errors y / f - 1 of forecasts one period ahead, over the last 24 periods.

    Their mean is taken out, so that simulated paths lie around the forecast.
    """
    if method == "holt_winters":
        found = _fitted(tuple(values), season)
        return _about_zero(found.residuals) if found else []
    errors = []
    for origin in range(max(1, len(values) - _ERRORS), len(values)):
        made = forecast_by(method, values[:origin], 1, (begun - (len(values) - origin)) % season, season)
        if made and made[0] > 0:
            errors.append(values[origin] / made[0] - 1)
    return _about_zero(errors)


def _about_zero(errors: Sequence[float]) -> list[float]:
    mean = sum(errors) / len(errors) if errors else 0.0
    return [error - mean for error in errors]


def simulated(
    method: Method,
    values: Sequence[float],
    horizon: int,
    begun: int,
    season: int,
    errors: Sequence[float],
    chance: Random,
    count: int,
) -> list[list[float]]:
    """Return `count` paths of the periods ahead: each is the forecast from what came before it, times a drawn error."""
    if method == "holt_winters":
        found = _fitted(tuple(values), season)
        return [_smoothed_path(found, horizon, errors, chance) for _ in range(count)] if found else []
    if method == "cumulative_share" and (index := _year_shares(values, begun, season)) is not None:
        return [_shared_path(values, index, horizon, begun, season, errors, chance) for _ in range(count)]
    # The two other methods look back over two seasons at most.
    recent = values[-3 * season :]
    return [_stepped_path(method, recent, horizon, begun, season, errors, chance) for _ in range(count)]


def _smoothed_path(found: Fit, horizon: int, errors: Sequence[float], chance: Random) -> list[float]:
    """Return a path of the recursion of `holt_winters.run`, each value drawn around its forecast."""
    smoothing, path = found.smoothing, []
    alpha, beta, phi = smoothing.alpha, smoothing.beta, smoothing.phi
    level, trend, season = found.state.level, found.state.trend, list(found.state.season)
    for step in range(horizon):
        place, base = step % len(season), level + phi * trend
        factor = season[place]
        value = max(0.0, base * factor * (1 + chance.choice(errors)))
        path.append(value)
        new = alpha * value / factor + (1 - alpha) * base if factor else base
        trend = beta * (new - level) + (1 - beta) * phi * trend
        if base:
            season[place] = smoothing.gamma * value / base + (1 - smoothing.gamma) * factor
        level = new
    return path


def _shared_path(
    values: Sequence[float],
    index: Sequence[float],
    horizon: int,
    begun: int,
    season: int,
    errors: Sequence[float],
    chance: Random,
) -> list[float]:
    """Return a path in which the year so far is taken for its mean share, month after month."""
    so_far = sum(values[-(begun or season) :])
    passed = sum(index[:begun]) if begun else sum(index)
    path = []
    for step in range(horizon):
        share = index[(begun + step) % season]
        value = max(0.0, so_far / passed * share * (1 + chance.choice(errors))) if passed else 0.0
        path.append(value)
        if begun:
            so_far, passed = so_far + value, passed + share
    return path


def _stepped_path(
    method: Method,
    values: Sequence[float],
    horizon: int,
    begun: int,
    season: int,
    errors: Sequence[float],
    chance: Random,
) -> list[float]:
    path = list(values)
    for step in range(horizon):
        made = forecast_by(method, path, 1, (begun + step) % season, season)
        path.append(max(0.0, (made[0] if made else path[-1]) * (1 + chance.choice(errors))))
    return path[len(values) :]


@lru_cache(maxsize=64)
def _fitted(values: tuple[float, ...], season: int) -> Fit | None:
    return fit(values, season)


def smoothed_ahead(values: Sequence[float], first: int, horizon: int, season: int = 12) -> Iterator[list[float] | None]:
    """Yield for every origin from `first` on what Holt-Winters would have forecast there.

    Smoothed as it was best before the first origin, so that no forecast knows what came after it, and one fit is made
    instead of a dozen.
    """
    early = _fitted(tuple(values[:first]), season)
    start = starting_state(values[:first], season)
    for origin in range(first, len(values)):
        if early is None or start is None:
            yield None
            continue
        state, _ = run(values[:origin], early.smoothing, start)
        yield ahead(state, early.smoothing.phi, min(horizon, len(values) - origin))
