"""Which days a target is about: from its words to dates.

The rules are those of the language reference. A flow's `in P` is the total of P; its `by D` and milestones cumulate
from the start of the `in` period of its targets that holds D, else of the fiscal year that holds D. A rate's `in P` is
the ratio over P; its `by D` that of the review period that holds D. A stock is the value at the end. `per month` binds
each month alone; on a flow `5 per day` and `1 every 2 days` are a total over each review period.

A flow that is to change `by D` is compared like for like: over the days of the period of the `vs` period's own grain
that holds D, so that `x2 vs 2026-09 by 2027-03` asks for a month of twice the size.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kpidsl.analysis.baseline import is_change
from kpidsl.analysis.pace import Counting
from kpidsl.analysis.standing import Kind
from kpidsl.model.cadences import GRAIN_OF
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
_LONGEST_INTERVAL = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A target with what it stands among: the kind of its metric, its review grain, and the metric's other targets."""

    target: tree.Target
    kind: Kind
    review: Grain = "month"
    siblings: tuple[tree.Target, ...] = ()
    milestones: tuple[tree.Milestone, ...] = ()


def review_grain(cadence: str | None) -> Grain:
    """Return the periods that a review cadence looks at; a KPI without one is looked at monthly."""
    return GRAIN_OF.get(cadence or "monthly", "month")


def milestone_as_target(milestone: tree.Milestone) -> tree.Target:
    """Return the milestone as the target that it is: `VALUE by DATE`."""
    when = tree.When("by", milestone.by, None, milestone.span)
    return tree.Target("reach", milestone.value, None, False, None, when, None, None, milestone.span)


def baseline_days(calendar: Calendar, asked: Asked) -> tuple[date, date] | None:
    """Return the days over which the baseline is to be measured, or None where the target needs none.

    For a change they are the `vs` period. A stock starts from its value at the close of the day before its way begins.
    """
    if is_change(asked.target):
        versus = period_written(calendar, asked.target.versus)
        return (versus.first, versus.last) if versus else None
    when = asked.target.when
    if asked.kind != "stock" or when is None or (period := period_written(calendar, when.period)) is None:
        return None
    before = _start(calendar, asked, when.preposition, period) - _DAY
    return before, before


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a target: `begins` where a level is on its way from a baseline; its value counts `times` over."""

    first: date
    last: date
    due: date
    begins: date | None = None
    times: float = 1.0
    counting: Counting = "business_days"


def days_of(calendar: Calendar, asked: Asked, day: date) -> Days | None:
    """Return the days of the target that a day is judged in, or None where its words name none."""
    target = asked.target
    if target.interval is not None:
        return _every(calendar, asked, target.interval, day)
    match target.when:
        case None:
            return _whole(period_of(calendar, asked.review, day))
        case tree.When(preposition="per", unit=tree.Word(text=unit)):
            return _per(calendar, asked, unit.removesuffix("s"), day)
        case tree.When(preposition="in" | "by" as preposition, period=written):
            period = period_written(calendar, written)
            return _dated(calendar, asked, preposition, period, day) if period else None
    return None


def _whole(period: Period, times: float = 1.0, counting: Counting = "business_days") -> Days:
    return Days(period.first, period.last, period.last, times=times, counting=counting)


def _per(calendar: Calendar, asked: Asked, unit: str, day: date) -> Days | None:
    if asked.kind == "flow" and unit in ("day", "business_day"):
        return _repeated(calendar, asked, unit, 1, day)
    return next((_whole(period_of(calendar, grain, day)) for grain in GRAINS if grain == unit), None)


def _every(calendar: Calendar, asked: Asked, interval: tree.Duration, day: date) -> Days | None:
    if interval.unit in ("day", "business_day"):
        return _repeated(calendar, asked, interval.unit, interval.count, day)
    for grain in GRAINS:
        if grain == interval.unit and 0 < interval.count <= _LONGEST_INTERVAL:
            index = index_of(calendar, grain, day) // interval.count * interval.count
            first, last = at_index(calendar, grain, index), at_index(calendar, grain, index + interval.count - 1)
            return Days(first.first, last.last, last.last)
    return None


def _repeated(calendar: Calendar, asked: Asked, unit: str, count: int, day: date) -> Days | None:
    period = period_of(calendar, asked.review, day)
    if count <= 0:
        return None
    days = period.days if unit == "day" else business_days(calendar, period.first, period.last)
    return _whole(period, _times(days, count), "days" if unit == "day" else "business_days")


def _times(days: int, count: int) -> float:
    """Return how often something every `count` days is due in so many: an interval that is cut asks for none.

    Of what is to be done every other day a month of 31 days holds 15 or 16, by the day on which it began; 15 will do.
    """
    return float(days // count) or days / count


def _dated(calendar: Calendar, asked: Asked, preposition: str, period: Period, day: date) -> Days:
    if asked.kind == "flow":
        return Days(_start(calendar, asked, preposition, period), period.last, period.last)
    if asked.kind == "stock":
        first = _start(calendar, asked, preposition, period)
        return Days(first, period.last, period.last, first)
    if preposition == "in":
        return _whole(period)
    due = period_of(calendar, asked.review, period.last)
    now = due if day >= due.first else period_of(calendar, asked.review, day)
    versus = period_written(calendar, asked.target.versus) if is_change(asked.target) else None
    begins = min(versus.last + _DAY, due.first) if versus else None
    return Days(now.first, now.last, due.last, begins)


def _start(calendar: Calendar, asked: Asked, preposition: str, period: Period) -> date:
    """Return the day from which a flow is counted or a stock is on its way."""
    versus = period_written(calendar, asked.target.versus) if is_change(asked.target) else None
    if versus and asked.kind == "stock":
        return min(versus.last + _DAY, period.first if preposition == "in" else period.last)
    if preposition == "in":
        return period.first
    if versus:
        return period_of(calendar, asked.review if versus.grain == "day" else versus.grain, period.last).first
    for sibling in asked.siblings:
        if sibling.when and sibling.when.preposition == "in":
            around = period_written(calendar, sibling.when.period)
            if around and period.last in around:
                return around.first
    return period_of(calendar, "fiscal_year", period.last).first


def period_written(calendar: Calendar, written: tree.Period | None) -> Period | None:
    """Return the period that was written, or None where nothing, or no period, was."""
    return parse_period(calendar, written.text) if written else None
