"""Back-calculation (逆算) for several leaves: how far each has to move for the goal to be reached.

x_i(l) = clip(x_i0 exp(l s_i w_i), low_i, high_i), s_i the sign with which more of the leaf moves the goal, w_i = 1 /
effort ("even") or |elasticity| / effort ("least_effort", which minimises sum effort (ln x/x0)^2, exactly so in a pure
product). The goal is monotone in l while no sign turns; l is found by halving. Source: bisection, Press et al.,
Numerical Recipes, 3rd ed. (2007), ch. 9; domain section 3a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite, log
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float, at_least
from kpidsl.analysis.plan_shortfall import Capped, Shortfall, shortfall
from kpidsl.analysis.tree_value import Tree, gradients, value

Spread = Literal["even", "least_effort"]
Unplanned = Literal["no_goal", "no_value", "no_leaf_moves", "sign_turns", "already_met", "out_of_reach"]

_HALVINGS = 200
_FARTHEST = log(1e9)
_LOOKS = 8


@dataclass(frozen=True, slots=True)
class Flex:
    """A leaf that may move: between `low` and `high` (None: unbounded), at `effort` (positive) for the same step.

    `share` says that it is a share of something and cannot be above 1.
    """

    name: str
    low: Number | None = None
    high: Number | None = None
    effort: Number = 1.0
    share: bool = False


@dataclass(frozen=True, slots=True)
class PlannedLeaf:
    """A leaf in the plan: from `start` to `planned`, in its unit; `ratio` = planned / start, None from a start of 0.

    `bound` where it stops at its cap, `held` where it is fixed, starts at 0 or does not move the goal.
    """

    name: str
    start: float
    planned: float
    ratio: float | None
    bound: Literal["low", "high"] | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the leaves have to be.

    `now` and `reached` are the goal before and after, in its unit. `feasible` where `reached` is the goal asked for;
    else `shortfall` says what is missing, or `reason` why nothing could be planned. `turning` are the leaves of which
    more first helps and then harms ("sign_turns").
    """

    goal: float | None
    now: float | None
    reached: float | None
    feasible: bool
    leaves: tuple[PlannedLeaf, ...] = ()
    shortfall: Shortfall | None = None
    reason: Unplanned | None = None
    turning: tuple[str, ...] = ()


def plan_goal(
    tree: Tree,
    leaves: Mapping[str, Number | None],
    goal: Number | None,
    flexes: Sequence[Flex],
    *,
    better: Literal["higher", "lower"] = "higher",
    spread: Spread = "even",
) -> Plan:
    """Return the plan that reaches the goal by moving `flexes`, all other leaves fixed at their values.

    A goal that the leaves give already is no plan but "already_met", with every leaf where it is.
    """
    wanted, now = as_float(goal), value(tree, leaves)
    slopes = gradients(tree, leaves)
    if wanted is None or now is None or slopes is None:
        return Plan(wanted, now, now, False, reason="no_goal" if wanted is None else "no_value")
    start = {name: as_float(leaves.get(name)) or 0.0 for name in tree.leaves}
    if at_least(now, wanted) if better == "higher" else at_least(wanted, now):
        return Plan(wanted, now, now, True, _planned(start, start, [], set()), reason="already_met")
    capped = _capped(slopes, start, now, flexes, spread, better)
    if not capped:
        return Plan(wanted, now, now, False, _planned(start, start, [], set()), reason="no_leaf_moves")
    up = 1.0 if better == "higher" else -1.0
    pull, feasible = _pull(tree, start, capped, wanted, up)
    at = moved(start, capped, pull)
    reached = value(tree, at)
    movers = {each.name for each in capped}
    turning = tuple(sorted(_turning(tree, start, capped, pull)))
    if turning or reached is None:
        return Plan(wanted, now, now, False, _planned(start, start, [], movers), reason="sign_turns", turning=turning)
    planned = _planned(start, at, capped, movers)
    if feasible:
        return Plan(wanted, now, reached, True, planned)
    missing = shortfall(tree, at, reached, wanted, capped, up)
    return Plan(wanted, now, reached, False, planned, missing, "out_of_reach")


def _capped(
    slopes: Mapping[str, float],
    start: Mapping[str, float],
    now: float,
    flexes: Sequence[Flex],
    spread: Spread,
    better: Literal["higher", "lower"],
) -> list[Capped]:
    """Return the leaves that can move the goal, with the step and the bounds in the direction of the better goal."""
    found = []
    for each in {flex.name: flex for flex in flexes}.values():
        at, slope = start.get(each.name), slopes.get(each.name)
        effort = as_float(each.effort)
        if not at or not slope or effort is None or effort <= 0:
            continue
        # A larger leaf is one further from zero: of a negative one it is the more negative.
        sign = (1.0 if slope * at > 0 else -1.0) * (1.0 if better == "higher" else -1.0)
        weight = abs(slope * at / now) if spread == "least_effort" and now else 1.0
        low, high = as_float(each.low), as_float(each.high)
        high = min(high, 1.0) if each.share and high is not None else 1.0 if each.share else high
        # A value beyond its own cap is where it is: the plan does not take back what has been reached.
        low, high = (None if low is None else min(low, at)), (None if high is None else max(high, at))
        found.append(Capped(each.name, sign * weight / effort, low, high, effort, each.share))
    return found


def moved(start: Mapping[str, float], capped: Sequence[Capped], pull: float) -> dict[str, float]:
    """Return the leaves for a pull l of 0 or more: x0 exp(l * step), stopped at the bounds."""
    found = dict(start)
    for each in capped:
        found[each.name] = each.stopped(start[each.name] * exp(max(-_FARTHEST, min(_FARTHEST, pull * each.step))))
    return found


def _pull(
    tree: Tree, start: Mapping[str, float], capped: Sequence[Capped], wanted: float, up: float
) -> tuple[float, bool]:
    """Return the smallest pull that reaches the goal, or the widest one where none does, and which it is."""

    def met(pull: float) -> bool:
        reached = value(tree, moved(start, capped, pull))
        return reached is not None and up * reached >= up * wanted

    widest = _FARTHEST / min(abs(each.step) for each in capped)
    # Outwards by doubling, so that a product of many unbounded leaves is found before it outgrows a float.
    high = widest / 2**20
    while high < widest and not met(high):
        high *= 2
    if not met(high):
        return widest, False
    low = 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if met(middle) else (middle, high)
    return high, True


def _turning(tree: Tree, start: Mapping[str, float], capped: Sequence[Capped], pull: float) -> set[str]:
    """Return the leaves whose effect on the goal turns its sign on the way from start to plan."""
    first = gradients(tree, start) or {}
    found = set()
    for look in range(_LOOKS):
        slopes = gradients(tree, moved(start, capped, pull / 2**look)) or {}
        found |= {each.name for each in capped if first.get(each.name, 0.0) * slopes.get(each.name, 0.0) < 0}
    return found


def _planned(
    start: Mapping[str, float], at: Mapping[str, float], capped: Sequence[Capped], movers: set[str]
) -> tuple[PlannedLeaf, ...]:
    bounds = {each.name: each for each in capped}
    found = []
    for name, begun in start.items():
        ratio = at[name] / begun if begun else None
        bound = bounds[name].bound_at(at[name]) if name in bounds else None
        found.append(
            PlannedLeaf(
                name, begun, at[name], ratio if ratio is None or isfinite(ratio) else None, bound, name not in movers
            )
        )
    return tuple(found)
