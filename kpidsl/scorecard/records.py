"""The Scorecard: everything a design may print, as plain frozen data. It holds no HTML, no format and no connection.

Another room fills it; `plain.py` turns it into JSON and back.
"""

from dataclasses import dataclass
from typing import Literal

from kpidsl.scorecard.budget_records import Budget
from kpidsl.scorecard.change_records import ChangeLog
from kpidsl.scorecard.detail_records import Bridge, Detail
from kpidsl.scorecard.figures import (
    Absence,
    Bullet,
    Direction,
    Kind,
    Limits,
    Locale,
    Name,
    Number,
    Point,
    Signal,
    Status,
    Unit,
)
from kpidsl.scorecard.meeting_records import Meeting


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where rows came from, and how fresh they were: `fresh` is None when the spec asks for nothing."""

    name: str
    table: str
    rows: int | None = None
    latest: str = ""
    within: str = ""
    fresh: bool | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What makes the page traceable: dates are ISO text, `fingerprint` is that of the specs as a whole."""

    id: str
    as_of: str
    issued: str
    commit: str = ""
    fingerprint: str = ""
    timezone: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The period that the page is about, as the language spells it (`2026-09`, `FY2026Q2`)."""

    code: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Cumulative:
    """One month of the goal's year, each value added up from the start of the year; None where it is not known.

    `signal` marks a month that was not ordinary variation by itself.
    """

    period: str
    target: Number | None = None
    actual: Number | None = None
    last_year: Number | None = None
    forecast: Number | None = None
    complete: bool = True
    signal: Literal["high", "low"] | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A total and where its year will land: the KGI, or a KPI on its own page. `share` = actual / target.

    `attainment` = actual / expected to date.

    `forecast_low` to `forecast_high` hold the landing with the probability `confidence`, `odds` is that of reaching the
    target, `forecast_basis` the method in words. `year` is the period of its target, `FY2026` or, where it is none, its
    first and last day: `2026-04-10..2026-09-30`.
    """

    name: Name
    unit: Unit
    year: str
    actual: Number | None
    target: Number | None
    share: Number | None
    expected: Number | None
    attainment: Number | None
    status: Status
    forecast: Number | None = None
    forecast_share: Number | None = None
    forecast_low: Number | None = None
    forecast_high: Number | None = None
    confidence: Number | None = None
    odds: Number | None = None
    forecast_basis: str = ""
    absent: Absence | None = None
    owner: str = ""
    series: tuple[Cumulative, ...] = ()
    kind: Kind = "flow"
    direction: Direction = "higher"


@dataclass(frozen=True, slots=True)
class Concern:
    """One exception, at most three on a page: which KPI, why in words, what is decided, who does it and by when."""

    kpi: str
    reason: str
    decision: str = ""
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI on the page.

    `actual` and `target` cover the same days, `target` being what was due of it by the as-of. `window` says which days:
    those of the page's period, from the start of the target's period to the as-of, or a period within the page's, named
    by `days`. `upper` is the upper end of a target that is a range, from `target` on. `achievement` is actual over
    target; of what should be low it is mirrored, 2 - actual / target; with `basis` "gain" both are counted from where
    the way to the target began. Changes are those of the page's period by itself, relative for amounts and points (as a
    fraction: 3pt is 0.03) for rates: `change_style`. `before` is the status at the close of the period before, reckoned
    with the rows of today; None where there was none. `pending` is the status by this period alone, where one period
    does not change it.
    """

    name: Name
    unit: Unit
    kind: Kind
    direction: Direction
    actual: Number | None
    target: Number | None
    achievement: Number | None
    status: Status
    upper: Number | None = None
    rule: str = ""
    window: Literal["period", "to_date", "within"] = "period"
    days: str = ""
    basis: Literal["level", "gain"] = "level"
    absent: Absence | None = None
    vs_previous: Number | None = None
    vs_last_year: Number | None = None
    change_style: Literal["relative", "points"] = "relative"
    series: tuple[Point, ...] = ()
    target_line: Number | None = None
    limits: Limits | None = None
    signal: Signal | None = None
    bullet: Bullet | None = None
    owner: str = ""
    team: str = ""
    phase: str = ""
    review: str = ""
    before: Status | None = None
    pending: Status | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, under a heading."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """What a box of the tree is judged by where its target is about other days than the tree: those days named."""

    days: str
    value: Number | None
    target: Number | None
    achievement: Number | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the tree. `proof`: does its breakdown equal it; `gap`: the relative difference found in the data.

    `contribution` is what it made of its parent's difference to the plan, in the parent's unit.
    `value`, `target` and `achievement` are of the tree's days, or of `days` where the value covers fewer of them, for
    the last ones are followed for a while. Where the status is about other days there is no target, and `apart` says
    what it is about. `pending` is the status by this period alone, where one period does not change it.
    """

    id: str
    name: Name
    unit: Unit
    value: Number | None
    target: Number | None = None
    achievement: Number | None = None
    status: Status = "none"
    absent: Absence | None = None
    owner: str = ""
    proof: Literal["proved", "untested", "gap", "none"] = "none"
    gap: Number | None = None
    apart: Apart | None = None
    days: str = ""
    pending: Status | None = None
    contribution: Number | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of the tree, in reading order. `operator` stands before the child; a belief (`drives`) is drawn dashed."""

    parent: str
    child: str
    operator: Literal["", "+", "−", "×", "÷"] = ""
    kind: Literal["breakdown", "drives"] = "breakdown"


@dataclass(frozen=True, slots=True)
class Tree:
    """The KPI tree: the first node is the goal. `days` names the days of all its values: a period, or `DAY..DAY`.

    `better` is the direction of the goal.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    days: str = ""
    better: Direction = "higher"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a KPI means, for the last pages. Times, filters and tables are words, `place` is `specs/sales.kpi:14`.

    `rule` is what decided its status, with its numbers.
    """

    name: Name
    unit: Unit
    kind: Kind
    direction: Direction
    words: str = ""
    formula: str = ""
    definition: str = ""
    because: str = ""
    owner: str = ""
    team: str = ""
    review: str = ""
    tables: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    time: str = ""
    place: str = ""
    fingerprint: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A whole document. `headline` replaces the sentence that is made from the goal and the rows.

    `notes` are what the radar for local optima found, each a sentence; there are none where it has nothing to say.

    `details` and what follows are there where the design asks for them; `ways` are the totals of the rows that have a
    target to be followed, by the name of the row.
    """

    locale: Locale
    title: str
    organisation: str
    period: Period
    run: Run
    team: str = ""
    audience: str = ""
    headline: str = ""
    confidential: bool = False
    goal: Goal | None = None
    groups: tuple[Group, ...] = ()
    concerns: tuple[Concern, ...] = ()
    tree: Tree = Tree()
    notes: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    sources: tuple[DataSource, ...] = ()
    bridge: Bridge | None = None
    details: tuple[Detail, ...] = ()
    ways: tuple[Goal, ...] = ()
    budget: Budget | None = None
    meeting: Meeting | None = None
    changes: ChangeLog | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows of all groups, in order."""
        return tuple(row for group in self.groups for row in group.rows)
