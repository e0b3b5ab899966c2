"""What a target asks: a window of days, the value due in it, and what is due on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.baseline import Unresolved, target_value
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.pace import Counting
from kpidsl.analysis.standing import Sense
from kpidsl.analysis.target_days import Asked, Days, days_of, period_written
from kpidsl.model.calendar import Calendar
from kpidsl.syntax import tree


@dataclass(frozen=True, slots=True)
class TargetWindow:
    """A target on certain days.

    Measure the metric over `first` to `last`, or to the as-of where that is earlier; of a stock that is the last value.
    `value` (up to `upper`, for a band) is due at the close of `due`; it is None where it hangs on a baseline that gives
    none, for `unresolved`. `cumulative`: the total grows towards the value. A level's way starts from `baseline` on the
    day `begins`; without a baseline it is judged by its level. `checkpoints` are values due on the way, in order.
    `counting` says which days make shares.
    """

    first: date
    last: date
    due: date
    value: float | None
    sense: Sense
    cumulative: bool
    begins: date
    upper: float | None = None
    baseline: float | None = None
    counting: Counting = "business_days"
    checkpoints: tuple[tuple[date, float], ...] = ()
    unresolved: Unresolved | None = None

    @property
    def due_later(self) -> bool:
        """Say whether the days to measure come before those that the target is about."""
        return self.last < self.due


def window_on(calendar: Calendar, asked: Asked, day: date, baseline: Number | None = None) -> TargetWindow | None:
    """Return the window of the target that a day is judged in, or None where its words name no days.

    That is the one window of `in P` and, on flows and stocks, of `by D`, whatever the day; the period that holds the
    day for `per` and for a target without a time; for a rate `by D` the review period of D, before that the one that
    holds the day. `baseline` is what was measured over `baseline_days`.
    """
    days = days_of(calendar, asked, day)
    if days is None:
        return None
    target, cumulative = asked.target, asked.kind == "flow"
    asks, times = target_value(target, baseline), days.times if cumulative else 1.0
    upper = as_float(target.upper.value) if target.upper else None
    return TargetWindow(
        first=days.first,
        last=days.last,
        due=days.due,
        value=None if asks.value is None else asks.value * times,
        upper=None if upper is None else upper * times,
        sense=_sense(target),
        cumulative=cumulative,
        begins=days.begins or days.first,
        baseline=as_float(baseline) if days.begins else None,
        counting=days.counting,
        checkpoints=_checkpoints(calendar, asked.milestones, days),
        unresolved=asks.unresolved,
    )


def _checkpoints(
    calendar: Calendar, milestones: Sequence[tree.Milestone], days: Days
) -> tuple[tuple[date, float], ...]:
    begins = days.begins or days.first
    dated = [(period_written(calendar, each.by), as_float(each.value.value)) for each in milestones]
    inside = {period.last: value for period, value in dated if period and value is not None}
    return tuple(sorted((day, value) for day, value in inside.items() if begins <= day < days.due))


def _sense(target: tree.Target) -> Sense:
    match target.sense:
        case "at_least" | "at_most" | "between" | "hold" as sense:
            return sense
        case _:
            return "reach"
