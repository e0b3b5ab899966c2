"""A number that has come to its target since the period before: in which slices it moved, and by which measures."""

from collections.abc import Iterator
from dataclasses import dataclass

from kpidsl.analysis.numbers import as_float
from kpidsl.model.calendar import Period, following
from kpidsl.model.lineage import aggregates_under
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.query.slices import reachable
from kpidsl.report.board import Board, Judged
from kpidsl.report.measuring import Ask, end_of
from kpidsl.text.diagnostic import Diagnostic, Outcome

_DIMENSIONS = 3
_MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """One member of a dimension: the number before and at the period, and by how much it is better (None: no value)."""

    member: object
    was: float | None
    now: float | None
    better: float


@dataclass(frozen=True, slots=True)
class Reached:
    """A number that has come to its target, with the members of each dimension that moved most to the good."""

    metric: Metric
    period: Period
    before: Period
    slices: tuple[tuple[str, tuple[Moved, ...]], ...]


def newly_reached(board: Board) -> tuple[Judged, ...]:
    """Return the numbers that stand at their target now, and did not at the close before."""
    return tuple(
        each
        for each in board.judged.values()
        if each.judgement.status == "done" and each.earlier and each.earlier[-1].status != "done"
    )


def reached_of(model: Model, ask: Ask, board: Board) -> Outcome[tuple[Reached, ...]]:
    """Return each newly reached number with its slices; a dimension whose members cannot be asked is left out."""
    made: list[Reached] = []
    found: list[Diagnostic] = []
    for each in newly_reached(board):
        period = _period(each, board)
        before = following(model.manifest.calendar, period, -1)
        slices = []
        for dimension in _dimensions(model, each.metric.name):
            moved = _moved(model, ask, each.metric, dimension, before, period, board)
            found += moved.diagnostics
            if moved.value:
                slices.append((dimension, moved.value))
        made.append(Reached(each.metric, period, before, tuple(slices)))
    return Outcome(tuple(made), tuple(found))


def _period(judged: Judged, board: Board) -> Period:
    """Return the last period of which all is decided: a number that is followed for a while lags behind the board."""
    series = judged.series
    done = [period for period, whole in zip(series.periods, series.complete, strict=True) if whole]
    return done[-1] if done and board.complete else series.periods[-1]


def _dimensions(model: Model, name: str) -> Iterator[str]:
    """Yield the dimensions that all rows of a number share, those of their own source first; three at most."""
    sources = list(dict.fromkeys(each.source for each in aggregates_under(model.metrics, name)))
    if not sources:
        return
    ways = [reachable(model, source) for source in sources]
    common = [name for name in ways[0] if all(name in each for each in ways)]
    yield from sorted(common, key=lambda each: len(ways[0][each]))[:_DIMENSIONS]


def _moved(
    model: Model, ask: Ask, metric: Metric, dimension: str, before: Period, period: Period, board: Board
) -> Outcome[tuple[Moved, ...]]:
    """Return the members that moved most to the good between two periods."""
    calendar = model.manifest.calendar
    asked = Request(
        (metric.name,), end_of(calendar, board.day), board.day, period.grain, before.first, period.last, (dimension,)
    )
    answer = ask(asked)
    if answer.value is None:
        return Outcome((), answer.diagnostics)
    values: dict[object, dict[str, float | None]] = {}
    for row in answer.value.rows:
        values.setdefault(row.slice[0], {})[row.period.period.label] = as_float(row.values[0])
    sign = -1 if metric.better == "lower" else 1
    moved = [
        Moved(member, was, now, sign * ((now or 0.0) - (was or 0.0)))
        for member, each in values.items()
        for was, now in [(each.get(before.label), each.get(period.label))]
        if now is not None and (was is not None or metric.kind == "flow")
    ]
    best = sorted((each for each in moved if each.better > 0), key=lambda each: (-each.better, str(each.member)))
    return Outcome(tuple(best[:_MEMBERS]), answer.diagnostics)
