"""Plan against actual, month by month through a fiscal year, with its halves and its whole (予実管理表)."""

from dataclasses import dataclass
from typing import Literal

from kpidsl.scorecard.figures import Absence, Number


@dataclass(frozen=True, slots=True)
class BudgetColumn:
    """A month, a half or the year: over (`actual`), a month that is running, or with months that are still to come."""

    period: str
    kind: Literal["month", "half", "year"]
    state: Literal["actual", "running", "forecast"]


@dataclass(frozen=True, slots=True)
class BudgetCell:
    """A KPI in a column. `value` is the actual, or, where `forecast`, what is expected of it (with what came so far).

    `last_year` is the whole of the same period a year before.
    """

    plan: Number | None = None
    value: Number | None = None
    last_year: Number | None = None
    forecast: bool = False
    absent: Absence | None = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The cells of one KPI, one a column; `kpi` is the identifier of its row."""

    kpi: str
    cells: tuple[BudgetCell, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """The table: its year, its columns from left to right, and a line for each KPI."""

    year: str
    columns: tuple[BudgetColumn, ...]
    lines: tuple[BudgetLine, ...]
