"""The KPI tree: arithmetic edges from breakdowns, dashed ones from beliefs (`drives`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from kpidsl.model.canonical import literal_text
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef
from kpidsl.model.records import Model

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
    found: list[Branch] = []
    opened: set[str] = set()
    drivers: dict[str, list[str]] = {}
    for metric in model.metrics.values():
        for driven in metric.drives:
            drivers.setdefault(driven, []).append(metric.name)

    def walk(name: str) -> None:
        if name in opened or name not in model.metrics:
            return
        opened.add(name)
        metric = model.metrics[name]
        parts = list(_parts(metric.breakdown, "")) if metric.breakdown is not None else []
        own = [Branch(name, part, operator, constant=constant) for operator, part, constant in parts]
        own += [Branch(name, driver, "", belief=True) for driver in drivers.get(name, ())]
        found.extend(own)
        for branch in own:
            if not branch.constant:
                walk(branch.child)

    walk(root)
    return tuple(found)


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
    names = [root, *(each.child for each in branches(model, root) if not each.constant)]
    return tuple(dict.fromkeys(name for name in names if name in model.metrics))


def roots(model: Model) -> tuple[str, ...]:
    """Return the goals of a project; where it has none, every metric with a breakdown that is part of no other."""
    goals = tuple(each.name for each in model.metrics.values() if each.role == "kgi")
    if goals:
        return goals
    parts = {branch.child for metric in model.metrics.values() for branch in branches(model, metric.name)}
    return tuple(each.name for each in model.metrics.values() if each.breakdown is not None and each.name not in parts)
