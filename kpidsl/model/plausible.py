"""Targets that a number can hardly have: a rate over 100%, a count below 0, a value beyond its limit, another's road.

Warnings, not errors: a ratio of counts may count rows that its denominator lacks, and a limit may be the next thing to
be raised. Source: domain section 3f, A08.
"""

from collections.abc import Iterator, Mapping

from kpidsl.model.declared import clause, words
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey, MetricRef
from kpidsl.model.kinds import KIND_WORDS, adds_up
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.source import Span

_ABSOLUTE = ("reach", "at_least", "at_most", "between", "hold")
_REVIEWED = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "fiscal_quarter"}
_ROADS = {
    "seasonal": Said("a total that adds up over the months", "月ごとに足し上がる合計"),
    "geometric": Said("a level that starts above 0", "0 より上から始まる水準"),
}


def check_plausible(metric: Metric, statement: tree.Statement, formulas: Mapping[str, Formula]) -> Iterator[Diagnostic]:
    """Yield what a metric's targets ask that it cannot give."""
    share = metric.shown == "%" and _rate_of_counts(metric.formula, formulas)
    count = _is_count(metric.formula, formulas)
    for number, where in _values(metric):
        if share and not 0 <= number.value <= 1:
            side = Said("over 100%", "100% より大きい値") if number.value > 1 else Said("below 0%", "0% より小さい値")
            yield finding("K623", where, name=metric.name, text=number.text, side=side)
        elif count and number.value < 0:
            yield finding("K626", where, name=metric.name, text=number.text)
    yield from _beyond(metric, statement)
    yield from _road(metric, statement, formulas)


def _values(metric: Metric) -> Iterator[tuple[tree.Number, Span]]:
    for target in metric.targets:
        if target.sense in _ABSOLUTE:
            for each in (target.value, target.upper):
                if each is not None:
                    yield each, each.span
    for milestone in metric.milestones:
        yield milestone.value, milestone.value.span


def _rate_of_counts(formula: Formula, formulas: Mapping[str, Formula]) -> bool:
    """Say whether a rate can be taken for a part of a whole: a share, a journey, or a count over a count."""
    match formula:
        case MetricRef(name=name):
            return name in formulas and _rate_of_counts(formulas[name], formulas)
        case Aggregate(function="share") | Journey():
            return True
        case Apply(function="/", arguments=(above, below)):
            return _is_count(above, formulas) and _is_count(below, formulas)
    return False


def _is_count(formula: Formula, formulas: Mapping[str, Formula]) -> bool:
    match formula:
        case MetricRef(name=name):
            return name in formulas and _is_count(formulas[name], formulas)
        case Aggregate(function="count" | "count_distinct"):
            return True
    return False


def _beyond(metric: Metric, statement: tree.Statement) -> Iterator[Diagnostic]:
    """Yield a finding for each target on the far side of the limit that the same statement writes."""
    limit = clause(statement, "limit")
    if limit is None or not isinstance(limit.value, tree.Reasoned) or not isinstance(limit.value.value, tree.Number):
        return
    edge = limit.value.value
    for target in metric.targets:
        value = target.value.value
        beyond = value < edge.value if metric.better == "lower" else value > edge.value
        if beyond and target.sense in ("reach", "at_least", "at_most", "hold") and _alike(metric, target):
            label = Label(edge.span, Said("the limit", "limit"))
            facts = {"text": target.value.text, "limit": edge.text}
            yield finding("K624", target.value.span, label, name=metric.name, **facts)


def _alike(metric: Metric, target: tree.Target) -> bool:
    """Say whether a target is about as many days as a limit: always for a level or a rate; the limit of a total is one
    for each review period.
    """
    if metric.kind != "flow":
        return target.slice is None
    unit = target.when.unit.text if target.when is not None and target.when.unit is not None else ""
    review = metric.clause("review")
    cadence = review.value.every.text if review is not None and isinstance(review.value, tree.Cadence) else "monthly"
    return unit.removesuffix("s") == _REVIEWED.get(cadence) and target.slice is None


def _road(metric: Metric, statement: tree.Statement, formulas: Mapping[str, Formula]) -> Iterator[Diagnostic]:
    path = clause(statement, "path")
    word = words(path.value) if path is not None else ""
    total = metric.kind == "flow"
    fits = {"seasonal": total and adds_up(metric.formula, formulas), "geometric": not total}.get(word, True)
    if path is not None and not fits:
        road, kind = _ROADS[word], KIND_WORDS[metric.kind]
        yield finding("K625", path.value.span, path=word, road=road, name=metric.name, kind=kind)
