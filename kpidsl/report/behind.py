"""The rows behind a number, one by one: which there are, how large each is, and how long ago it was.

Each row is a slice of its own, by the key of its source: what lists the rows is the statement that counts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from kpidsl.analysis.numbers import Number
from kpidsl.model.calendar import Period
from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    MetricRef,
    OverPeriods,
    RowExpression,
    references,
)
from kpidsl.model.expression import Literal as Constant
from kpidsl.model.metrics import time_of
from kpidsl.model.records import Dimension, Metric, Model, Source
from kpidsl.query.plan import Request
from kpidsl.report.measuring import AskOf, end_of
from kpidsl.report.naming import days_label
from kpidsl.report.refused import Refused
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Outcome, Said

Order = Literal["largest", "oldest"]

_VALUE, _AGE, _COUNT = "rows: value", "rows: age", "rows: count"
"""Names of numbers that are added for a moment; no name of a spec has a colon."""

_DAY = timedelta(1)
_SUMMED = frozenset({"sum"})


@dataclass(frozen=True, slots=True)
class RowBehind:
    """One row: what its columns hold, its value (None: it has none, or the number only counts) and its day."""

    cells: tuple[Any, ...]
    value: Number | None
    day: date
    age: int


@dataclass(frozen=True, slots=True)
class Behind:
    """Some rows of those behind a number.

    `columns` are the names of each row's cells, keys first; `valued` whether the rows have values, `adds` whether these
    add up to `total`. `count` is the number of all rows in those days, `age` days before `day`, 0 on it.
    """

    metric: Metric
    first: date
    last: date
    day: date
    order: Order
    keys: int
    columns: tuple[str, ...]
    valued: bool
    adds: bool
    count: int
    total: Number | None
    rows: tuple[RowBehind, ...]

    def share(self, row: RowBehind) -> float | None:
        """Return a row's part of the total; None where that says nothing."""
        if not self.adds or row.value is None or not self.total:
            return None
        return float(row.value) / float(self.total)


def counted(model: Model, name: str, day: date) -> Aggregate | Refused:
    """Return the one aggregate that a number is in the period that ends on a day, or why it is no such thing."""
    metric = model.metrics[name]
    formula: Formula = next((old for until, old in metric.earlier if day < until), metric.formula)
    match formula:
        case Aggregate():
            return formula
        case MetricRef(name=other):
            return counted(model, other, day)
        case Journey() | OverPeriods():
            return Refused(
                Said(
                    f"{name} looks at several periods of the same customers or at other days, and has no rows of its"
                    f" own; ask for a number that counts or adds rows, as in count(...) or sum(...)",
                    f"{name} は複数の期間にまたがるため、行の一覧がありません。"
                    f"count(...) や sum(...) の指標を指定してください",
                )
            )
    parts = ", ".join(dict.fromkeys(each.name for each in references(formula)))
    if parts:
        return Refused(
            Said(
                f"{name} is made of {parts}: ask for the rows of one of them",
                f"{name} は {parts} から計算されます。そのどれかの行を見てください",
            )
        )
    return Refused(
        Said(
            f"{name} is made of several numbers without names: give the one whose rows you want a name, as in"
            f" metric NAME = count(...)",
            f"{name} は名前のない複数の数値から計算されます。"
            f"見たい部分を metric 名前 = count(...) として書いてください",
        )
    )


def rows_behind(
    model: Model,
    ask_of: AskOf,
    name: str,
    days: tuple[date, date],
    day: date,
    most: int,
    order: Order,
    by: Sequence[str] = (),
    where: tree.Expression | None = None,
) -> Outcome[Behind | Refused | None]:
    """Return the `most` largest or oldest rows that a number counts in some days, as of a day.

    `by` are further dimensions to show of each; those of the rows' own source are always there.
    """
    leaf = counted(model, name, days[1])
    if isinstance(leaf, Refused):
        return Outcome(leaf)
    source = model.sources[leaf.source]
    if not source.keys:
        words = Said(
            f"the source {source.name} has no key, so its rows cannot be told apart; write: key COLUMN",
            f"ソース {source.name} に key がないため、行を区別できません。key 列名 を書いてください",
        )
        return Outcome(Refused(words, 1))
    keyed, keys = _keyed(source)
    own = [each.name for each in source.dimensions]
    columns = (*keys, *own, *(each for each in by if each not in own))
    ages = _age(leaf, source, model, day)
    value = leaf.argument is not None and leaf.function != "count_distinct"
    with_keys = replace(
        model,
        sources={**model.sources, source.name: keyed},
        metrics={
            **model.metrics,
            _VALUE: added_metric(model, name, _VALUE, _own_value(leaf)),
            _AGE: added_metric(model, name, _AGE, ages),
            _COUNT: added_metric(
                model, name, _COUNT, replace(leaf, function="count", argument=None, fraction=None, by=None)
            ),
        },
    )
    ask = ask_of(with_keys)
    piece = Period("day", *days, days_label(model.manifest.calendar, *days))
    shown = (_VALUE, _AGE) if order == "largest" and value else (_AGE, _VALUE)
    asked = Request(shown, end_of(model.manifest.calendar, day), day, pieces=(piece,), where=where)
    found = ask(replace(asked, by=columns, most=most))
    if found.value is None:
        return Outcome(None, found.diagnostics)
    adds = leaf.function in _SUMMED
    whole = ask(replace(asked, names=(_COUNT, _VALUE) if adds else (_COUNT,)))
    if whole.value is None:
        return Outcome(None, whole.diagnostics)
    sums = whole.value.rows[0].values
    made = tuple(_row(row.slice, dict(zip(shown, row.values, strict=True)), day, value) for row in found.value.rows)
    return Outcome(
        Behind(
            metric=model.metrics[name],
            first=days[0],
            last=days[1],
            day=day,
            order="largest" if order == "largest" and value else "oldest",
            keys=len(keys),
            columns=columns,
            valued=value,
            adds=adds,
            count=int(sums[0] or 0),
            total=sums[1] if adds else None,
            rows=tuple(each for each in made if each is not None),
        ),
        found.diagnostics,
    )


def _row(cells: tuple[Any, ...], values: dict[str, Any], day: date, valued: bool) -> RowBehind | None:
    """Return a row; None for what the range holds beside rows (a slice of which no row counts)."""
    age = values[_AGE]
    if age is None:
        return None
    return RowBehind(cells, values[_VALUE] if valued else None, day - int(age) * _DAY, int(age))


def _keyed(source: Source) -> tuple[Source, tuple[str, ...]]:
    """Return a source that can be sliced by its key, and the names of those slices."""
    taken = {each.name for each in source.dimensions}
    made = []
    for key in source.keys:
        name = key.name if key.name not in taken else f"{key.name} "
        made.append(Dimension(name, None, Column(source.name, (), key.name, key.quoted, key.span), key.span))
    return replace(source, dimensions=(*source.dimensions, *made)), tuple(each.name for each in made)


def _own_value(leaf: Aggregate) -> Aggregate:
    """Return what one row has of a number: what it adds to a sum, else what is looked at of it."""
    if leaf.function in _SUMMED:
        return leaf
    if leaf.argument is None or leaf.function == "count_distinct":
        return replace(leaf, function="count", argument=None)
    return replace(leaf, function="max", fraction=None, by=None)


def _age(leaf: Aggregate, source: Source, model: Model, day: date) -> Aggregate:
    """Return the whole days from a row's time to a day."""
    time = time_of(source, leaf.time, model.manifest.calendar.timezone)
    column = Column(source.name, (), time.name, time.quoted, leaf.span)
    days: RowExpression = Apply("days_between", (column, Constant(day, leaf.span)), leaf.span)
    return replace(leaf, function="max", argument=days, fraction=None, by=None)


def added_metric(model: Model, like: str, name: str, formula: Formula) -> Metric:
    """Return a number that is asked for a moment beside another one, under a name of its own."""
    return replace(model.metrics[like], name=name, formula=formula, earlier=(), fingerprint="")
