"""The rows of a project under one request: what a name means on a row, and which rows count when and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from kpidsl.syntax import tree

from .calendar import Calendar
from .project import Project, Source, dimension_path, join_path
from .values import Value, local_day, normal, operate


class Total(Enum):
    """The slice that is no slice: all rows together."""

    ALL = "all"


Row = Mapping[str, Any]
Member = tuple[Value, ...] | Total
Days = dict[date, list[Row]]
ALL: Member = Total.ALL


@dataclass(frozen=True, slots=True)
class Scan:
    """Rows of a source by one of its time columns, with a condition or without."""

    source: str
    time: str
    where: tree.Expression | None = None


@dataclass(slots=True)
class Facts:
    """A project, its tables and a request. `as_of` is the last day that counts; the rest is kept to save time."""

    project: Project
    calendar: Calendar
    tables: Mapping[str, Sequence[Row]]
    by: tuple[str, ...]
    where: tree.Expression | None
    as_of: date
    slices: dict[Scan, dict[Member, Days]] = field(default_factory=dict)
    lookups: dict[tuple[str, str], dict[tuple[Value, ...], Row]] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        """Return a declared source."""
        return self.project.sources[name]

    def rows(self, source: str) -> Sequence[Row]:
        """Return all rows of a source."""
        return self.tables[self.source(source).table]


def cell(facts: Facts, source: str, row: Row, column: str) -> Value:
    """Return a column's value; a naive time is in the zone that the source declares, else in the project's."""
    zone = facts.source(source).times.get(column)
    return normal(row[column], ZoneInfo(zone) if zone else facts.calendar.zone)


def follow(facts: Facts, source: str, row: Row, path: Sequence[str]) -> tuple[str, Row | None]:
    """Walk from a row along joins; return the source at the end and its row, None where nothing matches."""
    for target in path:
        found = lookup(facts, source, target).get(
            tuple(cell(facts, source, row, own) for own, _ in facts.source(source).joins[target])
        )
        if found is None:
            return path[-1], None
        source, row = target, found
    return source, row


def lookup(facts: Facts, source: str, target: str) -> dict[tuple[Value, ...], Row]:
    """Return the rows of a joined source by key; `ValueError` where one is not unique. A null matches nothing."""
    if (source, target) not in facts.lookups:
        columns = [theirs for _, theirs in facts.source(source).joins[target]]
        found: dict[tuple[Value, ...], Row] = {}
        for row in facts.rows(target):
            key = tuple(cell(facts, target, row, each) for each in columns)
            if key in found:
                raise ValueError(f"{target} has more than one row for {key}")
            if None not in key:
                found[key] = row
        facts.lookups[source, target] = found
    return facts.lookups[source, target]


def dimension(facts: Facts, source: str, row: Row, name: str) -> Value:
    """Return a source's own dimension; in its own formula its name is the column."""
    formula = facts.source(source).dimensions[name]
    return cell(facts, source, row, name) if formula is None else row_value(facts, source, row, formula, name)


def named(facts: Facts, source: str, row: Row, name: str, own: str | None = None) -> Value:
    """Return what a bare name is on a row: a segment of the source, else a dimension, else a column."""
    segment = facts.project.segments.get(name)
    if segment is not None and segment[0] == source:
        return row_value(facts, source, row, segment[1])
    if name in facts.source(source).dimensions and name != own:
        return dimension(facts, source, row, name)
    return cell(facts, source, row, name)


def reach(facts: Facts, source: str, row: Row, parts: Sequence[str], own: str | None = None) -> Value:
    """Return what a path is on a row; over a join without a partner it is null."""
    at: Row | None = row
    for step in parts[:-1]:
        assert at is not None
        source, at = follow(facts, source, at, join_path(facts.project, source, step))
        if at is None:
            return None
        own = None
    assert at is not None
    return named(facts, source, at, parts[-1], own)


def row_value(facts: Facts, source: str, row: Row, expression: tree.Expression, own: str | None = None) -> Value:
    """Return a row formula's value; `own` is the dimension whose formula it is."""
    if isinstance(expression, tree.Reference):
        return reach(facts, source, row, [part.text for part in expression.parts], own)
    return operate(expression, lambda part: row_value(facts, source, row, part, own), facts.calendar.zone)


def shared(facts: Facts, source: str, row: Row, name: str) -> Value:
    """Return the dimension that a request names: the source's own, else the one reached by joins."""
    end, found = follow(facts, source, row, dimension_path(facts.project, source, name))
    return None if found is None else dimension(facts, end, found, name)


def request_value(facts: Facts, source: str, row: Row, expression: tree.Expression) -> Value:
    """Return the value of a request's condition: bare names are dimensions where there is one, else as in a formula."""
    if isinstance(expression, tree.Reference) and len(expression.parts) == 1:
        name = expression.parts[0].text
        if any(name in each.dimensions for each in facts.project.sources.values()):
            return shared(facts, source, row, name)
    if isinstance(expression, tree.Reference):
        return row_value(facts, source, row, expression)
    return operate(expression, lambda part: request_value(facts, source, row, part), facts.calendar.zone)


def asked_for(facts: Facts, source: str, row: Row) -> bool:
    """Say whether a row meets the request's condition."""
    return facts.where is None or request_value(facts, source, row, facts.where) is True


def day_of(facts: Facts, scan: Scan, row: Row) -> date | None:
    """Return the local day that a row counts on; None where its time is null, after the as-of, or it is not meant."""
    moment = cell(facts, scan.source, row, scan.time)
    if moment is None:
        return None
    day = local_day(moment, facts.calendar.zone)
    meant = scan.where is None or row_value(facts, scan.source, row, scan.where) is True
    return day if day <= facts.as_of and meant else None


def slices(facts: Facts, scan: Scan) -> dict[Member, Days]:
    """Return the rows of a scan that the request asks for, by slice and by day; `ALL` holds them once more."""
    if scan not in facts.slices:
        found: dict[Member, Days] = {ALL: {}}
        for row in facts.rows(scan.source):
            day = day_of(facts, scan, row)
            if day is None or not asked_for(facts, scan.source, row):
                continue
            member = tuple(shared(facts, scan.source, row, name) for name in facts.by)
            for key in (ALL, member):
                found.setdefault(key, {}).setdefault(day, []).append(row)
        facts.slices[scan] = found
    return facts.slices[scan]


def rows_between(days: Days, first: date | None, last: date) -> list[Row]:
    """Return the rows from one day to another, both inside; from the first row of all where `first` is None."""
    return [row for day, rows in days.items() if (first is None or first <= day) and day <= last for row in rows]
