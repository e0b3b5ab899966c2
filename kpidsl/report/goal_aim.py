"""What is left of a goal's target at the close of a day, and over which days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.target_days import Asked
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import period_of
from kpidsl.model.records import Metric, Model
from kpidsl.report.choosing import baselines, chosen, windows
from kpidsl.report.goal_words import refusal
from kpidsl.report.measuring import Ask, Days, measure_days
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Diagnostic, Outcome

Better = Literal["higher", "lower"]
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is `wanted` of a goal over `days`: of a total what is left of the `target`, of a level the target itself."""

    window: TargetWindow
    actual: float | None
    target: float
    wanted: float
    days: Days
    better: Better


def aim_of(model: Model, ask: Ask, goal: Metric, day: date) -> Outcome[Aim | Refused | None]:
    """Return what is left of the goal's target at the close of the day."""
    calendar = model.manifest.calendar
    asked = chosen(calendar, goal, "month", period_of(calendar, "month", day), day)
    if asked is None:
        return Outcome(refusal("no_target", goal))
    based = measure_days(ask, calendar, baselines(calendar, {goal.name: asked}), day)
    window = windows(calendar, {goal.name: asked}, based.value, day).get(goal.name)
    if window is None:
        return Outcome(refusal("no_target", goal), based.diagnostics)
    measured = measure_days(ask, calendar, [(goal.name, (window.first, window.last))], day)
    found: tuple[Diagnostic, ...] = (*based.diagnostics, *measured.diagnostics)
    if any(each.severity == "error" for each in found):
        return Outcome(None, found)
    actual = as_float(measured.value.get((goal.name, (window.first, window.last))))
    return Outcome(_left(goal, asked, window, actual, day), found)


def _left(goal: Metric, asked: Asked, window: TargetWindow, actual: float | None, day: date) -> Aim | Refused:
    if window.value is None:
        return refusal(window.unresolved or "no_target", goal)
    if window.sense == "between" or goal.better == "within":
        return refusal("band", goal)
    if window.due <= day:
        return refusal("over", goal, day=window.due.isoformat())
    begun = window.first <= day
    if window.cumulative and begun and actual is None:
        return refusal("no_value", goal, leaf=goal.name)
    better: Better = "lower" if window.sense == "at_most" or goal.better == "lower" else "higher"
    rest = window.value - (actual or 0.0 if begun else 0.0) if window.cumulative else window.value
    if better == "lower" and window.cumulative and rest <= 0:
        return refusal("spent", goal)
    return Aim(
        window, actual if begun else None, window.value, rest, (max(window.first, day + _DAY), window.due), better
    )
