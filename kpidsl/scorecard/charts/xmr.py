"""The process-behaviour chart of one KPI: values with their limits above, moving ranges below.

Source: Wheeler, Understanding Variation, 2nd ed. (2000). Limits are drawn as steps, for each period is held against its
own; a point outside is coloured by what it means for the business and carries the number of the rule.
"""

from collections.abc import Sequence

from kpidsl.scorecard.charts.palette import ACTUAL, BAD, BAND, GROUP_RULE, INK, MISSING, PAPER, PLAN, RULE, SECONDARY
from kpidsl.scorecard.charts.scale import Scale, floor_at_zero, known, spanning
from kpidsl.scorecard.charts.sparkline import Side, side_colour
from kpidsl.scorecard.charts.svg import MM_PER_PT, box, dot, line, path, picture, polyline, runs, words
from kpidsl.scorecard.detail_records import Note, Observed
from kpidsl.scorecard.figures import Direction, Limits, Number, Unit
from kpidsl.scorecard.numbers import Style, amount, decimals
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import word

FOOT = 4.4
TOP = 5.5
LABEL = 6.6
APART = 2.9
LEFT = 1.2
ROOM = 30.0
"""Kept at the right for the names of the lines, alike in both charts, so that periods stand below each other."""


def xmr_chart(
    observed: Sequence[Observed],
    unit: Unit,
    better: Direction,
    style: Style,
    alt: str,
    *,
    target: Number | None = None,
    notes: Sequence[Note] = (),
    size: tuple[float, float] = (182, 60),
) -> str:
    """Draw the values as SVG, `size` in mm, with mean, limits and target named at the right end."""
    width, height = size
    points = [each.point for each in observed]
    last = next((each.limits for each in reversed(points) if each.limits), None)
    named = _named(last, target, unit, style)
    across = Scale(0, max(len(points) - 1, 1), LEFT + 1.2, width - ROOM)
    bands = [edge for each in points if each.limits for edge in (each.limits.low, each.limits.high)]
    up = spanning([*(each.value for each in points), target, *bands], height - FOOT - 4, TOP)
    marks = [line(LEFT, height - FOOT, across.end + 1, height - FOOT, GROUP_RULE, 0.2)]
    marks += _limits(observed, across, up)
    if target is not None:
        marks.append(line(LEFT, up.at(target), across.end + 1, up.at(target), PLAN, 0.3, "1.4 1"))
    marks += _periods(observed, style, across, height)
    marks += _notes(observed, notes, across, height)
    places = [None if each.value is None else (across.at(at), up.at(each.value)) for at, each in enumerate(points)]
    marks += [path(polyline(run), ACTUAL, 0.4) for run in runs(places) if len(run) > 1]
    marks += _points(observed, places, better, style, unit)
    marks += _ends(named, across, up, height)
    return picture(width, height, alt, marks)


def moving_range_chart(
    observed: Sequence[Observed], unit: Unit, style: Style, alt: str, *, size: tuple[float, float] = (182, 26)
) -> str:
    """Draw how far each value went from the one before, against what is ordinary of that."""
    width, height = size
    moved = [each.moved for each in observed]
    last = next((each for each in reversed(observed) if each.moved_limit is not None), None)
    named: list[tuple[Number, str]] = []
    if last is not None and last.moved_limit is not None and last.moved_mean is not None:
        places = decimals([last.moved_limit, last.moved_mean], unit, style)
        language = style.locale.language
        named = [
            (last.moved_limit, f"{word('limit', language)} {amount(last.moved_limit, unit, places, style)}"),
            (last.moved_mean, f"{word('mean', language)} {amount(last.moved_mean, unit, places, style)}"),
        ]
    across = Scale(0, max(len(observed) - 1, 1), LEFT + 1.2, width - ROOM)
    up = floor_at_zero([*moved, *(each.moved_limit for each in observed)], height - 1, 2.5)
    marks = [line(LEFT, up.at(0), across.end + 1, up.at(0), GROUP_RULE, 0.2)]
    marks += _steps([each.moved_limit for each in observed], across, up, SECONDARY, "0.8 0.8")
    marks += _steps([each.moved_mean for each in observed], across, up, RULE, "")
    places_ = [None if value is None else (across.at(at), up.at(value)) for at, value in enumerate(moved)]
    marks += [path(polyline(run), ACTUAL, 0.35) for run in runs(places_) if len(run) > 1]
    for each, place in zip(observed, places_, strict=True):
        if place is None or each.moved is None:
            continue
        over = each.moved_limit is not None and float(each.moved) > float(each.moved_limit)
        marks.append(dot(*place, 0.95 if over else 0.5, BAD if over else ACTUAL))
    marks += _ends(named, across, up, height)
    return picture(width, height, alt, marks)


def _named(last: Limits | None, target: Number | None, unit: Unit, style: Style) -> list[tuple[Number, str]]:
    language = style.locale.language
    named: list[tuple[str, Number]] = []
    if last is not None:
        named = [("upper", last.high), ("mean", last.mean), ("lower_limit", last.low)]
    if target is not None:
        named.append(("goal_target", target))
    places = decimals([value for _, value in named], unit, style)
    return [(value, f"{word(key, language)} {amount(value, unit, places, style)}") for key, value in named]


def _limits(observed: Sequence[Observed], across: Scale, up: Scale) -> list[str]:
    """Shade the band of each period by itself, and draw its mean and edges as steps."""
    made, half = [], _half(across)
    for at, each in enumerate(observed):
        if each.point.limits is not None:
            low, high = up.at(each.point.limits.low), up.at(each.point.limits.high)
            left, right = max(across.at(at) - half, LEFT), min(across.at(at) + half, across.end + 1)
            made.append(box(left, high, right - left, low - high, BAND))
    edges = [each.point.limits for each in observed]
    made += _steps([each.high if each else None for each in edges], across, up, SECONDARY, "0.8 0.8")
    made += _steps([each.low if each else None for each in edges], across, up, SECONDARY, "0.8 0.8")
    return made + _steps([each.mean if each else None for each in edges], across, up, GROUP_RULE, "")


def _half(across: Scale) -> float:
    return (across.at(1) - across.at(0)) / 2


def _steps(values: Sequence[Number | None], across: Scale, up: Scale, colour: str, dash: str) -> list[str]:
    half = _half(across)
    made: list[tuple[float, float] | None] = []
    for at, value in enumerate(values):
        if value is None:
            made.append(None)
            continue
        left, right = max(across.at(at) - half, LEFT), min(across.at(at) + half, across.end + 1)
        made += [(left, up.at(value)), (right, up.at(value))]
    return [path(polyline(run), colour, 0.25, dash=dash) for run in runs(made)]


def _periods(observed: Sequence[Observed], style: Style, across: Scale, height: float) -> list[str]:
    """Name the periods below, as many as there is room for, the last one always; a hole says that it is one."""
    names = [short_name(each.point.period, style.locale) for each in observed]
    widest = max((ems(name) for name in names), default=0) * 6.3 * MM_PER_PT + 1
    step = max(int(widest / max(across.at(1) - across.at(0), 0.1)) + 1, 1)
    last = len(names) - 1
    made = [
        words(across.at(at), height - 0.9, name, 6.3, SECONDARY, "middle")
        for at, name in enumerate(names)
        if (last - at) % step == 0
    ]
    for at, each in enumerate(observed):
        if each.point.value is None:
            made.append(path(f"M{across.at(at) - 0.8:.2f} {height - FOOT - 1:.2f}h1.6", MISSING, 0.4))
    return made


def _notes(observed: Sequence[Observed], notes: Sequence[Note], across: Scale, height: float) -> list[str]:
    """Mark the periods in which something happened with a letter at the top; the page lists them."""
    at = {each.point.period: index for index, each in enumerate(observed)}
    made = []
    for number, note in enumerate(notes):
        if note.period in at:
            x = across.at(at[note.period])
            made += [
                line(x, 3.2, x, height - FOOT, RULE, 0.2, "0.5 0.7"),
                words(x, 2.6, letter(number), 6.6, INK, "middle", bold=True),
            ]
    return made


def letter(number: int) -> str:
    """Return the mark of the n-th note: A to Z, then A2."""
    return chr(ord("A") + number % 26) + (str(number // 26 + 1) if number >= 26 else "")


def _points(
    observed: Sequence[Observed],
    places: Sequence[tuple[float, float] | None],
    better: Direction,
    style: Style,
    unit: Unit,
) -> list[str]:
    made = []
    final = max((at for at, place in enumerate(places) if place), default=-1)
    for at, (each, place) in enumerate(zip(observed, places, strict=True)):
        if place is None:
            continue
        side = each.point.signal or _pattern_side(each)
        colour = ACTUAL if not each.rules or side is None else side_colour(side, better)
        radius = 1.1 if each.rules else 0.6
        made.append(dot(*place, radius, colour) if each.point.complete else dot(*place, radius, PAPER, colour, 0.4))
        above = place[1] - 1.9 if side != "low" else place[1] + 3.6
        if at == final and each.point.value is not None:
            places_ = decimals([each.point.value], unit, style)
            text = amount(each.point.value, unit, places_, style)
            tail = f" ({word('rule', style.locale.language)}{min(each.rules)})" if each.rules else ""
            said, wide = f"{text}{tail}", (ems(text) + ems(tail)) * 7.2 * MM_PER_PT
            made.append(box(place[0] + 0.6 - wide, above - 2.3, wide + 0.6, 2.9, PAPER, round_=0.5))
            made.append(words(place[0] + 0.6, above, said, 7.2, colour, "end", bold=True))
        elif 1 in each.rules:
            made.append(words(place[0], above, "1", 6, colour, "middle", bold=True))
    return made


def _pattern_side(each: Observed) -> Side | None:
    limits, value = each.point.limits, each.point.value
    if limits is None or value is None:
        return None
    return "high" if known([value])[0] > known([limits.mean])[0] else "low"


def _ends(named: Sequence[tuple[Number, str]], across: Scale, up: Scale, height: float) -> list[str]:
    """Name the lines at their right ends, moved apart where they would touch."""
    ordered = sorted(named, key=lambda each: up.at(each[0]))
    spots: list[float] = []
    for value, _ in ordered:
        spots.append(max(up.at(value) + 0.8, spots[-1] + APART if spots else 2.4))
    over = spots[-1] - (height - 0.6) if spots else 0.0
    for at in range(len(spots) - 1, -1, -1) if over > 0 else ():
        most = height - 0.6 if at == len(spots) - 1 else spots[at + 1] - APART
        spots[at] = min(spots[at], most)
    return [
        words(across.end + 2, spot, fit(text, (ROOM - 2) / (LABEL * MM_PER_PT)), LABEL, SECONDARY)
        for spot, (_, text) in zip(spots, ordered, strict=True)
    ]
