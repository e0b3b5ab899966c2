"""From a judged number to its row on the page."""

from collections.abc import Iterator
from typing import Literal

from kpidsl.analysis.limits import Side
from kpidsl.analysis.limits import Signal as Found
from kpidsl.analysis.numbers import Number
from kpidsl.model.calendar import Calendar
from kpidsl.report.board import Board, Judged
from kpidsl.report.choosing import extent_of
from kpidsl.report.naming import cadence_words, days_label, name_of, unit_of
from kpidsl.report.shares import achievement, due, is_band, is_capped, on_a_way
from kpidsl.report.wording import rule_words, signal_rule
from kpidsl.scorecard.figures import Absence, Bullet, Locale, Point, Signal
from kpidsl.scorecard.records import Row

SIDES: dict[Side, Literal["high", "low"]] = {"above": "high", "below": "low"}


def row_of(calendar: Calendar, judged: Judged, board: Board, locale: Locale) -> Row:
    """Return the row of a judged number."""
    metric, judgement, window = judged.metric, judged.judgement, judged.window
    target = due(judged)
    found = last_signal(judged)
    extent = extent_of(window, board.period, level=metric.kind == "stock")
    return Row(
        name=name_of(metric),
        unit=unit_of(metric),
        kind=metric.kind,
        direction=metric.better,
        actual=judged.actual,
        target=target,
        upper=judgement.upper if is_band(judged) else None,
        achievement=achievement(judged),
        status=judgement.status,
        rule=rule_words(judged, locale),
        window=extent,
        days=days_label(calendar, window.first, window.last) if window and extent == "within" else "",
        basis="gain" if on_a_way(window) else "level",
        absent=absent_of(judged),
        vs_previous=judged.versus_last.value,
        vs_last_year=judged.versus_year.value,
        change_style="points" if judged.versus_last.measure == "points" else "relative",
        series=tuple(points_of(judged, board)),
        target_line=_line(judged, board),
        limits=judged.readings[-1].limits,
        signal=Signal(SIDES[found.side], found.rule, signal_rule(found, locale)) if found else None,
        bullet=_bullet(judged),
        owner=metric.text("owner") or "",
        team=metric.text("team") or "",
        phase=metric.text("phase") or "",
        review=cadence_words(metric, locale),
        before=judged.earlier[-1].status if judged.earlier else None,
        pending=judgement.pending,
    )


def absent_of(judged: Judged) -> Absence | None:
    """Say why there is no number, None where there is one."""
    if judged.actual is not None:
        return None
    if judged.begun is not None and not judged.history.complete[judged.begun]:
        # There are rows, but all of them are still followed: nothing of them is decided yet.
        return "not_due"
    return "undefined" if judged.metric.kind == "rate" and judged.begun is not None else "no_data"


def points_of(judged: Judged, board: Board) -> Iterator[Point]:
    """Yield the shown periods; what is before the first data or still followed has no value."""
    series = judged.series
    start = len(judged.history.values) - len(series.values)
    places = zip(series.periods, series.complete, series.values, judged.readings, strict=True)
    for index, (period, done, value, reading) in enumerate(places):
        followed = not done and period.last <= board.day
        known = value if judged.begun is not None and start + index >= judged.begun and not followed else None
        side = SIDES[reading.outside] if reading.outside is not None else None
        why: Absence | None = "not_due" if followed else "no_data"
        yield Point(period.label, known, done, why if known is None else None, side, reading.limits)


def last_signal(judged: Judged) -> Found | None:
    """Return the strongest signal of the last shown period."""
    return min(judged.readings[-1].signals, key=lambda each: each.rule, default=None)


def _line(judged: Judged, board: Board) -> Number | None:
    """Return the target that the shown periods can be held against one by one, None where there is none."""
    window = judged.window
    if window is None or is_band(judged):
        return None
    if window.cumulative and (window.first, window.last) != (board.period.first, board.period.last):
        return None
    return window.value


def _bullet(judged: Judged) -> Bullet | None:
    target = due(judged)
    if target is None or judged.actual is None or target <= 0 or is_band(judged):
        return None
    bands, goal = judged.judgement.bands, float(target)
    base = judged.window.baseline or 0.0 if judged.window is not None and on_a_way(judged.window) else 0.0
    turns = (bands.at_risk, bands.behind)
    if is_capped(judged) and base <= goal:
        risk, behind = (goal * (2 - each) for each in turns)
    else:
        risk, behind = (base + (goal - base) * each for each in turns)
    return Bullet(judged.actual, target, None, risk, behind)
