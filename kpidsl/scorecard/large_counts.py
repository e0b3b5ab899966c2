"""Counts of nine digits and more: each KPI has one step (万, 億, million) that all its values are written in.

Money has one step for a whole page, for amounts are compared and added; a count is read beside its own unit only.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kpidsl.scorecard.figures import CountStep, Language, Name, Number, Unit
from kpidsl.scorecard.numbers import STEPS, exact
from kpidsl.scorecard.records import Goal, Scorecard

MOST_DIGITS = 8
LADDER: dict[Language, tuple[CountStep, ...]] = {
    "ja": ("ten_thousand", "hundred_million", "trillion"),
    "en": ("thousand", "million", "billion", "trillion"),
}


def count_step(values: Iterable[Number | None], language: Language) -> CountStep:
    """Choose the step of a count: none up to eight digits, else the smallest that leaves no more than seven."""
    largest = max((abs(number) for each in values if (number := exact(each)) is not None), default=Decimal(0))
    if largest < 10**MOST_DIGITS:
        return "one"
    ladder = LADDER[language]
    return next((step for step in ladder if largest.scaleb(-STEPS[step]) < 10 ** (MOST_DIGITS - 1)), ladder[-1])


def with_steps(card: Scorecard) -> Scorecard:
    """Return the card with the step of each large count in its unit, wherever that unit stands."""
    steps = _steps(card)
    if not steps:
        return card

    def unit(name: Name, unit: Unit) -> Unit:
        return replace(unit, step=steps[name.id], decimals=None) if name.id in steps else unit

    def goal(goal: Goal) -> Goal:
        return replace(goal, unit=unit(goal.name, goal.unit))

    return replace(
        card,
        goal=goal(card.goal) if card.goal else None,
        ways=tuple(map(goal, card.ways)),
        groups=tuple(
            replace(group, rows=tuple(replace(row, unit=unit(row.name, row.unit)) for row in group.rows))
            for group in card.groups
        ),
        tree=replace(
            card.tree, nodes=tuple(replace(node, unit=unit(node.name, node.unit)) for node in card.tree.nodes)
        ),
        definitions=tuple(replace(each, unit=unit(each.name, each.unit)) for each in card.definitions),
    )


def _steps(card: Scorecard) -> dict[str, CountStep]:
    """Return the step of each count that needs one, by the largest value that is printed of it anywhere."""
    held: dict[str, list[Number | None]] = {}
    for row in card.rows:
        if row.unit.style == "number":
            points = [point.value for point in row.series]
            held[row.name.id] = [row.actual, row.target, row.upper, row.target_line, *points]
    for goal in (*card.ways, *filter(None, (card.goal,))):
        if goal.unit.style == "number":
            held.setdefault(goal.name.id, []).extend((goal.actual, goal.target, goal.forecast, goal.forecast_high))
    for node in card.tree.nodes:
        if node.unit.style == "number":
            held.setdefault(node.name.id, []).extend((node.value, node.target))
    for line in card.budget.lines if card.budget else ():
        if line.kpi in held:
            held[line.kpi] += [value for cell in line.cells for value in (cell.plan, cell.value, cell.last_year)]
    found = {name: count_step(values, card.locale.language) for name, values in held.items()}
    return {name: step for name, step in found.items() if step != "one"}
