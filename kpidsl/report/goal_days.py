"""A count of the plan cut to days, weeks, months and people, in whole numbers that add up to it."""

from dataclasses import replace
from datetime import date
from math import floor
from typing import Literal

from kpidsl.analysis.plan_chain import ceiling
from kpidsl.analysis.plan_time import DayNeed, Schedule, schedule
from kpidsl.model.calendar import Calendar
from kpidsl.model.records import Metric
from kpidsl.report.goal_leaves import heads
from kpidsl.report.measuring import Days


def cut(
    calendar: Calendar,
    metric: Metric,
    days: Days,
    needed: float,
    done: int,
    day: date,
    capacity: float | None,
    better: Literal["higher", "lower"],
) -> Schedule:
    """Return the whole number needed over the business days left, each person's part in turn the larger one."""
    total = ceiling(needed) if better == "higher" else floor(needed)
    made = schedule(calendar, days[0], days[1], total, done=done, as_of=day, heads=heads(metric), capacity=capacity)
    return replace(made, days=_in_turn(made.days)) if heads(metric) > 1 else made


def _in_turn(days: tuple[DayNeed, ...]) -> tuple[DayNeed, ...]:
    """Return the days with the odd ones of each going to the next people in line, so that nobody has them every day."""
    found: list[DayNeed] = []
    turn = 0
    for each in days:
        size = len(each.people) or 1
        at = -turn % size
        found.append(replace(each, people=each.people[at:] + each.people[:at]))
        turn = (turn + each.count % size) % size
    return tuple(found)
