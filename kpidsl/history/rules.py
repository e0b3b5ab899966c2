"""Rules about a change, which no look at one state of the files can find."""

import re
from collections.abc import Iterator
from datetime import date

from kpidsl.history.effects import CANNOT, Effect
from kpidsl.history.records import Comparison
from kpidsl.model.calendar import Calendar, Period, read_period
from kpidsl.model.records import Metric, Model
from kpidsl.syntax import tree
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Diagnostic, finding

REMOVED = Code(
    "V04", "error",
    "{role} {name} is gone since {revision}, and nothing says why", "{role} {name} は {revision} 以降に消えていますが、理由の記録がありません",
    'write retire {name} on DATE because "…", or was {name} under its new name', "retire {name} on 日付 because \"…\" と書くか、改名なら新しい定義に was {name} と書いてください",
)  # fmt: skip
REDEFINED = Code(
    "V06", "warning",
    "the definition of {name} is another one since {revision}, for all of its past too", "{name} の定義は {revision} 以降に変わり、過去の期間の値にも影響します",
    "keep the old one with before DATE = {old}, or note the break: event DATE \"…\" on {name}", "before 日付 = {old} で以前の定義を残すか、event 日付 \"…\" on {name} で断絶を記録してください",
)  # fmt: skip
CLOSED = Code(
    "T06", "error",
    "a target of {name} for {period}, which was over on {day}, is another one than it was: {old}", "{day} に終わった {period} の {name} の目標が変わっています。以前の目標: {old}",
    "a period is judged by the target that it had; set the new one for a period to come", "期間の評価には当時の目標を使います。新しい目標はこれからの期間に書いてください",
)  # fmt: skip

RULES = (REMOVED, REDEFINED, CLOSED)


def breaches(old: Model, new: Model, comparison: Comparison, revision: str, today: date) -> Iterator[Diagnostic]:
    """Yield what a change may not do silently; `revision` is how the earlier state is called.

    Errors are of the managed numbers alone: a metric is a step of arithmetic, and comes and goes.
    """
    for change in comparison.changes:
        if change.level == "removed" and change.what in ("kpi", "kgi"):
            yield finding(REMOVED, None, role=change.what, name=change.name, revision=revision)
    for name, metric in new.metrics.items():
        twin = old.metrics.get(comparison.twins.get(name, ""))
        if twin is None or metric.role == "metric":
            continue
        if _silently_other(old, new, twin, metric, comparison, today) and not _allowed(metric, "V06", today):
            yield finding(REDEFINED, metric.span, name=name, revision=revision, old=_one_line(twin.formula_text))
        for target, period in _closed(twin, metric, new.manifest.calendar, today):
            words = {"period": period.label, "day": period.last.isoformat(), "old": _written(old, target)}
            yield finding(CLOSED, metric.span, name=name, **words)


def _silently_other(old: Model, new: Model, twin: Metric, metric: Metric, comparison: Comparison, today: date) -> bool:
    """Say whether the own definition of a number changed for its past, without a note of a break."""
    own = any(
        each.name == metric.name and any(one.kind in ("formula", "filter", "time") for one in each.aspects)
        for each in comparison.changes
    )
    effect: Effect = comparison.effects.get(metric.name, CANNOT)
    if not own or effect == CANNOT or effect.since is not None:
        return False
    known = {(each.on, each.what) for each in old.events}
    return not any(each.number in (metric.name, None) and (each.on, each.what) not in known for each in new.events)


def _closed(old: Metric, new: Metric, calendar: Calendar, today: date) -> Iterator[tuple[tree.Target, Period]]:
    """Yield the targets of periods that are over which are gone or say something else."""
    from kpidsl.history.bare import Reading, bare

    reading = Reading(calendar, {}, new.shown or None)
    now = {repr(bare(each, reading)) for each in new.targets}
    for each in old.targets:
        if each.when is None or each.when.period is None or repr(bare(each, reading)) in now:
            continue
        period = read_period(calendar, each.when.period.text)
        if isinstance(period, Period) and period.last < today:
            yield each, period


def _allowed(metric: Metric, code: str, today: date) -> bool:
    return any(each.code == code and each.until >= today for each in metric.allows)


def _written(model: Model, target: tree.Target) -> str:
    return _one_line(model.texts[target.span.file].text[target.span.start : target.span.end])


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
