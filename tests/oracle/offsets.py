"""Functions over periods: each moves the days over which its argument is evaluated."""

from dataclasses import replace

from kpidsl.syntax import tree

from .aggregates import Scope
from .calendar import DAY, before, earlier_period, later, period_of
from .rows import Facts

OFFSETS = frozenset(("previous", "rolling", "to_date", "cumulative"))


def offset(facts: Facts, call: tree.Call, scope: Scope) -> Scope | None:
    """Return the scope in which the argument of an offset function is evaluated; None where there is no such period."""
    if scope.windowed:
        raise ValueError("an offset inside a window has no meaning that the language settles")
    match call.name.text:
        case "previous":
            return previous(facts, call, scope)
        case "rolling":
            return rolling(call, scope)
        case "to_date":
            return to_date(facts, call, scope)
    return replace(scope, first=None, windowed=True)


def previous(facts: Facts, call: tree.Call, scope: Scope) -> Scope | None:
    """Return the whole earlier period: the one before, or the same index a duration earlier."""
    match call.arguments[1:]:
        case (tree.Duration() as duration,):
            period = earlier_period(facts.calendar, scope.period, duration)
        case _:
            period = before(facts.calendar, scope.period)
    if period is None:
        return None
    return replace(scope, first=period.first, last=min(period.last, facts.as_of), period=period)


def rolling(call: tree.Call, scope: Scope) -> Scope:
    """Return the days of a duration that ends with the scope."""
    duration = call.arguments[1]
    assert isinstance(duration, tree.Duration)
    return replace(scope, first=later(scope.last + DAY, duration, -1), windowed=True)


def to_date(facts: Facts, call: tree.Call, scope: Scope) -> Scope:
    """Return the days from the start of the year, quarter ... that holds the scope's last day."""
    unit = call.arguments[1]
    assert isinstance(unit, tree.Reference)
    start = period_of(facts.calendar, scope.last, unit.parts[0].text).first
    return replace(scope, first=start, windowed=True)
