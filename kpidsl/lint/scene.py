"""What rules about single numbers look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from kpidsl.lint.rule import Settings
from kpidsl.model.calendar import Calendar
from kpidsl.model.expression import Apply, Formula, MetricRef, references
from kpidsl.model.records import Metric, Model


@dataclass(frozen=True, slots=True)
class Scene:
    """Numbers to look at, and the model in which what they name is found; both may be a part of the project's."""

    model: Model
    numbers: tuple[Metric, ...]
    settings: Settings

    @property
    def calendar(self) -> Calendar:
        """Return the project's calendar."""
        return self.model.manifest.calendar

    @property
    def managed(self) -> Iterator[Metric]:
        """Yield the KPIs and the goals."""
        return (each for each in self.numbers if each.role != "metric")

    def opened(self, formula: Formula) -> Formula:
        """Return a formula with a bare name replaced by what it stands for, as often as it takes."""
        while isinstance(formula, MetricRef):
            formula = self.model.metrics[formula.name].formula
        return formula


def parts_of(metric: Metric) -> tuple[str, ...]:
    """Return the numbers in a breakdown, each once."""
    if metric.breakdown is None:
        return ()
    return tuple(dict.fromkeys(ref.name for ref in references(metric.breakdown)))


def factors(formula: Formula) -> Iterator[Formula]:
    """Yield what a formula multiplies, left to right; itself where it multiplies nothing."""
    match formula:
        case Apply(function="*", arguments=arguments):
            for each in arguments:
                yield from factors(each)
        case _:
            yield formula


def terms(formula: Formula) -> Iterator[Formula]:
    """Yield what a formula adds up, left to right; itself where it adds nothing."""
    match formula:
        case Apply(function="+", arguments=arguments):
            for each in arguments:
                yield from terms(each)
        case _:
            yield formula
