"""Where a funnel loses most, held against benchmarks, and where a stage runs out of hands.

lost_s = G (b_s / r_s - 1): what the goal would gain if the step's rate r_s were the benchmark b_s. A step is flagged
only where the Wilson 95% interval of its rate lies under the benchmark; a raw number of those who dropped out ranks
nothing. The best slice of a step is a benchmark too, where its interval lies above that of all others together; where
the two meet it is a tie, for the data cannot tell. Sources: Wilson, JASA 22 (1927) 209; Goldratt, The Goal (1984), for
capacity; domain section 3b.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

Unmeasured = Literal["no_entries", "no_benchmark", "more_passed_than_entered", "no_goal", "nothing_passed"]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step with summed counts and the rate that others, or better times, reach."""

    name: str
    entered: int
    passed: int
    benchmark: Number | None = None
    slices: tuple["Slice", ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """One member of a dimension at a step; `member` is None for the rows without a value of it."""

    dimension: str
    member: str | None
    entered: int
    passed: int


@dataclass(frozen=True, slots=True)
class BestSlice:
    """The member of a dimension that surely passes most, with the interval of its rate and that of all others together.

    `tie` where the two intervals meet. `lost` is what the goal would gain if the whole step had this member's rate.
    """

    dimension: str
    member: str | None
    rate: float
    low: float
    high: float
    others: float
    others_low: float
    others_high: float
    tie: bool
    lost: float | None


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step's rate with its interval, and what the goal loses there, in its unit; `reason` where it is not told.

    `below` where the whole interval is under the benchmark. `lost` is negative where the step is above it.
    """

    name: str
    rate: float | None
    low: float | None
    high: float | None
    benchmark: float | None
    lost: float | None
    below: bool = False
    reason: Unmeasured | None = None
    best: tuple[BestSlice, ...] = ()


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps in their order; `bottleneck` is the flagged one that loses most, None where none is surely below."""

    steps: tuple[StepStanding, ...]
    bottleneck: str | None


def funnel(goal: Number | None, steps: Sequence[FunnelStep]) -> Funnel:
    """Return how each step stands against its benchmark; `goal` is what comes out at the end now."""
    standings = tuple(_standing(as_float(goal), step) for step in steps)
    below = [each for each in standings if each.below]
    worst = max(below, key=lambda each: (each.lost or 0.0, -(each.rate or 0.0)), default=None)
    return Funnel(standings, worst.name if worst else None)


def _standing(goal: float | None, step: FunnelStep) -> StepStanding:
    benchmark = as_float(step.benchmark)
    if step.entered <= 0 or not 0 <= step.passed <= step.entered:
        wrong: Unmeasured = "no_entries" if step.entered <= 0 else "more_passed_than_entered"
        return StepStanding(step.name, None, None, None, benchmark, None, reason=wrong)
    rate = step.passed / step.entered
    low, high = wilson(step.passed, step.entered)
    best = tuple(_best(goal, rate, step.slices))
    if benchmark is None or not 0 <= benchmark <= 1:
        return StepStanding(step.name, rate, low, high, None, None, reason="no_benchmark", best=best)
    lost = as_float(goal * (benchmark / rate - 1)) if goal is not None and rate else None
    reason: Unmeasured | None = "no_goal" if goal is None else None if rate else "nothing_passed"
    return StepStanding(step.name, rate, low, high, benchmark, lost, high < benchmark, reason, best)


def _best(goal: float | None, rate: float, slices: Sequence[Slice]) -> Iterator[BestSlice]:
    """Yield the best member of each dimension that has two or more with entries: the one with the highest lower limit,
    for of many small members one is far up by chance.
    """
    for dimension in dict.fromkeys(each.dimension for each in slices):
        own = [each for each in slices if each.dimension == dimension and 0 <= each.passed <= each.entered > 0]
        if len(own) < 2:
            continue
        best = max(own, key=lambda each: wilson(each.passed, each.entered)[0])
        entered, passed = (
            sum(getattr(each, what) for each in own if each is not best) for what in ("entered", "passed")
        )
        low, high = wilson(best.passed, best.entered)
        others_low, others_high = wilson(passed, entered)
        its = best.passed / best.entered
        lost = as_float(goal * (its / rate - 1)) if goal is not None and rate else None
        others = passed / entered
        tie = low <= others_high
        yield BestSlice(dimension, best.member, its, low, high, others, others_low, others_high, tie, lost)


def wilson(successes: int, tries: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a rate from counts; (0, 1) where nothing was tried. Source: Wilson (1927)."""
    if tries <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate = successes / tries
    centre = (rate + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * sqrt(rate * (1 - rate) / tries + z * z / (4 * tries * tries))
    # At the ends the formula gives 0 and 1, which binary fractions miss by a hair.
    low = max(0.0, centre - half) if successes > 0 else 0.0
    return low, min(1.0, centre + half) if successes < tries else 1.0


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of a stage and what it can do, in the same unit; `utilisation` = demand / capacity."""

    name: str
    demand: float
    capacity: float
    utilisation: float | None


@dataclass(frozen=True, slots=True)
class Loads:
    """The stages, the fullest first; `bottleneck` is the fullest one, `overloaded` are all above their capacity."""

    stages: tuple[Load, ...]
    bottleneck: str | None
    overloaded: tuple[str, ...]


def loads(stages: Sequence[tuple[str, Number | None, Number | None]]) -> Loads:
    """Return how full stages are, from (name, demand, capacity); those without either number are left out.

    A stage that can do nothing and is asked something has no utilisation and comes first.
    """
    found = []
    for name, asked, can in stages:
        demand, capacity = as_float(asked), as_float(can)
        if demand is not None and capacity is not None and (demand > 0 or capacity > 0):
            found.append(Load(name, demand, capacity, as_float(demand / capacity) if capacity > 0 else None))
    found.sort(key=lambda each: -each.utilisation if each.utilisation is not None else float("-inf"))
    overloaded = tuple(each.name for each in found if each.demand > each.capacity)
    return Loads(tuple(found), found[0].name if found else None, overloaded)
