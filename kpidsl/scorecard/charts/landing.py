"""Where the goal's year will land: actual against the target's path, month by month, each added up from the start."""

from collections.abc import Sequence

from kpidsl.scorecard.charts.labels import Place, free_place
from kpidsl.scorecard.charts.palette import ACTUAL, BAD, BAND, GROUP_RULE, PAPER, PLAN, PREVIOUS, RULE, SECONDARY
from kpidsl.scorecard.charts.scale import Scale, floor_at_zero
from kpidsl.scorecard.charts.sparkline import side_colour
from kpidsl.scorecard.charts.svg import MM_PER_PT, dot, line, n, path, picture, polyline, runs, words
from kpidsl.scorecard.figures import Number
from kpidsl.scorecard.numbers import Style, amount, decimals, percent
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.records import Cumulative, Goal
from kpidsl.scorecard.widths import ems
from kpidsl.scorecard.words import word

FOOT = 4.2
TOP = 2.0
APART = 3.0
NAMES = 6.8
MONTHS = 6.3
NOW = 7.4


def landing_chart(goal: Goal, style: Style, alt: str, size: tuple[float, float] = (104, 38)) -> str:
    """Draw the goal's cumulative series as SVG, `size` in mm, every line named at its end."""
    width, height = size
    series = goal.series
    names = _names(goal, style)
    right = max((ems(text) * (1.05 if bold else 1) for _, text, _, bold in names), default=0) * NAMES * MM_PER_PT + 2
    across = Scale(0, max(len(series), 1), 1.0, width - right)
    held = [value for point in series for value in (point.target, point.actual, point.last_year, point.forecast)]
    up = floor_at_zero([*held, goal.target, goal.forecast, goal.forecast_high], height - FOOT, TOP)
    marks = [line(1.0, up.at(0), across.end, up.at(0), GROUP_RULE, 0.25), *_months(goal, style, across, height)]
    marks += _spread(goal, across, up)
    marks += _line([point.last_year for point in series], across, up, PREVIOUS, 0.5)
    marks += _line([point.target for point in series], across, up, PLAN, 0.35, "1.2 0.9")
    marks += _actual(goal, across, up)
    marks += _ends(names, across, up)
    marks += _now(goal, style, across, up)
    return picture(width, height, alt, marks)


def _months(goal: Goal, style: Style, across: Scale, height: float) -> list[str]:
    """Name the months below the axis, as many as there is room for; a bad one always, coloured."""
    names = [short_name(point.period, style.locale) for point in goal.series]
    widest = max((ems(name) for name in names), default=0) * MONTHS * MM_PER_PT + 0.8
    step = max(int(widest / max(across.at(1) - across.at(0), 0.1)) + 1, 1)
    marked = [index for index, point in enumerate(goal.series) if is_bad(point, goal)]
    made = []
    for index, name in enumerate(names):
        made.append(line(across.at(index + 1), height - FOOT, across.at(index + 1), height - FOOT + 0.7, RULE, 0.2))
        if index not in marked and (index % step or any(abs(index - each) < step for each in marked)):
            continue
        colour = BAD if index in marked else SECONDARY
        made.append(words(across.at(index + 0.5), height - 0.8, name, MONTHS, colour, "middle", bold=index in marked))
    return made


def is_bad(point: Cumulative, goal: Goal) -> bool:
    """Say whether a month was out of the ordinary to the bad side."""
    return point.signal is not None and side_colour(point.signal, goal.direction) == BAD


def _places(values: Sequence[Number | None], across: Scale, up: Scale, first: int = 0) -> list[Place | None]:
    places: list[Place | None] = [
        None if value is None else (across.at(first + index + 1), up.at(value)) for index, value in enumerate(values)
    ]
    if first == 0 and places and places[0] is not None:
        places = [(across.at(0), up.at(0)), *places]
    return places


def _line(
    values: Sequence[Number | None], across: Scale, up: Scale, colour: str, width: float, dash: str = "", first: int = 0
) -> list[str]:
    places = _places(values, across, up, first)
    return [path(polyline(run), colour, width, dash=dash) for run in runs(places) if len(run) > 1]


def _last(series: Sequence[Cumulative]) -> int | None:
    return max((index for index, point in enumerate(series) if point.actual is not None), default=None)


def _actual(goal: Goal, across: Scale, up: Scale) -> list[str]:
    series, index = goal.series, _last(goal.series)
    if index is None:
        return []
    known = [
        (across.at(index + 1), up.at(point.actual)) for index, point in enumerate(series) if point.actual is not None
    ]
    start, last = (across.at(0), up.at(0)), known[-1]
    area = f"{polyline([start, *known])}L{n(last[0])} {n(up.at(0))}Z"
    made = [path(area, fill=BAND), path(polyline([start, *known]), ACTUAL, 0.75)]
    if (way := _ahead(goal, index)) is not None:
        made += _line(way, across, up, ACTUAL, 0.45, "0.6 0.8", first=index)
    for at, point in enumerate(series):
        if point.actual is not None and at != index and is_bad(point, goal):
            made.append(dot(across.at(at + 1), up.at(point.actual), 0.9, BAD))
    colour = BAD if is_bad(series[index], goal) else ACTUAL
    made.append(dot(*last, 1.0, colour) if series[index].complete else dot(*last, 1.0, PAPER, colour, 0.45))
    return made


def _spread(goal: Goal, across: Scale, up: Scale) -> list[str]:
    """Shade where the total may land, from the last actual to the range at the end, hatched as what is to come."""
    index, low, high = _last(goal.series), goal.forecast_low, goal.forecast_high
    if index is None or low is None or high is None or index + 1 >= len(goal.series):
        return []
    now = goal.series[index].actual or 0
    start, end = (across.at(index + 1), up.at(now)), across.at(len(goal.series))
    ring = [start, (end, up.at(high)), (end, up.at(low))]
    return [path(f"{polyline(ring)}Z", fill=BAND), line(end, up.at(low), end, up.at(high), ACTUAL, 0.6)]


def _ahead(goal: Goal, index: int) -> list[Number | None] | None:
    """Return the way from the last actual to the landing: month by month where it is known, else straight."""
    series = goal.series
    known = [point.forecast for point in series[index + 1 :]]
    if any(value is not None for value in known):
        return [series[index].actual, *known]
    left, now = len(series) - index - 1, series[index].actual
    if goal.forecast is None or now is None or left < 1:
        return None
    rise = (float(goal.forecast) - float(now)) / left
    return [float(now) + rise * step for step in range(left + 1)]


def _names(goal: Goal, style: Style) -> list[tuple[Number, str, str, bool]]:
    language = style.locale.language
    last_year = next((point.last_year for point in reversed(goal.series) if point.last_year is not None), None)
    places = decimals([goal.target, goal.forecast, goal.actual], goal.unit, style)
    named = [
        (word("goal_target", language), goal.target, PLAN, True),
        (word("forecast", language), goal.forecast, ACTUAL, True),
        (word("last_year", language), last_year, SECONDARY, False),
    ]
    return [
        (value, f"{name} {amount(value, goal.unit, places, style)}", colour, bold)
        for name, value, colour, bold in named
        if value is not None
    ]


def _ends(names: list[tuple[Number, str, str, bool]], across: Scale, up: Scale) -> list[str]:
    """Name the lines at their right ends, moved apart where they would touch; the actual is named at its last dot."""
    made, above = [], -APART
    for value, text, colour, bold in sorted(names, key=lambda each: up.at(each[0])):
        above = max(up.at(value) + 0.9, above + APART, TOP + 1)
        made.append(words(across.end + 1.4, above, text, NAMES, colour, bold=bold))
    return made


def _now(goal: Goal, style: Style, across: Scale, up: Scale) -> list[str]:
    """Write the actual and its share of the plan to date near the last dot, where no line runs."""
    series, index = goal.series, _last(goal.series)
    if index is None or goal.actual is None:
        return []
    language = style.locale.language
    value = amount(goal.actual, goal.unit, decimals([goal.target, goal.forecast, goal.actual], goal.unit, style), style)
    texts = [f"{word('actual', language)} {value}"]
    if goal.attainment is not None:
        texts.append(f"{word('achievement', language)} {percent(goal.attainment, style.locale)}")
    high = NOW * MM_PER_PT * 1.2
    size = (max(ems(text) for text in texts) * NOW * MM_PER_PT * 1.05, high * len(texts))
    drawn = [[point.last_year for point in series], [point.target for point in series], [p.actual for p in series]]
    lines = [run for values in drawn for run in runs(_places(values, across, up))]
    lines += runs(_places(_ahead(goal, index) or [], across, up, index) if index else [])
    point = (across.at(index + 1), up.at(series[index].actual or 0))
    left, top = free_place(point, size, lines, (across.start, TOP, across.end, up.at(0) - 0.5))
    return [
        words(left, top + high * (number + 0.8), text, NOW, ACTUAL, bold=not number)
        for number, text in enumerate(texts)
    ]
