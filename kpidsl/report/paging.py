"""From a judged board to the Scorecard record that a design prints. All numbers are there already; none is made here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.limits import Signal as Found
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.target_path import expected_on
from kpidsl.model.calendar import between
from kpidsl.model.canonical import fingerprint
from kpidsl.model.declared import words
from kpidsl.model.expression import Aggregate, Formula, aggregates, references
from kpidsl.model.kinds import adds_up
from kpidsl.model.kpitree import Branch, branches, names_under
from kpidsl.model.metrics import time_of
from kpidsl.model.records import FileRows, Metric, Model, QueryRows, ScorecardSpec, Source, TableRows
from kpidsl.model.unit import CURRENCIES
from kpidsl.model.words import condition_words, formula_words
from kpidsl.report.judging import Board, Judged
from kpidsl.report.wording import rule_words, signal_rule, signal_words
from kpidsl.scorecard.figures import Absence, Bullet, Limits, Locale, Name, Point, Signal, Status, Unit
from kpidsl.scorecard.numbers import Style
from kpidsl.scorecard.records import (
    Concern,
    Cumulative,
    DataSource,
    Definition,
    Edge,
    Goal,
    Group,
    Node,
    Period,
    Row,
    Run,
    Scorecard,
    Tree,
)

CONCERNS = 3
_SIGNS = {"": "", "+": "+", "-": "−", "*": "×", "/": "÷"}
_OTHER = {"ja": "その他", "en": "Other"}
_GOAL = {"ja": "目標", "en": "Goal"}


@dataclass(frozen=True, slots=True)
class Issue:
    """What a page says of itself: who runs it (`program`), from which commit of the specs, as of which day."""

    program: str
    commit: str = ""


def shown_names(model: Model, spec: ScorecardSpec) -> tuple[str, ...]:
    """Return the metrics on a scorecard, in the order of reading."""
    names: list[str] = []
    for name, whole in spec.shows:
        if name in model.metrics:
            names += names_under(model, name) if whole else [name]
    return tuple(dict.fromkeys(names))


def locale_of(tag: str) -> Locale:
    """Return how a document in this locale speaks."""
    return Locale("ja" if tag.split("-")[0] == "ja" else "en", tag)


def make_scorecard(model: Model, spec: ScorecardSpec, board: Board, issue: Issue) -> Scorecard:
    """Return the whole document of a scorecard at the board's period."""
    locale = locale_of(spec.locale or model.manifest.locale)
    names = [name for name in shown_names(model, spec) if name in board.judged]
    judged = [board.judged[name] for name in names]
    rows = [_row(each, board, locale) for each in judged]
    goal = next((each for each in judged if each.metric.role == "kgi"), None)
    root = next((name for name, whole in spec.shows if whole and name in board.judged), None)
    prints = fingerprint(*(each.metric.fingerprint for each in judged), *_asked(judged))
    return Scorecard(
        locale=locale,
        title=_title(spec, locale),
        organisation=model.manifest.name,
        audience=spec.audience or "",
        period=Period(board.period.label, board.complete),
        run=Run(
            id=fingerprint(prints, board.period.label, board.day.isoformat(), *(repr(each.history.values) for each in judged)),
            as_of=board.day.isoformat(),
            issued=board.day.isoformat(),
            commit=issue.commit,
            fingerprint=prints,
            timezone=model.manifest.calendar.timezone,
            program=issue.program,
        ),
        goal=_goal(model, goal, board) if goal is not None else None,
        groups=tuple(_groups(rows, locale)),
        concerns=tuple(_concerns(judged, locale)),
        tree=_tree(model, root, board, rows) if root is not None else Tree(),
        definitions=tuple(_definition(model, each.metric, locale) for each in judged),
        sources=tuple(_sources(model, judged, locale)),
    )


def _asked(judged: Iterable[Judged]) -> Iterator[str]:
    """Yield the targets as written, so that a changed target changes the fingerprint of the document."""
    for each in judged:
        for target in each.metric.targets:
            yield f"{each.metric.name} {target.sense} {target.value.value} {target.when}"


def _title(spec: ScorecardSpec, locale: Locale) -> str:
    return spec.label or spec.name


def name_of(metric: Metric) -> Name:
    """Return a metric's name in both languages: the label stands for the one that the name is not in."""
    japanese = any(ord(each) > 0x2E7F for each in metric.name)
    label = metric.label or metric.name
    return Name(metric.name, metric.name, label) if japanese else Name(metric.name, label, metric.name)


def unit_of(metric: Metric) -> Unit:
    """Return how a metric's values are written."""
    head, _, per = metric.shown.partition("/")
    if metric.shown == "%":
        return Unit("percent")
    if head in CURRENCIES:
        return Unit("money", head, per)
    return Unit("number", metric.shown)


def _row(judged: Judged, board: Board, locale: Locale) -> Row:
    metric, judgement, window = judged.metric, judged.judgement, judged.window
    unit = unit_of(metric)
    days = (window.first, window.last) if window is not None and metric.kind != "stock" else None
    to_date = days is not None and days != (board.period.first, board.period.last)
    target = judged.expected if window is not None and judged.expected is not None else judgement.target
    signal = _last_signal(judged)
    points = judged.versus_last.measure == "points"
    limits = judged.chart.limits
    scale = judged.scales[-1]
    return Row(
        name=name_of(metric),
        unit=unit,
        kind=metric.kind,
        direction=metric.better,
        actual=judged.actual,
        target=target,
        achievement=_achievement(judged, target),
        status=_status(judgement.status),
        rule=rule_words(judgement, locale),
        window="to_date" if to_date else "period",
        absent=_absent(judged),
        vs_previous=judged.versus_last.value,
        vs_last_year=judged.versus_year.value,
        change_style="points" if points else "relative",
        series=tuple(_points(judged, board)),
        target_line=None if metric.kind == "flow" and to_date else target,
        limits=Limits(limits.lower * scale, limits.centre * scale, limits.upper * scale) if limits else None,
        signal=Signal("high" if signal.side == "above" else "low", signal.rule, signal_rule(signal, locale)) if signal else None,
        bullet=_bullet(judged, target),
        owner=metric.text("owner") or "",
        team=metric.text("team") or "",
        phase=metric.text("phase") or "",
        review=_review(metric),
    )


def _achievement(judged: Judged, target: Number | None) -> Number | None:
    """Return actual over what was due; of a number that should be low the judgement's own, mirrored one."""
    if judged.metric.better != "higher" or judged.judgement.score is None or judged.actual is None:
        return judged.judgement.score
    return float(judged.actual) / float(target) if target and target > 0 else judged.judgement.score


def _status(status: str) -> Status:
    match status:
        case "done" | "on_track" | "at_risk" | "behind" | "no_data" | "not_due":
            return status
        case "stale":
            return "no_data"
    return "none"


def _absent(judged: Judged) -> Absence | None:
    if judged.actual is not None:
        return None
    if judged.judgement.status == "not_due":
        return "not_due"
    return "undefined" if judged.metric.kind == "rate" else "no_data"


def _points(judged: Judged, board: Board) -> Iterator[Point]:
    series = judged.series
    begun = next((index for index, value in enumerate(judged.history.values) if value), None)
    start = len(judged.history.values) - len(series.values)
    sides: dict[int, Literal["high", "low"]] = {
        each.index: "high" if each.side == "above" else "low"
        for each in judged.chart.signals
        if each.chart == "x" and each.rule == 1
    }
    for index, (period, done, value) in enumerate(zip(series.periods, series.complete, series.values, strict=True)):
        before = begun is None or start + index < begun
        known = None if before else value
        absent: Absence | None = None if known is not None else "no_data"
        yield Point(period.label, known, done, absent, sides.get(index))


def _last_signal(judged: Judged) -> Found | None:
    """Return the strongest signal of the last shown period; the moving range's own is left to the detail page."""
    last = len(judged.series.values) - 1
    found = [each for each in judged.chart.signals if each.index == last and each.chart == "x"]
    return min(found, key=lambda each: each.rule, default=None)


def _bullet(judged: Judged, target: Number | None) -> Bullet | None:
    if target is None or judged.actual is None or target <= 0:
        return None
    bands = judged.judgement.bands
    if judged.metric.better == "lower":
        risk, behind = target * (2 - bands.at_risk), target * (2 - bands.behind)
    else:
        risk, behind = float(target) * bands.at_risk, float(target) * bands.behind
    return Bullet(judged.actual, target, None, risk, behind)


def _review(metric: Metric) -> str:
    each = metric.clause("review")
    every = getattr(each.value, "every", None) if each else None
    return words(every) if every is not None else ""


def _goal(model: Model, judged: Judged, board: Board) -> Goal:
    metric, judgement, window = judged.metric, judged.judgement, judged.window
    target = judgement.target
    lands = judged.landing.value if judged.landing else None
    share = float(judged.actual) / target if target and judged.actual is not None else None
    expected = judged.expected
    return Goal(
        name=name_of(metric),
        unit=unit_of(metric),
        year=_window_label(model, judged),
        actual=judged.actual,
        target=target,
        share=share,
        expected=expected,
        attainment=_achievement(judged, expected),
        status=_status(judgement.status),
        forecast=lands,
        forecast_share=lands / target if lands is not None and target else None,
        absent=_absent(judged),
        owner=metric.text("owner") or "",
        series=tuple(_cumulative(model, judged, board)) if window is not None and window.cumulative else (),
    )


def _window_label(model: Model, judged: Judged) -> str:
    window = judged.window
    if window is None:
        return ""
    for grain in ("fiscal_year", "year", "fiscal_half", "half", "fiscal_quarter", "quarter", "month"):
        periods = between(model.manifest.calendar, grain, window.first, window.last)
        if len(periods) == 1 and (periods[0].first, periods[0].last) == (window.first, window.last):
            return periods[0].label
    return f"{window.first.isoformat()}..{window.last.isoformat()}"


def _cumulative(model: Model, judged: Judged, board: Board) -> Iterator[Cumulative]:
    """Yield the goal's months added up from the start of its target, against the plan and the year before."""
    formulas: dict[str, Formula] = {name: each.formula for name, each in model.metrics.items()}
    window, calendar = judged.window, model.manifest.calendar
    if window is None or board.grain != "month" or not adds_up(judged.metric.formula, formulas):
        return
    values = {period.first: value for period, value in zip(judged.history.periods, judged.history.values, strict=True)}
    total: float = 0.0
    before: float | None = 0.0
    for month in between(calendar, "month", window.first, window.last):
        value = values.get(month.first)
        known = month.first <= board.day and value is not None
        total += float(value) if known and value is not None else 0.0
        earlier = values.get(month.first.replace(year=month.first.year - 1))
        before = None if before is None or earlier is None else before + float(earlier)
        yield Cumulative(
            period=month.label,
            target=expected_on(calendar, window, month.last),
            actual=total if known else None,
            last_year=before,
            complete=month.last <= board.day,
        )


def _groups(rows: list[Row], locale: Locale) -> Iterator[Group]:
    """Yield the rows by phase, the goal first, in the order in which phases are met."""
    by_label: dict[str, list[Row]] = {}
    for index, row in enumerate(rows):
        goal = index == 0 and not row.phase
        label = _GOAL[locale.language] if goal else row.phase or row.team or _OTHER[locale.language]
        by_label.setdefault(label, []).append(row)
    for label, members in by_label.items():
        yield Group(label, tuple(members))


def _concerns(judged: list[Judged], locale: Locale) -> Iterator[Concern]:
    """Yield at most three exceptions: signals of the last two periods first, then what is furthest behind."""
    ranked = sorted((each for each in judged if _weight(each) > 0), key=lambda each: -_weight(each))
    for each in ranked[:CONCERNS]:
        unit, style = unit_of(each.metric), Style(locale, "million")
        signal = _recent_signal(each)
        reasons = [signal_words(each, signal, unit, style)] if signal else []
        if each.judgement.status in ("behind", "at_risk"):
            reasons.append(rule_words(each.judgement, locale).partition("(")[0].strip())
        join = "。" if locale.language == "ja" else "; "
        yield Concern(
            kpi=each.metric.name,
            reason=join.join(reasons),
            decision=_own_language(each.metric.text("decision") or "", locale),
            owner=each.metric.text("owner") or "",
        )


def _weight(judged: Judged) -> float:
    """Return how much a number deserves attention: a bad signal lately, then its distance from what was due."""
    if judged.metric.role == "kgi":
        return 0.0
    short = {"behind": 1.0, "at_risk": 0.5}.get(judged.judgement.status, 0.0)
    distance = max(0.0, 1 - judged.judgement.score) if judged.judgement.score is not None else 0.0
    return (2.0 if _recent_signal(judged) else 0.0) + (short + min(distance, 0.4) if short else 0.0)


def _recent_signal(judged: Judged) -> Found | None:
    """Return the last bad point outside the limits in this period or the one before, None where the news is good."""
    last = len(judged.series.values) - 1
    bad = {"higher": "below", "lower": "above"}.get(judged.metric.better, "")
    found = [each for each in judged.chart.signals if each.chart == "x" and each.rule == 1 and each.index >= last - 1]
    return next((each for each in reversed(found) if not bad or each.side == bad), None)


def _own_language(text: str, locale: Locale) -> str:
    """Return the half of a bilingual text ("日本語 / English") that is in the reader's language."""
    first, slash, second = text.partition(" / ")
    if not slash:
        return text
    japanese = any(ord(each) > 0x2E7F for each in first)
    return first if (locale.language == "ja") == japanese else second


def _tree(model: Model, root: str, board: Board, rows: list[Row]) -> Tree:
    lines = branches(model, root)
    by_name = {row.name.id: row for row in rows}
    names = [name for name in names_under(model, root) if name in by_name]
    nodes = [_node(board, board.judged[name], by_name[name]) for name in names]
    constants = {each.child for each in lines if each.constant}
    nodes += [Node(each, Name(each), Unit("number"), None) for each in sorted(constants)]
    edges = [_edge(each) for each in lines if each.child in by_name or each.constant]
    return Tree(tuple(nodes), tuple(edges))


def _edge(line: Branch) -> Edge:
    sign = _SIGNS[line.operator]
    kind = "drives" if line.belief else "breakdown"
    return Edge(line.parent, line.child, sign, kind)  # type: ignore[arg-type]


def _node(board: Board, judged: Judged, row: Row) -> Node:
    """Return a box with its value over the days of the whole tree, and its target where that is for the same days."""
    metric, window = judged.metric, judged.window
    same = window is not None and (metric.kind != "flow" or (window.first, window.last) == board.tree_days)
    value = board.tree_values.get(metric.name)
    return Node(
        id=metric.name,
        name=row.name,
        unit=row.unit,
        value=value,
        target=row.target if same else None,
        achievement=row.achievement if same and value == judged.actual else None,
        status=row.status,
        absent=_absent(judged) if value is None else None,
        owner=row.owner,
        proof="none" if metric.breakdown is None else metric.proof or "untested",
    )


def _definition(model: Model, metric: Metric, locale: Locale) -> Definition:
    language = locale.language
    used = list(_aggregates(model, metric.formula))
    sources = [model.sources[each.source] for each in used]
    times = [time_of(model.sources[each.source], each.time, model.manifest.calendar.timezone) for each in used]
    position = model.texts[metric.span.file].position(metric.span.start)
    return Definition(
        name=name_of(metric),
        unit=unit_of(metric),
        kind=metric.kind,
        direction=metric.better,
        words=formula_words(metric.formula, model.metrics, model.sources, language),
        formula=metric.formula_text,
        definition=_own_language(metric.text("definition") or "", locale),
        because=_own_language(metric.text("because") or "", locale),
        owner=metric.text("owner") or "",
        team=metric.text("team") or "",
        review=_review(metric),
        tables=tuple(dict.fromkeys(table_of(each) for each in sources)),
        filters=tuple(dict.fromkeys(condition_words(each.where, language) for each in used if each.where is not None)),
        time=", ".join(dict.fromkeys(f"{each.name} ({each.zone})" for each in times)),
        place=f"{metric.span.file}:{position.line}",
        fingerprint=metric.fingerprint,
    )


def _aggregates(model: Model, formula: Formula) -> Iterator[Aggregate]:
    """Yield every aggregate that a formula comes down to."""
    yield from aggregates(formula)
    for reference in references(formula):
        yield from _aggregates(model, model.metrics[reference.name].formula)


def table_of(source: Source) -> str:
    """Return where a source's rows are, as the spec writes it."""
    match source.origin:
        case TableRows(parts=parts):
            return ".".join(each.name for each in parts)
        case FileRows(path=path):
            return path
        case QueryRows():
            return source.name


def _sources(model: Model, judged: list[Judged], locale: Locale) -> Iterator[DataSource]:
    used = {each.source: None for item in judged for each in _aggregates(model, item.metric.formula)}
    for name in used:
        source = model.sources[name]
        said = source.label if locale.language == "ja" and source.label else source.name
        yield DataSource(said, table_of(source))
