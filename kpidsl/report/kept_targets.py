"""The targets that reports were judged by, where they are other ones today: what was aimed at then.

A report keeps each target as it was written. It is read again by today's grammar, and what it gives for some days is
worked out as that of today's is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

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
    there = [each for each in runs if each.as_of <= day and each.calendar == cuts(model.manifest.calendar)]
    found = [retargeted for name in names for retargeted in _of(model, there, model.metrics[name], period, day, own)]
    return TargetsThen(bool(found), tuple(each for each in found if each is not None))


def model_then(model: Model, changed: Iterable[Retargeted]) -> Model:
    """Return the model with the targets of then; the road to them is that of today."""
    aimed = {each.name: replace(model.metrics[each.name], targets=(each.target,)) for each in changed}
    metrics: Mapping[str, Metric] = {**model.metrics, **aimed}
    return replace(model, metrics=metrics)


def _of(
    model: Model, runs: list[KeptRun], metric: Metric, period: Period, day: date, own: bool
) -> Iterator[Retargeted | None]:
    """Yield what the one report that tells says: the target of then, or None where it is that of today."""
    earlier: tuple[KeptRun, KeptNumber] | None = None
    at_period: tuple[KeptRun, KeptNumber] | None = None
    for run in runs:
        for number in run.numbers:
            if number.name not in (metric.name, metric.was) or number.target is None or not number.values:
                continue
            about = read_period(model.manifest.calendar, list(number.values)[-1])
            if not isinstance(about, Period):
                continue
            if own and about.label == period.label:
                at_period = run, number
            elif about.last < period.first:
                earlier = run, number
    told = at_period or earlier
    if told is None or told[1].target is None:
        return
    run, kept = told[0], told[1].target
    now = target_of(model, metric, period, min(day, period.last))
    if now is None or mark_of(model, metric, now) == kept.mark:
        yield None
        return
    target = _read(kept.text)
    if target is not None and mark_of(model, metric, target) == kept.mark:
        yield Retargeted(metric.name, kept.text, written(model, now), run.as_of, target)


def _read(text: str) -> tree.Target | None:
    """Return a target from the words that a report kept of it, None where today's grammar does not know them."""
    statements = read_kpi(Source("runs", f"kpi kept = 1 {{\n  target {text}\n}}\n")).value.statements
    found = (clause.value for each in statements for clause in each.clauses if clause.keyword == "target")
    return next((each for each in found if isinstance(each, tree.Target)), None)
