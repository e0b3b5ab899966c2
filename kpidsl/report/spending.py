"""What more spend brings: a cost per result taken apart into bands of spend, for all or for each slice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.returns import BANDS, FEWEST, Band, bands_of
from kpidsl.model.calendar import Grain, Period, following
from kpidsl.model.expression import Aggregate, Apply, Formula, MetricRef
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.behind import added_metric
from kpidsl.report.measuring import AskOf, end_of, page_period
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Outcome, Said

_SPENT, _GAINED = "returns: spent", "returns: gained"
_COUNTS: dict[str, int] = {"month": 36, "week": 104}


@dataclass(frozen=True, slots=True)
class Returns:
    """The bands of one slice (`member` None with `whole`: of everything); no bands where nothing can be compared."""

    member: Any
    whole: bool
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """A cost per result by bands of spend, over whole periods of a grain."""

    metric: Metric
    grain: Grain
    periods: tuple[Period, ...]
    cost: Metric | None
    result: Metric | None
    returns: tuple[Returns, ...]


def spending_of(
    model: Model, ask_of: AskOf, name: str, grain: Literal["month", "week"], by: str | None, day: date
) -> Outcome[Spending | Refused | None]:
    """Return what more spend brought, over the last three years of months or two of weeks that are over on a day."""
    metric = model.metrics[name]
    parts = _parts(model, metric.formula)
    if parts is None:
        return Outcome(Refused(_no_cost(name)))
    added = {
        _SPENT: added_metric(model, name, _SPENT, parts[0]),
        _GAINED: added_metric(model, name, _GAINED, parts[1]),
    }
    calendar = model.manifest.calendar
    last = page_period(calendar, grain, day)
    first = following(calendar, last, 1 - _COUNTS[grain])
    names = (_SPENT, _GAINED)
    asked = Request(names, end_of(calendar, day), day, grain, first.first, last.last, (by,) if by else ())
    answer = ask_of(replace(model, metrics={**model.metrics, **added}))(asked)
    if answer.value is None:
        return Outcome(None, answer.diagnostics)
    rows: dict[Any, list[tuple[Period, float, float]]] = {}
    for row in answer.value.rows:
        spent, gained = (as_float(each) for each in row.values)
        if spent and gained is not None and row.period.complete:
            rows.setdefault(row.slice[0] if by else None, []).append((row.period.period, spent, gained))
    periods = tuple(dict.fromkeys(period for each in rows.values() for period, _, _ in each))
    made = tuple(
        Returns(member, by is None, bands_of([spent for _, spent, _ in each], [gained for _, _, gained in each]))
        for member, each in sorted(rows.items(), key=lambda pair: (pair[0] is None, str(pair[0])))
    )
    if not by and not any(each.bands for each in made):
        return Outcome(Refused(_too_few(name, len(periods))))
    cost, result = (_named(model, each) for each in parts)
    return Outcome(Spending(metric, grain, tuple(sorted(periods, key=_first)), cost, result, made), answer.diagnostics)


def _first(period: Period) -> date:
    return period.first


def _parts(model: Model, formula: Formula) -> tuple[Formula, Formula] | None:
    """Return the cost and the result of a formula COST / RESULT, both totals; None where it is no such thing."""
    match formula:
        case MetricRef(name=name):
            return _parts(model, model.metrics[name].formula)
        case Apply(function="/", arguments=(cost, result)) if all(_adds(model, each) for each in (cost, result)):
            return cost, result
    return None


def _adds(model: Model, formula: Formula) -> bool:
    match formula:
        case MetricRef(name=name):
            return model.metrics[name].kind == "flow"
        case Aggregate(function=function):
            return function in ("sum", "count", "count_distinct")
    return False


def _named(model: Model, formula: Formula) -> Metric | None:
    return model.metrics[formula.name] if isinstance(formula, MetricRef) else None


def costs_per_result(model: Model) -> Iterator[str]:
    """Yield the numbers that are money over results."""
    for metric in model.metrics.values():
        head, slash, _ = metric.shown.partition("/")
        if slash and head == model.manifest.currency and metric.better == "lower" and _parts(model, metric.formula):
            yield metric.name


def _no_cost(name: str) -> Said:
    return Said(
        f"{name} is no total over another one; ask for a cost per result, as in sum(spending.amount) / リード数",
        f"{name} は合計どうしの割り算ではありません。"
        f"sum(spending.amount) / リード数 のような、1件あたりの費用を指定してください",
    )


def _too_few(name: str, count: int) -> Said:
    least = BANDS * FEWEST
    return Said(
        f"{name}: {count} periods with spend are too few, or the spend hardly varied; {least} are needed, of which a"
        f" third spend at least 10% more than another",
        f"{name}: 費用のある期間が {count} で足りないか、費用がほとんど変わっていません。"
        f"{least} 以上の期間と、1割以上の差が必要です",
    )
