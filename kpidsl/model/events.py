"""Events, and expectations of numbers: from statements to records."""

from collections.abc import Iterable, Mapping

from kpidsl.model.calendar import Calendar, Period
from kpidsl.model.chronicle import Event, Expectation
from kpidsl.model.dates import day_of, period_of
from kpidsl.model.declared import clause
from kpidsl.model.metrics import measured
from kpidsl.model.numbers import Numbers, linked
from kpidsl.model.quantities import check_difference, check_quantity
from kpidsl.model.reach import Reach
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.source import Span

_FIRST = Said("the first one", "1 つ目")


def build_events(
    statements: Iterable[tree.Statement], numbers: Numbers, calendar: Calendar, found: list[Diagnostic]
) -> tuple[Event, ...]:
    """Return the events in the order of their days."""
    events = []
    for statement in statements:
        if statement.kind != "event":
            continue
        date, what, on = (clause(statement, keyword) for keyword in ("date", "what", "on"))
        day = day_of(calendar, date.value, found) if date is not None and isinstance(date.value, tree.Period) else None
        number = None
        if on is not None and isinstance(on.value, tree.Word | tree.Reference):
            number = linked(on.value, numbers, found)
            if number is None:
                continue
        if day is not None and what is not None and isinstance(what.value, tree.Text):
            events.append(Event(day, what.value.value, number, statement.span))
    return tuple(sorted(events, key=lambda each: (each.on, each.what)))


def build_expectations(
    statements: Iterable[tree.Statement],
    numbers: Numbers,
    metrics: Mapping[str, Metric],
    reach: Reach,
    calendar: Calendar,
    found: list[Diagnostic],
) -> tuple[Expectation, ...]:
    """Return what numbers are expected to be; each number, period and slice once."""
    first: dict[tuple[str, str, tuple[str, str] | None], Span] = {}
    expectations = []
    for statement in statements:
        if statement.kind != "expect" or statement.name is None:
            continue
        each = _expectation(statement, statement.name, numbers, metrics, reach, calendar, found)
        if each is None:
            continue
        key = (each.name, each.period.label, each.slice)
        if key in first:
            label = Label(first[key], _FIRST)
            facts = {"name": each.name, "period": each.period.label}
            found.append(finding("K645", statement.name.span, label, **facts))
            continue
        first[key] = statement.name.span
        expectations.append(each)
    return tuple(expectations)


def _expectation(
    statement: tree.Statement,
    word: tree.Word,
    numbers: Numbers,
    metrics: Mapping[str, Metric],
    reach: Reach,
    calendar: Calendar,
    found: list[Diagnostic],
) -> Expectation | None:
    name = linked(word, numbers, found)
    within, sliced, value = (clause(statement, keyword) for keyword in ("in", "for", "value"))
    period: Period | None = None
    if within is not None and isinstance(within.value, tree.Period):
        period = period_of(calendar, within.value, found)
    metric = metrics.get(name) if name is not None else None
    part = _part(sliced, metric, reach, found)
    if value is None or not isinstance(value.value, tree.Tolerance):
        return None
    if metric is not None:
        _check_value(value.value, metric, found)
    if metric is None or period is None or (sliced is not None and part is None):
        return None
    return Expectation(metric.name, period, part, value.value.value, value.value.plus_minus, statement.span)


def _part(
    sliced: tree.Clause | None, metric: Metric | None, reach: Reach, found: list[Diagnostic]
) -> tuple[str, str] | None:
    if sliced is None or metric is None or not isinstance(sliced.value, tree.Slice):
        return None
    dimension = reach.check(sliced.value.dimension, metric.name, metric.sources, found)
    return (dimension, sliced.value.value.value) if dimension is not None else None


def _check_value(written: tree.Tolerance, metric: Metric, found: list[Diagnostic]) -> None:
    """Add what is wrong with an expected value and its tolerance, which takes the value's unit, or pt on a rate."""
    about = measured(metric)
    found += check_quantity("value", written.value, about)
    if written.plus_minus is not None:
        if written.plus_minus.value < 0:
            found.append(finding("K646", written.plus_minus.span, found=written.plus_minus.text))
        found += check_difference("tolerance", written.plus_minus, about)
