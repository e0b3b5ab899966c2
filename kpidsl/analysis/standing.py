"""What a judgement is made of and what it says: a standing goes in, a status with its rule and numbers comes out."""

from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.numbers import Number

Kind = Literal["flow", "stock", "rate"]
Better = Literal["higher", "lower", "within"]
Sense = Literal["reach", "at_least", "at_most", "between", "hold"]
Status = Literal["done", "on_track", "at_risk", "behind", "no_data", "stale", "not_due", "none"]
Rule = Literal[
    "no_target",
    "not_begun",
    "no_value",
    "stale",
    "reached",
    "nothing_due_yet",
    "due_later",
    "pace",
    "way_covered",
    "total",
    "level",
    "landing",
    "band",
    "sign_only",
]


@dataclass(frozen=True, slots=True)
class Bands:
    """A share of what was due under which a number is at risk, and one under which it is behind."""

    at_risk: float = 1.0
    behind: float = 0.9


DEFAULT_BANDS = Bands()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known when a number is judged.

    `cumulative` where the actual adds up to the target over the window (a flow), else it is a level (a rate, a stock).
    `expected` is the value due by now and `share` the passed share of the window: None before it begins, 1 when it is
    over. `due_later` where the window that counts is still to come and the actual is that of an earlier one. `baseline`
    is where a level's way to the target started. `landing` is the projected end of a running total, for a cap; without
    it actual / share is taken. `stale` where the data is older than it may be.
    """

    actual: Number | None
    value: Number | None
    sense: Sense = "reach"
    better: Better = "higher"
    cumulative: bool = True
    share: float | None = 1.0
    expected: Number | None = None
    upper: Number | None = None
    baseline: Number | None = None
    landing: Number | None = None
    due_later: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status, the rule that gave it, and the numbers it rests on.

    `score` is the share that the bands were applied to (1 = exactly what was due), None where none could be taken.
    `gap` = actual - target, `gap_to_date` = actual - expected, in the metric's unit and its own sign. `landing` is the
    projected end that a cap was judged by. `pending` is the status that the number would have by itself, where a change
    has been seen at one close only and is held back until the next.
    """

    status: Status
    rule: Rule
    actual: float | None = None
    target: float | None = None
    upper: float | None = None
    expected: float | None = None
    achievement: float | None = None
    gap: float | None = None
    gap_to_date: float | None = None
    score: float | None = None
    landing: float | None = None
    bands: Bands = DEFAULT_BANDS
    pending: Status | None = None
