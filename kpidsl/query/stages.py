"""Stages: large metrics that others use are reckoned once, so that the text of a statement grows linearly."""

from collections.abc import Mapping

from kpidsl.model.expression import Apply, Formula, MetricRef, OverPeriods
from kpidsl.model.lineage import made_of
from kpidsl.query.gathering import Gathering, metric_value
from kpidsl.query.lenses import Lens
from kpidsl.query.plan import Output

_INLINE_AT_MOST = 60
"""A metric with more nodes than this is a stage's output where another one uses it."""


def staged_values(
    work: Gathering, names: tuple[str, ...], lens: Lens
) -> tuple[tuple[tuple[Output, ...], ...], tuple[Output, ...]]:
    """Return the stages and the outputs; a large metric that others use is a stage's output."""
    staged = _staged(work, names)
    depth = max(staged.values(), default=0)
    stages = tuple(
        tuple(Output(name, metric_value(work, name, name, lens, staged)) for name, at in staged.items() if at == level)
        for level in range(1, depth + 1)
    )
    return stages, tuple(Output(name, metric_value(work, name, name, lens, staged)) for name in names)


def _staged(work: Gathering, names: tuple[str, ...]) -> dict[str, int]:
    """Return the large metrics that others use, each with the number of its stage.

    A model's metrics stand after those they are made of, so one walk in their order is enough, however deep they go.
    """
    needed, used = set(made_of(work.model.metrics, names)), set()
    sizes: dict[str, int] = {}
    levels: dict[str, int] = {}
    staged: dict[str, int] = {}
    for name, metric in work.model.metrics.items():
        if name not in needed:
            continue
        formulas = (metric.formula, *(old for _, old in metric.earlier))
        sizes[name] = sum(_size(each, sizes) for each in formulas)
        levels[name] = max(_level(each, levels) for each in formulas)
        used |= {inner for each in formulas for inner in _uses(each)}
        if sizes[name] > _INLINE_AT_MOST:
            # Whoever uses it reads one name in its place.
            sizes[name], levels[name] = 1, levels[name] + 1
            staged[name] = levels[name]
    return {name: level for name, level in staged.items() if name in used}


def _uses(formula: Formula) -> set[str]:
    match formula:
        case MetricRef(name=name):
            return {name}
        case Apply(arguments=arguments):
            return {name for each in arguments for name in _uses(each)}
    return set()


def _size(formula: Formula, sizes: Mapping[str, int]) -> int:
    """Return how many nodes a formula has with its small metrics written out."""
    match formula:
        case MetricRef(name=name):
            return sizes[name]
        case Apply(arguments=arguments):
            return 1 + sum(_size(each, sizes) for each in arguments)
        case OverPeriods(operand=operand):
            return _size(operand, sizes)
    return 1


def _level(formula: Formula, levels: Mapping[str, int]) -> int:
    """Return the stage after which a formula can be reckoned."""
    match formula:
        case MetricRef(name=name):
            return levels[name]
        case Apply(arguments=arguments):
            return max(_level(each, levels) for each in arguments)
    return 0
