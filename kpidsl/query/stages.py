"""Stages: large metrics that others use are reckoned once, so that the text of a statement grows linearly."""

from collections.abc import Iterator

from kpidsl.model.expression import Apply, Formula, MetricRef, OverPeriods
from kpidsl.model.records import Model
from kpidsl.query.gathering import Gathering, metric_value
from kpidsl.query.lenses import Lens
from kpidsl.query.plan import Output

_INLINE_AT_MOST = 60
"""A metric with more nodes than this is a stage's output where another one uses it."""


def staged_values(
    work: Gathering, names: tuple[str, ...], lens: Lens
) -> tuple[tuple[tuple[Output, ...], ...], tuple[Output, ...]]:
    """Return the stages and the outputs; a large metric that others use is a stage's output."""
    levels: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for name in names:
        _stage(work.model, MetricRef(name, work.model.metrics[name].span), levels, sizes, top=True)
    depth = max(levels.values(), default=0)
    stages = tuple(
        tuple(Output(name, metric_value(work, name, name, lens, levels)) for name, at in levels.items() if at == level)
        for level in range(1, depth + 1)
    )
    return stages, tuple(Output(name, metric_value(work, name, name, lens, levels)) for name in names)


def _size(model: Model, formula: Formula, sizes: dict[str, int]) -> int:
    """Return how many nodes a formula has with its metrics written out."""
    match formula:
        case MetricRef(name=name):
            if name not in sizes:
                sizes[name] = sum(_size(model, each, sizes) for each in _formulas(model, name))
            return sizes[name]
        case Apply(arguments=arguments):
            return 1 + sum(_size(model, each, sizes) for each in arguments)
        case OverPeriods(operand=operand):
            return _size(model, operand, sizes)
    return 1


def _formulas(model: Model, name: str) -> Iterator[Formula]:
    metric = model.metrics[name]
    yield metric.formula
    yield from (old for _, old in metric.earlier)


def _stage(model: Model, formula: Formula, levels: dict[str, int], sizes: dict[str, int], top: bool = False) -> int:
    """Return the stage after which a formula can be reckoned; fills `levels` for the large metrics in it."""
    match formula:
        case MetricRef(name=name):
            if name in levels:
                return levels[name]
            inner = max(_stage(model, each, levels, sizes) for each in _formulas(model, name))
            if not top and _size(model, formula, sizes) > _INLINE_AT_MOST:
                levels[name] = inner + 1
                return inner + 1
            return inner
        case Apply(arguments=arguments):
            return max(_stage(model, each, levels, sizes) for each in arguments)
    return 0
