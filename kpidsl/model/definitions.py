"""The definitions of numbers: their formulas with names resolved, today's and earlier ones, in an order that
can be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kpidsl.model.calendar import Calendar
from kpidsl.model.circles import in_order
from kpidsl.model.dates import day_of
from kpidsl.model.declared import clause, clauses
from kpidsl.model.expression import Formula, references
from kpidsl.model.formulas import resolve_formula
from kpidsl.model.names import FormulaNames
from kpidsl.model.row_names import Broken, together
from kpidsl.model.sorts import check_number
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.source import Span

Earlier = tuple[tuple[date, Formula], ...]
"""Formulas with the day before which they were in force, the earliest day first."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """What numbers are made of, by name; `order` has each after those in its formulas.

    A number in `broken` was found faulty, or a part of its statement could not be read; what uses it is passed over.
    """

    formulas: dict[str, Formula] = field(default_factory=dict)
    earlier: dict[str, Earlier] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def all_of(self, name: str) -> tuple[Formula, ...]:
        """Return every formula of a number, today's first."""
        return self.formulas[name], *(old for _, old in self.earlier[name])


def define(
    statements: Mapping[str, tree.Statement], names: FormulaNames, calendar: Calendar, found: list[Diagnostic]
) -> Definitions:
    """Return the definitions of all numbers; what is wrong with them goes to `found`."""
    made = Definitions()
    for name, statement in statements.items():
        try:
            _define(made, name, statement, names, calendar, found)
        except Broken as broken:
            found.extend(broken.diagnostics)
            made.broken.add(name)
    graph = {name: [ref.name for each in made.all_of(name) for ref in references(each)] for name in made.formulas}
    order, circles = in_order(graph)
    for path in circles:
        found.append(finding("K204", name_span(statements[path[0]]), path=" -> ".join(path)))
    made.order.extend(order)
    made.broken.update(graph.keys() - set(order))
    return made


def name_span(statement: tree.Statement) -> Span:
    """Return where a statement's name stands."""
    return statement.name.span if statement.name is not None else statement.span


def _define(
    made: Definitions,
    name: str,
    statement: tree.Statement,
    names: FormulaNames,
    calendar: Calendar,
    found: list[Diagnostic],
) -> None:
    each = clause(statement, "formula")
    if each is None:
        raise Broken(None)
    nodes: list[tree.Expression | tree.Earlier] = [each.value]  # type: ignore[list-item]
    nodes += [old.value for old in clauses(statement, "before") if isinstance(old.value, tree.Earlier)]
    (_, formula), *past = together(lambda node: _resolved(node, names, calendar), nodes)
    made.formulas[name] = formula
    made.earlier[name] = _sorted([(day, old) for day, old in past if day is not None], found)
    if statement.broken:
        made.broken.add(name)


def _resolved(
    node: tree.Expression | tree.Earlier, names: FormulaNames, calendar: Calendar
) -> tuple[date | None, Formula]:
    """Return a formula, with the day until which it was in force where it is an earlier one."""
    day, wrong = None, list[Diagnostic]()
    if isinstance(node, tree.Earlier):
        day = day_of(calendar, node.date, wrong)
        node = node.formula
    try:
        formula = resolve_formula(node, names)
    except Broken as broken:
        raise Broken(*wrong, *broken.diagnostics) from None
    check_number(formula, wrong)
    if wrong:
        raise Broken(*wrong)
    return day, formula


def _sorted(past: list[tuple[date, Formula]], found: list[Diagnostic]) -> Earlier:
    """Return earlier definitions with the earliest day first; two until one day are a finding, the first one counts."""
    days: dict[date, Formula] = {}
    for day, old in past:
        if day in days:
            label = Label(days[day].span, Said("the first one", "1 つ目"))
            found.append(finding("K511", old.span, label, day=day.isoformat()))
        days.setdefault(day, old)
    return tuple(sorted(days.items(), key=lambda pair: pair[0]))
