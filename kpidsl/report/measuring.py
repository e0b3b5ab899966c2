"""The numbers that a judgement needs, each over exactly its days: one statement for each range of days."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpidsl.analysis.numbers import Number
from kpidsl.answer.result import Result
from kpidsl.model.calendar import Calendar, Grain, Period, following, period_of, start_instant
from kpidsl.model.records import Model
from kpidsl.query.plan import Request
from kpidsl.text.diagnostic import Diagnostic, Outcome

Ask = Callable[[Request], Outcome[Result | None]]
"""Answers a request: the corridor's `run_request` with the project and the warehouse filled in."""

AskOf = Callable[[Model], Ask]
"""Gives the `Ask` of a model, for a definition of today may have to be measured over days of another one."""

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Series:
    """A metric period by period, oldest first; `values` are None where there is none."""

    periods: tuple[Period, ...]
    complete: tuple[bool, ...]
    values: tuple[Number | None, ...]


def measure_series(
    ask: Ask,
    calendar: Calendar,
    names: tuple[str, ...],
    grain: Grain,
    last: Period,
    count: int,
    day: date,
    closes: Mapping[str, date] | None = None,
) -> Outcome[dict[str, Series]]:
    """Return `count` periods of each metric up to `last`, with the rows up to the close of `day`.

    `closes` are the last days that are settled of the metrics that are followed for a while; those of others is `day`.
    """
    first = following(calendar, last, 1 - count)
    request = Request(names, end_of(calendar, day), day, grain, first.first, last.last)
    result = ask(request)
    if result.value is None:
        return Outcome({}, result.diagnostics)
    rows = result.value.rows
    periods = tuple(row.period.period for row in rows)
    made = {}
    for name in names:
        close = (closes or {}).get(name, day)
        made[name] = Series(periods, tuple(each.last <= close for each in periods), result.value.series(name))
    return Outcome(made, result.diagnostics)


def measure_days(
    ask: Ask, calendar: Calendar, wanted: Iterable[tuple[str, Days]], day: date
) -> Outcome[dict[tuple[str, Days], Any]]:
    """Return each metric over its days, with the rows up to the close of `day`; days not begun are left out."""
    by_range: dict[Days, list[str]] = {}
    for name, days in dict.fromkeys(wanted):
        if days[0] <= day:
            by_range.setdefault(days, []).append(name)
    found: list[Diagnostic] = []
    measured: dict[tuple[str, Days], Any] = {}
    for (first, last), names in sorted(by_range.items()):
        until = min(last, day)
        piece = Period("day", first, until, f"{first.isoformat()}..{until.isoformat()}")
        result = ask(Request(tuple(names), end_of(calendar, day), day, pieces=(piece,)))
        found += result.diagnostics
        if result.value is not None:
            row = result.value.rows[0]
            measured |= {(name, (first, last)): value for name, value in zip(names, row.values, strict=True)}
    return Outcome(measured, tuple(found))


def end_of(calendar: Calendar, day: date) -> Any:
    """Return the instant at which a local day ends."""
    return start_instant(calendar, day + timedelta(days=1))


def page_period(calendar: Calendar, grain: Grain, day: date) -> Period:
    """Return the period that a page is about when none was asked for: the last one over at the close of `day`."""
    current = period_of(calendar, grain, day)
    return current if current.last <= day else following(calendar, current, -1)
