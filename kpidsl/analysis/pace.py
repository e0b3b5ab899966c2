"""How much of a period has passed, what was due by then, and what the remaining days have to bring.

Days are business days unless a target counts calendar days. As of a day means at its close: the day counts as passed.
Source: domain section 3e (business-day pro rata, 必要日次 = 残目標 / 残営業日).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.model.calendar import Calendar, business_days

Counting = Literal["business_days", "days"]


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days of a range that have passed, of how many."""

    days: int
    total: int

    @property
    def share(self) -> float:
        """Return the passed share, 0 to 1."""
        return self.days / self.total

    @property
    def remaining(self) -> int:
        """Return the days still to come."""
        return self.total - self.days


def elapsed(
    calendar: Calendar, first: date, last: date, as_of: date, counting: Counting = "business_days"
) -> Elapsed | None:
    """Return the days of the range passed at the close of `as_of`, or None where the range has not begun.

    A range without business days is counted in calendar days, so that it has a share at all.
    """
    if as_of < first or last < first:
        return None
    until = min(as_of, last)
    if counting == "business_days" and (total := business_days(calendar, first, last)):
        return Elapsed(business_days(calendar, first, until), total)
    return Elapsed((until - first).days + 1, (last - first).days + 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a total stands on its way.

    `expected` = target * share; `pace` = actual / expected (None where nothing is due yet or the target is not above
    0); `required` = (target - actual) / remaining days, 0 once reached and None when no day is left; `run_rate` =
    actual / share, the total that the present speed leads to (None before the first day).
    """

    elapsed: Elapsed
    expected: float
    pace: float | None
    required: float | None
    run_rate: float | None


def pace(actual: Number | None, target: Number | None, passed: Elapsed) -> Pace | None:
    """Return the pace of a total towards a target of the whole range, or None where either has no value."""
    reached, goal = as_float(actual), as_float(target)
    if reached is None or goal is None:
        return None
    expected = goal * passed.share
    return Pace(
        elapsed=passed,
        expected=expected,
        pace=reached / expected if expected > 0 else None,
        required=max(0.0, goal - reached) / passed.remaining if passed.remaining else None,
        run_rate=reached / passed.share if passed.days else None,
    )
