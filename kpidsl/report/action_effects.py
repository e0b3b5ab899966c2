"""What a measure (施策) was followed by: each of its KPIs over the periods before it and over those of its own days.

A difference is no proof: what else happened in those days is named beside it, and whether the periods since lie outside
of what the number ordinarily does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.model.calendar import Calendar, Grain, Period, between, following, period_of
from kpidsl.model.chronicle import Action
from kpidsl.model.records import Metric, Model
from kpidsl.query.waiting import journeys_under, settled
from kpidsl.report.measuring import Ask, Days, Series, measure_days, measure_series
from kpidsl.report.variation import readings
from kpidsl.text.diagnostic import Outcome

MOST = 12
"""Periods before and after that are compared at most: a year of months."""

_FEWEST = 2
_LOOK_BACK = 24
_DAY = timedelta(1)

Verdict = Literal["better", "worse", "changed", "ordinary", "unknown", "too_early", "no_days"]
"""Better and worse are outside of ordinary variation; changed is outside, where neither way is the good one."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One KPI of one measure.

    `before` and `after` are whole periods, as many of each; `was` and `now` the KPI over them: a total as its mean
    period, a rate over all their days, a level at the end. `hoped` is the change that was expected, in the KPI's own
    terms (None: none was named for it). `meanwhile` are other measures on the KPI, and events, in the days after.
    """

    action: Action
    metric: Metric
    grain: Grain
    before: tuple[Period, ...]
    after: tuple[Period, ...]
    was: float | None
    now: float | None
    hoped: float | None
    verdict: Verdict
    meanwhile: tuple[str, ...]

    @property
    def change(self) -> float | None:
        """Return what the KPI changed by."""
        return None if self.was is None or self.now is None else self.now - self.was

    @property
    def reached(self) -> float | None:
        """Return the share of what was hoped for that came; None where nothing was, or nothing is known."""
        return self.change / self.hoped if self.change is not None and self.hoped else None


def effects_of(model: Model, ask: Ask, actions: Sequence[Action], day: date) -> Outcome[tuple[Effect, ...] | None]:
    """Return what each measure was followed by as of a day, one `Effect` for each of its KPIs."""
    pairs = [
        (action, model.metrics[name])
        for action in actions
        for name in dict.fromkeys((*action.kpis, *(each.kpi for each in action.expects)))
        if name in model.metrics
    ]
    spans = [_span(model, action, metric, day) for action, metric in pairs]
    wanted: list[tuple[str, Days]] = []
    for (_, metric), span in zip(pairs, spans, strict=True):
        if span.after:
            wanted += [(metric.name, _days(span.before)), (metric.name, _days(span.after))]
    calendar = model.manifest.calendar
    measured = measure_days(ask, calendar, wanted, day)
    if measured.failed:
        return Outcome(None, measured.diagnostics)
    found, made = list(measured.diagnostics), []
    for (action, metric), span in zip(pairs, spans, strict=True):
        series = _series(ask, calendar, metric, span, day) if span.after else Outcome(None)
        found += series.diagnostics
        if series.failed:
            return Outcome(None, tuple(found))
        made.append(_effect(model, action, metric, span, measured.value, series.value, day))
    return Outcome(tuple(made), tuple(found))


@dataclass(frozen=True, slots=True)
class _Span:
    grain: Grain
    before: tuple[Period, ...] = ()
    after: tuple[Period, ...] = ()


def _span(model: Model, action: Action, metric: Metric, day: date) -> _Span:
    """Return the whole periods of a measure's days that are over and decided: months, or weeks where it is short."""
    if action.first is None:
        return _Span("month")
    calendar = model.manifest.calendar
    last = min(action.last or day, settled(calendar, journeys_under(model.metrics, metric.name), day))
    for grain in ("month", "week"):
        whole = _whole(calendar, grain, action.first, last)
        if len(whole) >= _FEWEST:
            after = whole[-MOST:] if action.last is None else whole[:MOST]
            ends = period_of(calendar, grain, action.first - _DAY)
            end = ends if ends.last < action.first else following(calendar, ends, -1)
            before = tuple(following(calendar, end, step) for step in range(1 - len(after), 1))
            return _Span(grain, before, after)
    return _Span("month")


def _whole(calendar: Calendar, grain: Grain, first: date, last: date) -> tuple[Period, ...]:
    if first > last:
        return ()
    return tuple(each for each in between(calendar, grain, first, last) if first <= each.first and each.last <= last)


def _days(periods: tuple[Period, ...]) -> Days:
    return periods[0].first, periods[-1].last


def _series(ask: Ask, calendar: Calendar, metric: Metric, span: _Span, day: date) -> Outcome[Series | None]:
    """Return the KPI from two years of periods before the measure to the last one after."""
    count = len(span.after) + _LOOK_BACK
    last = span.after[-1]
    measured = measure_series(ask, calendar, (metric.name,), span.grain, last, count, min(day, last.last))
    return Outcome(measured.value.get(metric.name), measured.diagnostics)


def _effect(
    model: Model,
    action: Action,
    metric: Metric,
    span: _Span,
    measured: dict[tuple[str, Days], Any],
    series: Series | None,
    day: date,
) -> Effect:
    was = now = None
    verdict: Verdict = "no_days" if action.first is None else "too_early"
    if span.after and series is not None:
        was = _of(metric, span.before, measured, series)
        now = _of(metric, span.after, measured, series)
        verdict = _verdict(model.manifest.calendar, metric, span, series, was, now)
    return Effect(
        action=action,
        metric=metric,
        grain=span.grain,
        before=span.before,
        after=span.after,
        was=was,
        now=now,
        hoped=_hoped(action, metric, was),
        verdict=verdict,
        meanwhile=tuple(_meanwhile(model, action, metric, day)),
    )


def _of(
    metric: Metric, periods: tuple[Period, ...], measured: dict[tuple[str, Days], Any], series: Series
) -> float | None:
    """Return a KPI over some periods; before its first row there was nothing that could be compared."""
    begun = _begun(series)
    if begun is None or periods[0].first < begun:
        return None
    value: Number | None = measured.get((metric.name, _days(periods)))
    number = as_float(value)
    return number / len(periods) if number is not None and metric.kind == "flow" else number


def _begun(series: Series) -> date | None:
    """Return the first day of the first period with a value other than nothing."""
    values = zip(series.periods, series.values, strict=True)
    return next((period.first for period, value in values if value), None)


def _hoped(action: Action, metric: Metric, was: float | None) -> float | None:
    for each in action.expects:
        if each.kpi != metric.name:
            continue
        value = float(each.change.value)
        if each.relative or (each.change.unit == "%" and metric.shown != "%"):
            return None if was is None else was * value
        return value
    return None


def _verdict(
    calendar: Calendar, metric: Metric, span: _Span, series: Series, was: float | None, now: float | None
) -> Verdict:
    """Judge the periods of the measure by the ordinary variation of those before it."""
    if was is None or now is None:
        return "unknown"
    begun = next((index for index, value in enumerate(series.values) if value), None)
    judged = readings(calendar, metric, series, begun)[-len(span.after) :]
    if all(each.limits is None for each in judged):
        return "unknown"
    sides = {signal.side for each in judged for signal in each.signals}
    toward = "above" if now > was else "below"
    if toward not in sides or now == was:
        return "ordinary"
    if metric.better == "within":
        return "changed"
    return "better" if (toward == "above") == (metric.better == "higher") else "worse"


def _meanwhile(model: Model, action: Action, metric: Metric, day: date) -> Iterator[str]:
    """Yield what else happened to the KPI in a measure's days: other measures on it, and events."""
    if action.first is None:
        return
    last = min(action.last or day, day)
    for other in model.actions.values():
        if other.name == action.name or metric.name not in other.kpis or other.first is None:
            continue
        if other.first <= last and (other.last is None or other.last >= action.first):
            yield other.name
    for event in model.events:
        if event.number in (None, metric.name) and action.first <= event.on <= last:
            yield f"{event.on} {event.what}"
