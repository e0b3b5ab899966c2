"""Numbers that are arithmetic over other numbers, reckoned from the answer instead of by the engine.

A tree of 500 leaves asks for some 900 numbers, half of which are one number over another. An engine plans each column
of a statement, so a statement that asks only for what has to be counted is answered in half the time. The rules are
those of the language: no value where a part has none, and none over a zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import isfinite
from typing import Any

from kpidsl.answer.result import Result, ResultRow
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef, references
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.measuring import Ask
from kpidsl.text.diagnostic import Outcome

_ARITHMETIC = frozenset({"+", "-", "*", "/", "neg"})


def counted_once(model: Model, ask: Ask) -> Ask:
    """Return an `ask` that puts to the engine only the numbers that others are made of, and reckons the others."""

    def asked(request: Request) -> Outcome[Result | None]:
        counted = made_from(model.metrics, request.names)
        if counted == request.names:
            return ask(request)
        answer = ask(replace(request, names=counted))
        if answer.value is None:
            return answer
        rows = tuple(_reckoned(model.metrics, request.names, counted, row) for row in answer.value.rows)
        return Outcome(replace(answer.value, names=request.names, rows=rows), answer.diagnostics)

    return asked


def made_from(metrics: Mapping[str, Metric], names: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers that have to be asked so that `names` can be reckoned; names not known among them."""
    found, seen, waiting = list[str](), set[str](), list(names)[::-1]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in metrics and is_reckoned(metrics[name]):
            waiting += [each.name for each in references(metrics[name].formula)][::-1]
        else:
            found.append(name)
    return tuple(found)


def is_reckoned(metric: Metric) -> bool:
    """Say whether a number is nothing but + - * / over other numbers, under one definition for all days."""
    return not metric.earlier and isinstance(metric.formula, Apply | MetricRef) and _plain(metric.formula)


def _plain(formula: Formula) -> bool:
    waiting: list[Formula] = [formula]
    while waiting:
        match waiting.pop():
            case MetricRef() | Literal(value=Decimal()):
                pass
            case Apply(function=function, arguments=arguments) if function in _ARITHMETIC:
                waiting += arguments
            case _:
                return False
    return True


def _reckoned(
    metrics: Mapping[str, Metric], names: tuple[str, ...], counted: tuple[str, ...], row: ResultRow
) -> ResultRow:
    known = dict(zip(counted, row.values, strict=True))
    return replace(row, values=tuple(reckoned(metrics, name, known) for name in names))


def reckoned(metrics: Mapping[str, Metric], root: str, known: dict[str, Any]) -> Any:
    """Return a number, which `known` keeps with all that it is made of; without recursion down the names."""
    waiting = [root]
    while waiting:
        name = waiting[-1]
        parts = () if name in known else references(metrics[name].formula)
        if missing := [each.name for each in parts if each.name not in known]:
            waiting += missing
            continue
        waiting.pop()
        if name not in known:
            known[name] = _of(metrics[name].formula, known)
    return known[root]


def _of(formula: Formula, known: Mapping[str, Any]) -> Any:
    """Return the value of arithmetic over known numbers; a sum of 500 parts is 500 operators deep."""
    values: list[Any] = []
    waiting: list[tuple[Formula, bool]] = [(formula, False)]
    while waiting:
        each, ready = waiting.pop()
        match each:
            case MetricRef(name=name):
                values.append(known[name])
            case Apply(function=function, arguments=arguments) if ready:
                own = values[len(values) - len(arguments) :]
                values[len(values) - len(arguments) :] = [None if None in own else _applied(function, own)]
            case Apply(arguments=arguments):
                waiting += [(each, True), *((part, False) for part in arguments[::-1])]
            case Literal(value=value):
                values.append(value)
    return values[-1]


def _applied(function: str, values: list[Any]) -> Any:
    if function == "neg":
        return -values[0]
    left, right = values
    if function == "/" and not right:
        return None
    if function == "/" or isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
    match function:
        case "+":
            made = left + right
        case "-":
            made = left - right
        case "*":
            made = left * right
        case _:
            made = left / right
    return made if isfinite(made) else None
