"""The probability that a plan reaches its goal, and the counts that a probability takes.

Wins out of n tries with chance p each: P(wins >= k) = I_p(k, n - k + 1), the regularised incomplete beta function
(Press et al., Numerical Recipes, 3rd ed. (2007), section 6.4). A rate that is only known from s of t tries is drawn
from Beta(s + 1/2, t - s + 1/2) (Jeffreys prior; Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), ch. 2), a chain
of rates is the product of such draws, and the probability is the mean over the draws. Domain section 3a.

What one win is worth varies too. Its mean over k wins of the plan lies around the mean over the s wins of history with
the variance spread^2 * (1/k + 1/s) (normal, by the central limit theorem), and the wins that a goal takes follow from
it. The draws of the rates meet those of the worth in the order of the golden ratio, which spreads pairs evenly
(Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods (1992), ch. 3).

A plan on mean rates is about a coin flip; that is what this is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, lgamma, log, log1p, sqrt
from random import Random
from statistics import NormalDist
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

Unknown = Literal["no_rate", "rate_out_of_range", "nothing_needed", "out_of_reach"]

_DRAWS = 20_000
_GROUPS = 200
_MOST_TRIES = 10**12
_FEWEST = 3
_GOLDEN = (sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Tried:
    """A rate known from history: `successes` of `tries`."""

    successes: int
    tries: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What one win is worth: its `mean` above 0, the `spread` (standard deviation) of single ones, from `seen` wins."""

    mean: float
    spread: float
    seen: float


@dataclass(frozen=True, slots=True)
class Needed:
    """The tries that reach the goal with probability `confidence` (a fraction); None where none do."""

    confidence: float
    tries: int | None


@dataclass(frozen=True, slots=True)
class Odds:
    """`probability` that `tries` give at least `wins`; `needed` the tries for each confidence; or why there is none.

    `worth` is what one win was taken to be worth, None where that stands still.
    """

    tries: int
    wins: int
    probability: float | None
    needed: tuple[Needed, ...] = ()
    reason: Unknown | None = None
    worth: Worth | None = None


def plan_odds(
    tries: int,
    wins: int,
    rates: Sequence[Number | Tried | None],
    confidences: Sequence[float] = (0.5, 0.8, 0.9),
    *,
    worth: Worth | None = None,
    seed: int = 0,
) -> Odds:
    """Return the odds of `wins` out of `tries` that pass through `rates` one after the other.

    With a `worth` they are those of earning what `wins` earn at its mean.
    """
    if wins <= 0:
        return Odds(tries, wins, 1.0, tuple(Needed(each, 0) for each in confidences), "nothing_needed")
    if wrong := _wrong(rates):
        return Odds(tries, wins, None, reason=wrong)
    cases = _cases(wins, _chances(rates, seed), worth)
    if not cases or max(each.chance for each in cases) <= 0:
        return Odds(tries, wins, 0.0, tuple(Needed(each, None) for each in confidences), "out_of_reach")
    needed = tuple(Needed(each, _tries_for(cases, each)) for each in confidences)
    return Odds(tries, wins, _mean_tail(tries, cases), needed, worth=worth)


@dataclass(frozen=True, slots=True)
class _Case:
    """One of equally likely cases: each try wins with `chance`, and it takes `wins`; None where no number is enough."""

    chance: float
    wins: int | None


def _cases(wins: int, chances: Sequence[float], worth: Worth | None) -> list[_Case]:
    if worth is None or worth.spread <= 0:
        return [_Case(each, wins) for each in chances]
    spread = worth.spread * sqrt(1 / wins + (1 / worth.seen if worth.seen > 0 else 0.0))
    chances = chances if len(chances) > 1 else list(chances) * _GROUPS
    cases = []
    for at, chance in enumerate(chances):
        one = worth.mean + spread * NormalDist().inv_cdf((at + 0.5) * _GOLDEN % 1)
        cases.append(_Case(chance, ceil(wins * worth.mean / one) if one > 0 else None))
    return cases


def worth_of(months: Sequence[tuple[float, float]]) -> Worth | None:
    """Return what one is worth from months of (amount, count), counts above 0; None from fewer than three.

    The spread is that between the months, sum n_m * (v_m - v)^2 / (months - 1), the mean square between groups of a
    one-way analysis of variance (Scheffe, The Analysis of Variance (1959), ch. 3): that of single ones where months are
    alike, and more where they are not.
    """
    counted = sum(count for _, count in months)
    if len(months) < _FEWEST or counted <= 0:
        return None
    mean = sum(amount for amount, _ in months) / counted
    between = sum(count * (amount / count - mean) ** 2 for amount, count in months) / (len(months) - 1)
    return Worth(mean, sqrt(between), counted) if mean > 0 else None


def binomial_tail(tries: int, wins: int, chance: float) -> float:
    """Return P(at least `wins` of `tries`), each with probability `chance`."""
    if wins <= 0:
        return 1.0
    if wins > tries or chance <= 0:
        return 0.0
    return 1.0 if chance >= 1 else incomplete_beta(wins, tries - wins + 1, chance)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b) for 0 < x < 1, by Lentz's continued fraction."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(a, b, x) / a)
    return max(0.0, 1 - front * _fraction(b, a, 1 - x) / b)


def _fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    found = d
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            found *= c * d
        if abs(c * d - 1) < 1e-13:
            break
    return found


def _wrong(rates: Sequence[Number | Tried | None]) -> Unknown | None:
    for rate in rates:
        if isinstance(rate, Tried):
            if not 0 <= rate.successes <= rate.tries:
                return "rate_out_of_range"
            continue
        number = as_float(rate)
        if number is None:
            return "no_rate"
        if not 0 <= number <= 1:
            return "rate_out_of_range"
    return None


def _chances(rates: Sequence[Number | Tried | None], seed: int) -> list[float]:
    """Return equally likely values of the product of the rates.

    Draws are sorted and averaged in groups: the tail is smooth in p, and 200 group means stand for 20,000 draws.
    """
    fixed = 1.0
    for rate in rates:
        fixed *= 1.0 if isinstance(rate, Tried) else as_float(rate) or 0.0
    learned = [(each.successes + 0.5, each.tries - each.successes + 0.5) for each in rates if isinstance(each, Tried)]
    if not learned:
        return [fixed]
    chance = Random(seed)
    draws = []
    for _ in range(_DRAWS):
        product = fixed
        for a, b in learned:
            product *= chance.betavariate(a, b)
        draws.append(product)
    draws.sort()
    size = _DRAWS // _GROUPS
    return [sum(draws[at : at + size]) / size for at in range(0, _DRAWS, size)]


def _mean_tail(tries: int, cases: Sequence[_Case]) -> float:
    tails = (binomial_tail(tries, each.wins, each.chance) for each in cases if each.wins is not None)
    return sum(tails) / len(cases)


def _tries_for(cases: Sequence[_Case], confidence: float) -> int | None:
    """Return the smallest number of tries with the confidence asked for; None where there is none (1 or more)."""
    if not 0 < confidence < 1:
        return 0 if confidence <= 0 else None
    wins = [each.wins for each in cases if each.wins is not None]
    if not wins:
        return None
    mean, middling = sum(each.chance for each in cases) / len(cases), sorted(wins)[len(wins) // 2]
    low, high = min(wins) - 1, max(middling, int(middling / mean)) if mean > middling / _MOST_TRIES else _MOST_TRIES
    while _mean_tail(high, cases) < confidence:
        if high >= _MOST_TRIES:
            return None
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _mean_tail(middle, cases) >= confidence else (middle, high)
    return high
