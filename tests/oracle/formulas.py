"""Formulas: what a metric is in a period and a slice, after aggregation."""

from kpidsl.syntax import tree

from .aggregates import FUNCTIONS, Scope, aggregate
from .journeys import journey
from .offsets import OFFSETS, offset
from .rows import Facts
from .values import Value, operate


def metric_value(facts: Facts, name: str, scope: Scope) -> Value:
    """Return a metric's value by the formula that was in force in the scope's period."""
    return formula_value(facts, facts.project.metrics[name].in_force(scope.period.last), scope)


def formula_value(facts: Facts, formula: tree.Expression, scope: Scope) -> Value:
    """Return a formula's value over the days and the slice of a scope."""
    match formula:
        case tree.Reference(parts=(part,)):
            return metric_value(facts, part.text, scope)
        case tree.Call(name=name) if name.text in FUNCTIONS:
            return aggregate(facts, formula, scope)
        case tree.Call(name=name) if name.text in OFFSETS:
            moved = offset(facts, formula, scope)
            return None if moved is None else formula_value(facts, formula.arguments[0], moved)
        case tree.Journey():
            return journey(facts, formula, scope)
    return operate(formula, lambda part: formula_value(facts, part, scope), facts.calendar.zone)
