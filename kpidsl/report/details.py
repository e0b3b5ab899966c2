"""The page of one KPI: its process chart, what moved it, and what was said and done about it."""

from collections.abc import Iterator

from kpidsl.analysis.bridge import Bar
from kpidsl.analysis.numbers import as_float
from kpidsl.model.calendar import period_of
from kpidsl.model.chronicle import Action, ReviewRecord
from kpidsl.model.records import Metric, Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.change_record import UNEXPLAINED
from kpidsl.report.contributions import plan_bridge
from kpidsl.report.further import Further, Sliced
from kpidsl.report.naming import days_label, name_of, own_language
from kpidsl.report.rows import SIDES
from kpidsl.report.said_and_done import measure, reviewed
from kpidsl.report.variation import readings
from kpidsl.scorecard.detail_records import Bridge, Detail, Drivers, Note, Observed, Part
from kpidsl.scorecard.figures import Locale, Point

MOST_PARTS = 8
MOST_REVIEWS = 8
_OTHERS = {"ja": "ほか", "en": "others"}
_NO_VALUE = {"ja": "(値なし)", "en": "(no value)"}
_TARGETS = {"ja": "計画どうしの差", "en": "plans that do not add up"}
_RETARGETED = {"ja": "目標の変更: ", "en": "changed target: "}
_UNEXPLAINED = {"ja": "内訳で説明できない分", "en": "not given by the breakdown"}


def detail_of(model: Model, judged: Judged, board: Board, further: Further, locale: Locale) -> Detail:
    """Return what the page of a number shows beside its row."""
    metric = judged.metric
    observed = tuple(_observed(model, judged))
    alarm = bool(observed and observed[-1].rules)
    reviews = [each for each in model.reviews if each.kpi == metric.name and each.on <= board.as_of]
    return Detail(
        kpi=metric.name,
        observed=observed,
        per_day=metric.kind == "flow",
        basis=judged.readings[-1].basis,
        notes=tuple(_notes(model, judged, board, locale)),
        drivers=tuple(_drivers(model, judged, board, further, locale)),
        reviews=tuple(reviewed(each, locale) for each in reviews[: -MOST_REVIEWS - 1 : -1]),
        measures=tuple(measure(model, each, board.day, locale) for each in model.actions.values() if _is(each, metric)),
        alarm=alarm,
        comment=_comment(reviews, board, locale) if alarm else "",
    )


def _observed(model: Model, judged: Judged) -> Iterator[Observed]:
    """Yield every period on record with what it is judged by."""
    history, begun = judged.history, judged.begun
    if begun is None:
        return
    read = readings(model.manifest.calendar, judged.metric, history, begun)
    places = list(zip(history.periods, history.complete, history.values, read, strict=True))
    for period, done, value, reading in places[begun:]:
        side = SIDES[reading.outside] if reading.outside is not None else None
        yield Observed(
            Point(period.label, value, done, "no_data" if value is None else None, side, reading.limits),
            tuple(sorted({each.rule for each in reading.signals})),
            reading.moved,
            reading.moved_mean,
            reading.moved_limit,
        )


def _notes(model: Model, judged: Judged, board: Board, locale: Locale) -> Iterator[Note]:
    """Yield what happened in the periods of the chart: events, and the days from which another definition holds."""
    calendar, first = model.manifest.calendar, judged.history.periods[0].first
    for event in model.events:
        if first <= event.on <= board.day and event.number in (None, judged.metric.name):
            label = period_of(calendar, board.grain, event.on).label
            yield Note(label, event.on.isoformat(), own_language(event.what, locale))
    for since, _ in judged.metric.earlier:
        if first <= since <= board.day:
            words = "定義の変更" if locale.language == "ja" else "definition changed"
            yield Note(period_of(calendar, board.grain, since).label, since.isoformat(), words)


def _drivers(model: Model, judged: Judged, board: Board, further: Further, locale: Locale) -> Iterator[Drivers]:
    """Yield what made the difference to the plan, then the slices of every dimension of the scorecard."""
    calendar, name = model.manifest.calendar, judged.metric.name
    found = plan_bridge(model, board, name, whole=False, then=further.then)
    if found is not None and found.change is not None:
        first, last = board.tree_days
        parts = [Part(_bar_name(model, bar, locale), bar.amount, bar.before, bar.after) for bar in found.bars]
        days = days_label(calendar, first, min(last, board.day))
        yield Drivers("", "plan", tuple(_most(parts, locale)), days, found.change)
    for cut in further.slices:
        parts = list(_slices(cut, name, locale))
        if parts:
            total = None if judged.metric.kind == "rate" else sum(float(each.amount) for each in parts)
            shown = parts if judged.metric.kind == "rate" else list(_most(parts, locale))
            yield Drivers(cut.by, cut.against, tuple(shown[:MOST_PARTS]), days_label(calendar, *cut.days), total)


def bridge_record(model: Model, board: Board, name: str, further: Further, locale: Locale) -> Bridge | None:
    """Return the bridge of a number from plan to actual by all its leaves, None where it cannot be told."""
    found = plan_bridge(model, board, name, whole=True, then=further.then)
    if found is None or found.start is None or found.end is None:
        return None
    first, last = board.tree_days
    parts = [Part(_bar_name(model, bar, locale), bar.amount, bar.before, bar.after) for bar in found.bars]
    days = days_label(model.manifest.calendar, first, min(last, board.day))
    return Bridge(name, found.start, found.end, tuple(_most(parts, locale)), days)


def _bar_name(model: Model, bar: Bar, locale: Locale) -> str:
    if bar.cause == "parts":
        return _TARGETS[locale.language]
    if bar.cause == "target":
        return f"{_RETARGETED[locale.language]}{name_of(model.metrics[bar.name]).said(locale.language)}"
    if bar.name == UNEXPLAINED:
        return _UNEXPLAINED[locale.language]
    return name_of(model.metrics[bar.name]).said(locale.language)


def _slices(cut: Sliced, name: str, locale: Locale) -> Iterator[Part]:
    """Yield each member's change, largest first; a total without rows counts as 0, a rate without one is left out."""
    before, after = cut.before[name], cut.after[name]
    members = dict.fromkeys([*after, *before])
    made: list[tuple[float, Part]] = []
    for member in members:
        old, new = as_float(before.get(member)), as_float(after.get(member))
        if old is None and new is None:
            continue
        label = _NO_VALUE[locale.language] if member is None else member
        if old is not None and new is not None:
            made.append((abs(new - old), Part(label, new - old, old, new)))
    yield from (part for _, part in sorted(made, key=lambda each: -each[0]))


def _most(parts: list[Part], locale: Locale) -> Iterator[Part]:
    """Yield the largest parts, the others as one, so that all of them still add up."""
    kept = parts if len(parts) <= MOST_PARTS else parts[: MOST_PARTS - 1]
    yield from kept
    if rest := parts[len(kept) :]:
        yield Part(f"{_OTHERS[locale.language]} {len(rest)}", sum(float(each.amount) for each in rest))


def _is(action: Action, metric: Metric) -> bool:
    return metric.name in action.kpis


def _comment(reviews: list[ReviewRecord], board: Board, locale: Locale) -> str:
    """Return what the latest review held since the period began says of it, "" where there was none."""
    held = [each for each in reviews if each.on >= board.period.first]
    said = [each.cause or each.note or "" for each in held[-1:]]
    return own_language(said[0], locale) if said else ""
