"""What is declared beside the numbers: measures taken, reviews, tombstones, events, expectations, page sets."""

from dataclasses import dataclass
from datetime import date

from kpidsl.model.calendar import Period
from kpidsl.syntax import tree
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Allowance:
    """`allow CODE until DATE because "…"`: a rule that is silent for one KPI up to and on a day."""

    code: str
    until: date
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class HopedFor:
    """`expects +3pt on KPI`: `change` carries its sign and unit; `relative` where `% relative` was written."""

    kpi: str
    change: tree.Number
    relative: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Action:
    """A measure taken (施策); days are inclusive. `every` is how often it is done, `outcome` worked, failed or
    unknown.
    """

    name: str
    label: str | None
    kpis: tuple[str, ...]
    owner: str | None
    first: date | None
    last: date | None
    budget: tree.Number | None
    every: tree.Rate | None
    expects: tuple[HopedFor, ...]
    outcome: str | None
    why: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """The record of a review: `result` is a value or words, `decision` keep, adjust or retire."""

    kpi: str
    on: date
    result: tree.Number | str | None
    cause: str | None
    decision: str | None
    by: str | None
    note: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Retirement:
    """The tombstone of a KPI."""

    kpi: str
    on: date
    because: str
    replaced_by: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for charts and bridges; `number` is None where it concerns all of them."""

    on: date
    what: str
    number: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """An assertion on a number; without `plus_minus` it is equal after rounding to the digits of `value.text`."""

    name: str
    period: Period
    slice: tuple[str, str] | None
    value: tree.Number
    plus_minus: tree.Number | None
    span: Span


@dataclass(frozen=True, slots=True)
class ScorecardSpec:
    """A page set for readers, as declared."""

    name: str
    label: str | None
    shows: tuple[tuple[str, bool], ...]
    audience: str | None
    locale: str | None
    template: str | None
    every: str | None
    by: tuple[str, ...]
    compare: tuple[str, ...]
    span: Span
