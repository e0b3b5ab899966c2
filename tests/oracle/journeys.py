"""Functions over journeys: who came first, and who came back or went on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpidsl.syntax import tree

from .aggregates import Scope, pick
from .calendar import after, later, period_of
from .rows import Facts, Row, Scan, cell, day_of, named
from .values import Value, compare, local_day


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a journey: who, when, and on which local day. `moment` is a date or an instant."""

    key: Value
    moment: Value
    day: date
    row: Row


def journey(facts: Facts, journey: tree.Journey, scope: Scope) -> Fraction | None:
    """Return the share of those who went on; null where nobody set out."""
    match journey.name.text:
        case "converted":
            outcomes = converted(facts, journey, scope)
        case "repeated":
            outcomes = repeated(facts, journey, scope)
        case _:
            outcomes = retained(facts, journey, scope)
    found = list(outcomes)
    return Fraction(sum(found), len(found)) if found else None


def scan_of(facts: Facts, rows: tree.Rows) -> Scan:
    """Return the rows of one end of a journey."""
    source = rows.source.text
    return Scan(source, rows.at.text if rows.at else facts.source(source).default_time(), rows.where)


def step(facts: Facts, scan: Scan, row: Row, key: str) -> Step:
    """Return a row as a step."""
    moment = cell(facts, scan.source, row, scan.time)
    return Step(named(facts, scan.source, row, key), moment, local_day(moment, facts.calendar.zone), row)


def all_steps(facts: Facts, scan: Scan, key: str) -> dict[Value, list[Step]]:
    """Return every step up to the as-of, whatever the slice, by key; a null key is nobody."""
    found: dict[Value, list[Step]] = {}
    for row in facts.rows(scan.source):
        if day_of(facts, scan, row) is not None:
            one = step(facts, scan, row, key)
            found.setdefault(one.key, []).append(one)
    found.pop(None, None)
    return found


def follows(facts: Facts, start: Step, other: Step, last: date) -> bool:
    """Say whether a step comes at or after another and not after a day."""
    return compare(">=", other.moment, start.moment, facts.calendar.zone) is True and other.day <= last


def converted(facts: Facts, journey: tree.Journey, scope: Scope) -> Iterator[bool]:
    """Say of each row of the first source whether the second has one of the same key within the window."""
    assert journey.second is not None
    first, key = scan_of(facts, journey.first), journey.key.text
    goals = all_steps(facts, scan_of(facts, journey.second), key)
    scope.reading.due.add(later(scope.last, journey.window))
    for row in pick(facts, first, scope):
        start = step(facts, first, row, key)
        last = later(start.day, journey.window)
        yield any(follows(facts, start, goal, last) for goal in goals.get(start.key, []))


def repeated(facts: Facts, journey: tree.Journey, scope: Scope) -> Iterator[bool]:
    """Say of each key with a row in the scope whether another row follows its first one there within the window."""
    scan, key = scan_of(facts, journey.first), journey.key.text
    history = all_steps(facts, scan, key)
    scope.reading.due.add(later(scope.last, journey.window))
    for start in firsts(step(facts, scan, row, key) for row in pick(facts, scan, scope)):
        last = later(start.day, journey.window)
        yield any(other.row is not start.row and follows(facts, start, other, last) for other in history[start.key])


def retained(facts: Facts, journey: tree.Journey, scope: Scope) -> Iterator[bool]:
    """Say of each key whose first row of all is in the scope whether it has one in the later period."""
    scan, key, window = scan_of(facts, journey.first), journey.key.text, journey.window
    history = all_steps(facts, scan, key)
    scope.reading.due.add(target(facts, scope.last, window)[1])
    here = {id(row) for row in pick(facts, scan, scope)}
    for start in firsts(each for steps in history.values() for each in steps):
        if id(start.row) in here:
            begin, end = target(facts, start.day, window)
            yield any(begin <= other.day <= end for other in history[start.key])


def target(facts: Facts, day: date, window: tree.Duration) -> tuple[date, date]:
    """Return the days of the period (month, week ...) that many after the one that holds a day."""
    period = after(facts.calendar, period_of(facts.calendar, day, window.unit), window.count)
    return period.first, period.last


def firsts(steps: Iterator[Step]) -> list[Step]:
    """Return the first step of each key, the one read first where two have the same time."""
    found: dict[Value, Step] = {}
    for one in steps:
        if one.key is not None and (one.key not in found or one.moment < found[one.key].moment):  # type: ignore[operator]
            found[one.key] = one
    return list(found.values())
