"""The periods that a request asks for, and the bounds of the rows that fall in them."""

from datetime import date, timedelta

from kpidsl.model.calendar import (
    Calendar,
    Period,
    between,
    count_between,
    following,
    local_day,
    period_of,
    start_instant,
)
from kpidsl.query.plan import Edge, PlannedPeriod, Request
from kpidsl.text.diagnostic import Outcome, finding

PERIODS_AT_MOST = 4000
"""Ten years of days; more is a mistake, and would be an unreadable statement."""

ONE_DAY = timedelta(days=1)


def plan_periods(calendar: Calendar, request: Request) -> Outcome[tuple[PlannedPeriod, ...]]:
    """Return the periods of a request in order, or the finding that says why the range cannot be asked."""
    if request.pieces:
        first, last = request.pieces[0].first, request.pieces[-1].last
        return Outcome(_planned(calendar, request, request.pieces, first, last))
    first, last = bounds(calendar, request)
    if last < first:
        return Outcome((), (finding("K505", None, first=first.isoformat(), last=last.isoformat()),))
    count = count_between(calendar, request.grain, first, last)
    if count > PERIODS_AT_MOST:
        return Outcome((), (finding("K506", None, count=count, most=PERIODS_AT_MOST),))
    return Outcome(_planned(calendar, request, between(calendar, request.grain, first, last), first, last))


def _planned(
    calendar: Calendar, request: Request, periods: tuple[Period, ...], first: date, last: date
) -> tuple[PlannedPeriod, ...]:
    planned = []
    for index, period in enumerate(periods):
        inside_first, inside_last = max(period.first, first), min(period.last, last)
        whole = inside_first == period.first and inside_last == period.last
        over = start_instant(calendar, period.last + ONE_DAY) <= request.as_of
        due = start_instant(calendar, inside_first) < request.as_of
        planned.append(PlannedPeriod(index, period, inside_first, inside_last, whole and over, due))
    return tuple(planned)


def bounds(calendar: Calendar, request: Request) -> tuple[date, date]:
    """Return the first and the last day of a request, with the defaults filled in."""
    today = request.whole_day or local_day(calendar, request.as_of)
    last = request.last or period_of(calendar, request.grain, today).last
    if request.first is not None:
        return request.first, last
    return following(calendar, period_of(calendar, request.grain, last), -12).first, last


def edges(calendar: Calendar, periods: tuple[PlannedPeriod, ...], request: Request) -> tuple[Edge, ...]:
    """Return the bounds of the buckets of all periods that have begun; none where no period has."""
    due = [each for each in periods if each.due]
    if not due:
        return ()
    end = Edge(due[-1].last + ONE_DAY)
    if start_instant(calendar, end.day) > request.as_of:
        today = local_day(calendar, request.as_of - timedelta(microseconds=1))
        exact = start_instant(calendar, today + ONE_DAY) == request.as_of
        end = Edge(today + ONE_DAY, None if exact else request.as_of)
    return (*(Edge(each.first) for each in due), end)
