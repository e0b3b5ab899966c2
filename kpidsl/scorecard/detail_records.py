"""One KPI on a page of its own: its process chart, what moved it, and what was said and decided about it."""

from dataclasses import dataclass
from typing import Literal

from kpidsl.scorecard.figures import Name, Number, Point


@dataclass(frozen=True, slots=True)
class Observed:
    """A period of the process chart: the value with the limits it is held against, and its moving range.

    `rules` are those of the chart that it broke: 1 outside a limit, 2 three of four near one, 3 eight on one side.
    `moved` is how far the value went from the one before, `moved_limit` what is ordinary of that; both per business day
    where the KPI is a total, as it is judged by.
    """

    point: Point
    rules: tuple[int, ...] = ()
    moved: Number | None = None
    moved_mean: Number | None = None
    moved_limit: Number | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened in a period of the chart."""

    period: str
    day: str
    what: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a slice, or a number below the KPI, did: from `before` to `value`, and what that made of the KPI."""

    name: str
    amount: Number
    before: Number | None = None
    value: Number | None = None


@dataclass(frozen=True, slots=True)
class Drivers:
    """What made a difference, largest first; `by` is the dimension of the slices, "" for the numbers below the KPI.

    `against` says what the value is held against: the plan, or the same days a year or a period before. `days` are
    those of the value.
    """

    by: str
    against: Literal["plan", "last_year", "previous"]
    parts: tuple[Part, ...]
    days: str = ""
    total: Number | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """From a number's plan to what came, by what lies below it: `plan` + the amounts of `parts` = `actual`."""

    kpi: str
    plan: Number
    actual: Number
    parts: tuple[Part, ...]
    days: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record of the review log. `decision` is keep, adjust or retire, or words."""

    day: str
    seen: str = ""
    cause: str = ""
    decision: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """An action: what is done about a KPI, by whom, from when to when, and what came of it."""

    name: str
    kpis: tuple[Name, ...] = ()
    owner: str = ""
    first: str = ""
    last: str = ""
    expects: str = ""
    state: Literal["planned", "running", "over", "worked", "failed", "unknown"] = "running"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """What the page of one KPI shows beside its row and its definition; `kpi` is the row's identifier.

    `per_day` says that moving ranges are per business day, `basis` what the latest limits were made of: the periods as
    they are, without their season, or as counts of few things. `alarm` says that the latest period is not ordinary
    variation, so that words are asked for; `comment` are those that were written in the review of it.
    """

    kpi: str
    observed: tuple[Observed, ...] = ()
    per_day: bool = False
    basis: Literal["plain", "season", "few"] = "plain"
    notes: tuple[Note, ...] = ()
    drivers: tuple[Drivers, ...] = ()
    reviews: tuple[Reviewed, ...] = ()
    measures: tuple[Measure, ...] = ()
    alarm: bool = False
    comment: str = ""
