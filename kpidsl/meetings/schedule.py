"""What is due, what is late, what was done, and who meets when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpidsl.meetings.dates import held_between, looked_at, unheld
from kpidsl.model.cadences import Rhythm, rhythm_of
from kpidsl.model.calendar import Calendar, Period
from kpidsl.model.chronicle import Action, ReviewRecord
from kpidsl.model.records import Metric, Model
from kpidsl.syntax import tree

State = Literal["done", "due", "late", "never", "ahead"]

_DAY = timedelta(1)
_AHEAD = 800
"""Days within which the next review of any cadence lies, closures included."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the reviews of one KPI stand at the close of a day.

    `held` is the day of the last review that should have been by then, `missed` how many up to it have no record since
    the last one, `since` the day of the first of those, `following` the day of the next.

    `state`: "done", the last one is on record; "due", it is that very day; "late"; "never", no review is on record at
    all, so nobody can say since when; "ahead", none has come yet.
    """

    metric: Metric
    rhythm: Rhythm
    state: State
    held: date | None
    missed: int
    since: date | None
    last: ReviewRecord | None
    following: date | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A day on which people review: those KPIs that are due together by one rhythm, and the period they look at.

    `slot` is the period in which it is held, which stays when a holiday moves the day.
    """

    on: date
    rhythm: Rhythm
    slot: Period
    about: Period
    metrics: tuple[Metric, ...]


def reviewed(model: Model) -> Iterator[tuple[Metric, Rhythm]]:
    """Yield every KPI and goal that says how often it is reviewed, in the order of the files."""
    managed = [each for each in model.metrics.values() if each.role != "metric"]
    for metric in sorted(managed, key=lambda each: (each.span.file, each.span.start)):
        clause = metric.clause("review")
        if clause is not None and isinstance(clause.value, tree.Cadence):
            yield metric, rhythm_of(clause.value)


def unreviewed(model: Model) -> tuple[Metric, ...]:
    """Return the KPIs and goals that say nothing of reviews."""
    scheduled = {metric.name for metric, _ in reviewed(model)}
    return tuple(each for each in model.metrics.values() if each.role != "metric" and each.name not in scheduled)


def standings(model: Model, day: date) -> tuple[Standing, ...]:
    """Return where the reviews of every KPI stand at the close of a day; later records are not known yet."""
    calendar = model.manifest.calendar
    scheduled = tuple(reviewed(model))
    coming = {rhythm: _following(calendar, rhythm, day) for rhythm in {rhythm for _, rhythm in scheduled}}
    return tuple(
        _standing(calendar, metric, rhythm, last_review(model, metric, day), day, coming[rhythm])
        for metric, rhythm in scheduled
    )


def last_review(model: Model, metric: Metric, day: date) -> ReviewRecord | None:
    """Return the last record of a review up to a day; those under its earlier name are its own."""
    names = (metric.name, metric.was)
    return next((each for each in reversed(model.reviews) if each.kpi in names and each.on <= day), None)


def _following(calendar: Calendar, rhythm: Rhythm, day: date) -> date | None:
    """Return the day of the first review after a day."""
    ahead = {"daily": 120, "weekly": 120, "monthly": 160}.get(rhythm.every, _AHEAD)
    return next((on for _, on in held_between(calendar, rhythm, day + _DAY, day + _DAY * ahead)), None)


def _standing(
    calendar: Calendar, metric: Metric, rhythm: Rhythm, last: ReviewRecord | None, day: date, coming: date | None
) -> Standing:
    held, missed = unheld(calendar, rhythm, last.on if last is not None else None, day)
    state: State = "done"
    if held is None:
        state = "ahead"
    elif last is None:
        state = "due" if held == day else "never"
    elif missed:
        state = "due" if missed == (day,) else "late"
    return Standing(
        metric=metric,
        rhythm=rhythm,
        state=state,
        held=held,
        missed=len(missed),
        since=missed[-1] if missed else None,
        last=last,
        following=coming,
    )


def meetings(model: Model, first: date, last: date) -> tuple[Meeting, ...]:
    """Return the meetings of a range of days (both ends inclusive), in their order."""
    calendar = model.manifest.calendar
    together: dict[Rhythm, list[Metric]] = {}
    for metric, rhythm in reviewed(model):
        together.setdefault(rhythm, []).append(metric)
    made = [
        Meeting(on, rhythm, slot, looked_at(calendar, rhythm, slot), tuple(metrics))
        for rhythm, metrics in together.items()
        for slot, on in held_between(calendar, rhythm, first, last)
    ]
    return tuple(sorted(made, key=lambda each: (each.on, each.slot.days, each.rhythm.text)))


def open_actions(model: Model, names: frozenset[str] | None = None) -> tuple[Action, ...]:
    """Return the measures without an outcome, those of the named KPIs or all, by the day on which they end."""
    kept = [
        each
        for each in model.actions.values()
        if each.outcome is None and (names is None or names.intersection(each.kpis))
    ]
    return tuple(sorted(kept, key=lambda each: (each.last or date.max, each.name)))
