"""Which target a number is judged by at a close, over which days, and by which bands."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from kpidsl.analysis.standing import DEFAULT_BANDS, Bands
from kpidsl.analysis.target_days import Asked, baseline_days, milestone_as_target
from kpidsl.analysis.target_window import TargetWindow, window_on
from kpidsl.model.calendar import Calendar, Grain, Period
from kpidsl.model.records import Manifest, Metric
from kpidsl.report.measuring import Days
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

_NO_BASE = {
    "no_baseline": Said("has no value", "記録がありません"),
    "zero_baseline": Said("is 0", " 0 です"),
    "negative_baseline": Said("is below 0", " 0 を下回っています"),
}


def chosen(calendar: Calendar, metric: Metric, grain: Grain, period: Period, day: date) -> Asked | None:
    """Return the target that a metric is judged by at the close of a day, on a page about a period.

    Of the targets whose days hold the day a KPI is judged by the shortest, a goal by the longest; else by the next one
    to come. A target that was due before the period began is over and judges nothing. A milestone stands in where
    there is no target, and where it falls due in the period itself; targets of slices are left to their own pages.
    """
    plain = [each for each in metric.targets if each.slice is None]
    options = [Asked(each, metric.kind, grain, tuple(plain), metric.milestones) for each in plain]
    if not options:
        options = [Asked(milestone_as_target(each), metric.kind, grain) for each in metric.milestones]
    dated = [(window, each) for each in options if (window := window_on(calendar, each, day)) is not None]
    alive = [pair for pair in dated if pair[0].due >= min(day, period.first)]
    now = [(window, each) for window, each in alive if window.begins <= day <= window.due]
    if now:
        pick = max if metric.role == "kgi" else min
        window, found = pick(now, key=lambda pair: (pair[0].due - pair[0].begins).days)
        return _milestone_due(calendar, metric, grain, period, day, window) or found
    ahead = [(window, each) for window, each in alive if window.due >= day]
    if ahead:
        return min(ahead, key=lambda pair: pair[0].due)[1]
    return max(alive, key=lambda pair: pair[0].due)[1] if alive else None


def _milestone_due(
    calendar: Calendar, metric: Metric, grain: Grain, period: Period, day: date, window: TargetWindow
) -> Asked | None:
    """Return the milestone of a rate that falls due in a period, where its target is due on a later day.

    A rate has no way of its own to a later day, on which a milestone could be a point: it is due by itself.
    """
    if metric.kind != "rate" or window.due <= period.last:
        return None
    options = (Asked(milestone_as_target(each), metric.kind, grain) for each in metric.milestones)
    dated = [(each, found.due) for each in options if (found := window_on(calendar, each, day)) is not None]
    due = [(last, each) for each, last in dated if period.first <= last <= period.last]
    return max(due, key=lambda pair: pair[0])[1] if due and window.first >= period.first else None


def baselines(calendar: Calendar, asked: Mapping[str, Asked]) -> list[tuple[str, Days]]:
    """Return what has to be measured before the targets have their values."""
    return [(name, days) for name, each in asked.items() if (days := baseline_days(calendar, each)) is not None]


def windows(
    calendar: Calendar, asked: Mapping[str, Asked], measured: Mapping[tuple[str, Days], Any], day: date
) -> dict[str, TargetWindow]:
    """Return the window of every target, with the baselines that were measured."""
    made = {}
    for name, each in asked.items():
        days = baseline_days(calendar, each)
        window = window_on(calendar, each, day, measured.get((name, days)) if days else None)
        if window is not None:
            made[name] = window
    return made


def unresolved(metric: Metric, asked: Asked, window: TargetWindow) -> Diagnostic | None:
    """Return the finding about a target that hangs on a baseline which gives it no value, None where it has one."""
    if window.unresolved is None or asked.target.versus is None:
        return None
    text = f"{asked.target.value.text} vs {asked.target.versus.text}"
    why = _NO_BASE[window.unresolved]
    return finding("K629", asked.target.span, name=metric.name, text=text, period=asked.target.versus.text, why=why)


def bands_of(metric: Metric, manifest: Manifest) -> Bands:
    """Return the bands that the metric's `status` clause writes, else the project's, else the usual ones.

    Where only one is written the other keeps its usual place, but never stands on the wrong side of the written one.
    """
    clause = metric.clause("status")
    if clause is None or not isinstance(clause.value, tree.Bands):
        return _bands(manifest.status, DEFAULT_BANDS)
    written = {word.text: float(number.value) for word, number in clause.value.items}
    return _bands(written, _bands(manifest.status, DEFAULT_BANDS))


def _bands(written: Mapping[str, float], usual: Bands) -> Bands:
    at_risk = written.get("at_risk", max(usual.at_risk, written.get("behind", 0.0)))
    behind = written.get("behind", min(usual.behind, at_risk))
    return Bands(at_risk, min(behind, at_risk))


Extent = Literal["period", "to_date", "within"]


def extent_of(window: TargetWindow | None, period: Period, *, level: bool) -> Extent:
    """Say whether a window's days are those of the page, begin before them (a total to date), or lie within them.

    Days that are over before the page's begin, of what is followed for a while, are named like those within it.
    """
    if window is None or level or (window.first, window.last) == (period.first, period.last):
        return "period"
    if window.last < period.first:
        return "within"
    return "to_date" if window.first < period.first else "within"
