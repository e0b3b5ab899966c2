"""How many rows a table gets day by day."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stream:
    """How many rows a working day brings: `per_day` at the start, yearly growth, Mon to Sun, Jan to Dec (all factors).

    `rest` is the factor on days off, `closing` the one on the last five working days of a month, `months` that of
    single months such as `2026-09`.
    """

    name: str
    per_day: float
    growth: float
    week: tuple[float, float, float, float, float, float, float]
    year: tuple[float, ...]
    rest: float
    closing: float = 1.0
    months: Mapping[str, float] = field(default_factory=dict)
