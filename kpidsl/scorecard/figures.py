"""The small records that the Scorecard is made of: a name, a unit, a point in time, limits, a bullet.

A percent is a fraction (25% is 0.25). `None` is never 0; where a value is None, an `Absence` says why:
`undefined` (nothing to divide by), `no_data` (it was expected and did not come) or `not_due` (its time has not come).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Number = Decimal | float | int
Language = Literal["ja", "en"]
Absence = Literal["undefined", "no_data", "not_due"]
Status = Literal["done", "on_track", "at_risk", "behind", "no_data", "stale", "not_due", "none"]
Kind = Literal["flow", "stock", "rate"]
Direction = Literal["higher", "lower", "within"]
CountStep = Literal["one", "thousand", "ten_thousand", "million", "hundred_million", "billion", "trillion"]
STATUSES: tuple[Status, ...] = ("done", "on_track", "at_risk", "behind", "no_data", "stale", "not_due", "none")


@dataclass(frozen=True, slots=True)
class Locale:
    """How the document speaks: its language, its tag (`ja-JP`), the sign of negatives, the step of money.

    `money` is `auto` or one of `one thousand ten_thousand million hundred_million billion`.
    """

    language: Language
    tag: str
    negative: Literal["minus", "triangle"] = "minus"
    money: str = "auto"


@dataclass(frozen=True, slots=True)
class Name:
    """The identifier in the spec, and its labels; a label that is not given is the identifier."""

    id: str
    ja: str = ""
    en: str = ""

    def said(self, language: Language) -> str:
        """Return the label in `language`, or else the identifier."""
        return (self.ja if language == "ja" else self.en) or self.id


@dataclass(frozen=True, slots=True)
class Unit:
    """How a value is written: money (label = ISO code), percent, or a number of something (label, printed as it is).

    `per` is what the unit is divided by, printed as it is (`件`, `deal`); `decimals` overrides the number of decimals.
    `step` is that of a large count; a page of money has one of its own.
    """

    style: Literal["money", "percent", "number"]
    label: str = ""
    per: str = ""
    decimals: int | None = None
    step: CountStep = "one"


@dataclass(frozen=True, slots=True)
class Limits:
    """Natural process limits: values between `low` and `high` are ordinary variation around `mean`."""

    low: Number
    mean: Number
    high: Number


@dataclass(frozen=True, slots=True)
class Point:
    """A value in a period (`2026-09`); `complete` is false while the period is running.

    `limits` are those that the value was held against, `signal` the side on which it lies outside them: None where it
    is ordinary variation.
    """

    period: str
    value: Number | None
    complete: bool = True
    absent: Absence | None = None
    signal: Literal["high", "low"] | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """The last point is not ordinary variation: on which side, by which rule (1 to 4), and the rule in words."""

    side: Literal["high", "low"]
    rule: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet graph in the unit's own terms: the value, its target, last year's value, and where the status turns."""

    value: Number | None
    target: Number
    last_year: Number | None = None
    at_risk: Number | None = None
    behind: Number | None = None
