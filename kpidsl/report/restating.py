"""Which reported numbers would print otherwise today, and why: late data, another definition, another target.

The part of the definition is what the definition of then would give on the data of today, taken from what today's
gives. A period that was still running when it was reported is not held against today: it was said to be unfinished.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kpidsl.history.kept import KeptNumber, KeptRun, Value, cuts
from kpidsl.model.calendar import Grain, Period, read_period
from kpidsl.model.records import Model
from kpidsl.query.plan import Request
from kpidsl.report.before_after import same
from kpidsl.report.change_kept import ModelAt
from kpidsl.report.keeping import mark_of, target_of, written
from kpidsl.report.measuring import AskOf
from kpidsl.text.diagnostic import Diagnostic, Outcome

Number = int | float


@dataclass(frozen=True, slots=True)
class Restated:
    """A reported number that would print otherwise today.

    `why` holds "data", "definition", "calendar", "target" and "gone" (there is no such number any more). `by_data` and
    `by_definition` add up to the difference where both are known; `target` is (then, now) as written.
    """

    name: str
    unit: str
    period: str
    run: KeptRun
    then: Value
    today: Value
    why: tuple[str, ...]
    by_data: Number | None = None
    by_definition: Number | None = None
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Reported:
    run: KeptRun
    number: KeptNumber
    name: str
    period: Period
    value: Value


def restated(
    model: Model,
    ask_of: AskOf,
    model_at: ModelAt,
    runs: Iterable[KeptRun],
    names: frozenset[str],
    as_of: tuple[datetime, date | None],
) -> Outcome[tuple[Restated, ...]]:
    """Hold what was reported against today: of each value that was reported of a number for a period its last report.

    `names` are those asked for (none: all); `as_of` the instant up to which rows count and the day that it ends.
    """
    renamed = {str(metric.was): name for name, metric in model.metrics.items() if metric.was is not None}
    reported = [each for each in _reported(model, runs, renamed) if not names or each.name in names]
    found: list[Diagnostic] = []
    today = _values(model, ask_of, {(each.name, each.number.grain, each.period) for each in reported}, as_of, found)
    then = _by_old_definitions(model, ask_of, model_at, reported, today, as_of)
    made = [one for each in reported for one in _held(model, each, today, then)]
    made.sort(
        key=lambda each: (list(model.metrics).index(each.name) if each.name in model.metrics else -1, each.period)
    )
    return Outcome(tuple(made), tuple(found))


def _reported(model: Model, runs: Iterable[KeptRun], renamed: Mapping[str, str]) -> Iterator[_Reported]:
    last: dict[tuple[str, str, str], _Reported] = {}
    for run in runs:
        for number in run.numbers:
            name = number.name if number.name in model.metrics else renamed.get(number.name, number.name)
            for label, value in number.values.items():
                period = read_period(model.manifest.calendar, label)
                if label not in number.running and isinstance(period, Period):
                    last[name, label, repr(value)] = _Reported(run, number, name, period, value)
    yield from last.values()


Key = tuple[str, str]
"""A number's name, and the label of a period."""


def _values(
    model: Model,
    ask_of: AskOf,
    wanted: Iterable[tuple[str, str, Period]],
    as_of: tuple[datetime, date | None],
    found: list[Diagnostic],
) -> dict[Key, Value]:
    """Measure numbers over periods: one statement for each grain."""
    by_grain: dict[str, list[tuple[str, Period]]] = {}
    for name, grain, period in wanted:
        if name in model.metrics:
            by_grain.setdefault(grain, []).append((name, period))
    made: dict[Key, Value] = {}
    for grain, asked in sorted(by_grain.items()):
        names = tuple(name for name in model.metrics if any(name == each for each, _ in asked))
        first, last = min(each.first for _, each in asked), max(each.last for _, each in asked)
        grain_: Grain = grain  # type: ignore[assignment]
        result = ask_of(model)(Request(names, *as_of, grain_, first, last))
        found += result.diagnostics
        if result.value is None:
            continue
        for row in result.value.rows:
            if row.period.complete:
                values = zip(result.value.names, row.values, strict=True)
                made |= {(name, row.period.period.label): value for name, value in values}
    return made


def _by_old_definitions(
    model: Model,
    ask_of: AskOf,
    model_at: ModelAt,
    reported: Iterable[_Reported],
    today: Mapping[Key, Value],
    as_of: tuple[datetime, date | None],
) -> dict[tuple[str, Key], Value]:
    """Measure on today's data what was reported by other definitions, by those: (commit, key) to value.

    What a definition of then asks of the warehouse may be gone from it; the difference is then left in one piece.
    """
    wanted: dict[str, set[tuple[str, str, Period]]] = {}
    for each in reported:
        metric = model.metrics.get(each.name)
        if metric is None or metric.fingerprint == each.number.definition or not each.run.commit:
            continue
        if not same(each.value, today.get((each.name, each.period.label))):
            wanted.setdefault(each.run.commit, set()).add((each.number.name, each.number.grain, each.period))
    made: dict[tuple[str, Key], Value] = {}
    for commit, asked in wanted.items():
        old = model_at(commit)
        if old is not None:
            sound = {each for each in asked if _is_that(old, each[0], reported, commit)}
            made |= {(commit, key): value for key, value in _values(old, ask_of, sound, as_of, []).items()}
    return made


def _is_that(old: Model, name: str, reported: Iterable[_Reported], commit: str) -> bool:
    """Say whether the commit has the definition that was reported by: the files may have been ahead of it."""
    metric = old.metrics.get(name)
    return metric is not None and any(
        each.run.commit == commit and each.number.name == name and each.number.definition == metric.fingerprint
        for each in reported
    )


def _held(
    model: Model, each: _Reported, today: Mapping[Key, Value], then: Mapping[tuple[str, Key], Value]
) -> Iterator[Restated]:
    metric, label, value = model.metrics.get(each.name), each.period.label, each.value
    if metric is None:
        yield Restated(each.name, each.number.unit, label, each.run, value, None, ("gone",))
        return
    target = _target(model, each)
    key = (each.name, label)
    if key not in today:
        return
    now = today[key]
    why: list[str] = []
    data = definition = None
    if not same(value, now):
        if cuts(model.manifest.calendar) != each.run.calendar:
            why.append("calendar")
        elif metric.fingerprint == each.number.definition:
            why, data = ["data"], _minus(now, value)
        elif (old := (each.run.commit, (each.number.name, label))) in then:
            between = then[old]
            data, definition = _minus(between, value), _minus(now, between)
            why += ["data"] if not same(between, value) else []
            why += ["definition"] if not same(now, between) else []
        else:
            why.append("definition")
    if target is not None:
        why.append("target")
    if why:
        yield Restated(each.name, each.number.unit, label, each.run, value, now, tuple(why), data, definition, target)


def _minus(one: Value, other: Value) -> Number | None:
    if one is None or other is None:
        return None
    made = float(one) - float(other)
    return int(made) if isinstance(one, int) and isinstance(other, int) else made


def _target(model: Model, each: _Reported) -> tuple[str, str] | None:
    """Return a target of then and the one of today, where these differ; the target is that of the report's period."""
    kept = each.number.target
    closed = [label for label in each.number.values if label not in each.number.running]
    if kept is None or not closed or each.period.label != closed[-1]:
        return None
    metric = model.metrics[each.name]
    now = target_of(model, metric, each.period, min(each.run.as_of, each.period.last))
    if now is not None and mark_of(model, metric, now) == kept.mark:
        return None
    return kept.text, written(model, now) if now is not None else ""
