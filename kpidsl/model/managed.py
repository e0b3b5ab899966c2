"""The clauses of a metric, a KPI or a goal, each held against what it must mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpidsl.model.cadences import check_cadence
from kpidsl.model.calendar import Calendar
from kpidsl.model.chronicle import Allowance
from kpidsl.model.dates import day_of
from kpidsl.model.declared import clause, clauses, words
from kpidsl.model.near import meant
from kpidsl.model.numbers import Numbers, linked
from kpidsl.model.quantities import Measured, check_quantity
from kpidsl.model.rules import known_rules
from kpidsl.syntax import tree
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

_FIRST = Said("the first one", "1 つ目")
_PEOPLE = (None, "人", "名", "people", "heads")


@dataclass(frozen=True, slots=True)
class Managed:
    """What the clauses of one statement mean: names resolved, dates read."""

    was: str | None
    drives: tuple[str, ...]
    guards: tuple[str, ...]
    tags: tuple[str, ...]
    allows: tuple[Allowance, ...]


def read_managed(statement: tree.Statement, numbers: Numbers, calendar: Calendar, found: list[Diagnostic]) -> Managed:
    """Return what the clauses mean that need no measure; what is wrong with them goes to `found`."""
    name = statement.name.text if statement.name is not None else ""
    was = clause(statement, "was")
    if was is not None:
        found += _check_was(name, was, numbers)
    found += _check_weights(statement)
    found += _check_bands(statement)
    found += _check_advice(statement)
    review = clause(statement, "review")
    if review is not None and isinstance(review.value, tree.Cadence):
        found += check_cadence(review.value)
    stable = clause(statement, "stable")
    if stable is not None and isinstance(stable.value, tree.Reasoned) and isinstance(stable.value.value, tree.Period):
        day_of(calendar, stable.value.value, found)
    return Managed(
        was=words(was.value) if was is not None else None,
        drives=_others(statement, "drives", name, numbers, found),
        guards=_others(statement, "guards", name, numbers, found),
        tags=_tags(statement, found),
        allows=tuple(_allows(statement, calendar, found)),
    )


def _check_was(name: str, was: tree.Clause, numbers: Numbers) -> Iterator[Diagnostic]:
    """Yield what keeps an earlier name from being one: it is in use, or two numbers claim it, or it was retired."""
    old = words(was.value)
    if old in numbers.roles:
        yield finding("K230", was.value.span, name=name, old=old)
    elif numbers.renamed.get(old, name) != name:
        yield finding("K220", was.value.span, old=old, other=numbers.renamed[old])
    elif old in numbers.retired:
        yield finding("K225", was.value.span, old=old, day=numbers.retired[old].day)


def _others(
    statement: tree.Statement, keyword: str, own: str, numbers: Numbers, found: list[Diagnostic]
) -> tuple[str, ...]:
    """Return the numbers that a clause links to, each once; itself is none of them."""
    first: dict[str, tree.Reference] = {}
    for each in clauses(statement, keyword):
        for item in each.value.items if isinstance(each.value, tree.Names) else ():
            name = linked(item, numbers, found)
            if name is None:
                continue
            if name == own:
                found.append(finding("K630", item.span, name=name, clause=keyword))
            elif name in first:
                found.append(finding("K631", item.span, Label(first[name].span, _FIRST), name=name, clause=keyword))
            else:
                first[name] = item
    return tuple(first)


def _tags(statement: tree.Statement, found: list[Diagnostic]) -> tuple[str, ...]:
    first: dict[str, tree.Reference] = {}
    each = clause(statement, "tags")
    for item in each.value.items if each is not None and isinstance(each.value, tree.Names) else ():
        tag = words(item)
        if tag in first:
            found.append(finding("K631", item.span, Label(first[tag].span, _FIRST), name=tag, clause="tags"))
        first.setdefault(tag, item)
    return tuple(first)


def _check_weights(statement: tree.Statement) -> Iterator[Diagnostic]:
    """Yield what is wrong with `effort` and `heads`: both are positive, and only people have a unit."""
    for keyword, units in (("effort", (None,)), ("heads", _PEOPLE)):
        each = clause(statement, keyword)
        number = each.value if each is not None else None
        if isinstance(number, tree.Number) and (number.value <= 0 or number.unit not in units):
            yield finding("K632", number.span, clause=keyword, found=number.text)
    capacity = clause(statement, "capacity")
    if capacity is not None and isinstance(capacity.value, tree.Rate) and capacity.value.count.value <= 0:
        yield finding("K632", capacity.value.count.span, clause="capacity", found=capacity.value.count.text)


def _check_bands(statement: tree.Statement) -> Iterator[Diagnostic]:
    """Yield what is wrong with `status`: shares of the target above 0% and up to 100%, behind below at_risk,
    each once.
    """
    each = clause(statement, "status")
    if each is None or not isinstance(each.value, tree.Bands):
        return
    first: dict[str, tuple[tree.Word, tree.Number]] = {}
    sound = True
    for word, number in each.value.items:
        if word.text in first:
            yield finding("K631", word.span, Label(first[word.text][0].span, _FIRST), name=word.text, clause="status")
            sound = False
        if number.unit not in (None, "%") or not 0 < number.value <= 1:
            yield finding("K633", number.span, found=number.text)
            sound = False
        first.setdefault(word.text, (word, number))
    if sound and len(first) == 2 and first["behind"][1].value >= first["at_risk"][1].value:
        behind, at_risk = first["behind"][1], first["at_risk"][1]
        yield finding("K634", behind.span, Label(at_risk.span, "at_risk"), behind=behind.text, at_risk=at_risk.text)


def _check_advice(statement: tree.Statement) -> Iterator[Diagnostic]:
    first: dict[str, tree.Word] = {}
    for each in clauses(statement, "advice"):
        match each.value:
            case tree.Reasoned(value=tree.Word(text=level) as word):
                if level in first:
                    yield finding("K631", word.span, Label(first[level].span, _FIRST), name=level, clause="advice")
                first.setdefault(level, word)


def _allows(statement: tree.Statement, calendar: Calendar, found: list[Diagnostic]) -> Iterator[Allowance]:
    """Yield the rules that a statement is excused from; errors are never excused."""
    for each in clauses(statement, "allow"):
        match each.value:
            case tree.Reasoned(value=tree.Word(text=code, span=span), because=because, until=tree.Period() as until):
                day: date | None = day_of(calendar, until, found)
                rules = known_rules()
                if code in CODES and code not in rules:
                    found.append(finding("K229", span, rule=code))
                elif code not in rules:
                    advice = Said(
                        "rules are named like T04, warnings like K507", "規則は T04、警告は K507 のような名前です"
                    )
                    found.append(finding("K228", span, rule=code, near=meant(code, rules, advice)))
                elif day is not None:
                    yield Allowance(code, day, because.value if because else "", each.span)


def check_measured(statement: tree.Statement, about: Measured) -> Iterator[Diagnostic]:
    """Yield what is wrong with the clauses that hold values of the number itself, or that ask something of its kind."""
    limit, capacity = clause(statement, "limit"), clause(statement, "capacity")
    if limit is not None and isinstance(limit.value, tree.Reasoned) and isinstance(limit.value.value, tree.Number):
        yield from check_quantity("limit", limit.value.value, about)
    if capacity is not None and isinstance(capacity.value, tree.Rate):
        if about.kind != "flow":
            yield finding("K635", capacity.value.span, name=about.name)
        else:
            yield from check_quantity("capacity", capacity.value.count, about)
    yield from _check_better(statement, about.name)


def _check_better(statement: tree.Statement, name: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with `better`: `within` needs a band, and a target should not point the other way."""
    better = clause(statement, "better")
    if better is None:
        return
    targets = [each.value for each in clauses(statement, "target") if isinstance(each.value, tree.Target)]
    match words(better.value):
        case "within":
            if not statement.broken and not any(each.sense in ("between", "hold") for each in targets):
                yield finding("K636", better.value.span, name=name)
        case direction:
            wrong = {"higher": "at_most", "lower": "at_least"}.get(direction)
            for target in targets:
                if target.sense == wrong:
                    facts = {"direction": direction, "target": wrong.replace("_", " ")}
                    yield finding("K637", target.span, Label(better.value.span, direction), name=name, **facts)
