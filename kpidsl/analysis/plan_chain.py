"""Back-calculation (逆算) down a chain of counts: from money to deals to opportunities to calls, in whole numbers.

Top-down with a ceiling at each count: ceil(goal / worth of one), ceil(/ rate), ceil(/ rate); the chain is then
calculated forward again and reaches at least the goal on average (not with certainty: see `plan_odds`). Source: domain
section 3a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_moves import Moving
from kpidsl.analysis.tree_value import Tree, value

Unchained = Literal["no_goal", "no_worth", "no_rate", "rate_above_one", "goal_not_above_zero"]


@dataclass(frozen=True, slots=True)
class Step:
    """A count and the rate at which it turns into the next one above it (`calls` at 0.073 into opportunities)."""

    name: str
    rate: Number | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many are needed at a step; `rate` is what it was divided by (the worth of one, at the top)."""

    name: str
    count: int
    rate: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The counts from the top down; `forward` is the goal that the lowest count gives on average."""

    counts: tuple[Count, ...]
    forward: float | None
    reason: Unchained | None = None
    at: str | None = None


def count_chain(goal: Number | None, top: str, worth: Number | None, steps: Sequence[Step]) -> Chain:
    """Return the whole counts under a goal: `top` ones worth `worth` each, then each step, the one next to it first."""
    wanted, each = as_float(goal), as_float(worth)
    if wanted is None or wanted <= 0:
        return Chain((), None, "no_goal" if wanted is None else "goal_not_above_zero")
    if each is None or each <= 0:
        return Chain((), None, "no_worth", top)
    counts = [Count(top, ceiling(wanted / each), each)]
    for step in steps:
        rate = as_float(step.rate)
        if rate is None or not 0 < rate <= 1:
            wrong: Unchained = "rate_above_one" if rate is not None and rate > 1 else "no_rate"
            return Chain((), None, wrong, step.name)
        counts.append(Count(step.name, ceiling(counts[-1].count / rate), rate))
    forward = float(counts[-1].count)
    for count in reversed(counts):
        forward *= count.rate
    return Chain(tuple(counts), forward)


def ceiling(count: float) -> int:
    """Return the count rounded up; a hair over a whole number, from a rate that binary fractions cannot hold, is it.

    The hair stays far below one however large the count: a goal of billions does not lose a yen to it.
    """
    return ceil(count - min(1e-9 * abs(count), 1e-6))


def whole_leaves(
    tree: Tree, planned: Mapping[str, float], counts: Sequence[str], *, better: Literal["higher", "lower"] = "higher"
) -> tuple[dict[str, float], float | None]:
    """Return a plan's leaves with those that are counts made whole, and the goal that they then give.

    A count is rounded to the side on which the goal gets better: up where more of it helps, down where less of it does.
    """
    whole, moving = dict(planned), Moving(tree, planned)
    for name in counts:
        up, down = float(ceiling(whole[name])), float(-ceiling(-whole[name]))
        known = {each: goal for each in (up, down) if (goal := moving.move(name, each)) is not None}
        if known:
            whole[name] = (max if better == "higher" else min)(known, key=lambda each: (known[each], each))
        moving.move(name, whole[name])
    return whole, value(tree, whole)
