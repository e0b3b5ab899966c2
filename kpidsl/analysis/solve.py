"""Back-calculation (逆算) for one unknown: what one leaf has to be for the goal to be reached, the others as they are.

Exact where the leaf reaches the goal on one path: from the goal down, product c* = P* / (product of the others), sum
c* = (P* - sum of the others) / weight, n/d: n* = P* d, d* = n / P*. Where it stands on several paths the root is
bracketed and halved. Source: inverse evaluation and bisection, Press et al., Numerical Recipes, 3rd ed. (2007), ch. 9;
domain section 3a.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, isfinite, prod
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_moves import Moving, places_above
from kpidsl.analysis.tree_value import Leaf, Product, Ratio, Sum, Tree, node_values, parts_of

Unsolved = Literal["unknown_leaf", "no_goal", "no_value", "no_effect", "out_of_reach"]

_PROBES = 48
_HALVINGS = 200


@dataclass(frozen=True, slots=True)
class Solved:
    """The value asked for, in the leaf's unit; None where there is none, and why.

    "no_value": another leaf has none; "no_effect": the leaf cannot move the goal, such as beside a factor of zero;
    "out_of_reach": no value of the leaf gives the goal.
    """

    value: float | None
    reason: Unsolved | None = None


def solve_for(tree: Tree, leaves: Mapping[str, Number | None], goal: Number | None, unknown: str) -> Solved:
    """Return the value of one leaf at which the tree gives the goal; the leaf's own value need not be known."""
    wanted = as_float(goal)
    place = next((at for at, node in enumerate(tree.nodes) if isinstance(node, Leaf) and node.name == unknown), None)
    if wanted is None or place is None:
        return Solved(None, "no_goal" if wanted is None else "unknown_leaf")
    above = {place, *places_above(tree, place)}
    single = all(sum(part in above for part in parts_of(tree.nodes[at])) == 1 for at in above - {place})
    if not single:
        return _bracketed(tree, leaves, wanted, unknown)
    known = node_values(tree, leaves)
    at = len(tree.nodes) - 1
    while at != place:
        step = _inverse(tree, known, at, wanted, above)
        if isinstance(step, str):
            return Solved(None, step)
        at, wanted = step
    return Solved(wanted) if isfinite(wanted) else Solved(None, "out_of_reach")


def _inverse(
    tree: Tree, known: list[float | None], at: int, wanted: float, above: set[int]
) -> tuple[int, float] | Unsolved:
    """Return the part on the way to the leaf and what it has to be, or why there is no such value."""
    node = tree.nodes[at]
    part = next(each for each in parts_of(node) if each in above)
    others = [known[each] for each in parts_of(node) if each not in above]
    values = [each for each in others if each is not None]
    if len(values) < len(others):
        return "no_value"
    match node:
        case Sum(parts=parts, weights=weights):
            weight = weights[parts.index(part)]
            pairs = zip(parts, weights, strict=True)
            rest = sum(each * (known[other] or 0.0) for other, each in pairs if other != part)
            return (part, (wanted - rest) / weight) if weight else "no_effect"
        case Product():
            return (part, wanted / prod(values)) if prod(values) else "no_effect"
        case Ratio(parts=(numerator, _)) if part == numerator:
            return (part, wanted * values[0]) if values[0] else "no_value"
        case _ if not values[0]:
            return "no_effect"
        case _:
            return (part, values[0] / wanted) if wanted else "out_of_reach"


def _bracketed(tree: Tree, leaves: Mapping[str, Number | None], wanted: float, unknown: str) -> Solved:
    """Look outwards from the leaf's own value, by factors, for a change of side; then halve."""
    start = as_float(leaves.get(unknown)) or 1.0
    moving = Moving(tree, {**leaves, unknown: start})
    if moving.goal is None:
        return Solved(None, "no_value")
    for step in (1.5, 1 / 1.5):
        near, side = start, moving.move(unknown, start)
        for _ in range(_PROBES):
            far = near * step
            other = moving.move(unknown, far)
            if side is None or other is None:
                break
            if (side - wanted) * (other - wanted) <= 0:
                found = _halved(moving, unknown, wanted, near, far)
                # A side also changes where the goal jumps from one end of the numbers to the other.
                if isclose(moving.move(unknown, found) or 0.0, wanted, rel_tol=1e-6, abs_tol=1e-9):
                    return Solved(found)
            near, side = far, other
    return Solved(None, "out_of_reach")


def _halved(moving: Moving, unknown: str, wanted: float, low: float, high: float) -> float:
    rising = (moving.move(unknown, high) or 0.0) >= (moving.move(unknown, low) or 0.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if ((moving.move(unknown, middle) or 0.0) < wanted) == rising:
            low = middle
        else:
            high = middle
    return high
