"""Bullet graph (Stephen Few, 2013). All of a page share one scale, the share of the target, so that targets align."""

from kpidsl.scorecard.charts.palette import ACTUAL, INK, MISSING, PAPER, RANGES, SECONDARY
from kpidsl.scorecard.charts.scale import clamp
from kpidsl.scorecard.charts.svg import box, line, path, picture
from kpidsl.scorecard.figures import Bullet, Direction, Number
from kpidsl.scorecard.numbers import exact

REACH = 1.5


def bullet_graph(bullet: Bullet, alt: str, better: Direction = "higher", size: tuple[float, float] = (38, 4.6)) -> str:
    """Draw the graph as SVG, `size` in mm; the scale runs from 0 to 150% of the target and breaks the bar beyond it."""
    width, height = size
    target = exact(bullet.target)
    if not target or target < 0:
        return picture(width, height, alt, [line(0, height / 2, width, height / 2, MISSING, 0.3, "1 1")])
    marks = _ranges(bullet, better, size)
    marks += _bar(_share(bullet.last_year, target), size, height * 0.12, SECONDARY, centre=height * 0.84)
    marks += _bar(_share(bullet.value, target), size, height * 0.34, ACTUAL, centre=height * 0.46)
    at = width / REACH
    marks.append(line(at, 0.25, at, height - 0.25, INK, 0.55))
    return picture(width, height, alt, marks)


def _share(value: Number | None, target: Number) -> float | None:
    number = exact(value)
    return None if number is None else float(number) / float(target)


def _ranges(bullet: Bullet, better: Direction, size: tuple[float, float]) -> list[str]:
    width, height = size
    bounds = [_share(bound, bullet.target) for bound in (bullet.behind, bullet.at_risk)]
    known = sorted(clamp(bound / REACH, 0, 1) * width for bound in bounds if bound is not None)
    if not known:
        return [box(0, 0, width, height, RANGES[2])]
    edges = [0.0, *known, width]
    shades = RANGES[-(len(known) + 1) :]
    if better == "lower":
        shades = shades[::-1]
    return [
        box(left, 0, right - left, height, shade) for left, right, shade in zip(edges, edges[1:], shades, strict=False)
    ]


def _bar(share: float | None, size: tuple[float, float], thick: float, colour: str, centre: float) -> list[str]:
    width, _ = size
    if share is None or share <= 0:
        return []
    end = min(share / REACH, 1) * width
    marks = [box(0, centre - thick / 2, end, thick, colour)]
    if share > REACH:
        marks.append(path(f"M{width - 2.6:.2f} {centre + thick:.2f}l1.2 {-2 * thick:.2f}", PAPER, 0.6))
    return marks
