"""What stands on what: the numbers made of a number, and all that speaks of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kpidsl.history.bare import mentioned
from kpidsl.history.records import Change, Dependent
from kpidsl.model.expression import references
from kpidsl.model.kpitree import names_below
from kpidsl.model.records import Metric, Model


@dataclass(slots=True)
class Standing:
    """What stands on the numbers of two models; each model's lines are drawn once."""

    old: Model
    new: Model
    twins: Mapping[str, str]
    lines: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    def on(self, name: str) -> tuple[Dependent, ...]:
        """Return what stands on a number now."""
        return tuple(dict.fromkeys(self._dependents(self.new, name)))

    def before_on(self, name: str) -> tuple[Dependent, ...]:
        """Return what stood on a number that is gone."""
        return tuple(dict.fromkeys(self._dependents(self.old, name)))

    def made_of(self, change: Change) -> Iterator[str]:
        """Yield the numbers of now that rest on what changed: a source, a segment, or all of them."""
        if change.what == "project":
            yield from self.new.metrics
            return
        roots = set()
        for name, metric in self.new.metrics.items():
            twin = self.old.metrics.get(self.twins.get(name, ""))
            if any(_rests(each, change) for each in (metric, twin) if each is not None):
                roots.add(name)
        above = {each.name for root in roots for each in self._above(self.new, root)}
        yield from (name for name in self.new.metrics if name in roots | above)

    def _dependents(self, model: Model, name: str) -> Iterator[Dependent]:
        yield from self._above(model, name)
        for metric in model.metrics.values():
            if metric.breakdown is not None and any(ref.name == name for ref in references(metric.breakdown)):
                yield Dependent("breakdown", metric.name)
            if name in metric.guards:
                yield Dependent("guards", metric.name)
        yield from (Dependent("drives", driven) for driven in model.metrics[name].drives)
        for card in model.scorecards.values():
            if any(name == shown or (tree and name in names_below(model.metrics, shown)) for shown, tree in card.shows):
                yield Dependent("scorecard", card.name)
        yield from (Dependent("expect", each.name) for each in model.expectations if each.name == name)
        yield from (Dependent("action", each.name) for each in model.actions.values() if name in each.kpis)

    def _above(self, model: Model, name: str) -> Iterator[Dependent]:
        """Yield the numbers that are made of one, through as many others as there are."""
        lines = self.lines.get(id(model))
        if lines is None:
            lines = self.lines[id(model)] = {}
            for metric in model.metrics.values():
                for formula in (metric.formula, *(old for _, old in metric.earlier)):
                    for ref in references(formula):
                        lines.setdefault(ref.name, []).append(metric.name)
        seen, waiting = {name}, [name]
        while waiting:
            for each in lines.get(waiting.pop(0), ()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
                    yield Dependent("formula", each)


def _rests(metric: Metric, change: Change) -> bool:
    if change.what == "source":
        return change.name in metric.sources or change.was in metric.sources
    written = [each.value for each in metric.clauses if each.keyword in ("formula", "before")]
    return change.name in set(mentioned(tuple(written)))
