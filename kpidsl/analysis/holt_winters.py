"""Damped Holt-Winters with a multiplicative season: level, trend and season that follow the data.

l = a y / s(t-m) + (1 - a)(l' + phi b'); b = be (l - l') + (1 - be) phi b'; s = ga y / (l' + phi b') + (1 - ga) s(t-m);
y(h) = (l + (phi + .. + phi^h) b) s. Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed.
(2021), ch. 8; domain section 3e.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isfinite


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How fast level (alpha), trend (beta) and season (gamma) follow, 0 to 1, and how the trend fades (phi)."""

    alpha: float
    beta: float
    gamma: float
    phi: float


@dataclass(frozen=True, slots=True)
class State:
    """Where the series stands: level and trend in its unit, and the last m seasonal factors, the next one first."""

    level: float
    trend: float
    season: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Smoothing and last state, with the relative one-step errors (y - f) / f after the first two seasons."""

    smoothing: Smoothing
    state: State
    residuals: tuple[float, ...]


_GRID = tuple(product((0.05, 0.2, 0.5), (0.01, 0.1, 0.3), (0.05, 0.3), (0.85, 0.95)))
_EDGES = ((0.001, 0.999), (0.0, 0.999), (0.0, 0.999), (0.8, 0.98))


def starting_state(values: Sequence[float], season: int) -> State | None:
    """Return the state before the first value, from two seasons above zero; None where there are none.

    Level = mean of the first season, less half a season of trend; trend = the step between the two means over m;
    factors = mean of value / mean of its season.
    """
    if season < 2 or len(values) < 2 * season or min(values) <= 0:
        return None
    means = [sum(values[at : at + season]) / season for at in (0, season)]
    trend = (means[1] - means[0]) / season
    raw = [(values[at] / means[0] + values[at + season] / means[1]) / 2 for at in range(season)]
    mean = sum(raw) / season
    level = means[0] - trend * (season + 1) / 2
    return State(level if level > 0 else means[0], trend, tuple(each / mean for each in raw))


def run(values: Sequence[float], smoothing: Smoothing, state: State) -> tuple[State, list[float]]:
    """Return the state after the values, and the forecast that was made one step before each."""
    season = list(state.season)
    level, trend = state.level, state.trend
    alpha, beta, gamma, phi = smoothing.alpha, smoothing.beta, smoothing.gamma, smoothing.phi
    size, forecasts = len(season), []
    for at, value in enumerate(values):
        factor, base = season[at % size], level + phi * trend
        forecasts.append(base * factor)
        new = alpha * value / factor + (1 - alpha) * base if factor else base
        trend = beta * (new - level) + (1 - beta) * phi * trend
        season[at % size] = gamma * value / base + (1 - gamma) * factor if base else factor
        level = new
    turn = len(values) % size
    return State(level, trend, (*season[turn:], *season[:turn])), forecasts


def ahead(state: State, phi: float, horizon: int) -> list[float]:
    """Return the forecasts 1 to `horizon` steps ahead."""
    found, reach = [], 0.0
    for step in range(1, horizon + 1):
        reach += phi**step
        found.append((state.level + reach * state.trend) * state.season[(step - 1) % len(state.season)])
    return found


def fit(values: Sequence[float], season: int = 12) -> Fit | None:
    """Return the smoothing with the least squared relative one-step error, or None where two seasons are not there.

    A coarse grid and then steps of half the size around the best: good to about 0.01, which is all that the data tell.
    """
    start = starting_state(values, season)
    if start is None:
        return None
    best, least = _GRID[0], float("inf")
    for each in _GRID:
        if (error := _error(values, each, start, season, least)) < least:
            best, least = each, error
    step = 0.1
    while step > 0.01:
        centre, before = best, least
        for move in (_moved(centre, at, sign * step) for at in range(4) for sign in (1, -1)):
            if (error := _error(values, move, start, season, least)) < least:
                best, least = move, error
        if least >= before:
            step /= 2
    if not isfinite(least):
        return None
    return settled_fit(values, Smoothing(*best), start)


def settled_fit(values: Sequence[float], smoothing: Smoothing, start: State) -> Fit | None:
    """Return the fit of a smoothing that is known already, None where its level is lost."""
    state, forecasts = run(values, smoothing, start)
    if not isfinite(state.level):
        return None
    pairs = list(zip(values, forecasts, strict=True))[len(start.season) :]
    return Fit(smoothing, state, tuple((value - made) / made for value, made in pairs if made > 0))


def _moved(at: tuple[float, ...], place: int, by: float) -> tuple[float, float, float, float]:
    found = list(at)
    low, high = _EDGES[place]
    found[place] = min(high, max(low, found[place] + by))
    return found[0], found[1], found[2], found[3]


def _error(values: Sequence[float], at: tuple[float, ...], start: State, season: int, least: float) -> float:
    """Return the squared relative error of the forecasts after the first season, as soon as it is over `least`.

    The recursion of `run` once more, without keeping what it makes: a fit asks for it some 150 times.
    """
    alpha, beta, gamma, phi = at
    level, trend, factors = start.level, start.trend, list(start.season)
    error = 0.0
    for number, value in enumerate(values):
        place = number % season
        factor, base = factors[place], level + phi * trend
        if number >= season:
            made = base * factor
            if made <= 0:
                return float("inf")
            error += ((value - made) / made) ** 2
            if error >= least:
                return error
        new = alpha * value / factor + (1 - alpha) * base if factor else base
        trend = beta * (new - level) + (1 - beta) * phi * trend
        if base:
            factors[place] = gamma * value / base + (1 - gamma) * factor
        level = new
    return error if isfinite(error) else float("inf")
