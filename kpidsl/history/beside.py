"""What changed beside the numbers: sources, segments, pages, measures taken, records, the manifest."""

from collections.abc import Iterator, Mapping
from typing import Any

from kpidsl.history.bare import Reading, bare
from kpidsl.history.effects import CANNOT, Effect
from kpidsl.history.normal import conditions, origin
from kpidsl.history.numbers import one_line
from kpidsl.history.records import Aspect, Change, Kind
from kpidsl.model.canonical import row_text
from kpidsl.model.records import Manifest, Model, QueryRows, Segment, Source
from kpidsl.project import MANIFEST
from kpidsl.text.source import Span

_MAY = Effect("may")


def changes_beside(old: Model, new: Model, twins: Mapping[str, str]) -> Iterator[Change]:
    """Yield what changed of all statements that define no number, and of the manifest."""
    names = {before: now for now, before in twins.items()}
    yield from _manifest(old.manifest, new.manifest)
    yield from _pairs("source", old.sources, new.sources, lambda one, other: _source(old, new, one, other), "removed")
    yield from _pairs(
        "segment", old.segments, new.segments, lambda one, other: _segment(old, new, one, other), "removed"
    )
    then, now = Reading(old.manifest.calendar, names), Reading(new.manifest.calendar)
    kinds: tuple[tuple[str, Kind], ...] = (("scorecard", "attributes"), ("expect", "attributes"), ("action", "record"))
    for what, kind in (*kinds, ("review", "record"), ("event", "record")):
        yield from _said(what, kind, _by_key(old, what, then), _by_key(new, what, now))


# --- sources and segments ---------------------------------------------------------------------------------------------


def _pairs(what: str, old: Mapping[str, Any], new: Mapping[str, Any], aspects: Any, gone: Kind) -> Iterator[Change]:
    for name, each in new.items():
        if name not in old:
            yield Change(what, name, (Aspect("added", ""),), each.span)
        elif seen := tuple(aspects(old[name], each)):
            moves = any(aspect.kind in ("source", "filter", "time") for aspect in seen)
            yield Change(what, name, seen, each.span, effect=_MAY if moves else CANNOT)
    yield from (Change(what, name, (Aspect(gone, ""),), each.span) for name, each in old.items() if name not in new)


def _source(old_model: Model, new_model: Model, old: Source, new: Source) -> Iterator[Aspect]:
    left, right = _rows_from(old), _rows_from(new)
    if origin(old) != origin(new):
        yield Aspect("source", "from", left, right)
    then, now = Reading(old_model.manifest.calendar), Reading(new_model.manifest.calendar)
    parts: tuple[tuple[Kind, str, Any, Any], ...] = (
        ("attributes", "key", old.keys, new.keys),
        ("time", "time", old.times, new.times),
        ("source", "join", old.joins, new.joins),
        ("attributes", "fresh", (old.fresh,), (new.fresh,)),
    )
    for kind, clause, before, after in parts:
        if bare(before, then) != bare(after, now):
            yield Aspect(kind, clause, _written(old_model, before), _written(new_model, after))
    yield from _dimensions(old_model, new_model, old, new)
    if old.label != new.label:
        yield Aspect("wording", "label", old.label or "", new.label or "")


def _rows_from(source: Source) -> str:
    return source.origin.sql if isinstance(source.origin, QueryRows) else origin(source).partition(" ")[2]


def _dimensions(old_model: Model, new_model: Model, old: Source, new: Source) -> Iterator[Aspect]:
    left, right = {each.name: each for each in old.dimensions}, {each.name: each for each in new.dimensions}
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        texts = [row_text(conditions(each.formula)) if each else "" for each in (one, other)]
        if texts[0] != texts[1]:
            words = (one_line(old_model, one.span) if one else "", one_line(new_model, other.span) if other else "")
            yield Aspect("filter" if one and other else "attributes", "dimension", *words)
        elif one and other and one.label != other.label:
            yield Aspect("wording", "dimension", one.label or "", other.label or "")


def _segment(old_model: Model, new_model: Model, old: Segment, new: Segment) -> Iterator[Aspect]:
    same = row_text(conditions(old.condition)) == row_text(conditions(new.condition))
    if old.source != new.source or not same:
        yield Aspect("filter", "where", row_text(old.condition), row_text(new.condition))
    if old.label != new.label:
        yield Aspect("wording", "label", old.label or "", new.label or "")


def _written(model: Model, parts: tuple[Any, ...]) -> str:
    return "; ".join(one_line(model, each.span) for each in parts if each is not None)


# --- what is said about the numbers -----------------------------------------------------------------------------------


def _by_key(model: Model, what: str, reading: Reading) -> dict[str, tuple[Any, str, Span]]:
    """Return statements of a kind by what tells them apart: what they say, how it is written, where."""
    found: dict[str, tuple[Any, str, Span]] = {}
    for key, each in _keyed(model, what, reading.names):
        found[key] = (bare(each, reading), one_line(model, each.span), each.span)
    return found


def _keyed(model: Model, what: str, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    match what:
        case "scorecard":
            yield from model.scorecards.items()
        case "action":
            yield from model.actions.items()
        case "review":
            yield from ((f"{names.get(each.kpi, each.kpi)} {each.on}", each) for each in model.reviews)
        case "event":
            yield from ((f"{each.on} {each.what}", each) for each in model.events)
        case "expect":
            for each in model.expectations:
                where = f" {each.slice[0]} = {each.slice[1]}" if each.slice else ""
                yield f"{names.get(each.name, each.name)} {each.period.label}{where}", each


def _said(what: str, kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, now = old.get(key), new.get(key)
        if before is None or now is None or before[0] != now[0]:
            span = (now if now is not None else old[key])[2]
            shown = {"old": before[1] if before else "", "new": now[1] if now else ""}
            # A record names its day in its own words; a page or a measure taken would be a whole statement.
            yield Change(what, key, (Aspect(kind, "", **shown),), span)


# --- the manifest -----------------------------------------------------------------------------------------------------


def _manifest(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Yield what changed of the settings of the whole project; a connection is never shown, for it may hold secrets."""
    left, right = old.calendar, new.calendar
    cuts = ("timezone", "fiscal_year_starts", "fiscal_year_named", "closing_day", "week_starts")
    seen = [_setting("calendar", each, getattr(left, each), getattr(right, each)) for each in cuts]
    seen += [_setting("attributes", each, getattr(left, each), getattr(right, each)) for each in ("holidays", "closed")]
    seen.append(_setting("unit", "currency", old.currency, new.currency))
    if old.connection != new.connection:
        seen.append(Aspect("source", "connection"))
    seen += [_setting("wording", each, getattr(old, each), getattr(new, each)) for each in ("name", "locale")]
    seen.append(_setting("attributes", "specs", old.specs, new.specs))
    aspects = tuple(each for each in seen if each is not None)
    if aspects:
        moves = any(each.kind in ("calendar", "source") for each in aspects)
        span = Span(MANIFEST, 0, 0)
        yield Change("project", new.name, aspects, span, effect=_MAY if moves else CANNOT)


def _setting(kind: Kind, key: str, old: object, new: object) -> Aspect | None:
    words = [", ".join(each) if isinstance(each, tuple) else "" if each is None else str(each) for each in (old, new)]
    return Aspect(kind, key, *words) if old != new else None
