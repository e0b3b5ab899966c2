"""The KPI tree: arithmetic edges from breakdowns, dashed ones from beliefs (`drives`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from kpidsl.model.canonical import literal_text
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef
from kpidsl.model.records import Metric, Model

Operator = OneOf["", "+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree: `operator` stands before the child among its siblings; a belief has none.

    `child` is a metric's name, or the text of a constant (`constant`), such as the 12 of `monthly * 12`.
    """

    parent: str
    child: str
    operator: Operator
    belief: bool = False
    constant: bool = False


def branches(model: Model, root: str) -> tuple[Branch, ...]:
    """Return the lines of the tree under a metric, a parent's before its children's, each metric opened once."""
    return _branches(model.metrics, root)


def _branches(metrics: Mapping[str, Metric], root: str) -> tuple[Branch, ...]:
    drivers: dict[str, list[str]] = {}
    for metric in metrics.values():
        for driven in metric.drives:
            drivers.setdefault(driven, []).append(metric.name)
    found: list[Branch] = []
    opened: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in opened or name not in metrics:
            continue
        opened.add(name)
        own = [*_joints(metrics[name]), *(Branch(name, driver, "", belief=True) for driver in drivers.get(name, ()))]
        found += own
        waiting += [branch.child for branch in reversed(own) if not branch.constant]
    return tuple(found)


def _joints(metric: Metric) -> Iterator[Branch]:
    """Yield the lines that a metric's own breakdown gives."""
    if metric.breakdown is not None:
        for operator, part, constant in _parts(metric.breakdown, ""):
            yield Branch(metric.name, part, operator, constant=constant)


def _parts(formula: Formula, operator: Operator) -> Iterator[tuple[Operator, str, bool]]:
    """Yield the parts of a breakdown from left to right, each with the operator before it."""
    match formula:
        case MetricRef(name=name):
            yield operator, name, False
        case Literal(value=value):
            yield operator, literal_text(value), True
        case Apply(function="neg", arguments=(operand,)):
            yield from _parts(operand, "-")
        case Apply(function="+" | "-" | "*" | "/" as between, arguments=(left, right)):
            yield from _parts(left, operator)
            yield from _parts(right, between)


def names_under(model: Model, root: str) -> tuple[str, ...]:
    """Return a metric and all that stands under it in the tree, in the order of reading."""
    return names_below(model.metrics, root)


def names_below(metrics: Mapping[str, Metric], root: str) -> tuple[str, ...]:
    """Return a metric and all that stands under it in the tree that metrics make, in the order of reading."""
    names = [root, *(each.child for each in _branches(metrics, root) if not each.constant)]
    return tuple(dict.fromkeys(name for name in names if name in metrics))


def roots(model: Model) -> tuple[str, ...]:
    """Return the goals of a project; where it has none, every metric with a breakdown that is part of no other."""
    goals = tuple(each.name for each in model.metrics.values() if each.role == "kgi")
    if goals:
        return goals
    parts = {branch.child for metric in model.metrics.values() for branch in _joints(metric)}
    parts |= {metric.name for metric in model.metrics.values() if any(each in model.metrics for each in metric.drives)}
    return tuple(each.name for each in model.metrics.values() if each.breakdown is not None and each.name not in parts)
