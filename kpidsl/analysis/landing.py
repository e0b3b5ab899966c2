"""Where a total will land (着地見込み), from what has come in and how earlier years ran.

Sources: domain section 3e; run rate and seasonal naive with growth as in Hyndman & Athanasopoulos, Forecasting:
Principles and Practice, 3rd ed. (2021), ch. 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

Method = Literal["actual", "run_rate", "growth_on_last_year", "cumulative_share", "holt_winters"]
Reason = Literal["no_value", "not_begun", "no_last_year"]


@dataclass(frozen=True, slots=True)
class PastYear:
    """An earlier window of the same kind: what had come in at the same point (same business-day number), and in all."""

    same_part: Number | None
    total: Number | None


@dataclass(frozen=True, slots=True)
class Landing:
    """The total expected at the end, by which method; `value` is None where the method cannot say, for `reason`.

    `years` is the number of past years that it rests on, `points` that of the past months. `low` and `high` enclose the
    total with probability `confidence`; None where too little is known for an interval. `error` is the method's
    rolling-origin error (MASE: 1 is as good as last year's value), None where it could not be tried. `odds` is the
    probability that the target is met, `months` what each month that is left will bring.
    """

    method: Method
    value: float | None
    reason: Reason | None = None
    years: int = 0
    low: float | None = None
    high: float | None = None
    confidence: float = 0.8
    error: float | None = None
    points: int = 0
    odds: float | None = None
    months: tuple[float, ...] = ()


def landing(actual: Number | None, share: float | None, past: Sequence[PastYear] = ()) -> Landing:
    """Return the landing by the method that the history allows.

    `share` is the passed share of the window's days, None before it begins, 1 when it is over (the actual stands);
    `past` are earlier windows, the last year first. Two years with numbers above zero: mean cumulative share; one:
    growth on it; none: run rate.
    """
    reached = as_float(actual)
    if reached is not None and share is not None and share >= 1:
        return Landing("actual", reached)
    known = [year for year in past if _usable((year,))]
    if len(known) >= 2:
        return cumulative_share(actual, known)
    return growth_on_last_year(actual, known[0]) if known else run_rate(actual, share)


def run_rate(actual: Number | None, share: float | None) -> Landing:
    """Return actual / share of days passed."""
    reached = as_float(actual)
    if reached is None or not share:
        return Landing("run_rate", None, "no_value" if reached is None else "not_begun")
    return Landing("run_rate", reached / share)


def growth_on_last_year(actual: Number | None, last_year: PastYear) -> Landing:
    """Return A + g * (last year's remainder), g = A / (last year's same part)."""
    reached, usable = as_float(actual), _usable((last_year,))
    if reached is None or not usable:
        return Landing("growth_on_last_year", None, "no_value" if reached is None else "no_last_year")
    same, total = usable[0]
    return Landing("growth_on_last_year", reached + reached / same * (total - same), years=1)


def cumulative_share(actual: Number | None, past: Sequence[PastYear]) -> Landing:
    """Return A / s, s = mean over past years of (same part / total): a season's early or late weight is kept."""
    reached, usable = as_float(actual), _usable(past)
    if reached is None or not usable:
        return Landing("cumulative_share", None, "no_value" if reached is None else "no_last_year")
    share = sum(same / total for same, total in usable) / len(usable)
    return Landing("cumulative_share", reached / share, years=len(usable))


def _usable(past: Sequence[PastYear]) -> list[tuple[float, float]]:
    """Return the years of which a share can be taken: both numbers known and above zero."""
    numbers = [(as_float(year.same_part), as_float(year.total)) for year in past]
    return [(same, total) for same, total in numbers if same is not None and total is not None and min(same, total) > 0]
