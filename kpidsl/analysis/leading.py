"""Whether a number leads the goal: does it move first, more than chance would have it.

The largest correlation of first differences over lags 1 to L, against the same maximum where the driver's differences
are put in a random order block by block, which keeps their own rhythm: p = (1 + permutations at least as large) / (1 +
permutations). Under 24 points nothing is tested, and "not shown" is not "false"; neither is "shown" a cause. Sources:
Kunsch, Annals of Statistics 17 (1989) 1217 (blocks); Phipson & Smyth, SAGMB 9 (2010) 39 (p); domain section 3b.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from random import Random
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

FEWEST_POINTS = 24
_PERMUTATIONS = 499
_BLOCK = 3
_SHOWN = 0.05

Verdict = Literal["shown", "not_shown", "too_few_points", "never_moves"]


@dataclass(frozen=True, slots=True)
class Leading:
    """At which lag (periods) the driver goes with the goal most, how much (-1 to 1), and how likely that is by chance.

    `points` is the number of periods in which both are known, `among` how many pairs `p` is corrected for.
    """

    verdict: Verdict
    points: int
    lag: int | None = None
    correlation: float | None = None
    p: float | None = None
    among: int = 1


def leads(
    driver: Sequence[Number | None],
    goal: Sequence[Number | None],
    *,
    shortest: int = 1,
    longest: int = 6,
    seed: int = 0,
) -> Leading:
    """Return whether `driver` is shown to lead `goal`; two series of the same periods, the oldest first.

    The longest run of periods in which both are known is taken. `shortest` is the least lag: 0 takes moving together.
    """
    causes, effects = _longest_run(driver, goal)
    points = len(causes)
    if points < FEWEST_POINTS:
        return Leading("too_few_points", points)
    moves = [now - before for before, now in pairwise(causes)]
    follows = [now - before for before, now in pairwise(effects)]
    lags = range(shortest, min(longest, points // 4) + 1)
    found = {lag: correlation(moves[: len(moves) - lag], follows[lag:]) for lag in lags}
    known = {lag: each for lag, each in found.items() if each is not None}
    if not known:
        return Leading("never_moves", points)
    lag = max(known, key=lambda each: abs(known[each]))
    chance, as_large = Random(seed), 0
    for _ in range(_PERMUTATIONS):
        drawn = _shuffled(moves, chance)
        others = [correlation(drawn[: len(drawn) - each], follows[each:]) for each in lags]
        as_large += max(abs(each or 0.0) for each in others) >= abs(known[lag]) - 1e-12
    p = (1 + as_large) / (1 + _PERMUTATIONS)
    return Leading("shown" if p < _SHOWN else "not_shown", points, lag, known[lag], p)


def corrected(found: Sequence[Leading]) -> tuple[Leading, ...]:
    """Return pairs that were tested side by side with their p corrected for that, and judged by it.

    Of many pairs some look shown by chance alone (step-down: Holm, Scandinavian J. Statistics 6 (1979) 65).
    """
    tested = sorted((each.p, at) for at, each in enumerate(found) if each.p is not None)
    made, least = list(found), 0.0
    for rank, (p, at) in enumerate(tested):
        least = max(least, min(1.0, p * (len(tested) - rank)))
        made[at] = replace(found[at], p=least, among=len(tested), verdict="shown" if least < _SHOWN else "not_shown")
    return tuple(made)


def correlation(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Return Pearson's correlation of two series of one length, None where one of them never moves."""
    size = len(left)
    if size < 3:
        return None
    mean_left, mean_right = sum(left) / size, sum(right) / size
    from_left, from_right = [each - mean_left for each in left], [each - mean_right for each in right]
    spread = sqrt(sum(each * each for each in from_left) * sum(each * each for each in from_right))
    if spread <= 1e-12 * max(1e-300, max(map(abs, left)) * max(map(abs, right))):
        return None
    return sum(a * b for a, b in zip(from_left, from_right, strict=True)) / spread


def _shuffled(moves: Sequence[float], chance: Random) -> list[float]:
    """Return the moves in a random order of blocks, cut from a random first place round the end."""
    begin = chance.randrange(len(moves))
    turned = [*moves[begin:], *moves[:begin]]
    blocks = [turned[at : at + _BLOCK] for at in range(0, len(turned), _BLOCK)]
    chance.shuffle(blocks)
    return [each for block in blocks for each in block]


def _longest_run(left: Sequence[Number | None], right: Sequence[Number | None]) -> tuple[list[float], list[float]]:
    best: list[tuple[float, float]] = []
    run: list[tuple[float, float]] = []
    for a, b in zip(map(as_float, left), map(as_float, right), strict=False):
        run = [*run, (a, b)] if a is not None and b is not None else []
        best = run if len(run) > len(best) else best
    return [a for a, _ in best], [b for _, b in best]
