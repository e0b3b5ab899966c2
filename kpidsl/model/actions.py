"""Measures taken (施策): from statements to records."""

from collections.abc import Iterator, Mapping
from datetime import date

from kpidsl.model.calendar import Calendar
from kpidsl.model.chronicle import Action, HopedFor
from kpidsl.model.dates import day_of
from kpidsl.model.declared import Declared, clause, clauses
from kpidsl.model.metrics import measured
from kpidsl.model.numbers import Numbers, linked
from kpidsl.model.quantities import ambiguous, check_difference
from kpidsl.model.records import Metric
from kpidsl.model.unit import CURRENCIES
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding


def build_actions(
    declared: Declared, numbers: Numbers, metrics: Mapping[str, Metric], calendar: Calendar
) -> tuple[dict[str, Action], list[Diagnostic]]:
    """Return the actions by name; what is faulty is left out of them."""
    found: list[Diagnostic] = []
    actions = {
        name: _action(name, statement, numbers, metrics, calendar, found)
        for name, statement in declared.others.items()
        if statement.kind == "action"
    }
    return actions, found


def _action(
    name: str,
    statement: tree.Statement,
    numbers: Numbers,
    metrics: Mapping[str, Metric],
    calendar: Calendar,
    found: list[Diagnostic],
) -> Action:
    kpis, budget, every = clause(statement, "for"), clause(statement, "budget"), clause(statement, "every")
    items = kpis.value.items if kpis is not None and isinstance(kpis.value, tree.Names) else ()
    names = [each for item in items if (each := linked(item, numbers, found)) is not None]
    first, last = _days(statement, calendar, found)
    if kpis is None and not statement.broken:
        found.append(finding("K640", statement.name.span if statement.name else statement.span, name=name))
    money = budget.value if budget is not None and isinstance(budget.value, tree.Number) else None
    if money is not None and (money.unit not in (None, *CURRENCIES) or money.value < 0):
        found.append(finding("K641", money.span, found=money.text))
    outcome, why = _outcome(statement)
    return Action(
        name=name,
        label=statement.label.value if statement.label else None,
        kpis=tuple(dict.fromkeys(names)),
        owner=_text(statement, "owner"),
        first=first,
        last=last,
        budget=money,
        every=every.value if every is not None and isinstance(every.value, tree.Rate) else None,
        expects=tuple(_hopes(statement, numbers, metrics, found)),
        outcome=outcome,
        why=why,
        span=statement.name.span if statement.name else statement.span,
    )


def _text(statement: tree.Statement, keyword: str) -> str | None:
    each = clause(statement, keyword)
    return each.value.value if each is not None and isinstance(each.value, tree.Text) else None


def _days(statement: tree.Statement, calendar: Calendar, found: list[Diagnostic]) -> tuple[date | None, date | None]:
    each = clause(statement, "from")
    if each is None or not isinstance(each.value, tree.Dates):
        return None, None
    dates = each.value
    first, last = day_of(calendar, dates.first, found), day_of(calendar, dates.last, found)
    if first is not None and last is not None and last < first:
        label = Label(dates.first.span, Said("the first day", "初日"))
        found.append(finding("K642", dates.last.span, label, first=dates.first.text, last=dates.last.text))
    return first, last


def _outcome(statement: tree.Statement) -> tuple[str | None, str | None]:
    each = clause(statement, "outcome")
    match each.value if each else None:
        case tree.Reasoned(value=tree.Word(text=word), because=because):
            return word, because.value if because else None
    return None, None


def _hopes(
    statement: tree.Statement, numbers: Numbers, metrics: Mapping[str, Metric], found: list[Diagnostic]
) -> Iterator[HopedFor]:
    """Yield the changes that are hoped for, each held against the unit of what it changes."""
    for each in clauses(statement, "expects"):
        if not isinstance(each.value, tree.Expected):
            continue
        hope = each.value
        name = linked(hope.kpi, numbers, found)
        if name is None:
            continue
        if name in metrics:
            found += _wrong_change(hope, metrics[name])
        yield HopedFor(name, hope.change, hope.relative, hope.span)


def _wrong_change(hope: tree.Expected, metric: Metric) -> Iterator[Diagnostic]:
    about, change = measured(metric), hope.change
    if hope.relative and change.unit != "%":
        yield finding("K614", change.span, text=change.text)
    elif change.unit == "%":
        if about.percentage and about.sure and not hope.relative:
            yield ambiguous(change)
    else:
        yield from check_difference("change", change, about)
