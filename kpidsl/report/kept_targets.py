"""The targets that reports were judged by, where they are other ones today: what was aimed at then.

A report keeps each target as it was written. It is read again by today's grammar, and what it gives for some days is
worked out as that of today's is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpidsl.analysis.target_days import Asked, milestone_as_target
from kpidsl.analysis.target_window import window_on
from kpidsl.history.kept import KeptNumber, KeptRun, cuts
from kpidsl.model.calendar import Period, read_period
from kpidsl.model.records import Metric, Model
from kpidsl.report.keeping import mark_of, target_of, written
from kpidsl.syntax import tree
from kpidsl.syntax.read import read_kpi
from kpidsl.text.source import Source


@dataclass(frozen=True, slots=True)
class Retargeted:
    """A target that was another one when it was reported: as written then and now, and the target of then.

    `as_of` is the day that the report speaks of.
    """

    name: str
    then: str
    now: str
    as_of: date
    target: tree.Target


@dataclass(frozen=True, slots=True)
class TargetsThen:
    """What reports say of the targets of some days: those that changed, and whether any report says it."""

    reported: bool = False
    changed: tuple[Retargeted, ...] = ()


def targets_then(
    model: Model, runs: Iterable[KeptRun], names: Iterable[str], period: Period, day: date, *, own: bool
) -> TargetsThen:
    """Return which targets of a period were other ones in the last report before it; `own`: in that of the period
    itself, where it was reported.

    Reports that speak of a later day than `day`, or that cut periods otherwise, say nothing.
    """
    calendar = model.manifest.calendar
    there = [
        _Report(run, {number.name: number for number in run.numbers if number.target is not None and number.values})
        for run in runs
        if run.as_of <= day and run.calendar == cuts(calendar)
    ]
    labels = {list(number.values)[-1] for each in there for number in each.numbers.values()}
    about = {label: read for label in labels if isinstance(read := read_period(calendar, label), Period)}
    found = [each for name in names for each in _of(model, there, about, model.metrics[name], period, day, own)]
    return TargetsThen(bool(found), tuple(each for each in found if each is not None))


@dataclass(frozen=True, slots=True)
class _Report:
    """A run with those of its numbers that were judged by a target."""

    run: KeptRun
    numbers: Mapping[str, KeptNumber]


def model_then(model: Model, changed: Iterable[Retargeted]) -> Model:
    """Return the model with the targets of then; the road to them is that of today."""
    aimed = {each.name: replace(model.metrics[each.name], targets=(each.target,)) for each in changed}
    metrics: Mapping[str, Metric] = {**model.metrics, **aimed}
    return replace(model, metrics=metrics)


def _of(
    model: Model,
    reports: list[_Report],
    about: Mapping[str, Period],
    metric: Metric,
    period: Period,
    day: date,
    own: bool,
) -> Iterator[Retargeted | None]:
    """Yield what the one report that tells says: the target of then, or None where it stands as it was.

    `about` are the periods that reports speak of, by their labels: the last that each number has a value of. A target
    of then that is still written, or that is about other days, such as the month before, is no change.
    """
    earlier: tuple[KeptRun, KeptNumber] | None = None
    at_period: tuple[KeptRun, KeptNumber] | None = None
    for each in reports:
        number = each.numbers.get(metric.name) or each.numbers.get(metric.was or metric.name)
        reported = about.get(list(number.values)[-1]) if number is not None else None
        if number is None or reported is None:
            continue
        if own and reported.label == period.label:
            at_period = each.run, number
        elif reported.last < period.first:
            earlier = each.run, number
    told = at_period or earlier
    if told is None or told[1].target is None:
        return
    run, kept = told[0], told[1].target
    until = min(day, period.last)
    now, target = target_of(model, metric, period, until), _read(kept.text)
    aims = (*metric.targets, *map(milestone_as_target, metric.milestones))
    written_still = kept.mark in {mark_of(model, metric, each) for each in aims}
    sound = target is not None and mark_of(model, metric, target) == kept.mark
    if now is None or target is None or written_still or not sound or not _about(model, metric, target, period, until):
        yield None
        return
    yield Retargeted(metric.name, kept.text, written(model, now), run.as_of, target)


def _about(model: Model, metric: Metric, target: tree.Target, period: Period, until: date) -> bool:
    """Say whether a target is about a day of a period."""
    window = window_on(model.manifest.calendar, Asked(target, metric.kind, period.grain, (target,)), until)
    return window is not None and window.begins <= until <= window.due


def _read(text: str) -> tree.Target | None:
    """Return a target from the words that a report kept of it, None where today's grammar does not know them."""
    statements = read_kpi(Source("runs", f"kpi kept = 1 {{\n  target {text}\n}}\n")).value.statements
    found = (clause.value for each in statements for clause in each.clauses if clause.keyword == "target")
    return next((each for each in found if isinstance(each, tree.Target)), None)
