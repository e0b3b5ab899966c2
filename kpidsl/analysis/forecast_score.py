"""How good the forecasts that were kept have been, once the actual is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.analysis.numbers import Number, as_float


@dataclass(frozen=True, slots=True)
class Kept:
    """A forecast as it was made, and what came: `probability` is that of reaching `target`, a fraction."""

    forecast: Number | None
    actual: Number | None
    low: Number | None = None
    high: Number | None = None
    probability: float | None = None
    target: Number | None = None


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """Over `count` forecasts with an actual.

    `bias` = mean of (forecast - actual) / |actual|, above zero is too high; `mape` = mean of its size (both fractions,
    over actuals other than zero). `coverage` is the share of actuals inside their interval. `brier` = mean of
    (probability - reached)^2, 0 is perfect and 0.25 a coin flip (Brier, Monthly Weather Review 78 (1950) 1). Each is
    None where no forecast tells.
    """

    count: int
    bias: float | None
    mape: float | None
    coverage: float | None
    brier: float | None


def score_forecasts(kept: Sequence[Kept]) -> ForecastScore:
    """Return the score of kept forecasts; those whose actual is not known yet are left out."""
    errors, inside, squares, count = [], [], [], 0
    for each in kept:
        forecast, actual = as_float(each.forecast), as_float(each.actual)
        if forecast is None or actual is None:
            continue
        count += 1
        if actual:
            errors.append((forecast - actual) / abs(actual))
        low, high, target = as_float(each.low), as_float(each.high), as_float(each.target)
        if low is not None and high is not None:
            inside.append(float(low <= actual <= high))
        if each.probability is not None and target is not None:
            squares.append((each.probability - (actual >= target)) ** 2)
    return ForecastScore(count, _mean(errors), _mean([abs(each) for each in errors]), _mean(inside), _mean(squares))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
