"""Journeys in SQL: who set out in each period, and whether rows of the same key came after."""

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from kpidsl.model.expression import Journey
from kpidsl.model.records import Source, TimeColumn
from kpidsl.query.plan import Goal, Scan, Window
from kpidsl.sql.lowering import Lowering
from kpidsl.sql.making import (
    SPANS_COLUMNS,
    N,
    aliased,
    ascending,
    grouped,
    inner,
    named,
    not_null,
    number,
    selected,
    spans_table,
    table,
    within,
)
from kpidsl.sql.rows import key_value, lower_row
from kpidsl.sql.scans import (
    Part,
    bound,
    bucket_of,
    bucketed,
    compared_time,
    joined,
    keys_of,
    kind_of,
    moment_of_row,
    time_column,
)

_KEY, _MOMENT, _DAY, _COPIES, _UNIT, _SETS_OUT, _HIT = "k", "t", "day", "copies", "unit", "sets_out", "hit"
_PLACE, _ASKED, _TIMES = "place", "asked", "times"


def journey_parts(scan: Scan, lowering: Lowering) -> Iterator[Part]:
    """Yield the selects of a journey: where it may arrive, who set out, and for each period how many went on."""
    (goal,), (window,) = scan.goals, scan.windows
    journey = goal.journey
    goals, rows, starts = f"{scan.name}_goals", f"{scan.name}_rows", f"{scan.name}_starts"
    yield Part(goals, _arrivals(scan, goal, lowering))
    yield Part(
        rows, _firsts(scan, goal, lowering) if journey.function == "retained" else _departures(scan, goal, lowering)
    )
    if window.plain:
        yield Part(starts, _started(scan, goal, rows, None, lowering))
    else:
        spans = f"{scan.name}_spans"
        yield Part(spans, spans_table(window, lowering.dialect), SPANS_COLUMNS)
        yield Part(starts, _started(scan, goal, rows, spans, lowering))
    yield Part(window.name, _counted(scan, goal, window, starts, goals, lowering))


def _moment(source: Source, time: TimeColumn, scan: Scan, goal: Goal, lowering: Lowering) -> exp.Expr:
    """Return a row's moment, comparable with that at the other end: a local day where either end has no hour."""
    kinds = kind_of(scan.source, scan.time, lowering), kind_of(goal.source, goal.time, lowering)
    if "date" in kinds:
        return _day(source, time, lowering)
    return lowering.dialect.moment(time_column(source, time, lowering), time.zone, kind_of(source, time, lowering))


def _day(source: Source, time: TimeColumn, lowering: Lowering) -> exp.Expr:
    column, kind = time_column(source, time, lowering), kind_of(source, time, lowering)
    return lowering.dialect.local_date(column, time.zone, lowering.calendar.timezone, kind)


def _unit(source: Source, time: TimeColumn, goal: Goal, lowering: Lowering) -> exp.Expr:
    """Return the number of the period of the journey's unit that holds a row."""
    return bucket_of(goal.units, True, time, source, lowering)


def _arrivals(scan: Scan, goal: Goal, lowering: Lowering) -> exp.Select:
    """Return the rows at the end of a journey: key, moment, local day, and how many stand at that moment."""
    journey, source, time = goal.journey, goal.source, goal.time
    rows = journey.second or journey.first
    key = key_value(journey.second_key if journey.second_key is not None else journey.key, lowering)
    columns = [
        aliased(key, _KEY),
        aliased(_moment(source, time, scan, goal, lowering), _MOMENT),
        aliased(_day(source, time, lowering), _DAY),
    ]
    if goal.units:
        columns.append(aliased(_unit(source, time, goal, lowering), _UNIT))
    select = selected(*columns, aliased(exp.Count(this=exp.Star()), _COPIES))
    joined(select, source, goal.hops, lowering)
    last = bound(goal.until, time, source, lowering)
    select.where(not_null(key.copy()), exp.LT(this=compared_time(source, time, lowering), expression=last), copy=False)
    if rows.where is not None:
        select.where(lower_row(rows.where, lowering), copy=False)
    return grouped(select, len(columns), lowering.dialect)


def _departures(scan: Scan, goal: Goal, lowering: Lowering) -> exp.Select:
    """Return the rows of a scan with key, moment, local day, and whether a journey sets out there.

    The others stay: their slices have been seen, and none of them set out.
    """
    return bucketed(scan, lowering).select(
        aliased(key_value(goal.journey.key, lowering), _KEY),
        aliased(_moment(scan.source, scan.time, scan, goal, lowering), _MOMENT),
        aliased(_day(scan.source, scan.time, lowering), _DAY),
        aliased(_flag(_sets_out(goal.journey, lowering)), _SETS_OUT),
        copy=False,
    )


def _sets_out(journey: Journey, lowering: Lowering) -> exp.Expr:
    tests = [lower_row(journey.first.where, lowering)] if journey.first.where is not None else []
    if journey.function != "converted":
        tests.append(not_null(lower_row(journey.key, lowering)))
    return exp.and_(*tests, copy=False) if tests else exp.true()


def _flag(test: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=number(1))], default=number(0))


def _firsts(scan: Scan, goal: Goal, lowering: Lowering) -> exp.Select:
    """Return the rows, where only the first of every key, of all that there are, sets out.

    The request's condition is held against them after that.
    """
    rows = _departures(replace(scan, where=None), goal, lowering)
    asked = _flag(lower_row(scan.where, lowering) if scan.where is not None else exp.true())
    rows.select(aliased(_unit(scan.source, scan.time, goal, lowering), _UNIT), aliased(asked, _ASKED), copy=False)
    place = exp.Window(
        this=exp.RowNumber(),
        partition_by=[key_value(goal.journey.key, lowering), _flag(_sets_out(goal.journey, lowering))],
        order=exp.Order(expressions=[ascending(moment_of_row(scan, lowering), lowering.dialect)]),
    )
    rows.select(aliased(place, _PLACE), copy=False)
    first = exp.and_(_is_one(_SETS_OUT), _is_one(_PLACE), copy=False)
    columns = [*keys_of(scan), _KEY, _MOMENT, _DAY, _UNIT]
    select = selected(*(named(each) for each in columns), aliased(_flag(first), _SETS_OUT)).from_(
        inner(rows, "r"), copy=False
    )
    return select.where(_is_one(_ASKED), copy=False)


def _is_one(name: str) -> exp.Expr:
    return exp.EQ(this=named(name), expression=number(1))


def _started(scan: Scan, goal: Goal, rows: str, spans: str | None, lowering: Lowering) -> exp.Select:
    """Return who set out in each period: every row, or for `repeated` every key with its first moment."""
    slices = [named(each, rows) for each in keys_of(scan)[1:]]
    repeated = goal.journey.function == "repeated"
    details = [_MOMENT, _DAY, *([_UNIT] if goal.units else [])]
    select = selected(named(N, spans or rows), *slices, named(_KEY, rows), named(_SETS_OUT, rows))
    for each in details:
        select.select(aliased(exp.Min(this=named(each, rows)), each) if repeated else named(each, rows), copy=False)
    select.from_(table(rows), copy=False)
    if spans is not None:
        select.join(table(spans), on=within(named(N, rows), spans), copy=False)
    elif scan.floor:
        select.where(exp.GTE(this=named(N, rows), expression=number(0)), copy=False)
    return grouped(select, 3 + len(slices), lowering.dialect) if repeated else select


def _counted(scan: Scan, goal: Goal, window: Window, starts: str, goals: str, lowering: Lowering) -> exp.Select:
    """Return, for each period and slice, how many set out and how many went on."""
    keys = keys_of(scan)
    if not lowering.dialect.exists:
        return _counted_by_join(scan, goal, window, starts, goals, lowering)
    there = selected(number(1)).from_(table(goals, "g"), copy=False).where(_follows(goal.journey, lowering), copy=False)
    hit = _flag(exp.and_(exp.EQ(this=named(_SETS_OUT, "s"), expression=number(1)), exp.Exists(this=there), copy=False))
    columns = [named(each, "s") for each in (*keys, _SETS_OUT)]
    marked = selected(*columns, aliased(hit, _HIT)).from_(table(starts, "s"), copy=False)
    parts = {measure.alias: measure.part for measure in scan.measures}
    select = selected(*(named(each) for each in keys))
    for value, alias in window.columns:
        counted = named(_HIT if parts[alias] == "went_on" else _SETS_OUT)
        select.select(aliased(exp.Sum(this=counted), value), copy=False)
    return grouped(select.from_(inner(marked, "m"), copy=False), len(keys), lowering.dialect)


def _counted_by_join(scan: Scan, goal: Goal, window: Window, starts: str, goals: str, lowering: Lowering) -> exp.Select:
    """Return the same, without a question in a value: those who set out alike are one row, joined to where it went."""
    keys = keys_of(scan)
    alike = [*keys, _KEY, _MOMENT, _DAY, *([_UNIT] if goal.units else []), _SETS_OUT]
    together = selected(*(named(each) for each in alike), aliased(exp.Count(this=exp.Star()), _TIMES))
    together.from_(table(starts), copy=False).group_by(*(named(each) for each in alike), copy=False)
    arrived = exp.Max(this=_flag(not_null(named(_KEY, "g"))))
    columns = [named(each, "s") for each in (*keys, _SETS_OUT, _TIMES)]
    marked = selected(*columns, aliased(arrived, _HIT)).from_(inner(together, "s"), copy=False)
    follows = exp.and_(_follows(goal.journey, lowering), exp.EQ(this=named(_SETS_OUT, "s"), expression=number(1)))
    marked.join(table(goals, "g"), on=follows, join_type="left", copy=False)
    marked.group_by(*(named(each, "s") for each in (*alike, _TIMES)), copy=False)
    parts = {measure.alias: measure.part for measure in scan.measures}
    select = selected(*(named(each) for each in keys))
    for value, alias in window.columns:
        counted = named(_HIT if parts[alias] == "went_on" else _SETS_OUT)
        select.select(aliased(exp.Sum(this=exp.Mul(this=counted, expression=named(_TIMES))), value), copy=False)
    return grouped(select.from_(inner(marked, "m"), copy=False), len(keys), lowering.dialect)


def _follows(journey: Journey, lowering: Lowering) -> exp.Expr:
    """Return the test that a row arrives for one that set out, within the journey's time."""
    same = exp.EQ(this=named(_KEY, "g"), expression=named(_KEY, "s"))
    if journey.function == "retained":
        unit = exp.Add(this=named(_UNIT, "s"), expression=number(journey.count))
        return exp.and_(same, exp.EQ(this=named(_UNIT, "g"), expression=unit), copy=False)
    until = lowering.dialect.days_later(named(_DAY, "s"), journey.count, journey.unit)
    soon = exp.LTE(this=named(_DAY, "g"), expression=until)
    at, since = named(_MOMENT, "g"), named(_MOMENT, "s")
    if journey.function == "converted":
        return exp.and_(same, soon, exp.GTE(this=at, expression=since), copy=False)
    again = exp.and_(
        exp.EQ(this=at, expression=since), exp.GT(this=named(_COPIES, "g"), expression=number(1)), copy=False
    )
    later = exp.or_(exp.GT(this=at.copy(), expression=since.copy()), again, copy=False)
    return exp.and_(same, soon, exp.paren(later), copy=False)
