"""A plan in time: when each stage has to happen for its results to fall due, cut to days and people in whole numbers.

What a stage needs in month m is what the next stage needs in month m + lag, over the rate between them. A month's count
goes to its business days by weight (1, or a weekday profile) and to people evenly, by largest remainder, so that
sums are exact. Source: domain section 3a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.plan_chain import ceiling
from kpidsl.analysis.rounding import largest_remainder, spread
from kpidsl.model.calendar import Calendar, Period, is_business_day, period_of

Unscheduled = Literal["no_rate", "no_target", "no_days_left", "no_people", "already_met"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the chain: `rate` at which it turns into the one above it, `lag` periods later."""

    name: str
    rate: Number | None
    lag: int = 0


@dataclass(frozen=True, slots=True)
class StageNeed:
    """What a stage needs in each period, in whole numbers; `late` is what would have had to happen before the first."""

    name: str
    needs: tuple[int, ...]
    late: int = 0


def stage_needs(
    targets: Sequence[Number], top: str, stages: Sequence[Stage]
) -> tuple[tuple[StageNeed, ...], Unscheduled | None]:
    """Return the needs of the top count per period and of each stage under it, the one next to the top first.

    Each stage's total is a ceiling, and its periods add up to it. Targets of the last periods that reach beyond the end
    are not known here, so the last `lag` periods of a stage hold nothing for them.
    """
    goals = [as_float(target) for target in targets]
    wanted = [goal for goal in goals if goal is not None]
    if len(wanted) < len(goals) or not wanted:
        return (), "no_target"
    exact = dict(enumerate(wanted))
    found = [_need(top, exact, len(wanted))]
    for stage in stages:
        rate = as_float(stage.rate)
        if rate is None or rate <= 0:
            return tuple(found), "no_rate"
        exact = {at - stage.lag: need / rate for at, need in exact.items()}
        found.append(_need(stage.name, exact, len(wanted)))
    return tuple(found), None


def _need(name: str, exact: Mapping[int, float], periods: int) -> StageNeed:
    inside = [max(0.0, exact.get(at, 0.0)) for at in range(periods)]
    late = sum(max(0.0, need) for at, need in exact.items() if at < 0)
    return StageNeed(name, largest_remainder(inside, ceiling(sum(inside))), ceiling(late))


@dataclass(frozen=True, slots=True)
class DayNeed:
    """What a business day has to bring, and what each of the people, in order; `overloaded` where it is too much."""

    day: date
    count: int
    people: tuple[int, ...]
    overloaded: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A count by business day, and added up by week and by month (`closing_day` months, weeks of the calendar).

    `per_head` is the mean for a person and business day; `overload` how many more than `capacity` per head and day it
    asks for over all days, in counts; 0 where it fits, None without a capacity.
    """

    total: int
    days: tuple[DayNeed, ...]
    weeks: tuple[tuple[Period, int], ...]
    months: tuple[tuple[Period, int], ...]
    per_head: float | None
    overload: int | None
    reason: Unscheduled | None = None


def schedule(
    calendar: Calendar,
    first: date,
    last: date,
    total: int,
    *,
    done: int = 0,
    as_of: date | None = None,
    heads: int = 1,
    capacity: Number | None = None,
    weekdays: Sequence[Number] = (1, 1, 1, 1, 1, 1, 1),
) -> Schedule:
    """Return what is left of `total` after `done`, over the business days that remain after the close of `as_of`.

    `capacity` is what one person can do on a day; `weekdays` are weights from Monday to Sunday.
    """
    left = total - done
    if left <= 0:
        return _nothing(max(left, 0), "already_met")
    begin = first if as_of is None else max(first, as_of + timedelta(1))
    days = [begin + timedelta(at) for at in range((last - begin).days + 1)]
    days = [day for day in days if is_business_day(calendar, day)]
    counts = spread(left, [weekdays[day.weekday()] for day in days])
    if counts is None or heads <= 0:
        return _nothing(left, "no_days_left" if counts is None else "no_people")
    limit = as_float(capacity)
    needs = tuple(_day(day, count, heads, limit) for day, count in zip(days, counts, strict=True))
    return Schedule(
        total=left,
        days=needs,
        weeks=_added(calendar, "week", needs),
        months=_added(calendar, "month", needs),
        per_head=left / heads / len(days),
        overload=None if limit is None else sum(max(0, ceiling(each.count - heads * limit)) for each in needs),
    )


def _nothing(left: int, reason: Unscheduled) -> Schedule:
    return Schedule(left, (), (), (), None, None, reason)


def _day(day: date, count: int, heads: int, capacity: float | None) -> DayNeed:
    people = (count,) if heads == 1 else spread(count, [1] * heads) or ()
    return DayNeed(day, count, people, capacity is not None and max(people, default=0) > capacity)


def _added(
    calendar: Calendar, grain: Literal["week", "month"], days: Sequence[DayNeed]
) -> tuple[tuple[Period, int], ...]:
    sums: list[tuple[Period, int]] = []
    for each in days:
        if sums and each.day <= sums[-1][0].last:
            sums[-1] = sums[-1][0], sums[-1][1] + each.count
        else:
            sums.append((period_of(calendar, grain, each.day), each.count))
    return tuple(sums)
