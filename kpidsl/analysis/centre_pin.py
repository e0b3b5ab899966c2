"""The centre pin (センターピン): the leaf that would bring the goal most, and whether the data can tell which it is.

elasticity e_i = dG/dx_i * x_i / G; gain_i = G(x with x_i moved to a plausible level) - G(x); worth_i = gain_i /
effort_i. In a pure product every elasticity is 1, so the pin is the leaf with the largest worth, not the most sensitive
one. Rates are drawn from Beta(s + 1/2, n - s + 1/2), counts from Gamma(count + 1/2), and the odds of being first are
the share of draws in which a leaf is. Under 0.6 it is a tie. Source: domain section 3b; Gelman et al., Bayesian Data
Analysis, 3rd ed. (2013), ch. 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_moves import Moving
from kpidsl.analysis.tree_value import Tree, elasticities, value

Better = Literal["higher", "lower"]
Basis = Literal["cap", "own_best", "best_peer"]
Unranked = Literal["no_value", "no_candidates", "no_gain"]

SURE = 0.6
_DRAWS = 400
_CONTENDERS = 12


@dataclass(frozen=True, slots=True)
class RateSeen:
    """A rate known from `successes` of `tries`."""

    successes: int
    tries: int


@dataclass(frozen=True, slots=True)
class CountSeen:
    """A number that was counted; its chance variation is that of the count."""

    count: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A leaf that could be pushed to `plausible`, at `effort`; `seen` is the data its present value rests on."""

    name: str
    plausible: Number | None
    effort: Number = 1.0
    seen: RateSeen | CountSeen | None = None


@dataclass(frozen=True, slots=True)
class Leverage:
    """What a leaf could do for the goal.

    `headroom` = plausible / present - 1; `gain` in the goal's unit, above zero where it gets better; `worth` = gain /
    effort; `odds` the probability that its worth is the largest. Ranked from 1; None where it has no plausible level.
    """

    name: str
    present: float
    elasticity: float | None
    plausible: float | None
    headroom: float | None
    gain: float | None
    worth: float | None
    rank: int | None = None
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The leaves in the order of worth.

    `pin` is the centre pin; None in a tie, where `tie` names those that may be first, and where nothing gains.
    """

    leaves: tuple[Leverage, ...]
    pin: str | None = None
    tie: tuple[str, ...] = ()
    reason: Unranked | None = None


def rank_leaves(
    tree: Tree,
    leaves: Mapping[str, Number | None],
    candidates: Sequence[Candidate],
    *,
    better: Better = "higher",
    seed: int = 0,
    draws: int = _DRAWS,
) -> Ranking:
    """Return the candidates ranked by worth, with the odds that each is first.

    Odds are drawn among the 12 with the largest worth. `better` is the direction in which the goal gets better.
    """
    goal, sensitivity = value(tree, leaves), elasticities(tree, leaves) or {}
    if goal is None:
        return Ranking((), reason="no_value")
    names = set(tree.leaves)
    known = {each.name: each for each in candidates if each.name in names}
    at = {name: as_float(leaves.get(name)) or 0.0 for name in tree.leaves}
    sign = 1.0 if better == "higher" else -1.0
    gains = _gains(Moving(tree, at), at, known, sign)
    found = [_leverage(at[name], sensitivity.get(name), each, gains.get(name)) for name, each in known.items()]
    order = sorted(found, key=lambda each: -each.worth if each.worth is not None else float("inf"))
    contenders = [each.name for each in order if each.worth is not None and each.worth > 0][:_CONTENDERS]
    odds = _odds(tree, at, {name: known[name] for name in contenders}, sign, Random(seed), draws)
    placed = [
        replace(each, rank=None if each.worth is None else place, odds=odds.get(each.name, 0.0))
        for place, each in enumerate(order, 1)
    ]
    if not contenders:
        return Ranking(tuple(placed), reason="no_gain" if known else "no_candidates")
    first = max(contenders, key=lambda name: odds[name])
    if odds[first] >= SURE:
        return Ranking(tuple(placed), pin=first)
    return Ranking(tuple(placed), tie=tuple(name for name in contenders if odds[name] >= odds[first] / 2))


def plausible_level(
    cap: Number | None,
    own_months: Sequence[Number | None],
    best_peer: Number | None,
    better: Better = "higher",
) -> tuple[float, Basis] | None:
    """Return how far a leaf could plausibly get, and from what that is known; None where nothing tells.

    In this order: the declared cap; the best quartile of its own last 12 months (interpolated, R-7); the best peer.
    """
    if (limit := as_float(cap)) is not None:
        return limit, "cap"
    months = sorted(month for each in own_months[-12:] if (month := as_float(each)) is not None)
    if len(months) >= 4:
        place = (len(months) - 1) * (0.75 if better == "higher" else 0.25)
        low = int(place)
        high = min(low + 1, len(months) - 1)
        return months[low] + (place - low) * (months[high] - months[low]), "own_best"
    peer = as_float(best_peer)
    return None if peer is None else (peer, "best_peer")


def _leverage(present: float, elasticity: float | None, each: Candidate, gain: float | None) -> Leverage:
    plausible, effort = as_float(each.plausible), as_float(each.effort)
    return Leverage(
        name=each.name,
        present=present,
        elasticity=elasticity,
        plausible=plausible,
        headroom=as_float(plausible / present - 1) if plausible is not None and present else None,
        gain=gain,
        worth=as_float(gain / effort) if gain is not None and effort is not None and effort > 0 else None,
    )


def _gains(moving: Moving, at: Mapping[str, float], known: Mapping[str, Candidate], sign: float) -> dict[str, float]:
    """Return what moving each leaf alone to its plausible level would bring; they stand at `at` again afterwards."""
    goal, found = moving.goal, {}
    for name, each in known.items():
        plausible = as_float(each.plausible)
        if plausible is None or goal is None:
            continue
        new = moving.move(name, plausible)
        moving.move(name, at[name])
        if new is not None:
            found[name] = sign * (new - goal)
    return found


def _odds(
    tree: Tree, at: Mapping[str, float], known: Mapping[str, Candidate], sign: float, chance: Random, draws: int
) -> dict[str, float]:
    """Return how often each leaf is first when the present values are drawn anew; equal ones share a draw."""
    first = dict.fromkeys(known, 0.0)
    draws = draws if any(each.seen for each in known.values()) else 1
    moving = Moving(tree, at)
    for _ in range(draws):
        drawn = {name: _drawn(each, at[name], chance) for name, each in known.items()}
        for name, present in drawn.items():
            moving.move(name, present)
        gains = _gains(moving, drawn, known, sign)
        worths = {name: gain / (as_float(known[name].effort) or 1.0) for name, gain in gains.items()}
        if not worths:
            continue
        most = max(worths.values())
        winners = [name for name, worth in worths.items() if worth >= most - 1e-9 * abs(most)]
        for name in winners:
            first[name] += 1 / len(winners) / draws
    return first


def _drawn(each: Candidate, present: float, chance: Random) -> float:
    match each.seen:
        case RateSeen(successes=successes, tries=tries) if 0 <= successes <= tries:
            return chance.betavariate(successes + 0.5, tries - successes + 0.5)
        case CountSeen(count=count) if count > 0:
            return present * chance.gammavariate(count + 0.5, 1.0) / count
        case _:
            return present
