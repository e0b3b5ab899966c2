"""Make `statsmodels_vectors.json`: what statsmodels gives for series that the tests hold our forecasts against.

Run once with statsmodels 0.15.0 in a virtual environment of its own:
`pip install statsmodels==0.15.0 && python tests/analysis/statsmodels_vectors.py`. The tests read the file alone, so
that they hold without the library. The series themselves are in it: they do not hang on a generator of random numbers.
"""

import json
import warnings
from pathlib import Path
from random import Random
from typing import Any

SHAPE = (0.8, 0.9, 1.0, 0.9, 0.8, 1.0, 0.9, 0.9, 1.3, 0.9, 0.9, 1.7)
SMOOTHINGS = ((0.3, 0.1, 0.2, 0.9), (0.05, 0.01, 0.05, 0.85), (0.9, 0.4, 0.6, 0.98), (0.5, 0.0, 0.0, 0.8))
FILE = Path(__file__).with_suffix(".json")


def series(months: int, noise: float, growth: float, seed: int) -> list[float]:
    """Return months of sales with a season, a trend and noise, to the whole yen."""
    chance = Random(seed)
    made = (200 * (1 + growth * at) * SHAPE[at % 12] * (1 + chance.gauss(0, noise)) for at in range(months))
    return [float(round(each * 1000)) for each in made]


CASES = {
    "growing": series(60, 0.04, 0.01, 2),
    "shrinking": series(48, 0.04, -0.008, 3),
    "noisy": series(40, 0.20, 0.0, 5),
    "two years and a half": series(30, 0.05, 0.02, 7),
    "without noise": series(36, 0.0, 0.01, 0),
}


def start(values: list[float], season: int = 12) -> tuple[float, float, list[float]]:
    """Return level, trend and factors to begin with; ours are held against them, so they are reckoned here apart."""
    years = [sum(values[at : at + season]) / season for at in (0, season)]
    trend = (years[1] - years[0]) / season
    raw = [(values[at] / years[0] + values[season + at] / years[1]) / 2 for at in range(season)]
    mean = sum(raw) / season
    return years[0] - trend * (season + 1) / 2, trend, [each / mean for each in raw]


def smoothed(values: list[float], smoothing: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return what a known smoothing makes of a series: one step ahead all along, its last state, the year to come."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    level, trend, factors = start(values)
    alpha, beta, gamma, phi = smoothing
    known = ExponentialSmoothing(
        values,
        trend="add",
        damped_trend=True,
        seasonal="mul",
        seasonal_periods=12,
        initialization_method="known",
        initial_level=level,
        initial_trend=trend,
        initial_seasonal=factors,
    )
    made = known.fit(
        smoothing_level=alpha, smoothing_trend=beta, smoothing_seasonal=gamma, damping_trend=phi, optimized=False
    )
    return {
        "smoothing": smoothing,
        "fitted": list(made.fittedvalues),
        "level": made.level[-1],
        "trend": made.trend[-1],
        "season": list(made.season[-12:]),
        # Not the 12th: there 0.15.0 takes the factor of a year ago, though its own last state holds the new one.
        "ahead": list(made.forecast(11)),
    }


def fitted(values: list[float]) -> dict[str, Any]:
    """Return where statsmodels' own fit lands: the sum of the six months to come."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = ExponentialSmoothing(values, trend="add", damped_trend=True, seasonal="mul", seasonal_periods=12).fit()
    return {"six_months": float(sum(made.forecast(6)))}


def main() -> None:
    """Write the file."""
    import statsmodels

    cases = {
        name: {
            "values": values,
            "start": start(values),
            "runs": [smoothed(values, each) for each in SMOOTHINGS],
            "fit": fitted(values),
        }
        for name, values in CASES.items()
    }
    lines = [f"{json.dumps(name)}: {json.dumps(each, default=float)}" for name, each in cases.items()]
    head = f'"statsmodels": {json.dumps(statsmodels.__version__)}'
    FILE.write_text("{" + head + ', "cases": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
