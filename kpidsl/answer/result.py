"""The numbers of an answer, each with its period, its slice and its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kpidsl.query.plan import Plan, PlannedPeriod


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row: its period, the value of each asked dimension, the value of each metric (None: no value).

    `total`: the row is over all slices, and its slice is None, as is that of rows whose dimension has no value.
    """

    period: PlannedPeriod
    slice: tuple[Any, ...]
    values: tuple[Any, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of an answer, ordered by period and slice; `names` are the metrics, `sql` the statement that was run."""

    plan: Plan
    names: tuple[str, ...]
    rows: tuple[ResultRow, ...]
    sql: str

    def series(self, name: str) -> tuple[Any, ...]:
        """Return the values of a metric, one a row."""
        index = self.names.index(name)
        return tuple(row.values[index] for row in self.rows)


def read_rows(plan: Plan, rows: Sequence[Sequence[Any]], sql: str) -> Result:
    """Return the rows of a statement with their periods and names."""
    periods = {each.period.label: each for each in plan.periods}
    first = 1 + len(plan.dimensions)
    end = first + len(plan.outputs)
    named = tuple(
        ResultRow(periods[row[0]], tuple(row[1:first]), tuple(row[first:end]), bool(row[end:] and row[end]))
        for row in rows
    )
    return Result(plan, tuple(each.name for each in plan.outputs), named, sql)
