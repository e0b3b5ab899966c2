"""The pack of one meeting: what is reviewed, with which numbers, which measures are running, what was decided last.

The numbers come from the same judgement as a scorecard's; without a warehouse there are none, and the pack says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpidsl.meetings.dates import held_between, held_in, looked_at
from kpidsl.meetings.schedule import Standing, last_review, open_actions, reviewed, standings
from kpidsl.model.cadences import GRAIN_OF, Rhythm
from kpidsl.model.calendar import Calendar, Period, following, period_of
from kpidsl.model.chronicle import Action, ReviewRecord
from kpidsl.model.records import Metric, Model
from kpidsl.report.action_effects import Effect
from kpidsl.report.board import Board, Judged
from kpidsl.report.reached import Reached
from kpidsl.report.rows import row_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import Row

Without = Literal["not_asked", "no_connection", "not_begun"]
"""Why a pack has no numbers."""

_SHORT = ("at_risk", "behind", "no_data")


@dataclass(frozen=True, slots=True)
class Sitting:
    """Which meeting it is: its cadence, its day, the period in which it is held and the one that it looks at."""

    every: str
    on: date
    slot: Period
    about: Period
    metrics: tuple[Metric, ...]
    process: tuple[Metric, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the numbers that it needs."""
        return tuple(each.name for each in (*self.metrics, *self.process))


@dataclass(frozen=True, slots=True)
class Item:
    """One KPI on the agenda; `row` and `judged` are None where there are no numbers."""

    metric: Metric
    last: ReviewRecord | None
    judged: Judged | None = None
    row: Row | None = None

    @property
    def asked(self) -> bool:
        """Say whether a comment is due: only where the number is out of its ordinary variation."""
        return self.row is not None and self.row.signal is not None

    @property
    def ordinary(self) -> bool:
        """Say whether the number is known to be ordinary variation, which a number without limits is not."""
        return self.row is not None and self.row.limits is not None and self.row.signal is None

    @property
    def short(self) -> bool:
        """Say whether it is behind what was due, or missing."""
        return self.row is not None and self.row.status in _SHORT


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole pack. `without` says why there are no numbers, None where there are.

    `others` are reviews of other cadences that are due or late, `closed` measures that ended since
    the beginning of the period and have an outcome. `effects` are what these measures were followed by, `reached` the
    KPIs that have come to their targets since the period before.
    """

    organisation: str
    sitting: Sitting
    as_of: date
    without: Without | None
    items: tuple[Item, ...]
    process: tuple[Item, ...]
    running: tuple[Action, ...]
    closed: tuple[Action, ...]
    others: tuple[Standing, ...]
    effects: tuple[Effect, ...] = ()
    reached: tuple[Reached, ...] = ()


def sitting(model: Model, every: str, day: date, *, exactly: bool) -> Sitting | None:
    """Return the meeting of a cadence on a day (`exactly`), or else the first one from that day on.

    None where no KPI is reviewed so often; the meeting of every morning has the process numbers even then.
    """
    calendar = model.manifest.calendar
    with_rhythm = [(metric, rhythm) for metric, rhythm in reviewed(model) if rhythm.every == every]
    process = _process(model) if every == "daily" else ()
    rhythms = list(dict.fromkeys(rhythm for _, rhythm in with_rhythm)) or ([Rhythm(every)] if process else [])
    if not rhythms:
        return None
    slot, on = period_of(calendar, GRAIN_OF[every], day), day
    if exactly:
        moved = (each for rhythm in rhythms for each, _ in held_between(calendar, rhythm, day, day))
        slot = next(moved, slot)
    else:
        coming = [each for rhythm in rhythms if (each := _first(calendar, rhythm, day)) is not None]
        if coming:
            on, slot = min(coming, key=lambda each: each[0])
    return Sitting(
        every=every,
        on=on,
        slot=slot,
        about=looked_at(calendar, rhythms[0], slot),
        metrics=tuple(metric for metric, _ in with_rhythm),
        process=tuple(each for each in process if each not in [metric for metric, _ in with_rhythm]),
    )


def _first(calendar: Calendar, rhythm: Rhythm, day: date) -> tuple[date, Period] | None:
    """Return the first review from a day on: that of the period that holds it, or of the next one."""
    slot = period_of(calendar, rhythm.grain, day)
    held = held_in(calendar, rhythm, slot)
    if held is not None and held >= day:
        return held, slot
    after = following(calendar, slot)
    held = held_in(calendar, rhythm, after)
    return (held, after) if held is not None else None


def _process(model: Model) -> tuple[Metric, ...]:
    """Return the KPIs that a team moves from day to day: those reviewed every week, for the morning's look at them."""
    return tuple(metric for metric, rhythm in reviewed(model) if rhythm.every == "weekly" and metric.role == "kpi")


def agenda_of(
    model: Model,
    meeting: Sitting,
    found: Board | Without,
    day: date,
    locale: Locale,
    effects: tuple[Effect, ...] = (),
    reached: tuple[Reached, ...] = (),
) -> Agenda:
    """Return the pack of a meeting; `found` has its numbers, or says why there are none."""
    board = found if isinstance(found, Board) else None
    names = frozenset(meeting.names)
    running, closed = measures_of(model, meeting, day)
    return Agenda(
        organisation=model.manifest.name,
        sitting=meeting,
        as_of=day,
        without=None if isinstance(found, Board) else found,
        items=tuple(_items(model, meeting.metrics, board, day, locale)),
        process=tuple(_items(model, meeting.process, board, day, locale)),
        running=running,
        closed=closed,
        others=tuple(
            each
            for each in standings(model, day)
            if each.state in ("due", "late") and each.metric.name not in names and each.rhythm.every != "daily"
        ),
        effects=effects,
        reached=reached,
    )


def measures_of(model: Model, meeting: Sitting, day: date) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Return the measures without an outcome, and those with one that ended since the period of a meeting began."""
    since = meeting.about.first
    closed = [each for each in model.actions.values() if each.outcome is not None and _lately(each, since, day)]
    return open_actions(model), tuple(sorted(closed, key=lambda each: (each.last or date.max, each.name)))


def _lately(action: Action, since: date, day: date) -> bool:
    return action.last is None or since <= action.last <= day


def _items(model: Model, metrics: tuple[Metric, ...], board: Board | None, day: date, locale: Locale) -> Iterator[Item]:
    for metric in metrics:
        judged = board.judged.get(metric.name) if board is not None else None
        row = row_of(model.manifest.calendar, judged, board, locale) if judged is not None and board else None
        yield Item(metric, last_review(model, metric, day), judged, row)
