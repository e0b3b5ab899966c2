"""How many rows a sheet holds and how tall they are: with 3 KPIs rows breathe, with 60 the table goes on overleaf."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.scorecard.records import Group, Row

FEWEST = 6
NEAR = 3


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a design for its table, in mm: on the first sheet, the next ones, of a row (least, most), a heading.

    `heading` is 0 where groups are named beside their rows. `top_grows` is how much of what is left over the band above
    the table may take.
    """

    first: float = 112.0
    further: float = 168.0
    row: float = 6.5
    row_most: float = 8.6
    heading: float = 0.0
    top_grows: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one group on one sheet; `continued` where it began on an earlier one."""

    label: str
    continued: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the table; `row_mm` is the height of rows on all sheets, `spare_mm` what is left over."""

    blocks: tuple[Block, ...]
    row_mm: float
    spare_mm: float


def sheets(groups: Sequence[Group], room: Room) -> tuple[Sheet, ...]:
    """Break the groups into sheets, always at least one.

    A sheet ends with a group where that costs no further sheet, and none but the first ends up with only a few rows.
    """
    groups = [group for group in groups if group.rows]
    owners = [index for index, group in enumerate(groups) for _ in group.rows]
    plain = _starts(owners, room, near=0)
    kind = _starts(owners, room, near=NEAR)
    starts = _balanced(kind if len(kind) == len(plain) else plain, len(owners))
    made = [_blocks(groups, first, last) for first, last in zip(starts, [*starts[1:], len(owners)], strict=True)]
    heights = [room.further if number else room.first for number in range(len(made))]
    tall = min(_tallest(blocks, height, room) for blocks, height in zip(made, heights, strict=True))
    return tuple(
        Sheet(blocks, tall, _spare(blocks, height, tall, room)) for blocks, height in zip(made, heights, strict=True)
    )


def _starts(owners: Sequence[int], room: Room, near: int) -> list[int]:
    """Return the number of the first row of every sheet; a break moves back to a new group up to `near` rows."""
    starts, left = [0], room.first
    index = 0
    while index < len(owners):
        heads = index == starts[-1] or owners[index] != owners[index - 1]
        needed = room.row + (room.heading if heads else 0)
        if needed > left + 1e-9 and index > starts[-1]:
            index = _boundary(owners, starts[-1], index, near)
            starts.append(index)
            left = room.further
            continue
        left -= needed
        index += 1
    return starts


def _boundary(owners: Sequence[int], first: int, index: int, near: int) -> int:
    backwards = range(index, max(index - near, first + FEWEST) - 1, -1)
    return next((at for at in backwards if owners[at] != owners[at - 1]), index)


def _balanced(starts: list[int], number: int) -> list[int]:
    """Give the last sheet at least a few rows of the one before it."""
    if len(starts) > 1 and number - starts[-1] < FEWEST:
        last = max(starts[-2] + FEWEST, number - FEWEST)
        return [*starts[:-1], min(last, starts[-1])]
    return starts


def _blocks(groups: Sequence[Group], first: int, last: int) -> tuple[Block, ...]:
    made, at = [], 0
    for group in groups:
        low, high = max(first - at, 0), min(last - at, len(group.rows))
        if low < high:
            made.append(Block(group.label, low > 0, group.rows[low:high]))
        at += len(group.rows)
    return tuple(made)


def _rows(blocks: tuple[Block, ...]) -> int:
    return sum(len(block.rows) for block in blocks)


def _tallest(blocks: tuple[Block, ...], height: float, room: Room) -> float:
    rows = _rows(blocks)
    fitting = (height - len(blocks) * room.heading) / rows if rows else room.row
    return max(int(min(room.row_most, fitting) * 10 + 1e-9) / 10, room.row)


def _spare(blocks: tuple[Block, ...], height: float, tall: float, room: Room) -> float:
    return round(height - len(blocks) * room.heading - _rows(blocks) * tall, 1)
