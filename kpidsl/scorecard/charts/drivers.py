"""What made a difference: bars about a zero axis, the largest first, coloured by their effect on the business."""

from collections.abc import Sequence

from kpidsl.scorecard.charts.palette import BAD, GOOD, GROUP_RULE, INK, SECONDARY
from kpidsl.scorecard.charts.scale import Scale, known
from kpidsl.scorecard.charts.svg import MM_PER_PT, box, line, picture, words
from kpidsl.scorecard.detail_records import Part
from kpidsl.scorecard.figures import Direction
from kpidsl.scorecard.widths import ems, fit

NAME = 0.36
SIZE = 6.8
TALLEST = 6.2


def driver_bars(
    parts: Sequence[Part],
    labels: Sequence[str],
    alt: str,
    better: Direction = "higher",
    size: tuple[float, float] = (88, 44),
) -> str:
    """Draw the parts as SVG, at most `size` in mm; `labels` are their amounts as text. The bars share one scale."""
    width, most = size
    pitch = min(most / max(len(parts), 1), TALLEST)
    height = pitch * len(parts)
    left = width * NAME
    amounts = known([each.amount for each in parts])
    widest = max((ems(label) for label in labels), default=0) * SIZE * MM_PER_PT * 1.05 + 1.6
    below, above = min([0.0, *amounts]), max([0.0, *amounts])
    across = Scale(below, above, left + (widest if below < 0 else 0), width - (widest if above > 0 else 1))
    if below == above:
        across = Scale(0, 1, left + 1, width - widest)
    axis = across.at(0)
    marks = [line(axis, 0, axis, pitch * len(parts), GROUP_RULE, 0.3)]
    for at, (part, label) in enumerate(zip(parts, labels, strict=True)):
        value, top = float(part.amount), at * pitch
        base = top + pitch / 2 + 0.9
        end = across.at(value)
        marks.append(words(0, base, fit(part.name, left / (SIZE * MM_PER_PT) - 0.6), SIZE, INK))
        if value:
            bad = better == "within" or (value < 0) == (better == "higher")
            marks.append(box(min(axis, end), top + pitch * 0.17, abs(end - axis), pitch * 0.66, BAD if bad else GOOD))
        if value < 0:
            marks.append(words(end - 0.8, base, label, SIZE, SECONDARY, "end"))
        else:
            marks.append(words(end + 0.8, base, label, SIZE, SECONDARY))
    return picture(width, height, alt, marks)
