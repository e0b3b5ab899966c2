"""The manifest `kpidsl.yaml`: read strictly, every finding at its own place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from kpidsl.model.calendar import WEEKDAYS, Calendar, Misset, knows_holidays, read_calendar, zone_names
from kpidsl.model.near import meant
from kpidsl.model.records import Manifest
from kpidsl.model.rules import SEVERITIES, RuleOption, RuleSetting, known_rules
from kpidsl.model.unit import CURRENCIES
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, Said, finding
from kpidsl.text.source import Source, Span

VERSION = "1"
KEYS = ("kpidsl", "name", "specs", "locale", "timezone", "currency", "calendar", "connection", "lint", "status")
LOCALES = ("ja-JP", "en-US", "en-GB", "ja", "en")
_DEFAULT = Manifest("kpidsl", ("specs",), "en-US", None, Calendar(), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """The nodes of the manifest, by key, where to put what is wrong, and where each key stands, by the one above it."""

    source: Source
    nodes: dict[str, yaml.Node]
    found: list[Diagnostic]
    keys: dict[tuple[str, str], Span]

    def span(self, node: yaml.Node) -> Span:
        return Span(self.source.file, node.start_mark.index, node.end_mark.index)

    def text(
        self, key: str, default: str | None = None, valid: Callable[[str], bool] | None = None, known: str = ""
    ) -> str | None:
        """Return the text under a key; a finding and the default where it is not text or not valid."""
        node = self.nodes.get(key)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode) or not node.value or (valid and not valid(node.value)):
            self.found.append(_wrong_value(self.span(node), key, _shown(node), known or "text"))
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
        return Outcome(_DEFAULT, (finding("K213", Span(source.file, 0, 0), found=_held(root)),))
    found: list[Diagnostic] = []
    reader = _Reader(source, {}, found, {})
    reader.nodes.update(_unique(reader, root, ""))
    for key in reader.nodes:
        if key not in KEYS:
            found.append(_unknown_key(reader.keys["", key], key, KEYS))
    _version(reader)
    locale = reader.text("locale", "en-US", lambda text: text.split("-")[0] in ("ja", "en"), ", ".join(LOCALES))
    connection, written = reader.text("connection"), reader.nodes.get("connection")
    manifest = Manifest(
        name=reader.text("name", "kpidsl") or "kpidsl",
        specs=_specs(reader),
        locale=locale or "en-US",
        currency=reader.text("currency", None, lambda text: text in CURRENCIES, "JPY, USD, EUR, GBP …"),
        calendar=_calendar(reader),
        connection=connection,
        connection_span=reader.span(written) if written is not None else None,
        lint=_lint(reader),
        specs_spans=_specs_spans(reader),
        status=_status(reader),
    )
    return Outcome(manifest, tuple(found))


def _unique(reader: _Reader, root: yaml.MappingNode, above: str) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys of a map with their nodes; one that stands a second time is a finding."""
    for key, value in root.value:
        span, name = reader.span(key), str(key.value)
        first = reader.keys.setdefault((above, name), span)
        if first != span:
            reader.found.append(finding("K209", span, Label(first, Said("the first one", "1 つ目")), key=name))
            continue
        yield name, value


def _held(root: yaml.Node | None) -> Said:
    """Say what a manifest is that holds no settings."""
    match root:
        case yaml.SequenceNode():
            return Said("a list", "リストになっています")
        case yaml.ScalarNode(value=value) if value:
            return Said("a text", "ただの文になっています")
    return Said("nothing", "何も書かれていません")


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
            reader.found.append(_wrong_value(reader.span(node), "specs", _shown(node), "[specs]"))
    return ("specs",)


def _specs_spans(reader: _Reader) -> tuple[Span, ...]:
    """Return where each of the folders of specs is named; nothing where the manifest leaves them to the default."""
    match reader.nodes.get("specs"):
        case yaml.SequenceNode(value=items):
            return tuple(reader.span(each) for each in items)
        case yaml.ScalarNode() as node:
            return (reader.span(node),)
    return ()


def _plain(node: yaml.Node) -> object:
    match node:
        case yaml.ScalarNode(value=value):
            return value
        case yaml.SequenceNode(value=items):
            return [_plain(each) for each in items]
        case yaml.MappingNode(value=pairs):
            return {str(key.value): _plain(value) for key, value in pairs}
    raise AssertionError(node)


def _lint(reader: _Reader) -> dict[str, RuleSetting]:
    """Return how rules are set: a severity or "off", or their options by name; the lint room knows which there are."""
    node = reader.nodes.get("lint")
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        reader.found.append(_wrong_value(reader.span(node), "lint", _shown(node), "{T04: off}"))
        return {}
    rules = known_rules()
    settings: dict[str, RuleSetting] = {}
    for code, value in _unique(reader, node, "lint"):
        if code not in rules:
            advice = Said("rules are named like T04, warnings like K507", "規則は T04、警告は K507 のような名前です")
            wrong = finding("K228", reader.keys["lint", code], rule=code, near=meant(code, rules, advice))
            reader.found.append(finding("K229", reader.keys["lint", code], rule=code) if code in CODES else wrong)
        elif isinstance(value, yaml.MappingNode):
            settings[code] = _options(reader, code, value)
        elif not isinstance(value, yaml.ScalarNode) or value.value not in SEVERITIES:
            reader.found.append(_wrong_value(reader.span(value), code, _shown(value), ", ".join(SEVERITIES)))
        else:
            settings[code] = RuleSetting(value.value, {})
    return settings


def _status(reader: _Reader) -> dict[str, float]:
    """Return the project's bands: shares of what was due, above 0% and up to 100%, behind below at_risk."""
    node = reader.nodes.get("status")
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        reader.found.append(_wrong_value(reader.span(node), "status", _shown(node), "{at_risk: 90%, behind: 75%}"))
        return {}
    bands: dict[str, tuple[float, yaml.Node]] = {}
    for key, value in _unique(reader, node, "status"):
        if key not in _BANDS:
            reader.found.append(_unknown_key(reader.keys["status", key], key, _BANDS))
            continue
        share = _share(_shown(value))
        if share is None:
            reader.found.append(finding("K633", reader.span(value), found=_shown(value) or "-"))
        else:
            bands[key] = (share, value)
    if len(bands) == len(_BANDS) and bands["behind"][0] >= bands["at_risk"][0]:
        (_, high), (_, low) = (bands[key] for key in _BANDS)
        label = Label(reader.span(high), "at_risk")
        reader.found.append(finding("K634", reader.span(low), label, behind=_shown(low), at_risk=_shown(high)))
        return {}
    return {key: share for key, (share, _) in bands.items()}


_BANDS = ("at_risk", "behind")


def _share(text: str) -> float | None:
    """Return `90%` or `0.9` as a share, None where it is none above 0 and up to 1."""
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)( ?%)?", text.strip())
    if match is None:
        return None
    share = float(match[1]) / 100 if match[2] else float(match[1])
    return share if 0 < share <= 1 else None


def _options(reader: _Reader, code: str, node: yaml.MappingNode) -> RuleSetting:
    """Return the options of a rule, its severity taken out of them."""
    severity = None
    options: dict[str, RuleOption] = {}
    for name, value in _unique(reader, node, code):
        if name != "severity":
            plain = _plain(value)
            items = tuple(map(str, plain)) if isinstance(plain, list) else (str(plain),)
            options[name] = RuleOption(items, reader.keys[code, name], reader.span(value))
        elif isinstance(value, yaml.ScalarNode) and value.value in SEVERITIES:
            severity = value.value
        else:
            reader.found.append(_wrong_value(reader.span(value), name, _shown(value), ", ".join(SEVERITIES)))
    return RuleSetting(severity, options)


def _shown(node: yaml.Node) -> str:
    match node:
        case yaml.ScalarNode(value=value):
            return str(value)
        case yaml.SequenceNode(value=items):
            return "[…]" if items else "[]"
    return "{…}"


def _calendar(reader: _Reader) -> Calendar:
    node = reader.nodes.get("calendar")
    inner: dict[str, yaml.Node] = {}
    if isinstance(node, yaml.MappingNode):
        inner = dict(_unique(reader, node, "calendar"))
    elif node is not None:
        reader.found.append(_wrong_value(reader.span(node), "calendar", _shown(node), "{fiscal_year_starts: april}"))
    zone = reader.text("timezone", "UTC")
    calendar, wrong = read_calendar(zone, {key: _plain(value) for key, value in inner.items()})
    for each in wrong:
        place = reader.nodes["timezone"] if each.key == "timezone" else inner[each.key]
        span = reader.keys["calendar", each.key] if each.problem == "unknown_key" else reader.span(place)
        reader.found.append(_misset(each, span))
    if calendar.holidays is not None and "holidays" in inner and not _known_country(calendar.holidays):
        wrong_country = Misset("holidays", "bad_country", calendar.holidays)
        reader.found.append(_misset(wrong_country, reader.span(inner["holidays"])))
    return calendar


def _known_country(code: str) -> bool:
    # The package of holidays takes long to load, so the commonest countries are known here.
    return code in ("JP", "US", "GB", "DE", "FR") or knows_holidays(code)


def _misset(wrong: Misset, span: Span) -> Diagnostic:
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
        return _unknown_key(span, wrong.given, tuple(known.split(", ")))
    names = {"unknown_zone": zone_names(), "unknown_weekday": WEEKDAYS}.get(wrong.problem, ())
    return _wrong_value(span, wrong.key, wrong.given, known, names)


def _wrong_value(span: Span, key: str, given: str, known: str, names: Iterable[str] = ()) -> Diagnostic:
    """Return the finding about a setting with a value that it cannot have; the nearest of `names` may have
    been meant.
    """
    near = meant(given, names or known.split(", "), Said(f"it can be: {known}", f"書けるもの: {known}"))
    return finding("K212", span, key=key, found=given or "-", near=near)


def _unknown_key(span: Span, key: str, known: tuple[str, ...]) -> Diagnostic:
    listed = ", ".join(known)
    near = meant(key, known, Said(f"the settings are {listed}", f"使える設定: {listed}"))
    return finding("K211", span, key=key, near=near)
