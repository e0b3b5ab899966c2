"""The words of a project to learn: what each number means, how it comes about in the numbers of a month, questions.

The example is the formula with its parts measured over one period; the question changes one part and keeps the others.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.model.calendar import Grain, Period
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, Literal, MetricRef, OverPeriods
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.query.waiting import journeys_under, settled
from kpidsl.report.measuring import AskOf, end_of, page_period
from kpidsl.report.quotients import is_reckoned, reckoned
from kpidsl.text.diagnostic import Diagnostic, Outcome

MORE = 0.1
"""By how much the part of a question grows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a formula: what it is, and its value; `metric` has its unit (None: a number without a name)."""

    formula: Formula
    metric: Metric | None
    value: Number | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A number to learn. `formula` names its parts `part 0`, `part 1` …; where it is nothing but rows, it has none.

    `changed` is the value that the number would have with the first part larger by `MORE`, None where that cannot be
    said.
    """

    metric: Metric
    period: Period | None
    value: Number | None
    formula: Formula | None
    parts: tuple[Part, ...]
    changed: float | None


def part_name(index: int) -> str:
    """Return the name that stands for a part in an entry's formula."""
    return f"part {index}"


def glossary_of(model: Model, ask_of: AskOf | None, names: tuple[str, ...], day: date) -> Outcome[tuple[Entry, ...]]:
    """Return an entry for each named number, measured at the last month that is over and decided.

    Without `ask_of` nothing is measured.
    """
    made: list[Entry] = []
    found: list[Diagnostic] = []
    for name in names:
        metric = model.metrics[name]
        formula, leaves = _opened(metric.formula)
        if ask_of is None:
            made.append(Entry(metric, None, None, formula, tuple(_part(model, each, None) for each in leaves), None))
            continue
        grain: Grain = "month"
        decided = settled(model.manifest.calendar, journeys_under(model.metrics, name), day)
        period = page_period(model.manifest.calendar, grain, decided)
        measured = _measured(model, ask_of, metric, leaves, period, day)
        found += measured.diagnostics
        if measured.value is None:
            return Outcome((), tuple(found))
        value, *parts = measured.value
        made.append(
            Entry(
                metric,
                period,
                value,
                formula,
                tuple(_part(model, each, got) for each, got in zip(leaves, parts, strict=True)),
                _changed(metric, formula, parts),
            )
        )
    return Outcome(tuple(made), tuple(found))


def _part(model: Model, leaf: Formula, value: Number | None) -> Part:
    return Part(leaf, model.metrics.get(leaf.name) if isinstance(leaf, MetricRef) else None, value)


def _opened(formula: Formula) -> tuple[Formula | None, list[Formula]]:
    """Return a formula over names of parts, and the parts; no formula where there is nothing to be reckoned."""
    leaves: list[Formula] = []
    opened = _open(formula, leaves)
    return (opened, leaves) if isinstance(opened, Apply) else (None, [])


def _open(formula: Formula, leaves: list[Formula]) -> Formula:
    match formula:
        case Aggregate(function="share", span=span):
            counted = replace(formula, function="count")
            return Apply("/", (_open(counted, leaves), _open(replace(counted, where=None), leaves)), span)
        case Aggregate(function="avg", argument=argument, where=where, span=span) if argument is not None:
            there: Any = Apply("not", (Apply("is_null", (argument,), span),), span)
            both = Apply("and", (where, there), span) if where is not None else there
            summed = replace(formula, function="sum")
            rows = replace(formula, function="count", argument=None, where=both)
            return Apply("/", (_open(summed, leaves), _open(rows, leaves)), span)
        case Aggregate() | MetricRef() | OverPeriods() | Journey():
            if formula not in leaves:
                leaves.append(formula)
            return MetricRef(part_name(leaves.index(formula)), formula.span)
        case Apply(arguments=arguments):
            return replace(formula, arguments=tuple(_open(each, leaves) for each in arguments))
        case Literal():
            return formula


def _measured(
    model: Model, ask_of: AskOf, metric: Metric, leaves: list[Formula], period: Period, day: date
) -> Outcome[tuple[Any, ...] | None]:
    """Return the value of a number and of its parts over a period."""
    added = {
        part_name(index): replace(metric, name=part_name(index), formula=leaf, earlier=(), fingerprint="")
        for index, leaf in enumerate(leaves)
    }
    # What is followed for a while is decided by rows after the period: all up to the day count.
    until = end_of(model.manifest.calendar, day)
    asked = Request((metric.name, *added), until, day, period.grain, period.first, period.last)
    answer = ask_of(replace(model, metrics={**model.metrics, **added}))(asked)
    return Outcome(answer.value.rows[0].values if answer.value is not None else None, answer.diagnostics)


def _changed(metric: Metric, formula: Formula | None, parts: list[Number | None]) -> float | None:
    """Return the value with the first part larger, the others as they are."""
    if formula is None or not parts or parts[0] is None:
        return None
    whole = replace(metric, formula=formula, earlier=(), name="whole")
    if not is_reckoned(whole):
        return None
    known: dict[str, Any] = {part_name(index): as_float(each) for index, each in enumerate(parts)}
    known[part_name(0)] *= 1 + MORE
    return as_float(reckoned({"whole": whole}, "whole", known))
