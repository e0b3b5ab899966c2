"""One look over a source's rows: how many there are, and how many of them lack a key, a time, or a partner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlglot import exp

from kpidsl.model.calendar import Calendar, local_day
from kpidsl.model.expression import Column
from kpidsl.model.records import ColumnName, Join, Source, TimeColumn
from kpidsl.query.plan import Edge, Hop
from kpidsl.query.spans_of_time import ONE_DAY
from kpidsl.sql.aggregates import extreme
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.lowering import Lowering, Types
from kpidsl.sql.making import aliased, not_null, number
from kpidsl.sql.naming import short_names
from kpidsl.sql.rows import alias_of, column
from kpidsl.sql.scans import bound, compared_time, joined, repeated_key, rows_of
from kpidsl.sql.written import Refused
from kpidsl.text.diagnostic import Outcome


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for in a source's rows up to an instant; `since`: from when on a row is fresh (None: any is)."""

    source: Source
    until: datetime
    since: datetime | None


def look(asked: Looked, dialect: Dialect, calendar: Calendar, types: Types) -> Outcome[str | None]:
    """Return the statement of one row that says how many rows there are, and of what.

    Its columns: `rows`, `no_key`, `keys` (how many different ones; null where the key has several columns), `no_time`,
    `fresh` and `last` (of the rows up to the instant), and `null0` and so on for each join.
    """
    source, lowering = asked.source, Lowering(dialect, calendar, types, _zones(asked.source))
    alias = alias_of(source.name, ())
    keys = [_of(source, (), key, dialect) for key in source.keys]
    select = exp.select(aliased(exp.Count(this=exp.Star()), "rows"))
    select.select(aliased(_how_many(exp.or_(*map(_null, keys), copy=False) if keys else None), "no_key"), copy=False)
    if len(keys) == 1:
        text = types.get((source.name, source.keys[0].name), "") in ("text", "")
        different = exp.Distinct(expressions=[dialect.text(keys[0]) if text else keys[0]])
        select.select(aliased(exp.Count(this=different), "keys"), copy=False)
    else:
        select.select(aliased(exp.Null(), "keys"), copy=False)
    for value, name in zip(_times(asked, lowering), ("no_time", "fresh", "last"), strict=True):
        select.select(aliased(value, name), copy=False)
    for index, join in enumerate(source.joins):
        own = [_of(source, (), each, dialect) for each, _ in join.pairs]
        select.select(aliased(_how_many(exp.or_(*map(_null, own), copy=False)), f"null{index}"), copy=False)
    try:
        select.from_(rows_of(source, alias, dialect), copy=False)
    except Refused as refusal:
        return Outcome(None, (refusal.diagnostic,))
    return Outcome(_text(select, dialect))


def look_for_partners(source: Source, hops: tuple[Hop, ...], dialect: Dialect, calendar: Calendar, types: Types) -> str:
    """Return the statement of one row that says, for each join, how many rows name a partner that is not there.

    Every partner's key has to be unique.
    """
    lowering = Lowering(dialect, calendar, types, _zones(source))
    select = exp.select()
    for index, hop in enumerate(hops):
        own = [_of(source, (), each, dialect) for each, _ in hop.join.pairs]
        theirs = _of(source, hop.path, hop.join.pairs[0][1], dialect)
        lost = exp.and_(*(not_null(each) for each in own), _null(theirs), copy=False)
        select.select(aliased(_how_many(lost), f"lost{index}"), copy=False)
    joined(select, source, hops, lowering)
    return _text(select, dialect)


def key_that_repeats(source: Source, keys: tuple[ColumnName, ...], dialect: Dialect) -> str:
    """Return the statement that gives one repeated key of a source, and how often it stands there, if any does."""
    join = Join(source.name, tuple((key, key) for key in keys), source.span)
    return _text(repeated_key(Hop((source.name,), join, source), dialect), dialect)


def _of(source: Source, path: tuple[str, ...], name: ColumnName, dialect: Dialect) -> exp.Column:
    return column(Column(source.name, path, name.name, name.quoted, name.span), dialect)


def _zones(source: Source) -> dict[tuple[str, str], str]:
    return {(source.name, time.name): time.zone for time in source.times}


def _times(asked: Looked, lowering: Lowering) -> tuple[exp.Expr, exp.Expr, exp.Expr]:
    """Return how many rows have no time by which they are counted, how many are fresh, and the last time."""
    source = asked.source
    if not source.times:
        return number(0), exp.Null(), exp.Null()
    time: TimeColumn = source.times[0]
    value = compared_time(source, time, lowering)
    before = exp.LT(this=value, expression=_bound(asked.until, time, source, lowering, end=True))
    fresh: exp.Expr = exp.Null()
    if asked.since is not None:
        begun = exp.GTE(this=value.copy(), expression=_bound(asked.since, time, source, lowering, end=False))
        fresh = _how_many(exp.and_(before.copy(), begun, copy=False))
    known = exp.Case(ifs=[exp.If(this=before, true=value.copy())])
    return _how_many(_null(value.copy())), fresh, extreme("max", known, False, lowering.dialect)


def _bound(at: datetime, time: TimeColumn, source: Source, lowering: Lowering, *, end: bool) -> exp.Expr:
    """Return an instant as a literal of a time column; of days the one it lies in, or at the end the one after it."""
    day = (
        local_day(lowering.calendar, at - timedelta(microseconds=1)) + ONE_DAY
        if end
        else local_day(lowering.calendar, at)
    )
    return bound(Edge(day, at), time, source, lowering)


def _null(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.Null())


def _how_many(test: exp.Expr | None) -> exp.Expr:
    """Return how many rows a test holds for."""
    if test is None:
        return number(0)
    return exp.Count(this=exp.Case(ifs=[exp.If(this=test, true=number(1))]))


def _text(select: exp.Select, dialect: Dialect) -> str:
    return short_names(select, dialect).sql(dialect=dialect.sqlglot, pretty=True, comments=False)
