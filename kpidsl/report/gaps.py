"""Breakdowns that algebra could not decide, held against the data: what they miss by."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef, references
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.measuring import Ask
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding

SMALLEST = 1e-6
"""A relative difference below this is rounding, not a gap."""


def gap_of(metric: Metric, values: Mapping[str, Number | None]) -> float | None:
    """Return (breakdown - value) / value where algebra left the breakdown open and it does not give the value.

    `values` are the metric's own and those of its parts, over the same days. None where there is no gap, or nothing to
    compare: a missing number on either side says nothing.
    """
    if metric.breakdown is None or metric.proof != "untested":
        return None
    own, made = as_float(values.get(metric.name)), _value(metric.breakdown, values)
    if own is None or made is None:
        return None
    difference = made - own
    if abs(difference) <= SMALLEST * max(abs(own), abs(made)):
        return None
    return difference / own if own else float("inf")


def _value(formula: Formula, values: Mapping[str, Number | None]) -> float | None:
    match formula:
        case Literal(value=value):
            return None if value is None or isinstance(value, str) else float(value)  # type: ignore[arg-type]
        case MetricRef(name=name):
            return as_float(values.get(name))
        case Apply(function="neg", arguments=(operand,)):
            inner = _value(operand, values)
            return None if inner is None else -inner
        case Apply(function=operator, arguments=(left, right)):
            one, other = _value(left, values), _value(right, values)
            if one is None or other is None or (operator == "/" and not other):
                return None
            return {"+": one + other, "-": one - other, "*": one * other}.get(operator, one / other if other else 0.0)
    return None


def gaps_in_rows(model: Model, ask: Ask, request: Request) -> Outcome[None]:
    """Ask for the parts of every undecided breakdown among the names, and report the largest gap of each."""
    names = [name for name in request.names if name in model.metrics and model.metrics[name].proof == "untested"]
    if not names:
        return Outcome(None)
    parts = [ref.name for name in names for ref in _parts(model.metrics[name])]
    result = ask(replace(request, names=tuple(dict.fromkeys([*names, *parts]))))
    if result.value is None:
        return Outcome(None, result.diagnostics)
    found = []
    for name in names:
        gaps = []
        for row in result.value.rows:
            values = dict(zip(result.value.names, row.values, strict=True))
            if (gap := gap_of(model.metrics[name], values)) is not None:
                gaps.append((abs(gap), gap, row.period.period.label))
        if gaps:
            _, gap, period = max(gaps)
            found.append(gap_finding(model.metrics[name], gap, period))
    return Outcome(None, tuple(found))


def _parts(metric: Metric) -> Iterator[MetricRef]:
    if metric.breakdown is not None:
        yield from references(metric.breakdown)


def gap_finding(metric: Metric, gap: float, period: str) -> Diagnostic:
    """Return the finding about a breakdown that does not give its metric."""
    return finding("K620", metric.span, name=metric.name, gap=f"{gap:+.1%}", period=period)
