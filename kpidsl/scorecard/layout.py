"""How many rows a sheet holds and how tall they are: with 3 KPIs rows breathe, with 60 the table goes on overleaf."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.scorecard.records import Group, Row


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a design for its table, in mm: on the first sheet, the next ones, of a row (least, most), a heading.

    `top_grows` is how much of what is left over the band above the table may take.
    """

    first: float = 112.0
    further: float = 168.0
    row: float = 6.5
    row_most: float = 8.6
    heading: float = 5.0
    top_grows: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a heading of a group (`row` is None), or a row."""

    heading: str
    continued: bool = False
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the table; `row_mm` is the height of rows on all sheets, `spare_mm` what is left over."""

    lines: tuple[Line, ...]
    row_mm: float
    spare_mm: float


def sheets(groups: Sequence[Group], room: Room) -> tuple[Sheet, ...]:
    """Break the groups into sheets, always at least one; a group that goes on is headed again."""
    made: list[tuple[Line, ...]] = []
    lines: list[Line] = []
    left = room.first
    for group in groups:
        for index, row in enumerate(group.rows):
            needed = room.row + (room.heading if index == 0 else 0)
            if lines and needed > left + 1e-9:
                made.append(tuple(lines))
                lines, left = [Line(group.label, continued=index > 0)], room.further - room.heading
            elif index == 0:
                lines.append(Line(group.label))
                left -= room.heading
            lines.append(Line(group.label, row=row))
            left -= room.row
    made.append(tuple(lines))
    heights = [room.further if number else room.first for number in range(len(made))]
    tall = min(_tallest(lines, height, room) for lines, height in zip(made, heights, strict=True))
    return tuple(
        Sheet(lines, tall, _spare(lines, height, tall, room)) for lines, height in zip(made, heights, strict=True)
    )


def _tallest(lines: tuple[Line, ...], height: float, room: Room) -> float:
    rows = sum(line.row is not None for line in lines)
    fitting = (height - (len(lines) - rows) * room.heading) / rows if rows else room.row
    return max(int(min(room.row_most, fitting) * 10) / 10, room.row)


def _spare(lines: tuple[Line, ...], height: float, tall: float, room: Room) -> float:
    rows = sum(line.row is not None for line in lines)
    return round(height - (len(lines) - rows) * room.heading - rows * tall, 1)
