"""Thirteen months in the size of a word (Edward Tufte, Beautiful Evidence, 2006), with the natural limits behind."""

from collections.abc import Sequence
from typing import Literal

from kpidsl.scorecard.charts.palette import ACTUAL, BAD, BAND, GOOD, MISSING, PAPER, PLAN
from kpidsl.scorecard.charts.scale import Scale, clamp, spanning
from kpidsl.scorecard.charts.svg import dot, line, n, path, picture, polyline, runs
from kpidsl.scorecard.figures import Direction, Limits, Number, Point, Signal

SIDE = 1.4
TOP = 1.1
SIGNAL_DOT = 0.95
Side = Literal["high", "low"]


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
    """Draw the series as SVG, `size` in mm. Dots outside their limits are coloured; the last is hollow while it runs.

    The band is that of each point's own limits, or of `limits` where points have none. `signal` colours the last dot
    for a pattern that it completes. A missing value is a hole in the line and a short dash at the foot, never a zero.
    """
    width, height = size
    across = Scale(0, max(len(series) - 1, 1), SIDE, width - SIDE)
    bands = [point.limits for point in series] if any(point.limits for point in series) else [limits] * len(series)
    spread = [edge for band in bands if band for edge in (band.low, band.high)]
    up = spanning([*(point.value for point in series), target, *spread], height - TOP, TOP)
    places = [
        None if point.value is None else (across.at(index), up.at(point.value)) for index, point in enumerate(series)
    ]
    marks = [*_band(bands, across, up), *_target(target, up, width), *_holes(series, across, height)]
    marks += [path(polyline(run), ACTUAL, 0.32) if len(run) > 1 else dot(*run[0], 0.35, ACTUAL) for run in runs(places)]
    marks += _outside(series[:-1], places, better)
    marks += _last(series, places, signal, better)
    return picture(width, height, alt, marks)


def _band(bands: Sequence[Limits | None], across: Scale, up: Scale) -> list[str]:
    """Shade between the limits, from half a step before the first point to half a step after the last."""
    made: list[str] = []
    half = (across.at(1) - across.at(0)) / 2
    for run in runs((index, 0.0) if band else None for index, band in enumerate(bands)):
        known = [(across.at(index), band) for index, _ in run if (band := bands[int(index)])]
        edges = [(known[0][0] - half, known[0][1]), *known, (known[-1][0] + half, known[-1][1])]
        inside = [(clamp(x, across.start - SIDE, across.end + SIDE), band) for x, band in edges]
        ring = [*((x, up.at(band.high)) for x, band in inside), *((x, up.at(band.low)) for x, band in reversed(inside))]
        made.append(path(f"{polyline(ring)}Z", fill=BAND))
    return made


def _outside(series: Sequence[Point], places: Sequence[tuple[float, float] | None], better: Direction) -> list[str]:
    return [
        dot(*place, SIGNAL_DOT, side_colour(point.signal, better))
        for point, place in zip(series, places, strict=False)
        if place is not None and point.signal is not None
    ]


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
    side = series[-1].signal or (signal.side if signal else None)
    colour = ACTUAL if side is None else side_colour(side, better)
    radius = 0.65 if side is None else SIGNAL_DOT
    if series[-1].complete:
        return [dot(*at, radius, colour)]
    return [dot(*at, radius, PAPER, colour, 0.35)]


def side_colour(side: Side, better: Direction) -> str:
    """Return the colour of good or bad: it is bad to be on the side that the KPI should not go to."""
    bad = better == "within" or (side == "high") != (better == "higher")
    return BAD if bad else GOOD
