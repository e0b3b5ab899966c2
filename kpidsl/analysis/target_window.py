"""What a target asks, and of which days: from its words to a window of days and the value due in it.

The rules are those of the language reference. A flow's `in P` is the total of P; its `by D` and milestones cumulate
from the start of the `in` period of its targets that holds D, else of the fiscal year that holds D. A rate's `in P` is
the ratio over P; its `by D` that of the review period that holds D. A stock is the value at the end. `per month` binds
each month alone; on a flow `5 per day` and `1 every 2 days` are a total over each review period.

A flow that is to change `by D` is compared like for like: over the days of the period of the `vs` period's own grain
that holds D, so that `x2 vs 2026-09 by 2027-03` asks for a month of twice the size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpidsl.analysis.baseline import Unresolved, is_change, target_value
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.pace import Counting
from kpidsl.analysis.standing import Kind, Sense
from kpidsl.model.calendar import (
    GRAINS,
    Calendar,
    Grain,
    Period,
    at_index,
    business_days,
    index_of,
    parse_period,
    period_of,
)
from kpidsl.syntax import tree

_DAY = timedelta(1)


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A target with what it stands among: the kind of its metric, its review grain, and the metric's other targets."""

    target: tree.Target
    kind: Kind
    review: Grain = "month"
    siblings: tuple[tree.Target, ...] = ()
    milestones: tuple[tree.Milestone, ...] = ()


def milestone_as_target(milestone: tree.Milestone) -> tree.Target:
    """Return the milestone as the target that it is: `VALUE by DATE`."""
    when = tree.When("by", milestone.by, None, milestone.span)
    return tree.Target("reach", milestone.value, None, False, None, when, None, None, milestone.span)


def baseline_days(calendar: Calendar, asked: Asked) -> tuple[date, date] | None:
    """Return the days over which the baseline is to be measured, or None where the target needs none.

    For a change they are the `vs` period. A stock starts from its value at the close of the day before its way begins.
    """
    if is_change(asked.target):
        versus = _read(calendar, asked.target.versus)
        return (versus.first, versus.last) if versus else None
    when = asked.target.when
    if asked.kind != "stock" or when is None or (period := _read(calendar, when.period)) is None:
        return None
    before = _start(calendar, asked, when.preposition, period) - _DAY
    return before, before


def window_on(calendar: Calendar, asked: Asked, day: date, baseline: Number | None = None) -> TargetWindow | None:
    """Return the window of the target that a day is judged in, or None where its words name no days.

    That is the one window of `in P` and, on flows and stocks, of `by D`, whatever the day; the period that holds the
    day for `per` and for a target without a time; for a rate `by D` the review period of D, before that the one that
    holds the day. `baseline` is what was measured over `baseline_days`.
    """
    days = _days(calendar, asked, day)
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


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of a target: `begins` where a level is on its way from a baseline; its value counts `times` over."""

    first: date
    last: date
    due: date
    begins: date | None = None
    times: float = 1.0
    counting: Counting = "business_days"


def _days(calendar: Calendar, asked: Asked, day: date) -> _Days | None:
    target = asked.target
    if target.interval is not None:
        return _every(calendar, asked, target.interval, day)
    match target.when:
        case None:
            return _whole(period_of(calendar, asked.review, day))
        case tree.When(preposition="per", unit=tree.Word(text=unit)):
            return _per(calendar, asked, unit, day)
        case tree.When(preposition="in" | "by" as preposition, period=written):
            period = _read(calendar, written)
            return _dated(calendar, asked, preposition, period, day) if period else None
    return None


def _whole(period: Period, times: float = 1.0, counting: Counting = "business_days") -> _Days:
    return _Days(period.first, period.last, period.last, times=times, counting=counting)


def _per(calendar: Calendar, asked: Asked, unit: str, day: date) -> _Days | None:
    if asked.kind == "flow" and unit in ("day", "business_day"):
        return _repeated(calendar, asked, unit, 1, day)
    return next((_whole(period_of(calendar, grain, day)) for grain in GRAINS if grain == unit), None)


def _every(calendar: Calendar, asked: Asked, interval: tree.Duration, day: date) -> _Days | None:
    if interval.unit in ("day", "business_day"):
        return _repeated(calendar, asked, interval.unit, interval.count, day)
    for grain in GRAINS:
        if grain == interval.unit and interval.count > 0:
            index = index_of(calendar, grain, day) // interval.count * interval.count
            first, last = at_index(calendar, grain, index), at_index(calendar, grain, index + interval.count - 1)
            return _Days(first.first, last.last, last.last)
    return None


def _repeated(calendar: Calendar, asked: Asked, unit: str, count: int, day: date) -> _Days | None:
    period = period_of(calendar, asked.review, day)
    if count <= 0:
        return None
    if unit == "day":
        return _whole(period, period.days / count, "days")
    return _whole(period, business_days(calendar, period.first, period.last) / count)


def _dated(calendar: Calendar, asked: Asked, preposition: str, period: Period, day: date) -> _Days:
    if asked.kind == "flow":
        return _Days(_start(calendar, asked, preposition, period), period.last, period.last)
    if asked.kind == "stock":
        first = _start(calendar, asked, preposition, period)
        return _Days(first, period.last, period.last, first)
    if preposition == "in":
        return _whole(period)
    due = period_of(calendar, asked.review, period.last)
    now = due if day >= due.first else period_of(calendar, asked.review, day)
    versus = _read(calendar, asked.target.versus) if is_change(asked.target) else None
    begins = min(versus.last + _DAY, due.first) if versus else None
    return _Days(now.first, now.last, due.last, begins)


def _start(calendar: Calendar, asked: Asked, preposition: str, period: Period) -> date:
    """Return the day from which a flow is counted or a stock is on its way."""
    versus = _read(calendar, asked.target.versus) if is_change(asked.target) else None
    if versus and asked.kind == "stock":
        return min(versus.last + _DAY, period.first if preposition == "in" else period.last)
    if preposition == "in":
        return period.first
    if versus:
        return period_of(calendar, asked.review if versus.grain == "day" else versus.grain, period.last).first
    for sibling in asked.siblings:
        if sibling.when and sibling.when.preposition == "in":
            around = _read(calendar, sibling.when.period)
            if around and period.last in around:
                return around.first
    return period_of(calendar, "fiscal_year", period.last).first


def _checkpoints(
    calendar: Calendar, milestones: Sequence[tree.Milestone], days: _Days
) -> tuple[tuple[date, float], ...]:
    begins = days.begins or days.first
    dated = [(_read(calendar, each.by), as_float(each.value.value)) for each in milestones]
    inside = {period.last: value for period, value in dated if period and value is not None}
    return tuple(sorted((day, value) for day, value in inside.items() if begins <= day < days.due))


def _sense(target: tree.Target) -> Sense:
    match target.sense:
        case "at_least" | "at_most" | "between" | "hold" as sense:
            return sense
        case _:
            return "reach"


def _read(calendar: Calendar, written: tree.Period | None) -> Period | None:
    return parse_period(calendar, written.text) if written else None
