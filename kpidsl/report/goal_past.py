"""What a plan rests on: the last twelve complete months of everything in a goal's tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.plan_odds import Tried, Worth, worth_of
from kpidsl.analysis.tree_value import Tree
from kpidsl.model.calendar import Calendar, business_days, following
from kpidsl.model.expression import Apply, Formula, MetricRef
from kpidsl.model.kinds import adds_up
from kpidsl.model.records import Metric, Model
from kpidsl.report.measuring import Ask, Days, measure_days, measure_series, page_period
from kpidsl.report.quotients import made_from, reckoned
from kpidsl.text.diagnostic import Outcome

MONTHS = 12


@dataclass(frozen=True, slots=True)
class GoalPast:
    """Every number over `days`, the complete months on record (at most twelve): rates are ratios of sums over them.

    `stocks` are the values at the close of the as-of, `months` what was counted in each month, the oldest first.
    """

    days: Days
    values: Mapping[str, float | None]
    stocks: Mapping[str, float | None]
    months: tuple[Mapping[str, Any], ...] = ()


def past_numbers(
    model: Model, ask: Ask, names: tuple[str, ...], day: date, flows: tuple[str, ...]
) -> Outcome[GoalPast | None]:
    """Return the past of `names`; it begins with the first month in which one of the `flows` has a value above zero.

    None where no such month is over.
    """
    calendar, metrics = model.manifest.calendar, model.metrics
    last = page_period(calendar, "month", day)
    counted = made_from(metrics, names)
    every = tuple(dict.fromkeys([*counted, *flows]))
    series = measure_series(ask, calendar, every, "month", last, MONTHS, min(day, last.last))
    if not series.value:
        return Outcome(None, series.diagnostics)
    months = zip(*(series.value[name].values for name in flows), strict=True)
    at = 0 if not flows else next((index for index, values in enumerate(months) if any(values)), None)
    if at is None:
        return Outcome(None, series.diagnostics)
    days, now = (following(calendar, last, at + 1 - MONTHS).first, last.last), (day, day)
    formulas = {name: each.formula for name, each in metrics.items()}
    totals = {name: _total(metrics[name], formulas, series.value[name].values[at:]) for name in counted}
    stocks = [name for name in names if metrics[name].kind == "stock"]
    apart = [(name, days) for name, total in totals.items() if total is None]
    measured = measure_days(ask, calendar, [*apart, *((name, now) for name in stocks)], day)
    known = {name: measured.value.get((name, days)) if total is None else total for name, total in totals.items()}
    values = {name: as_float(reckoned(metrics, name, known)) for name in names}
    level = {name: as_float(measured.value.get((name, now))) for name in stocks}
    monthly = tuple(
        dict(zip(series.value, month, strict=True))
        for month in list(zip(*(each.values for each in series.value.values()), strict=True))[at:]
    )
    return Outcome(GoalPast(days, values, level, monthly), (*series.diagnostics, *measured.diagnostics))


def _total(metric: Metric, formulas: Mapping[str, Formula], months: Sequence[Any]) -> Any:
    """Return a number over all of its months where theirs give it, None where it has to be asked."""
    if metric.earlier or None in months:
        return None
    if metric.kind == "stock":
        return months[-1]
    return sum(months) if adds_up(metric.formula, formulas) else None


def present(past: GoalPast, calendar: Calendar, metric: Metric, days: Days) -> float | None:
    """Return what a number would be over `days` at the pace of the past: a flow by business day, others as they are."""
    value = past.values.get(metric.name)
    if metric.kind == "stock":
        return past.stocks.get(metric.name)
    if metric.kind != "flow" or value is None:
        return value
    worked, left = (business_days(calendar, *each) for each in (past.days, days))
    return value / worked * left if worked else None


def parts_of_rate(metric: Metric) -> tuple[str, str] | None:
    """Return the two numbers that a rate divides, None where it is not written as one number over another."""
    match metric.formula:
        case Apply(function="/", arguments=(MetricRef(name=above), MetricRef(name=below))):
            return above, below
    return None


def tried(past: Mapping[str, float | None], metrics: Mapping[str, Metric], tree: Tree, name: str) -> Tried | None:
    """Return how often a rate was tried and how often it worked, where the data counts both in whole numbers.

    They are the two numbers that its formula divides, or else those of the breakdown `whole = part * rate`.
    """
    for above, below in filter(None, (parts_of_rate(metrics[name]), _of_breakdown(metrics, tree, name))):
        counted = [past.get(each) for each in (above, below) if metrics[each].kind == "flow"]
        match counted:
            case [float() as worked, float() as tries] if worked.is_integer() and tries.is_integer():
                return Tried(int(worked), int(tries)) if 0 <= worked <= tries and tries > 0 else None
    return None


def priced(past: GoalPast, metrics: Mapping[str, Metric], tree: Tree, name: str) -> Worth | None:
    """Return what one is worth and how it varies, from the months of the two numbers that it divides."""
    pair = parts_of_rate(metrics[name]) or _of_breakdown(metrics, tree, name)
    if pair is None or any(metrics[each].kind != "flow" for each in pair):
        return None
    months = [[as_float(reckoned(metrics, each, dict(month))) for each in pair] for month in past.months]
    return worth_of([(whole, count) for whole, count in months if whole is not None and count])


def _of_breakdown(metrics: Mapping[str, Metric], tree: Tree, rate: str) -> tuple[str, str] | None:
    for whole in tree.named:
        match metrics[whole].breakdown:
            case Apply(function="*", arguments=(MetricRef(name=left), MetricRef(name=right))) if rate in (left, right):
                return whole, right if rate == left else left
    return None
