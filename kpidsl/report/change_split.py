"""The bars of a bridge cut by a dimension: each leaf's bar over the members, mix apart from rate.

A bar is m * (change of its leaf), m what the goal moves per unit of the leaf; so what the members make of the leaf's
change, times m, adds up to the bar. A count is the sum of its members. A rate is a ratio of sums: the members' own
rates and their weights move it (`analysis.mix`, Kitagawa 1955). What does not add up over the members, such as a
distinct count or a median, is not cut, and is named. Source: domain section 3c.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kpidsl.analysis.bridge import Bar, Bridge
from kpidsl.analysis.mix import Segment, mix_and_rate
from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.tree_value import Tree, gradients
from kpidsl.model.calendar import Period
from kpidsl.model.expression import Aggregate, Apply, Formula
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.change_record import UNEXPLAINED, Against, Part, Split
from kpidsl.report.measuring import Ask, AskOf, end_of
from kpidsl.text.diagnostic import Diagnostic, Outcome

_DAY = timedelta(1)
_ABOVE, _BELOW = " above", " below"
_HAIR = 1e-9

Member = str | None
Sliced = Mapping[str, Mapping[Member, tuple[float | None, float | None]]]
"""By number and member, its value in the first period and in the last."""


def split_of(
    model: Model,
    ask_of: AskOf,
    made: Bridge,
    tree: Tree,
    dimension: str,
    periods: tuple[Period, Period],
    day: date,
) -> Outcome[Split | None]:
    """Return the bars of the leaves cut by the dimension; None where a query failed, such as by a dimension that one of
    the sources lacks.
    """
    bars = [bar for bar in made.bars if bar.cause == "leaf" and bar.name != UNEXPLAINED]
    wide, asked = _with_halves(model, [model.metrics[bar.name] for bar in bars])
    answer = _sliced(model, ask_of(wide), asked, dimension, periods, day)
    if answer.value is None:
        return Outcome(None, answer.diagnostics)
    slopes = _slopes(tree, bars)
    parts, against, whole = list[Part](), list[Against](), list[str]()
    for bar in bars:
        cut = _rate(bar, answer.value, slopes[bar.name]) if bar.name + _ABOVE in wide.metrics else None
        if bar.name not in answer.value and cut is None:
            whole.append(bar.name)
            continue
        own = cut[0] if cut is not None else _count(bar, answer.value[bar.name], slopes[bar.name])
        if own is None:
            whole.append(bar.name)
            continue
        parts += own
        if cut is not None and cut[1] is not None:
            against.append(cut[1])
    return Outcome(Split(dimension, tuple(parts), tuple(against), tuple(whole)), answer.diagnostics)


def halves(metric: Metric) -> tuple[Formula, Formula] | None:
    """Return what a rate counts and over what, None where it is no ratio: a median, a journey."""
    match metric.formula:
        case Apply(function="/", arguments=(above, below)):
            return above, below
        case Aggregate(function="share") as share:
            return replace(share, function="count"), replace(share, function="count", where=None)
        case Aggregate(function="avg", argument=argument, where=where) as mean if argument is not None:
            known: Any = Apply("not", (Apply("is_null", (argument,), mean.span),), mean.span)
            rows = known if where is None else Apply("and", (where, known), mean.span)
            return replace(mean, function="sum"), replace(mean, function="count", argument=None, where=rows)
    return None


def _with_halves(model: Model, leaves: list[Metric]) -> tuple[Model, tuple[str, ...]]:
    """Return the model with the two halves of every rate as numbers of their own, and what has to be asked."""
    metrics, asked = dict(model.metrics), list[str]()
    for each in leaves:
        pair = halves(each) if each.kind == "rate" and not each.earlier else None
        if pair is None:
            asked += [each.name] if each.kind != "rate" else []
            continue
        for ending, formula in zip((_ABOVE, _BELOW), pair, strict=True):
            metrics[each.name + ending] = replace(each, name=each.name + ending, formula=formula, kind="flow")
            asked.append(each.name + ending)
    return replace(model, metrics=metrics), tuple(asked)


def _sliced(
    model: Model, ask: Ask, asked: tuple[str, ...], dimension: str, periods: tuple[Period, Period], day: date
) -> Outcome[Sliced | None]:
    if not asked:
        return Outcome({})
    calendar = model.manifest.calendar
    found: dict[str, dict[Member, tuple[float | None, float | None]]] = {name: {} for name in asked}
    diagnostics: tuple[Diagnostic, ...] = ()
    values: list[dict[Member, tuple[Any, ...]]] = []
    for period in periods:
        answer = ask(Request(asked, end_of(calendar, day), day, by=(dimension,), pieces=(period,)))
        diagnostics += answer.diagnostics
        if answer.value is None:
            return Outcome(None, diagnostics)
        values.append({member_of(row.slice[0]): row.values for row in answer.value.rows})
    kinds = {name: each.kind for name, each in model.metrics.items()}
    nothing = tuple(0 if kinds.get(name, "flow") == "flow" else None for name in asked)
    for member in dict.fromkeys([*values[0], *values[1]]):
        ends = [each.get(member, nothing) for each in values]
        for name, before, after in zip(asked, *ends, strict=True):
            found[name][member] = (as_float(before), as_float(after))
    return Outcome(found, diagnostics)


def member_of(value: Any) -> Member:
    """Return a member's name, None for rows without a value of the dimension."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal() | float() if value == int(value):
            return str(int(value))
    return str(value)


def _slopes(tree: Tree, bars: list[Bar]) -> dict[str, float]:
    """Return what the goal moved per unit of each leaf; of a leaf that did not move the mean of what it would have."""
    ends = [
        gradients(tree, {bar.name: bar.before for bar in bars}) or {},
        gradients(tree, {bar.name: bar.after for bar in bars}) or {},
    ]
    found = {}
    for bar in bars:
        moved = (bar.after or 0.0) - (bar.before or 0.0)
        mean = sum(each.get(bar.name, 0.0) for each in ends) / 2
        found[bar.name] = bar.amount / moved if moved else mean
    return found


def _count(bar: Bar, members: Mapping[Member, tuple[float | None, float | None]], slope: float) -> list[Part] | None:
    """Return the members' parts of a number that is their sum, None where it is not."""
    if not _adds(bar.before, [each[0] for each in members.values()]) or not _adds(
        bar.after, [each[1] for each in members.values()]
    ):
        return None
    return [
        Part(bar.name, member, "count", slope * ((after or 0.0) - (before or 0.0)), before, after)
        for member, (before, after) in members.items()
    ]


def _adds(whole: float | None, parts: list[float | None]) -> bool:
    known = [each or 0.0 for each in parts]
    return whole is not None and abs(sum(known) - whole) <= _HAIR * max(map(abs, (whole, *known)))


def _rate(bar: Bar, sliced: Sliced, slope: float) -> tuple[list[Part], Against | None] | None:
    """Return the members' parts of a rate, and whether their own rates point the other way; None where it is not the
    ratio of the members' sums.
    """
    above, below = sliced[bar.name + _ABOVE], sliced[bar.name + _BELOW]
    segments = [Segment(member or "", *_crossed(above[member], below[member])) for member in above]
    made = mix_and_rate(segments)
    if made.reason is not None or not _adds(bar.before, [made.before]) or not _adds(bar.after, [made.after]):
        return None
    parts = []
    for member, each in zip(above, made.segments, strict=True):
        parts.append(Part(bar.name, member, "rate", slope * each.rate, each.rate_before, each.rate_after))
        parts.append(Part(bar.name, member, "mix", slope * each.mix, each.rate_before, each.rate_after))
    warned = Against(bar.name, made.rate or 0.0, made.mix or 0.0, made.paradox) if made.simpson else None
    return parts, warned


def _crossed(
    above: tuple[float | None, float | None], below: tuple[float | None, float | None]
) -> tuple[float, float, float, float]:
    (part_before, part_after), (whole_before, whole_after) = above, below
    return part_before or 0.0, whole_before or 0.0, part_after or 0.0, whole_after or 0.0
