"""What a report keeps of itself: its numbers, by which definitions, judged by which targets, how new the rows were."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from kpidsl.answer.result import Result
from kpidsl.history.bare import Reading, bare
from kpidsl.history.kept import KeptForecast, KeptNumber, KeptTarget
from kpidsl.model.calendar import Period
from kpidsl.model.canonical import fingerprint
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.board import Board, Judged
from kpidsl.report.choosing import chosen
from kpidsl.report.freshness import row_count, rows_named
from kpidsl.report.measuring import AskOf, end_of
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Outcome

LOOK_BACK = 62
"""Days that are looked through for a source's last rows."""


def of_board(model: Model, board: Board) -> tuple[KeptNumber, ...]:
    """Return the numbers of a page as they were judged and shown."""
    return tuple(_judged(model, board, each) for each in board.judged.values())


def _judged(model: Model, board: Board, judged: Judged) -> KeptNumber:
    metric, series = judged.metric, judged.series
    labels = [each.label for each in series.periods]
    landing, window = judged.landing, judged.window
    forecast = None
    if landing is not None and window is not None and landing.value is not None and landing.method != "actual":
        days = (window.first, window.due)
        forecast = KeptForecast(landing.method, *days, landing.value, landing.low, landing.high, landing.odds)
    return KeptNumber(
        name=metric.name,
        unit=metric.shown,
        definition=metric.fingerprint,
        grain=board.grain,
        values=dict(zip(labels, series.values, strict=True)),
        running=tuple(label for label, over in zip(labels, series.complete, strict=True) if not over),
        target=_target(model, board, judged),
        forecast=forecast,
    )


def _target(model: Model, board: Board, judged: Judged) -> KeptTarget | None:
    target = target_of(model, judged.metric, board.period, board.day)
    if target is None or judged.window is None:
        return None
    text = written(model, target)
    mark = mark_of(model, judged.metric, target)
    window = judged.window
    return KeptTarget(text, mark, window.first, window.due, window.value, judged.judgement.status)


def target_of(model: Model, metric: Metric, period: Period, day: date) -> tree.Target | None:
    """Return the target that a number is judged by at a period, at the close of a day."""
    asked = chosen(model.manifest.calendar, metric, period.grain, period, day)
    return asked.target if asked is not None else None


def written(model: Model, target: tree.Target) -> str:
    """Return a target as it is written, on one line."""
    source = model.texts.get(target.span.file)
    return " ".join(source.text[target.span.start : target.span.end].split()) if source is not None else ""


def mark_of(model: Model, metric: Metric, target: tree.Target) -> str:
    """Return what stands for the meaning of a target, however it is written."""
    return fingerprint(repr(bare(target, Reading(model.manifest.calendar, {}, metric.shown or None))))


def of_result(model: Model, result: Result) -> tuple[KeptNumber, ...]:
    """Return the numbers of an answer without slices."""
    made = []
    for name in result.names:
        metric = model.metrics[name]
        rows = [row for row in result.rows if row.period.due]
        labels = [row.period.period.label for row in rows]
        values = dict(zip(labels, (row.values[result.names.index(name)] for row in rows), strict=True))
        running = tuple(row.period.period.label for row in rows if not row.period.complete)
        grain = result.plan.request.grain
        made.append(KeptNumber(name, metric.shown, metric.fingerprint, grain, values, running))
    return tuple(made)


def latest_rows(model: Model, ask_of: AskOf, names: Iterable[str], day: date) -> Outcome[Mapping[str, str | None]]:
    """Return the last day with rows of each source that numbers are made of, up to the close of a day.

    One statement for all; the sources' first time columns tell. None: no row in the last `LOOK_BACK` days.
    """
    used = dict.fromkeys(source for name in names for source in model.metrics[name].sources)
    counts = {name: metric for source in used for name, metric in row_count(model.sources[source])}
    if not counts:
        return Outcome({})
    end = end_of(model.manifest.calendar, day)
    request = Request(tuple(counts), end, day, "day", day - timedelta(LOOK_BACK - 1), day)
    result = ask_of(replace(model, metrics={**counts, **model.metrics}))(request)
    if result.value is None:
        return Outcome({}, result.diagnostics)
    days = [row.period.first for row in result.value.rows]
    made: dict[str, str | None] = {}
    for source in used:
        if rows_named(source) in counts:
            there = zip(days, result.value.series(rows_named(source)), strict=True)
            made[source] = max((each.isoformat() for each, count in there if count), default=None)
    return Outcome(made, result.diagnostics)
