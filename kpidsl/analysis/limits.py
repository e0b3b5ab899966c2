"""Signal or noise: the process-behaviour (XmR) chart.

Centre = mean x; limits = mean -+ 2.66 * mean moving range; limit of the moving range = 3.268 * its mean. Median form:
3.145 and 3.865 * median moving range. Source: Wheeler, Understanding Variation, 2nd ed. (2000); domain section 3d.

Which points form the baseline: a point is judged by limits from the points BEFORE it, the first `lock` of them, so
that a bad month never widens the limits it is judged by. Under 6 earlier points nothing is judged; under 12 the limits
are provisional; after `lock` points they stay until the caller names a new `start` (`stable from DATE because ...`).
Points are complete periods; None marks one that is incomplete or missing, which is left out as if it were not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

Side = Literal["above", "below"]
Method = Literal["mean", "median"]

SMALLEST_BASELINE = 6
FIRM_BASELINE = 12

_FACTORS: dict[Method, tuple[float, float]] = {"mean": (2.66, 3.268), "median": (3.145, 3.865)}


@dataclass(frozen=True, slots=True)
class Limits:
    """Natural process limits and the number of points (`size`) that they rest on."""

    centre: float
    lower: float
    upper: float
    moving_range: float
    moving_range_limit: float
    size: int
    method: Method

    @property
    def provisional(self) -> bool:
        """Say whether they rest on too few points to be relied on."""
        return self.size < FIRM_BASELINE


@dataclass(frozen=True, slots=True)
class Signal:
    """A point that routine variation does not explain.

    `rule` 1: outside a limit (strong); 2: three of four in a row nearer the limit than the centre (moderate); 3: eight
    in a row on one side of the centre (weak; page nobody on it alone). `chart` "mr" is rule 1 on the moving range.
    `index` is that of the point that completes the pattern, in the sequence given; `size` that of its baseline.
    """

    rule: Literal[1, 2, 3]
    chart: Literal["x", "mr"]
    side: Side
    index: int
    size: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The limits that the last point was judged by (None under 6 points) and every signal, in order."""

    limits: Limits | None
    signals: tuple[Signal, ...]


def natural_limits(points: Sequence[float], *, floor: float | None = None, method: Method = "mean") -> Limits | None:
    """Return the limits that these points set, or None under 6; `floor` clips the lower one (0 for counts)."""
    if len(points) < SMALLEST_BASELINE:
        return None
    ranges = [abs(now - before) for before, now in pairwise(points)]
    centre, middle = (fmean, fmean) if method == "mean" else (median, median)
    at, width = centre(points), middle(ranges)
    wide, wide_range = _FACTORS[method]
    lower = at - wide * width
    return Limits(
        centre=at,
        lower=lower if floor is None else max(floor, lower),
        upper=at + wide * width,
        moving_range=width,
        moving_range_limit=wide_range * width,
        size=len(points),
        method=method,
    )


def chart(
    values: Sequence[Number | None],
    *,
    lock: int = FIRM_BASELINE,
    start: int = 0,
    floor: float | None = None,
    method: Method = "mean",
) -> Chart:
    """Return the chart of a series, oldest first; points before `start` are left out (they belong to an older process).

    Indices count from 0 in the sequence given. `lock` is the number of points after which limits no longer move.
    """
    numbers = [(index, as_float(value)) for index, value in enumerate(values) if index >= start]
    present = [(index, value) for index, value in numbers if value is not None]
    points = [value for _, value in present]
    signals: list[Signal] = []
    limits = natural_limits(points[:lock], floor=floor, method=method)
    for at in range(SMALLEST_BASELINE, len(points)):
        limits = natural_limits(points[: min(at, lock)], floor=floor, method=method)
        if limits is not None:
            signals += _signals_at(points[: at + 1], limits, present[at][0])
    return Chart(limits, tuple(signals))


def _signals_at(points: Sequence[float], limits: Limits, index: int) -> list[Signal]:
    found: list[Signal] = []

    def say(rule: Literal[1, 2, 3], side: Side | None, on: Literal["x", "mr"] = "x") -> None:
        if side is not None:
            found.append(Signal(rule, on, side, index, limits.size))

    step = points[-1] - points[-2]
    say(1, _beyond(points[-1], limits.lower, limits.upper, limits))
    say(1, _side(step) if _beyond(abs(step), 0, limits.moving_range_limit, limits) else None, "mr")
    low, high = (limits.centre + limits.lower) / 2, (limits.centre + limits.upper) / 2
    say(2, _shared([_beyond(point, low, high, limits) for point in points[-4:]], of=4, at_least=3))
    say(3, _shared([_beyond(point, limits.centre, limits.centre, limits) for point in points[-8:]], of=8, at_least=8))
    return found


def _beyond(value: float, lower: float, upper: float, limits: Limits) -> Side | None:
    """Return the side on which the value lies beyond the two lines; a point on a line lies on neither."""
    hair = 1e-9 * max(abs(limits.centre), abs(limits.upper))
    if value > upper + hair:
        return "above"
    return "below" if value < lower - hair else None


def _side(step: float) -> Side:
    return "above" if step > 0 else "below"


def _shared(sides: Sequence[Side | None], of: int, at_least: int) -> Side | None:
    """Return the side that enough of the last points share, the last one among them."""
    last = sides[-1]
    return last if last and len(sides) == of and sides.count(last) >= at_least else None


def per_business_day(values: Sequence[Number | None], days: Sequence[int]) -> list[float | None]:
    """Return each value over its period's business days; None where either is missing or there are none."""
    numbers = [as_float(value) for value in values]
    return [None if value is None or not count else value / count for value, count in zip(numbers, days, strict=True)]


def without_season(values: Sequence[Number | None]) -> list[float | None] | None:
    """Return consecutive months with the month-of-year index taken out, or None where there are under 24 of them.

    Value / index, index = mean over the earlier years of (same month / mean of its year); years are counted from the
    first value, and only complete ones with a mean above 0 count. As in the chart, a month is judged by what came
    before it alone: the first year has no values (None), and a bad month sets no index that it is judged by. Source:
    ratio to mean, Makridakis, Wheelwright & Hyndman, Forecasting: Methods and Applications, 3rd ed. (1998), ch. 3.
    """
    numbers = [as_float(value) for value in values]
    if len(numbers) < 24:
        return None
    seasons: list[list[float]] = []
    found: list[float | None] = []
    for begin in range(0, len(numbers), 12):
        year = numbers[begin : begin + 12]
        index = [fmean(months) for months in zip(*seasons, strict=True)] or [0.0] * 12
        found += [value / at if value is not None and at > 0 else None for value, at in zip(year, index, strict=False)]
        if season := _season(year):
            seasons.append(season)
    return found


def year_over_year(values: Sequence[Number | None]) -> list[float | None]:
    """Return consecutive months over the same month a year earlier (前年同月比, 1.05 is +5%), None where there is none.

    For a series that grows, which leaves steps from year to year in `without_season`. A bad month comes back twelve
    months later as a good one.
    """
    numbers = [as_float(value) for value in values]
    pairs = zip(numbers[12:], numbers, strict=False)
    rates = [None if now is None or not then or then < 0 else now / then for now, then in pairs]
    return [*[None] * min(12, len(numbers)), *rates]


def _season(year: Sequence[float | None]) -> list[float] | None:
    months = [value for value in year if value is not None]
    if len(months) < 12 or (mean := fmean(months)) <= 0:
        return None
    return [value / mean for value in months]
