"""Thirteen months in the size of a word (Edward Tufte, Beautiful Evidence, 2006), with the natural limits behind."""

from collections.abc import Sequence

from kpidsl.scorecard.charts.palette import ACTUAL, BAD, BAND, GOOD, MISSING, PAPER, PLAN
from kpidsl.scorecard.charts.scale import Scale, spanning
from kpidsl.scorecard.charts.svg import box, dot, line, n, path, picture, polyline, runs
from kpidsl.scorecard.figures import Direction, Limits, Number, Point, Signal

SIDE = 1.4
TOP = 1.1


def sparkline(
    series: Sequence[Point],
    alt: str,
    *,
    limits: Limits | None = None,
    target: Number | None = None,
    signal: Signal | None = None,
    better: Direction = "higher",
    size: tuple[float, float] = (32, 5.4),
) -> str:
    """Draw the series as SVG, `size` in mm. The last dot is coloured only on a signal, hollow while its period runs.

    A missing value is a hole in the line and a short dash at the foot, never a zero.
    """
    width, height = size
    across = Scale(0, max(len(series) - 1, 1), SIDE, width - SIDE)
    spread = (limits.low, limits.mean, limits.high) if limits else ()
    up = spanning([*(point.value for point in series), target, *spread], height - TOP, TOP)
    places = [
        None if point.value is None else (across.at(index), up.at(point.value)) for index, point in enumerate(series)
    ]
    marks = [*_band(limits, up, width), *_target(target, up, width), *_holes(series, across, height)]
    marks += [path(polyline(run), ACTUAL, 0.32) if len(run) > 1 else dot(*run[0], 0.35, ACTUAL) for run in runs(places)]
    marks += _last(series, places, signal, better)
    return picture(width, height, alt, marks)


def _band(limits: Limits | None, up: Scale, width: float) -> list[str]:
    if limits is None:
        return []
    top, foot = up.at(limits.high), up.at(limits.low)
    return [box(0, top, width, foot - top, BAND)]


def _target(target: Number | None, up: Scale, width: float) -> list[str]:
    return [] if target is None else [line(0, up.at(target), width, up.at(target), PLAN, 0.2, "0.9 0.7")]


def _holes(series: Sequence[Point], across: Scale, height: float) -> list[str]:
    missing = [
        across.at(index) for index, point in enumerate(series) if point.value is None and point.absent != "not_due"
    ]
    return [path(f"M{n(x - 0.6)} {n(height - 0.4)}h1.2", MISSING, 0.35) for x in missing]


def _last(
    series: Sequence[Point], places: Sequence[tuple[float, float] | None], signal: Signal | None, better: Direction
) -> list[str]:
    at = places[-1] if places else None
    if at is None:
        return []
    colour = ACTUAL if signal is None else signal_colour(signal, better)
    radius = 0.65 if signal is None else 0.95
    if series[-1].complete:
        return [dot(*at, radius, colour)]
    return [dot(*at, radius, PAPER, colour, 0.35)]


def signal_colour(signal: Signal, better: Direction) -> str:
    """Return the colour of good or bad: a signal is bad when it is on the side that the KPI should not go to."""
    bad = better == "within" or (signal.side == "high") != (better == "higher")
    return BAD if bad else GOOD
