"""What changed of one number: each clause that says something else, put into its class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kpidsl.history.bare import Reading, bare
from kpidsl.history.effects import CANNOT, Effect
from kpidsl.history.normal import Spelling, settled
from kpidsl.history.records import Aspect, Kind
from kpidsl.model.canonical import formula_text
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, OverPeriods
from kpidsl.model.records import Metric, Model
from kpidsl.syntax import tree
from kpidsl.text.source import Span

WORDING = frozenset({"definition", "because", "decision", "advice"})
_ELSEWHERE = frozenset({"formula", "before", "unit", "target", "milestone", "was", "breakdown", "label"})


@dataclass(frozen=True, slots=True)
class Twins:
    """Two models, and the name of now of each number that has another one."""

    old: Model
    new: Model
    names: Mapping[str, str]


def aspects(work: Twins, old: Metric, new: Metric, effect: Effect) -> Iterator[Aspect]:
    """Yield what changed from a number to its twin of now."""
    if old.name != new.name:
        yield Aspect("renamed", "was", old.name, new.name)
    if old.role != new.role:
        yield Aspect("attributes", "kind", old.role, new.role)
    yield from _formulas(work, old, new, effect)
    if old.shown != new.shown:
        yield Aspect("unit", "unit", old.shown, new.shown)
    yield from _quantities(work, old, new, "target", old.targets, new.targets)
    yield from _quantities(work, old, new, "milestone", old.milestones, new.milestones)
    yield from _breakdown(work, old, new)
    if old.label != new.label:
        yield Aspect("wording", "label", old.label or "", new.label or "")
    yield from _others(work, old, new)


def _formulas(work: Twins, old: Metric, new: Metric, effect: Effect) -> Iterator[Aspect]:
    """Yield the change of the formula itself; what it is made of may have changed too, and is said there."""
    before, now = _reading(work.old, old, work.names), _reading(work.new, new)
    own, written = Spelling(work.names), Spelling()
    if _written(old, "formula", before) != _written(new, "formula", now):
        left, right = settled(old.formula, own), settled(new.formula, written)
        if effect == CANNOT or formula_text(left) == formula_text(right):
            yield Aspect("same", "formula", old.formula_text, new.formula_text)
        else:
            yield Aspect(_kind(left, right), "formula", old.formula_text, new.formula_text)
    if _written(old, "before", before) != _written(new, "before", now):
        past = [(day, formula_text(settled(each, own))) for day, each in old.earlier]
        present = [(day, formula_text(settled(each, written))) for day, each in new.earlier]
        kind: Kind = "same" if past == present else "formula"
        yield Aspect(kind, "before", _texts(work.old, old, "before"), _texts(work.new, new, "before"))


def _written(metric: Metric, keyword: str, reading: Reading) -> list[Any]:
    return sorted((bare(each.value, reading) for each in metric.clauses if each.keyword == keyword), key=repr)


def _kind(old: Formula, new: Formula) -> Kind:
    """Return what differs of two formulas: their conditions alone, their times alone, or more."""
    if formula_text(_without(old, where=False)) == formula_text(_without(new, where=False)):
        return "filter"
    return "time" if formula_text(_without(old, time=False)) == formula_text(_without(new, time=False)) else "formula"


def _without(formula: Formula, *, where: bool = True, time: bool = True) -> Formula:
    """Return a formula without its conditions, or without its time columns."""
    match formula:
        case Aggregate():
            kept = formula.where if where else None
            # A share is of rows that satisfy something: without that it is no other number, only one with less said.
            return replace(formula, where=kept, time=formula.time if time else "")
        case OverPeriods(operand=operand):
            return replace(formula, operand=_without(operand, where=where, time=time))
        case Journey(first=first, second=second):
            made = [
                replace(each, where=each.where if where else None, time=each.time if time else "") if each else None
                for each in (first, second)
            ]
            assert made[0] is not None
            return replace(formula, first=made[0], second=made[1])
        case Apply(arguments=arguments):
            return replace(formula, arguments=tuple(_without(each, where=where, time=time) for each in arguments))
    return formula


def _quantities(
    work: Twins, old: Metric, new: Metric, keyword: Kind, past: tuple[Any, ...], present: tuple[Any, ...]
) -> Iterator[Aspect]:
    """Yield what became of targets or milestones, paired by the time and the slice that they are for."""
    before, now = _reading(work.old, old, work.names), _reading(work.new, new)
    left, right = {_for(each, before): each for each in past}, {_for(each, now): each for each in present}
    if len(left) == len(right) == 1 and left.keys() != right.keys():
        ((one,), (other,)) = (left.values(), right.values())
        yield Aspect(keyword, keyword, one_line(work.old, one.span), one_line(work.new, other.span))
        return
    for key in dict.fromkeys((*left, *right)):
        gone, come = left.get(key), right.get(key)
        if gone is None or come is None or bare(gone, before) != bare(come, now):
            words = (one_line(work.old, gone.span) if gone else "", one_line(work.new, come.span) if come else "")
            yield Aspect(keyword, keyword, *words)


def _for(each: tree.Target | tree.Milestone, reading: Reading) -> Any:
    if isinstance(each, tree.Milestone):
        return bare(each.by, reading)
    return bare(each.when, reading), bare(each.slice, reading)


def _breakdown(work: Twins, old: Metric, new: Metric) -> Iterator[Aspect]:
    left = formula_text(settled(old.breakdown, Spelling(work.names))) if old.breakdown else ""
    right = formula_text(settled(new.breakdown, Spelling())) if new.breakdown else ""
    if left != right:
        yield Aspect("attributes", "breakdown", _texts(work.old, old, "breakdown"), _texts(work.new, new, "breakdown"))


def _others(work: Twins, old: Metric, new: Metric) -> Iterator[Aspect]:
    """Yield the clauses that say something else and that nothing above speaks of."""
    before, now = _reading(work.old, old, work.names), _reading(work.new, new)
    for keyword in dict.fromkeys(each.keyword for each in (*old.clauses, *new.clauses)):
        if keyword not in _ELSEWHERE and _written(old, keyword, before) != _written(new, keyword, now):
            kind: Kind = "wording" if keyword in WORDING else "attributes"
            yield Aspect(kind, keyword, _texts(work.old, old, keyword), _texts(work.new, new, keyword))


def _reading(model: Model, metric: Metric, names: Mapping[str, str] | None = None) -> Reading:
    return Reading(model.manifest.calendar, names or {}, metric.shown or None)


def _texts(model: Model, metric: Metric, keyword: str) -> str:
    """Return the clauses of a keyword as they are written, without the keyword."""
    found = [each for each in metric.clauses if each.keyword == keyword]
    if any(isinstance(each.value, tree.Flag) for each in found):
        return keyword
    return "; ".join(one_line(model, each.value.span) for each in found)


def one_line(model: Model, span: Span) -> str:
    """Return a stretch of a file on one line."""
    return " ".join(model.texts[span.file].text[span.start : span.end].split())
