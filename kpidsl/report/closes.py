"""The closes before: how a number stood then by the same target, so that one odd period does not turn its status.

A status among on track, at risk and behind changes once the change was seen at two closes in a row (domain section 3e,
hysteresis of one period). A verdict on days that are over is a fact and shown at once, and a target that has just begun
has no closes before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kpidsl.analysis.rollup import settled
from kpidsl.analysis.standing import Bands, Judgement, Status
from kpidsl.analysis.status import judge
from kpidsl.analysis.target_days import Asked, baseline_days
from kpidsl.analysis.target_window import TargetWindow, window_on
from kpidsl.model.calendar import Calendar, Period, following
from kpidsl.model.records import Metric
from kpidsl.report.measuring import Days, Series
from kpidsl.report.roads import Road

BACK = 2
"""Closes looked back at: enough to see whether the last change was seen twice."""

_OVER = frozenset({"total", "reached"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """A close before, the window of the same target then, and the days to measure.

    `same` where it is the very window of now; else it is an earlier one, such as the month before of a monthly target.
    """

    close: date
    window: TargetWindow
    days: Days
    same: bool


def earlier_closes(
    calendar: Calendar, period: Period, asked: Asked, window: TargetWindow, measured: Mapping[tuple[str, Days], Any],
    name: str,
) -> tuple[Earlier, ...]:  # fmt: skip
    """Return the closes before a page's period at which the target was under way, the oldest first."""
    found = []
    based = baseline_days(calendar, asked)
    baseline = measured.get((name, based)) if based else None
    for back in range(BACK, 0, -1):
        close = following(calendar, period, -back).last
        then = window_on(calendar, asked, close, baseline)
        if then is not None and max(then.begins, then.first) <= close:
            same = (then.begins, then.due) == (window.begins, window.due)
            found.append(Earlier(close, then, (then.first, min(then.last, close)), same))
    return tuple(found)


def wanted(name: str, earlier: tuple[Earlier, ...], series: Series) -> Iterator[tuple[str, Days]]:
    """Yield what of the closes before has still to be measured: what is a period of the series is there already."""
    known = {(each.first, each.last) for each in series.periods}
    yield from ((name, each.days) for each in earlier if each.days not in known)


def judged_before(
    calendar: Calendar,
    metric: Metric,
    road: Road,
    bands: Bands,
    earlier: tuple[Earlier, ...],
    series: Series,
    begun: int,
    measured: Mapping[tuple[str, Days], Any],
) -> tuple[Judgement, ...]:
    """Return the judgements at the closes before, each by itself; before the first row (`begun`) there is no value."""
    since = series.periods[begun].first
    known = {(each.first, each.last): value for each, value in zip(series.periods, series.values, strict=True)}
    made = []
    for each in earlier:
        actual = known.get(each.days, measured.get((metric.name, each.days))) if since <= each.close else None
        made.append(judge(road.standing(calendar, each.window, each.close, actual, metric), bands))
    return tuple(made)


def steadied(now: Judgement, before: tuple[Judgement, ...], earlier: tuple[Earlier, ...]) -> Judgement:
    """Return a judgement whose status is held back where its change was seen once only."""
    same = [each.status for each, close in zip(before, earlier, strict=True) if close.same]
    if now.rule in _OVER or not same:
        return now
    statuses: list[Status] = [*same, now.status]
    shown = settled(statuses)
    return now if shown is None or shown == now.status else replace(now, status=shown, pending=now.status)
