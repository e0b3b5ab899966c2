"""How the values of the rows behind a number are spread: quantiles, and how many lie between round edges."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import floor, log10
from typing import Any

from kpidsl.analysis.numbers import Number
from kpidsl.model.calendar import Period
from kpidsl.model.expression import Aggregate, Apply
from kpidsl.model.expression import Literal as Constant
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.behind import added_metric, counted
from kpidsl.report.measuring import AskOf, end_of
from kpidsl.report.naming import days_label
from kpidsl.report.refused import Refused
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Outcome, Said

QUANTILES = (10, 25, 50, 75, 90)
_BARS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """How many rows have a value from `low` up to, but not with, `high`; None: no end on that side."""

    low: float | None
    high: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of the rows behind a number are spread: `count` of them have one, `missing` have none."""

    metric: Metric
    first: date
    last: date
    count: int
    missing: int
    least: Number | None
    most: Number | None
    mean: Number | None
    quantiles: tuple[tuple[int, Number | None], ...]
    bars: tuple[Bar, ...]


def spread_behind(
    model: Model,
    ask_of: AskOf,
    name: str,
    days: tuple[date, date],
    day: date,
    where: tree.Expression | None = None,
) -> Outcome[Spread | Refused | None]:
    """Return how the values of the rows that a number is made of are spread over some days.

    Quantiles are linear interpolations (R-7), as everywhere. The bars have round edges; what lies far out is in one
    that is open.
    """
    leaf = counted(model, name, days[1])
    if isinstance(leaf, Refused):
        return Outcome(leaf)
    if leaf.argument is None or leaf.function == "count_distinct":
        words = Said(
            f"{name} only counts rows, and what is counted has no size that could be spread; ask for a sum, a mean or a"
            f" median",
            f"{name} は件数なので、行ごとの大きさがありません。合計・平均・中央値の指標を指定してください",
        )
        return Outcome(Refused(words))
    made: dict[str, Aggregate] = {
        f"rows: {function}": replace(leaf, function=function, fraction=None, by=None)
        for function in ("min", "max", "avg", "count")
    }
    made["rows: count"] = _valued(leaf, ())
    made["rows: all"] = replace(leaf, function="count", argument=None, fraction=None, by=None)
    for each in QUANTILES:
        made[f"rows: p{each}"] = replace(leaf, function="percentile", fraction=Decimal(each) / 100, by=None)
    numbers = _numbers(model, ask_of, name, made, days, day, where)
    if numbers.value is None:
        return Outcome(None, numbers.diagnostics)
    got = numbers.value
    edges = _edges(got["rows: min"], got["rows: p90"], got["rows: max"])
    bars: tuple[Bar, ...] = ()
    if edges:
        tests = {f"rows: bar{index}": _valued(leaf, pair) for index, pair in enumerate(_pairs(edges))}
        counts = _numbers(model, ask_of, name, tests, days, day, where)
        if counts.value is None:
            return Outcome(None, counts.diagnostics)
        bars = tuple(
            Bar(low, high, int(counts.value[f"rows: bar{index}"] or 0))
            for index, (low, high) in enumerate(_pairs(edges))
        )
    count = int(got["rows: count"] or 0)
    return Outcome(
        Spread(
            metric=model.metrics[name],
            first=days[0],
            last=days[1],
            count=count,
            missing=int(got["rows: all"] or 0) - count,
            least=got["rows: min"],
            most=got["rows: max"],
            mean=got["rows: avg"],
            quantiles=tuple((each, got[f"rows: p{each}"]) for each in QUANTILES),
            bars=bars,
        ),
        numbers.diagnostics,
    )


def _numbers(
    model: Model,
    ask_of: AskOf,
    name: str,
    made: dict[str, Aggregate],
    days: tuple[date, date],
    day: date,
    where: tree.Expression | None,
) -> Outcome[dict[str, Any] | None]:
    added = {each: added_metric(model, name, each, formula) for each, formula in made.items()}
    calendar = model.manifest.calendar
    piece = Period("day", *days, days_label(calendar, *days))
    asked = Request(tuple(made), end_of(calendar, day), day, pieces=(piece,), where=where)
    found = ask_of(replace(model, metrics={**model.metrics, **added}))(asked)
    if found.value is None:
        return Outcome(None, found.diagnostics)
    return Outcome(dict(zip(made, found.value.rows[0].values, strict=True)), found.diagnostics)


def _valued(leaf: Aggregate, bounds: tuple[float | None, ...]) -> Aggregate:
    """Return the count of a leaf's rows with a value, or with one from a bound up to the next."""
    argument, span = leaf.argument, leaf.span
    assert argument is not None
    tests: list[Any] = [leaf.where] if leaf.where is not None else []
    if bounds:
        low, high = bounds
        if low is not None:
            tests.append(Apply(">=", (argument, _constant(low, leaf)), span))
        if high is not None:
            tests.append(Apply("<", (argument, _constant(high, leaf)), span))
    if not any(each is not None for each in bounds):
        tests.append(Apply("not", (Apply("is_null", (argument,), span),), span))
    condition = tests[0]
    for each in tests[1:]:
        condition = Apply("and", (condition, each), span)
    return replace(leaf, function="count", argument=None, where=condition, fraction=None, by=None)


def _constant(value: float, leaf: Aggregate) -> Constant:
    return Constant(Decimal(repr(value)).normalize(), leaf.span)


def _pairs(edges: tuple[float, ...]) -> Iterator[tuple[float | None, float | None]]:
    """Yield the bars between edges; the last one is open."""
    for index, edge in enumerate(edges):
        yield edge, edges[index + 1] if index + 1 < len(edges) else None


def _edges(least: Any, high: Any, most: Any) -> tuple[float, ...]:
    """Return round edges (1, 2, 5 x 10^n apart) from the least value up to past the ninth decile."""
    if least is None or most is None or high is None:
        return ()
    low, top = float(least), float(high)
    if float(most) <= low:
        return ()
    width = (top - low or float(most) - low) / (_BARS - 2)
    power = 10.0 ** floor(log10(width))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= width * (1 - 1e-9))
    start = int(low // step)
    count = int((min(top, float(most)) - start * step) // step) + 1
    return tuple(float(Decimal(repr(step)) * (start + index)) for index in range(count + 1))
