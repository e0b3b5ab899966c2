"""The numbers of a bridge in one statement: both ends, and the periods before the later one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kpidsl.analysis.numbers import as_float
from kpidsl.model.calendar import Calendar, Period, following
from kpidsl.query.plan import Request
from kpidsl.report.measuring import Ask, Series, end_of
from kpidsl.text.diagnostic import Outcome

PERIODS = 12
_DAY = timedelta(1)

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Every number at both ends (`before` is empty where only one was asked), and period by period up to the later."""

    before: Values
    after: Values
    series: Mapping[str, Series]


def measured_ends(
    ask: Ask, calendar: Calendar, names: tuple[str, ...], first: Period | None, last: Period, day: date
) -> Outcome[Measured | None]:
    """Return the numbers of `names` with the rows up to the close of `day`: in `first`, in `last`, and in the 12
    periods of its grain up to it.
    """
    history = [following(calendar, last, at) for at in range(1 - PERIODS, 0)] + [last]
    spans = [(each.first, each.last) for each in history]
    pieces, apart = history, first is not None and (first.first, first.last) not in spans
    if first is not None and apart and first.last < history[0].first:
        pieces, apart = [first, *_between(first, history[0]), *history], False
    answer = ask(Request(names, end_of(calendar, day), day, pieces=tuple(pieces)))
    other = ask(Request(names, end_of(calendar, day), day, pieces=(first,))) if apart and first is not None else None
    found = (*answer.diagnostics, *(other.diagnostics if other is not None else ()))
    if answer.value is None or (other is not None and other.value is None):
        return Outcome(None, found)
    rows = answer.value.rows
    at = {(row.period.period.first, row.period.period.last): row.values for row in rows}
    if other is not None and other.value is not None and first is not None:
        at[first.first, first.last] = other.value.rows[0].values
    ends = [
        {name: as_float(value) for name, value in zip(names, at[each.first, each.last], strict=True)}
        for each in (first, last)
        if each is not None
    ]
    tail = rows[-PERIODS:]
    periods, complete = tuple(history), tuple(row.period.complete for row in tail)
    columns = zip(*(row.values for row in tail), strict=True)
    series = {name: Series(periods, complete, values) for name, values in zip(names, columns, strict=True)}
    return Outcome(Measured(ends[0] if first is not None else {}, ends[-1], series), found)


def _between(first: Period, later: Period) -> list[Period]:
    """Return what lies between two periods as one piece, for pieces follow each other."""
    begin, end = first.last + _DAY, later.first - _DAY
    return [Period("day", begin, end, f"{begin.isoformat()}..{end.isoformat()}")] if begin <= end else []
