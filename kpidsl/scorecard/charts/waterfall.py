"""From plan to actual: what each number below the goal added or took away, one step after the other.

The plan is outlined, the actual solid, the steps coloured by their effect on the business. The axis starts at zero
unless the steps would be too small to see: then the two ends are broken, and a mark says so.
"""

from collections.abc import Sequence

from kpidsl.scorecard.charts.palette import ACTUAL, BAD, GOOD, GROUP_RULE, INK, PAPER, PLAN, SECONDARY
from kpidsl.scorecard.charts.scale import Scale, known
from kpidsl.scorecard.charts.svg import MM_PER_PT, box, line, path, picture, words
from kpidsl.scorecard.detail_records import Part
from kpidsl.scorecard.figures import Direction, Number
from kpidsl.scorecard.widths import fit

FOOT = 8.4
TOP = 4.4
SIZE = 6.8
SMALLEST = 0.35
"""The steps together take at least this share of the height; else the ends are broken."""


def waterfall(
    ends: tuple[tuple[str, Number, str], tuple[str, Number, str]],
    steps: Sequence[Part],
    labels: Sequence[str],
    alt: str,
    better: Direction = "higher",
    size: tuple[float, float] = (273, 44),
) -> str:
    """Draw the bridge as SVG, `size` in mm; each end is its name, its value and that as text, each step has a label."""
    width, height = size
    levels = [float(ends[0][1])]
    for step in steps:
        levels.append(levels[-1] + float(step.amount))
    up, broken = _scale([*levels, float(ends[1][1])], height)
    pitch = min(width / (len(steps) + 2), 36.0)
    bar = pitch * 0.58
    left = (width - pitch * (len(steps) + 2)) / 2
    floor = height - FOOT
    marks = [line(left, floor, left + pitch * (len(steps) + 2), floor, GROUP_RULE, 0.25)]
    marks += _end(ends[0], left + (pitch - bar) / 2, bar, pitch, up, floor, broken, solid=False)
    for at, (step, label) in enumerate(zip(steps, labels, strict=True)):
        x = left + pitch * (at + 1) + (pitch - bar) / 2
        start, end = up.at(levels[at]), up.at(levels[at + 1])
        amount = float(step.amount)
        bad = better == "within" or (amount < 0) == (better == "higher")
        marks.append(line(x - (pitch - bar), start, x, start, GROUP_RULE, 0.2))
        marks.append(box(x, min(start, end), bar, max(abs(end - start), 0.25), BAD if bad else GOOD))
        marks.append(words(x + bar / 2, min(start, end) - 1, label, SIZE, INK, "middle", bold=True))
        marks += _name(step.name, x + bar / 2, pitch, floor)
    last = left + pitch * (len(steps) + 1) + (pitch - bar) / 2
    marks.append(line(last - (pitch - bar), up.at(levels[-1]), last, up.at(levels[-1]), GROUP_RULE, 0.2))
    marks += _end(ends[1], last, bar, pitch, up, floor, broken, solid=True)
    return picture(width, height, alt, marks)


def _scale(levels: Sequence[float], height: float) -> tuple[Scale, bool]:
    held = known(levels)
    low, high = min(held), max(held)
    spread = high - low
    if low > 0 and spread < SMALLEST * high:
        return Scale(low - max(spread * 0.6, high * 0.01), high, height - FOOT, TOP), True
    return Scale(min(low, 0.0), max(high, 0.0) or 1.0, height - FOOT, TOP), False


def _end(
    end: tuple[str, Number, str],
    x: float,
    bar: float,
    pitch: float,
    up: Scale,
    floor: float,
    broken: bool,
    *,
    solid: bool,
) -> list[str]:
    name, value, label = end
    zero, top = (floor if broken else up.at(0)), up.at(value)
    fill, edge = (ACTUAL, "") if solid else (PAPER, PLAN)
    made = [box(x, min(top, zero), bar, abs(zero - top), fill, edge, 0.4)]
    if broken:
        made.append(path(f"M{x - 1:.2f} {floor - 2:.2f}l{bar + 2:.2f} -1.6", PAPER, 0.9))
    made.append(words(x + bar / 2, min(top, zero) - 1, label, SIZE + 0.6, INK, "middle", bold=True))
    return made + _name(name, x + bar / 2, pitch, floor)


def _name(text: str, middle: float, pitch: float, floor: float) -> list[str]:
    return [words(middle, floor + 3.2, fit(text, (pitch - 1) / (SIZE * MM_PER_PT)), SIZE, SECONDARY, "middle")]
