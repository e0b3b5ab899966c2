"""The days that targets are about, as far as their words alone tell."""

from datetime import date
from typing import NamedTuple

from kpidsl.model.calendar import Calendar, Period, period_of, read_period
from kpidsl.model.records import Metric
from kpidsl.syntax import tree

ABSOLUTE = frozenset({"reach", "at_least", "at_most"})
"""The senses of a target whose value is written as it is."""

_RANK = {"day": 0, "business_day": 0, "week": 1, "month": 2, "quarter": 3, "half": 4, "year": 5}
_CADENCES = {"daily": 0, "weekly": 1, "monthly": 2, "quarterly": 3, "half_yearly": 4, "yearly": 5}
SLOWEST = 3
"""The rank of a quarter."""


class Days(NamedTuple):
    """A first and a last day."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """Return how many days they are."""
        return (self.last - self.first).days + 1


def days_of(calendar: Calendar, target: tree.Target) -> Days | None:
    """Return the days of a dated target: those of `in P`, or from the start of the fiscal year that holds `by D`."""
    match target.when:
        case tree.When(preposition="in" | "by" as preposition, period=tree.Period(text=text)):
            read = read_period(calendar, text)
            if isinstance(read, Period):
                first = read.first if preposition == "in" else period_of(calendar, "fiscal_year", read.last).first
                return Days(first, read.last)
    return None


def when_words(target: tree.Target) -> str:
    """Return the words of a target's time, the same for the same time: `in FY2026`, `per month`, "" where none."""
    match target.when:
        case tree.When(preposition=preposition, period=tree.Period(text=text)):
            return f"{preposition} {text}"
        case tree.When(preposition=preposition, unit=tree.Word(text=text)):
            return f"{preposition} {text.removesuffix('s')}"
    return ""


def cadence_rank(cadence: str) -> int | None:
    """Return how slow a cadence is, 0 for daily; None where there is none."""
    return _CADENCES.get(cadence)


def target_rank(calendar: Calendar, target: tree.Target) -> int | None:
    """Return how long the time of a target is in the ranks of cadences, None where it is not of one length."""
    match target.when:
        case tree.When(unit=tree.Word(text=text)):
            # `5 per day` says how often; it is a total over each review period.
            rank = _RANK.get(text.removesuffix("s"))
            return rank if rank else None
        case tree.When(preposition="in", period=tree.Period(text=text)):
            read = read_period(calendar, text)
            return _RANK.get(read.grain.removeprefix("fiscal_")) if isinstance(read, Period) else None
    return None


def whole_targets(metric: Metric) -> tuple[tree.Target, ...]:
    """Return the targets that are not those of slices."""
    return tuple(each for each in metric.targets if each.slice is None)
