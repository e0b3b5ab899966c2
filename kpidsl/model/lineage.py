"""What a metric is made of, all the way down: each metric and each aggregate once, however often it is used."""

from collections.abc import Iterator, Mapping

from kpidsl.model.expression import Aggregate, aggregates, references
from kpidsl.model.records import Metric


def made_of(metrics: Mapping[str, Metric], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return metrics and all that their formulas, earlier ones too, come down to, each once, the named ones first."""
    found = dict.fromkeys(names)
    waiting = list(found)
    while waiting:
        metric = metrics[waiting.pop()]
        for formula in (metric.formula, *(old for _, old in metric.earlier)):
            for reference in references(formula):
                if reference.name not in found:
                    found[reference.name] = None
                    waiting.append(reference.name)
    return tuple(found)


def aggregates_under(metrics: Mapping[str, Metric], name: str) -> Iterator[Aggregate]:
    """Yield every aggregate that a metric comes down to today, each once."""
    seen: dict[Aggregate, None] = {}
    for each in made_of(metrics, (name,)):
        seen |= dict.fromkeys(aggregates(metrics[each].formula))
    yield from seen
