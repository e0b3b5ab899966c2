"""Where a label may stand on a chart: near its point, inside the chart, and on no line."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

Place = tuple[float, float]
STEP = 1.5
AIR = 0.7


def free_place(
    point: Place, size: tuple[float, float], lines: Iterable[Sequence[Place]], field: tuple[float, float, float, float]
) -> Place:
    """Return the upper left corner for a label of `size` nearest to `point` that no line crosses.

    `field` is left, top, right, bottom of where labels may stand. Where every place is crossed it is the one with the
    fewest crossings.
    """
    dots = [dot for line in lines for dot in _dots(line)]
    places = sorted(_grid(size, field), key=lambda place: (_distance(place, size, point), place))
    return min(places, key=lambda place: _crossings(place, size, [*dots, point]), default=(field[0], field[1]))


def _dots(line: Sequence[Place]) -> Iterator[Place]:
    """Yield points along a line, so close that no label slips between two of them."""
    for (x1, y1), (x2, y2) in pairwise(line):
        count = int(max(abs(x2 - x1), abs(y2 - y1)) / AIR) + 1
        yield from ((x1 + (x2 - x1) * step / count, y1 + (y2 - y1) * step / count) for step in range(count + 1))


def _grid(size: tuple[float, float], field: tuple[float, float, float, float]) -> Iterator[Place]:
    left, top, right, bottom = field
    across, down = int((right - left - size[0]) / STEP), int((bottom - top - size[1]) / STEP)
    for row in range(max(down, 0) + 1):
        yield from ((left + column * STEP, top + row * STEP) for column in range(max(across, 0) + 1))


def _crossings(place: Place, size: tuple[float, float], dots: Sequence[Place]) -> int:
    left, top = place[0] - AIR, place[1] - AIR
    right, bottom = place[0] + size[0] + AIR, place[1] + size[1] + AIR
    return sum(left < x < right and top < y < bottom for x, y in dots)


def _distance(place: Place, size: tuple[float, float], point: Place) -> float:
    """Return how far the nearest edge of the label is from the point."""
    wide = max(place[0] - point[0], 0, point[0] - place[0] - size[0])
    high = max(place[1] - point[1], 0, point[1] - place[1] - size[1])
    return round(wide * wide + high * high, 3)
