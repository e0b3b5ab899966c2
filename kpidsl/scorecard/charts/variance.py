"""Variance bar: a difference about a zero axis, its length in tolerances, its colour by the effect on the business."""

from kpidsl.scorecard.charts.palette import BAD, GOOD, GROUP_RULE, PAPER
from kpidsl.scorecard.charts.scale import clamp
from kpidsl.scorecard.charts.svg import box, line, path, picture, words
from kpidsl.scorecard.figures import Direction, Number
from kpidsl.scorecard.numbers import exact

LONGEST = 4.0
LABEL = 9.0


def variance_bar(
    difference: Number | None,
    tolerance: Number,
    label: str,
    alt: str,
    better: Direction = "higher",
    size: tuple[float, float] = (35, 4.6),
) -> str:
    """Draw `difference` as SVG, `size` in mm; at most four tolerances long, with a break mark when it is longer."""
    width, height = size
    axis, reach = width / 2, width / 2 - LABEL
    marks = [line(axis, 0, axis, height, GROUP_RULE, 0.25)]
    number, unit = exact(difference), exact(tolerance)
    if number is None or not unit:
        return picture(width, height, alt, [*marks, words(axis + 1, height * 0.72, label, 7)])
    length = float(number) / float(unit)
    end = axis + clamp(length, -LONGEST, LONGEST) / LONGEST * reach
    bad = (number < 0) == (better == "higher")
    marks.append(box(min(axis, end), height * 0.2, abs(end - axis), height * 0.6, BAD if bad else GOOD))
    if abs(length) > LONGEST:
        marks.append(path(f"M{end - 1.8:.2f} {height * 0.9:.2f}l1.2 {-height * 0.8:.2f}", PAPER, 0.6))
    outside = (end + 0.8, "start") if number >= 0 else (end - 0.8, "end")
    marks.append(words(outside[0], height * 0.72, label, 7, anchor="start" if outside[1] == "start" else "end"))
    return picture(width, height, alt, marks)
