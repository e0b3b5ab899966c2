"""A project held against its warehouse: what it names is there and of its type, and the rows keep what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kpidsl.answer.reads import reads_of_model
from kpidsl.answer.survey import Types, survey
from kpidsl.model.calendar import Calendar, local_day
from kpidsl.model.records import ColumnName, FileRows, Join, Model, Source, TimeColumn
from kpidsl.query.freshness import fresh_since
from kpidsl.query.plan import Hop
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.lowering import TIMES
from kpidsl.sql.probing import Looked, key_that_repeats, look, look_for_partners
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.source import Span
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse

_OFTEN = 0.05
"""From this share of rows on, a time or a partner that is missing is a warning."""

Tell = Callable[[str], None]
"""Hears the name of each source before it is looked at."""


@dataclass(frozen=True, slots=True)
class _Looking:
    model: Model
    warehouse: Warehouse
    dialect: Dialect
    types: Types
    as_of: datetime


def look_over(model: Model, warehouse: Warehouse, as_of: datetime, tell: Tell) -> Outcome[None]:
    """Return what is wrong between a project and its warehouse; rows up to `as_of` count.

    First the catalogue: tables, columns, types. The rows of the sources at which nothing is wrong there are then read,
    once each, and once more where they join others.
    """
    row = dialect(warehouse.dialect)
    if row is None:
        return Outcome(None, (finding("K701", None, dialect=warehouse.dialect, known=", ".join(NAMES)),))
    tables = [each for each in model.sources.values() if not isinstance(each.origin, FileRows)]
    if tables and warehouse.shown.endswith(":memory:"):
        return Outcome(None, (finding("K822", tables[0].origin.span, source=tables[0].name),))
    surveyed = survey(reads_of_model(model), warehouse)
    looking = _Looking(model, warehouse, row, surveyed.value, as_of)
    found = list(surveyed.diagnostics)
    whole = [each for each in model.sources.values() if _is_whole(each, surveyed.value, row.text_times)]
    unique: dict[tuple[str, tuple[str, ...]], bool] = {}
    for source in whole:
        tell(source.name)
        found += _rows(looking, source, unique)
    for source in whole:
        if source.joins:
            tell(source.name)
            found += _partners(looking, source, unique)
    return Outcome(None, tuple(dict.fromkeys(found)))


def _is_whole(source: Source, types: Types, texts: bool) -> bool:
    """Say whether all that a source declares of itself is there, and its time one; `texts`: ISO text is a time too."""
    names = [*(key.name for key in source.keys), *(own.name for join in source.joins for own, _ in join.pairs)]
    fit = TIMES | {"text"} if texts else TIMES
    timely = all(types.get((source.name, each.name)) in fit for each in source.times[:1])
    return timely and all((source.name, name) in types for name in names)


def _rows(looking: _Looking, source: Source, unique: dict[tuple[str, tuple[str, ...]], bool]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the rows of a source by themselves, and note which keys tell one row from another."""
    calendar = looking.model.manifest.calendar
    since = fresh_since(calendar, looking.as_of, source.fresh) if source.fresh is not None and source.times else None
    asked = look(Looked(source, looking.as_of, since), looking.dialect, calendar, looking.types)
    yield from asked.diagnostics
    values = _one_row(looking, asked.value, source.span)
    if isinstance(values, tuple):
        yield from values
        return
    rows = values["rows"]
    if not rows:
        yield finding("K823", source.span, source=source.name)
    if values["no_key"]:
        facts = {"source": source.name, "key": _names(source.keys), "count": values["no_key"], "rows": rows}
        yield finding("K842", source.keys[0].span, **facts)
    yield from _keys(looking, source, values, unique)
    if source.times and values["no_time"] and values["no_time"] >= _OFTEN * rows:
        facts = {"source": source.name, "column": source.times[0].name, "count": values["no_time"], "rows": rows}
        yield finding("K843", source.times[0].span, **facts)
    for index, join in enumerate(source.joins):
        if (count := values[f"null{index}"]) and count >= _OFTEN * rows:
            facts = {"source": source.name, "target": join.target, "count": count, "rows": rows}
            yield finding("K844", join.span, **facts)
    if source.fresh is not None and rows and not values["fresh"] and since is not None:
        kind = looking.types.get((source.name, source.times[0].name), "")
        last = _last(values["last"], source.times[0], kind, calendar)
        yield finding("K846", source.fresh.span, source=source.name, last=last, since=_said(since, calendar))


def _keys(
    looking: _Looking, source: Source, values: Mapping[str, Any], unique: dict[tuple[str, tuple[str, ...]], bool]
) -> Iterator[Diagnostic]:
    """Yield a finding for each key that does not tell a source's rows apart: its own, and those that others join."""
    joined = [join for each in looking.model.sources.values() for join in each.joins if join.target == source.name]
    places: dict[tuple[str, ...], tuple[tuple[ColumnName, ...], Span, str]] = {}
    for join in joined:
        theirs = tuple(each for _, each in join.pairs)
        places.setdefault(tuple(key.name for key in theirs), (theirs, join.span, "K819"))
    if source.keys:
        own = tuple(key.name for key in source.keys)
        places.setdefault(own, (source.keys, source.keys[0].span, "K841"))
    for names, (keys, span, code) in places.items():
        is_own = names == tuple(key.name for key in source.keys)
        if is_own and values["keys"] is not None and values["keys"] == values["rows"] - values["no_key"]:
            unique[source.name, names] = True
            continue
        answer = fetch(looking.warehouse, key_that_repeats(source, keys, looking.dialect), span=span)
        yield from answer.diagnostics
        unique[source.name, names] = answer.value is not None and not answer.value.rows
        if answer.value is not None and answer.value.rows:
            *value, count = answer.value.rows[0]
            shown = ", ".join(map(str, value))
            yield finding(code, span, key=", ".join(names), source=source.name, value=shown, count=str(count))


def _partners(
    looking: _Looking, source: Source, unique: Mapping[tuple[str, tuple[str, ...]], bool]
) -> Iterator[Diagnostic]:
    """Yield a finding for each join by which rows name a partner that is not there."""
    joins = [join for join in source.joins if unique.get((join.target, tuple(key.name for _, key in join.pairs)))]
    if not joins:
        return
    hops = tuple(Hop((join.target,), join, looking.model.sources[join.target]) for join in joins)
    sql = look_for_partners(source, hops, looking.dialect, looking.model.manifest.calendar, looking.types)
    values = _one_row(looking, sql, source.span)
    if isinstance(values, tuple):
        yield from values
        return
    for index, join in enumerate(joins):
        if count := values[f"lost{index}"]:
            yield finding("K845", join.span, source=source.name, target=join.target, count=count, key=_pairs(join))


def _one_row(looking: _Looking, sql: str | None, span: Span) -> dict[str, Any] | tuple[Diagnostic, ...]:
    """Return the one row that a statement gives, by the names of its columns, or why there is none."""
    if sql is None:
        return ()
    answer = fetch(looking.warehouse, sql, span=span)
    if answer.value is None:
        return answer.diagnostics
    return dict(zip(answer.value.columns, answer.value.rows[0], strict=True))


def _names(keys: tuple[ColumnName, ...]) -> str:
    return ", ".join(key.name for key in keys)


def _pairs(join: Join) -> str:
    return ", ".join(own.name for own, _ in join.pairs)


def _last(value: Any, column: TimeColumn, kind: str, calendar: Calendar) -> str:
    """Return the time of the last row as people there write it; an instant without a zone is in UTC, as the session."""
    if isinstance(value, str) and kind in ("timestamp", "timestamp_tz"):
        value = _read(value)
    match value:
        case None:
            return "–"
        case datetime(tzinfo=None):
            zone = UTC if kind == "timestamp_tz" else ZoneInfo(column.zone)
            return _said(value.replace(tzinfo=zone), calendar)
        case datetime():
            return _said(value, calendar)
    return str(value)


def _read(text: str) -> datetime | str:
    """Return a time that an engine keeps as text; what is none stays as it stands in the data."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _said(moment: datetime, calendar: Calendar) -> str:
    """Return an instant as people there write it."""
    local = moment.astimezone(ZoneInfo(calendar.timezone))
    if (local.hour, local.minute) == (0, 0):
        return local_day(calendar, moment).isoformat()
    return f"{local:%Y-%m-%d %H:%M}"
