"""Where the goal's year will land: actual against the target's path, month by month, each added up from the start."""

from collections.abc import Sequence

from kpidsl.scorecard.charts.palette import ACTUAL, BAND, GROUP_RULE, PAPER, PLAN, PREVIOUS, RULE, SECONDARY
from kpidsl.scorecard.charts.scale import Scale, floor_at_zero
from kpidsl.scorecard.charts.svg import dot, line, n, path, picture, polyline, runs, words
from kpidsl.scorecard.figures import Number
from kpidsl.scorecard.numbers import Style, amount, decimals, percent
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.records import Cumulative, Goal
from kpidsl.scorecard.words import word

RIGHT = 31.0
FOOT = 4.2
TOP = 2.0
APART = 3.0


def landing_chart(goal: Goal, style: Style, alt: str, size: tuple[float, float] = (104, 38)) -> str:
    """Draw the goal's cumulative series as SVG, `size` in mm, every line named at its end."""
    width, height = size
    series = goal.series
    across = Scale(0, max(len(series), 1), 1.0, width - RIGHT)
    held = [value for point in series for value in (point.target, point.actual, point.last_year, point.forecast)]
    up = floor_at_zero([*held, goal.target, goal.forecast], height - FOOT, TOP)
    marks = [line(1.0, up.at(0), width - RIGHT, up.at(0), GROUP_RULE, 0.25), *_months(series, style, across, height)]
    marks += _line([point.last_year for point in series], across, up, PREVIOUS, 0.5)
    marks += _line([point.target for point in series], across, up, PLAN, 0.35, "1.2 0.9")
    marks += _actual(series, across, up)
    marks += _ends(goal, style, across, up)
    marks += _now(goal, style, across, up)
    return picture(width, height, alt, marks)


def _months(series: Sequence[Cumulative], style: Style, across: Scale, height: float) -> list[str]:
    step = 1 if len(series) <= 12 else len(series) // 12 + 1
    made = []
    for index in range(0, len(series), step):
        middle = across.at(index + 0.5)
        made.append(
            words(middle, height - 0.8, short_name(series[index].period, style.locale), 6.3, SECONDARY, "middle")
        )
        made.append(line(across.at(index + 1), height - FOOT, across.at(index + 1), height - FOOT + 0.7, RULE, 0.2))
    return made


def _line(
    values: Sequence[Number | None], across: Scale, up: Scale, colour: str, width: float, dash: str = "", first: int = 0
) -> list[str]:
    places = [
        None if value is None else (across.at(first + index + 1), up.at(value)) for index, value in enumerate(values)
    ]
    if first == 0 and places and places[0] is not None:
        places = [(across.at(0), up.at(0)), *places]
    return [path(polyline(run), colour, width, dash=dash) for run in runs(places) if len(run) > 1]


def _actual(series: Sequence[Cumulative], across: Scale, up: Scale) -> list[str]:
    known = [
        (across.at(index + 1), up.at(point.actual)) for index, point in enumerate(series) if point.actual is not None
    ]
    if not known:
        return []
    start, last = (across.at(0), up.at(0)), known[-1]
    area = f"{polyline([start, *known])}L{n(last[0])} {n(up.at(0))}Z"
    index = max(index for index, point in enumerate(series) if point.actual is not None)
    ahead = [series[index].actual, *(point.forecast for point in series[index + 1 :])]
    made = (
        [path(area, fill=BAND), *_line(ahead, across, up, ACTUAL, 0.45, "0.6 0.8", first=index)]
        if index
        else [path(area, fill=BAND)]
    )
    made.append(path(polyline([start, *known]), ACTUAL, 0.75))
    made.append(dot(*last, 1.0, ACTUAL) if series[index].complete else dot(*last, 1.0, PAPER, ACTUAL, 0.45))
    return made


def _ends(goal: Goal, style: Style, across: Scale, up: Scale) -> list[str]:
    """Name the lines at their right ends, moved apart where they would touch; the actual is named at its last dot."""
    language = style.locale.language
    last_year = next((point.last_year for point in reversed(goal.series) if point.last_year is not None), None)
    places = decimals([goal.target, goal.forecast, goal.actual], goal.unit, style)
    named = [
        (word("plan", language), goal.target, PLAN, True),
        (word("forecast", language), goal.forecast, ACTUAL, True),
        (word("last_year", language), last_year, SECONDARY, False),
    ]
    labels = [
        (up.at(value), f"{name} {amount(value, goal.unit, places, style)}", colour, bold)
        for name, value, colour, bold in named
        if value is not None
    ]
    made, above = [], -APART
    for y, text, colour, bold in sorted(labels):
        above = max(y + 0.9, above + APART, TOP + 1)
        made.append(words(across.end + 1.4, above, text, 6.8, colour, bold=bold))
    return made


def _now(goal: Goal, style: Style, across: Scale, up: Scale) -> list[str]:
    """Write the actual and its share of the plan to date below the last dot."""
    index = max((index for index, point in enumerate(goal.series) if point.actual is not None), default=None)
    if index is None or goal.actual is None:
        return []
    value = amount(goal.actual, goal.unit, decimals([goal.target, goal.forecast, goal.actual], goal.unit, style), style)
    share = (
        ""
        if goal.attainment is None
        else f" ({word('attainment', style.locale.language)} {percent(goal.attainment, style.locale)})"
    )
    left = index + 1 <= len(goal.series) / 2
    at = across.at(index + 1) + (1.8 if left else -1.8)
    below = min(up.at(goal.series[index].actual or 0) + 4.4, up.at(0) - 1)
    return [
        words(
            at,
            below,
            f"{word('actual', style.locale.language)} {value}{share}",
            7.4,
            ACTUAL,
            "start" if left else "end",
            bold=True,
        )
    ]
