"""Whether a number can differ under two models: decided on normal forms, never by looking at how they are written.

Each number of the new model is held against its twin of the old one. Where the twins are proved to be equal they get
one name, so that what is made of them is compared over the same variables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal as OneOf

from kpidsl.history.normal import Spelling, by_rows, settled
from kpidsl.model.canonical import formula_text
from kpidsl.model.expression import Apply, Formula, OverPeriods, references
from kpidsl.model.identity import Algebra
from kpidsl.model.records import Metric, Model

Can = OneOf["cannot", "may", "changes"]
_WORST: tuple[Can, ...] = ("cannot", "may", "changes")


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether a number changes: it cannot; it may, as the data are; it does.

    `since`: only periods that end on that day or later. `until`: only periods that end before that day.
    `only_undefined`: only where there is nothing to divide by, or no value.
    """

    can: Can
    since: date | None = None
    until: date | None = None
    only_undefined: bool = False


CANNOT = Effect("cannot")


@dataclass(slots=True)
class _Both:
    """The formulas of both models under one set of names, and what they were before which day."""

    formulas: dict[str, Formula] = field(default_factory=dict)
    earlier: dict[str, tuple[tuple[date, Formula], ...]] = field(default_factory=dict)
    algebra: Algebra = field(init=False)

    def __post_init__(self) -> None:
        self.algebra = Algebra(self.formulas)

    def put(self, name: str, metric: Metric, spelling: Spelling) -> None:
        """Take in a number under a name."""
        self.formulas[name] = settled(metric.formula, spelling)
        self.earlier[name] = tuple((day, settled(each, spelling)) for day, each in metric.earlier)


def effects(old: Model, new: Model, twins: Mapping[str, str]) -> dict[str, Effect]:
    """Return what happens to each number of the new model that has a twin: `twins` has the old name by the new one."""
    both = _Both()
    names = {name: f"old {name}" for name in old.metrics}
    spelling = by_rows(old, names)
    for name, metric in old.metrics.items():
        both.put(names[name], metric, spelling)
    called: dict[str, str] = {}
    spelling = by_rows(new, called)
    found: dict[str, Effect] = {}
    for name, metric in new.metrics.items():
        own = f"new {name}"
        both.put(own, metric, spelling)
        twin = names.get(twins.get(name, ""))
        called[name] = own
        if twin is not None:
            found[name] = _effect(both, twin, own)
            if found[name] == CANNOT:
                called[name] = twin
    if _cuts(old) != _cuts(new):
        return {name: _widened(each) for name, each in found.items()}
    return found


def _cuts(model: Model) -> tuple[object, ...]:
    """Return what decides on which day a row falls, and where periods end."""
    calendar = model.manifest.calendar
    named = (calendar.fiscal_year_starts, calendar.fiscal_year_named)
    return (calendar.timezone, *named, calendar.closing_day, calendar.week_starts)


def _widened(effect: Effect) -> Effect:
    return effect if effect.can == "changes" and effect.since is None and effect.until is None else Effect("may")


def _effect(both: _Both, twin: str, own: str) -> Effect:
    if _text(both, twin) == _text(both, own):
        return CANNOT
    involved = _involved(both, (twin, own))
    days = sorted({day for name in involved for day, _ in both.earlier[name]})
    if not days:
        return _held(both.algebra, twin, own)
    return _in_time(both, involved, days, twin, own)


def _text(both: _Both, name: str) -> tuple[str, ...]:
    return (formula_text(both.formulas[name]), *(f"{day} {formula_text(each)}" for day, each in both.earlier[name]))


def _held(algebra: Algebra, twin: str, own: str) -> Effect:
    """Hold two numbers against each other under the definitions of one time."""
    formula = algebra.formulas[own]
    match algebra.compare(twin, formula).answer:
        case "refuted":
            return Effect("changes")
        case "untested":
            return Effect("may")
    if algebra.needs(algebra.formulas[twin]) == algebra.needs(formula):
        return CANNOT
    return Effect("may", only_undefined=True)


def _in_time(both: _Both, involved: Iterable[str], days: list[date], twin: str, own: str) -> Effect:
    """Hold two numbers against each other in each stretch of time in which no definition changed."""
    stretches = [{name: _before(both, name, day) for name in involved} for day in days]
    stretches.append({name: both.formulas[name] for name in involved})
    held = [_held(Algebra(each), twin, own) for each in stretches]
    worst = max(held, key=lambda each: (_WORST.index(each.can), not each.only_undefined))
    # A look at other days carries what changed on one of them to others.
    if worst == CANNOT or any(_looks_away(each) for stretch in stretches for each in stretch.values()):
        return worst
    differs = [each != CANNOT for each in held]
    first, last = differs.index(True), len(differs) - 1 - differs[::-1].index(True)
    since = days[first - 1] if first else None
    until = days[last] if last < len(days) else None
    return Effect(worst.can, since, until, worst.only_undefined)


def _before(both: _Both, name: str, day: date) -> Formula:
    """Return the definition of a number that was in force just before a day."""
    return next((old for until, old in both.earlier[name] if until >= day), both.formulas[name])


def _involved(both: _Both, names: Iterable[str]) -> list[str]:
    seen: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen[name] = None
        formulas = (both.formulas[name], *(old for _, old in both.earlier[name]))
        waiting += [each.name for formula in formulas for each in references(formula)]
    return list(seen)


def _looks_away(formula: Formula) -> bool:
    match formula:
        case OverPeriods():
            return True
        case Apply(arguments=arguments):
            return any(_looks_away(each) for each in arguments)
    return False
