"""The manifest `kpidsl.yaml`: read strictly, every finding at its own place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from kpidsl.model.calendar import Calendar, Misset, knows_holidays, read_calendar, zone_names
from kpidsl.model.records import Manifest
from kpidsl.model.unit import CURRENCIES
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Source, Span

VERSION = "1"
KEYS = ("kpidsl", "name", "specs", "locale", "timezone", "currency", "calendar", "connection", "lint")
LOCALES = ("ja-JP", "en-US", "en-GB", "ja", "en")
_DEFAULT = Manifest("kpidsl", ("specs",), "en-US", None, Calendar(), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """The nodes of the manifest, by key, and where to put what is wrong."""

    source: Source
    nodes: dict[str, yaml.Node]
    found: list[Diagnostic]

    def span(self, node: yaml.Node) -> Span:
        return Span(self.source.file, node.start_mark.index, node.end_mark.index)

    def text(self, key: str, default: str | None = None, valid: Callable[[str], bool] | None = None, known: str = "") -> str | None:
        """Return the text under a key; a finding and the default where it is not text or not valid."""
        node = self.nodes.get(key)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode) or not node.value or (valid and not valid(node.value)):
            shown = str(node.value) if isinstance(node, yaml.ScalarNode) else "{…}"
            near = nearest(shown, known.split(", ")) if known else None
            self.found.append(finding("K212", self.span(node), key=key, found=str(shown), known=known or "text", near=near or ""))
            return default
        return str(node.value)


def read_manifest(source: Source) -> Outcome[Manifest]:
    """Return the manifest of a project; where a key is wrong the value has its default and a finding says so."""
    try:
        root = yaml.compose(source.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        return Outcome(_DEFAULT, (finding("K210", _where(source, error), problem=_problem(error)),))
    except (ValueError, RecursionError) as error:
        return Outcome(_DEFAULT, (finding("K210", Span(source.file, 0, 0), problem=type(error).__name__),))
    if not isinstance(root, yaml.MappingNode):
        return Outcome(_DEFAULT, (finding("K213", Span(source.file, 0, 0)),))
    found: list[Diagnostic] = []
    reader = _Reader(source, dict(_unique(source, root, found)), found)
    for key, node in reader.nodes.items():
        if key not in KEYS:
            found.append(finding("K211", reader.span(node), key=key, near=nearest(key, KEYS) or "", known=", ".join(KEYS)))
    _version(reader)
    locale = reader.text("locale", "en-US", lambda text: text.split("-")[0] in ("ja", "en"), ", ".join(LOCALES))
    connection, written = reader.text("connection"), reader.nodes.get("connection")
    manifest = Manifest(
        name=reader.text("name", "kpidsl") or "kpidsl",
        specs=_specs(reader),
        locale=locale or "en-US",
        currency=reader.text("currency", None, lambda text: text in CURRENCIES, ", ".join(sorted(CURRENCIES))),
        calendar=_calendar(reader),
        connection=connection,
        connection_span=reader.span(written) if written is not None else None,
    )
    return Outcome(manifest, tuple(found))


def _unique(source: Source, root: yaml.MappingNode, found: list[Diagnostic]) -> Iterator[tuple[str, yaml.Node]]:
    seen: dict[str, Span] = {}
    for key, value in root.value:
        span = Span(source.file, key.start_mark.index, key.end_mark.index)
        name = str(key.value)
        if name in seen:
            found.append(finding("K208", span, Label(seen[name], name), name=name))
            continue
        seen[name] = span
        yield name, value


def _where(source: Source, error: yaml.YAMLError) -> Span:
    mark: Any = getattr(error, "problem_mark", None)
    at = mark.index if mark is not None else getattr(error, "position", 0)
    return Span(source.file, at, at + 1)


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)


def _version(reader: _Reader) -> None:
    node = reader.nodes.get("kpidsl")
    if node is None:
        reader.found.append(finding("K214", Span(reader.source.file, 0, 0), found="-", version=VERSION))
    elif not isinstance(node, yaml.ScalarNode) or node.value != VERSION:
        reader.found.append(finding("K214", reader.span(node), found=str(node.value), version=VERSION))


def _specs(reader: _Reader) -> tuple[str, ...]:
    match reader.nodes.get("specs"):
        case None:
            return ("specs",)
        case yaml.SequenceNode(value=items) if items and all(isinstance(each, yaml.ScalarNode) for each in items):
            return tuple(str(each.value) for each in items)
        case yaml.ScalarNode(value=value) if value:
            return (str(value),)
        case yaml.Node() as node:
            reader.found.append(finding("K212", reader.span(node), key="specs", found="…", known="[specs]", near=""))
    return ("specs",)


def _plain(node: yaml.Node) -> object:
    match node:
        case yaml.ScalarNode(value=value):
            return value
        case yaml.SequenceNode(value=items):
            return [_plain(each) for each in items]
        case yaml.MappingNode(value=pairs):
            return {str(key.value): _plain(value) for key, value in pairs}
    raise AssertionError(node)


def _calendar(reader: _Reader) -> Calendar:
    node = reader.nodes.get("calendar")
    inner: dict[str, yaml.Node] = {}
    if isinstance(node, yaml.MappingNode):
        inner = dict(_unique(reader.source, node, reader.found))
    elif node is not None:
        reader.found.append(finding("K212", reader.span(node), key="calendar", found="…", known="{…}", near=""))
    zone = reader.text("timezone", "UTC")
    calendar, wrong = read_calendar(zone, {key: _plain(value) for key, value in inner.items()})
    for each in wrong:
        place = reader.nodes["timezone"] if each.key == "timezone" else inner[each.key]
        reader.found.append(_misset(each, reader.span(place)))
    if calendar.holidays is not None and "holidays" in inner and not _known_country(calendar.holidays):
        wrong_country = Misset("holidays", "bad_country", calendar.holidays)
        reader.found.append(_misset(wrong_country, reader.span(inner["holidays"])))
    return calendar


def _known_country(code: str) -> bool:
    # The package of holidays takes long to load, so the commonest countries are known here.
    return code in ("JP", "US", "GB", "DE", "FR") or knows_holidays(code)


def _misset(wrong: Misset, span: Span) -> Diagnostic:
    near = nearest(wrong.given, zone_names()) if wrong.problem == "unknown_zone" else None
    known = {
        "unknown_zone": "Asia/Tokyo, UTC, Europe/London …",
        "unknown_month": "january … december, 1 … 12",
        "start_or_end": "start, end",
        "bad_day": "1 … 31",
        "unknown_weekday": "monday … sunday",
        "bad_country": "JP, US, DE-BY …",
        "bad_closed": '"12-29..01-03", "2026-08-13"',
        "unknown_key": "fiscal_year_starts, fiscal_year_named, closing_day, week_starts, holidays, closed",
    }[wrong.problem]
    if wrong.problem == "unknown_key":
        near = nearest(wrong.given, known.split(", "))
        return finding("K211", span, key=wrong.given, known=known, near=near or "")
    return finding("K212", span, key=wrong.key, found=wrong.given, known=known, near=near or "")
