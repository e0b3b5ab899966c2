"""Landing forecast (着地見込み) with an interval, by the method that would have been best so far.

Methods on whole periods: run rate; seasonal naive with growth, g * last year's, g = this year so far / same part of
last year; cumulative share, A / s cut by the mean shares of past years; damped Holt-Winters. They are compared by
rolling-origin MASE: forecast from each of the last origins, mean |error| over the mean |y(t) - y(t - m)| of what came
before. Under 25 periods there is no choice: seasonal naive, and under 13 the run rate. The interval comes from
simulated paths of one-step errors, summed, and made as wide as the errors of totals ask for (`forecast_width`);
interval ends are never added. Sources: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed. (2021),
ch. 5 and 8; Hyndman & Koehler, Int. J. Forecasting 22 (2006) 679 (MASE).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from random import Random
from typing import Literal

from kpidsl.analysis.forecast_methods import (
    METHODS,
    Method,
    forecast_by,
    one_step_errors,
    simulated,
    smoothed_ahead,
)
from kpidsl.analysis.forecast_width import widening
from kpidsl.analysis.numbers import Number, as_float

Unforecast = Literal["no_history", "nothing_left", "all_zeros", "method_gives_none"]

_FEWEST_ERRORS = 6
_PATHS = 400


@dataclass(frozen=True, slots=True)
class Backtest:
    """A method's mean absolute scaled error over `origins` origins; below 1 is better than last year's value."""

    method: Method
    mase: float | None
    origins: int


@dataclass(frozen=True, slots=True)
class LandingForecast:
    """The total expected at the end of the window, in the metric's unit.

    `low` and `high` enclose it with probability `confidence`; None where too few errors are known. `periods` are the
    forecasts of the periods that are left, `backtests` the errors of all methods that could be tried, `paths` the
    simulated totals in order, from which any probability can be read (`probability_of`).
    """

    method: Method | None
    value: float | None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.8
    periods: tuple[float, ...] = ()
    backtests: tuple[Backtest, ...] = ()
    paths: tuple[float, ...] = ()
    reason: Unforecast | None = None

    def probability_of(self, target: Number | None) -> float | None:
        """Return the share of simulated totals at or above the target, None where there are none."""
        goal = as_float(target)
        if goal is None or not self.paths:
            return None
        return sum(path >= goal for path in self.paths) / len(self.paths)


def landing_forecast(
    history: Sequence[Number | None],
    left: int,
    *,
    begun: int = 0,
    running: Number | None = None,
    passed: float = 0.0,
    season: int = 12,
    confidence: float = 0.8,
    seed: int = 0,
) -> LandingForecast:
    """Return where a total lands: what has come in, and a forecast for each of the `left` periods.

    `history` are complete periods, the oldest first, of which the last `begun` belong to the window; what stands before
    a gap in it is not used. `running` is what has come in of the first period left, of which the share `passed` is
    over: that period brings what has come in, and its forecast for the rest of its days.
    """
    values = _without_gaps(history)
    if not values or left <= 0:
        return LandingForecast(None, sum(values[-begun:]) if begun else None, reason=_nothing(values, left))
    if not any(values):
        return LandingForecast(None, None, reason="all_zeros")
    tests = backtest(values, left, begun=begun, season=season)
    method = _chosen(tests, len(values), season)
    made = forecast_by(method, values, left, begun, season)
    if made is None and method != "run_rate":
        method = "run_rate"
        made = forecast_by(method, values, left, begun, season)
    if made is None:
        return LandingForecast(None, None, backtests=tests, reason="method_gives_none")
    so_far, so_far_in = sum(values[-begun:]) if begun else 0.0, as_float(running)
    lands = as_float(so_far + _total(made, so_far_in, passed))
    if lands is None:
        return LandingForecast(None, None, backtests=tests, reason="method_gives_none")
    errors = one_step_errors(method, values, begun, season)
    paths: list[float] = []
    if len(errors) >= _FEWEST_ERRORS:
        chance = Random(seed)
        drawn = simulated(method, values, left, begun, season, errors, chance, _PATHS)
        drawn = [path for path in drawn if all(map(isfinite, path))]
        factor = widening(method, values, left, begun, season, drawn, confidence) if drawn else None
        if factor is not None:
            least = so_far + (so_far_in or 0.0) if min(values) >= 0 else -inf
            totals = (so_far + _total(path, so_far_in, passed) for path in drawn)
            paths = sorted(max(least, lands + (total - lands) * factor) for total in totals)
    return LandingForecast(
        method=method,
        value=lands,
        low=_quantile(paths, (1 - confidence) / 2),
        high=_quantile(paths, (1 + confidence) / 2),
        confidence=confidence,
        periods=tuple(made),
        backtests=tests,
        paths=tuple(paths),
    )


def backtest(values: Sequence[float], horizon: int, *, begun: int = 0, season: int = 12) -> tuple[Backtest, ...]:
    """Return the rolling-origin error of every method, the best first; empty under 25 periods.

    Origins are the last season, and at least two seasons come before each. An origin's error is the mean over the
    periods that can be checked, up to the horizon.
    """
    first = max(2 * season, len(values) - season)
    scale = [abs(values[at] - values[at - season]) for at in range(season, min(first, len(values)))]
    if first >= len(values) or not sum(scale):
        return ()
    unit = sum(scale) / len(scale)
    found = []
    for method in METHODS:
        errors = []
        for origin, made in zip(
            range(first, len(values)), _tried(method, values, first, horizon, begun, season), strict=True
        ):
            if made is not None:
                reach = len(made)
                errors.append(sum(abs(a - b) for a, b in zip(made, values[origin:], strict=False)) / reach)
        # A method that fails at some origins is not compared on the easier rest.
        whole = len(errors) == len(values) - first
        found.append(Backtest(method, sum(errors) / len(errors) / unit if whole else None, len(errors)))
    return tuple(sorted(found, key=lambda each: each.mase if each.mase is not None else float("inf")))


def _tried(
    method: Method, values: Sequence[float], first: int, horizon: int, begun: int, season: int
) -> Iterator[list[float] | None]:
    """Yield what a method would have forecast at every origin from `first` on, as far as it can be checked."""
    if method == "holt_winters":
        yield from smoothed_ahead(values, first, horizon, season)
        return
    for origin in range(first, len(values)):
        part = (begun - (len(values) - origin)) % season
        yield forecast_by(method, values[:origin], min(horizon, len(values) - origin), part, season)


def _chosen(tests: Sequence[Backtest], size: int, season: int) -> Method:
    if tests and tests[0].mase is not None:
        return tests[0].method
    return "seasonal_naive" if size > season else "run_rate"


def _nothing(values: Sequence[float], left: int) -> Unforecast:
    return "nothing_left" if values and left <= 0 else "no_history"


def _without_gaps(history: Sequence[Number | None]) -> list[float]:
    values: list[float] = []
    for each in map(as_float, history):
        values = [*values, each] if each is not None else []
    return values


def _total(periods: Sequence[float], running: float | None, passed: float) -> float:
    first = periods[0] if running is None else running + (1 - passed) * periods[0]
    return first + sum(periods[1:])


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = min(int(place), len(ordered) - 2) if len(ordered) > 1 else 0
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
