"""Two models compared by name: what changed, what that means, what stands on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kpidsl.history.beside import changes_beside
from kpidsl.history.effects import CANNOT, Effect, effects
from kpidsl.history.numbers import Twins, aspects
from kpidsl.history.records import CLASSES, LEVELS, Aspect, Change, Comparison
from kpidsl.history.standing import Standing
from kpidsl.model.records import Model


@dataclass(frozen=True, slots=True)
class _Both:
    old: Model
    new: Model
    twins: Mapping[str, str]
    effects: Mapping[str, Effect]
    standing: Standing


def compare(old: Model, new: Model) -> Comparison:
    """Compare two models of one project; the new one is without errors, the old one what could be read."""
    twins = twins_of(old, new)
    found = effects(old, new, twins)
    both = _Both(old, new, twins, found, Standing(old, new, twins))
    changes = [*_numbers(both), *_gone(both)]
    changes += [_with_moved(each, both) for each in changes_beside(old, new, twins)]
    changes.sort(key=lambda each: (-LEVELS.index(each.level), each.what == "metric", each.span.file, each.span.start))
    own = {each.name for each in changes if each.effect is not None and any(_is_meant(one) for one in each.aspects)}
    moved = {name: each for name, each in found.items() if each != CANNOT and name not in own}
    return Comparison(tuple(changes), found, twins, tuple(_rewritten(both, changes)), moved)


def _is_meant(aspect: Aspect) -> bool:
    return CLASSES[aspect.kind].level == "meaning"


def twins_of(old: Model, new: Model) -> dict[str, str]:
    """Return the earlier name of each number of the new model that was there before, by its name of now."""
    twins = {name: name for name in new.metrics if name in old.metrics}
    for name, metric in new.metrics.items():
        if name not in twins and metric.was in old.metrics and metric.was not in new.metrics:
            twins[name] = str(metric.was)
    return twins


def _numbers(both: _Both) -> Iterator[Change]:
    renamed = {old: new for new, old in both.twins.items()}
    work = Twins(both.old, both.new, renamed)
    for name, metric in both.new.metrics.items():
        twin = both.old.metrics.get(both.twins.get(name, ""))
        if twin is None:
            yield Change(metric.role, name, (Aspect("added", "", new=metric.formula_text),), metric.span)
            continue
        seen = tuple(aspects(work, twin, metric, both.effects[name]))
        if seen:
            yield Change(
                what=metric.role,
                name=name,
                aspects=seen,
                span=metric.span,
                was=twin.name if twin.name != name else None,
                effect=both.effects[name],
                dependents=both.standing.on(name),
            )


def _gone(both: _Both) -> Iterator[Change]:
    """Yield the numbers that are there no more: with a tombstone they are retired, without one removed."""
    kept = set(both.twins.values())
    tombstones = {each.kpi: each for each in both.new.retirements}
    for name, metric in both.old.metrics.items():
        if name in kept:
            continue
        stone = tombstones.get(name)
        aspect = Aspect("retired", "retire", metric.formula_text, f'"{stone.because}"') if stone else None
        yield Change(
            what=metric.role,
            name=name,
            aspects=(aspect or Aspect("removed", "", metric.formula_text),),
            span=stone.span if stone else metric.span,
            dependents=both.standing.before_on(name),
        )


def _with_moved(change: Change, both: _Both) -> Change:
    """Return a change of a source, a segment or the calendar with the numbers that it may move."""
    if change.effect is None:
        return change
    moved = tuple(name for name in both.standing.made_of(change) if both.effects.get(name, CANNOT) != CANNOT)
    effect = change.effect if moved or change.what == "project" else CANNOT
    return replace(change, effect=effect, moved=moved)


def _rewritten(both: _Both, changes: Iterable[Change]) -> Iterator[str]:
    """Yield the files that are other texts than before, and in which nothing changed that has a meaning."""
    told = {each.span.file for each in changes if each.level != "nothing"}
    for name in sorted(both.old.texts.keys() | both.new.texts.keys()):
        old, new = both.old.texts.get(name), both.new.texts.get(name)
        if name not in told and (old is None or new is None or old.text != new.text):
            yield name
