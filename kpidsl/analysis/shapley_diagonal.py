"""The Shapley value as an integral, for trees in which each leaf is a factor at most once.

Such a goal is multilinear: its value for a random set of changed leaves, each changed with probability t, is the goal
at x0 + t (x1 - x0). So C_i = integral over t from 0 to 1 of dG/dx_i (x1_i - x0_i) on that straight line, a polynomial
in t, which Gauss-Legendre nodes integrate exactly. A leaf under the line of a fraction is taken as 1 / x. Source: Owen,
Multilinear Extensions of Games, Management Science 18 (1972) P64.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import cos, pi

from kpidsl.analysis.tree_value import Constant, Leaf, Product, Ratio, Sum, Tree, gradients

_HIGHEST_DEGREE = 64


def along_the_diagonal(
    tree: Tree, before: Mapping[str, float], after: Mapping[str, float], changed: Sequence[str]
) -> dict[str, float] | None:
    """Return the exact parts of the changed leaves, or None where the goal is not multilinear in them."""
    sides = _sides(tree, set(changed))
    degree = _degree(tree, set(changed))
    inverted = [name for name in changed if sides is not None and sides[name] < 0]
    if sides is None or degree > _HIGHEST_DEGREE or any(before[name] * after[name] <= 0 for name in inverted):
        return None
    found = dict.fromkeys(changed, 0.0)
    at = dict(before)
    speed = {name: after[name] - before[name] for name in changed}
    for t, weight in gauss_legendre(degree // 2 + 1):
        for name in changed:
            at[name] = before[name] + t * (after[name] - before[name])
        for name in inverted:
            slope = 1 / after[name] - 1 / before[name]
            at[name] = 1 / (1 / before[name] + t * slope)
            speed[name] = -at[name] * at[name] * slope
        slopes = gradients(tree, at)
        if slopes is None:
            return None
        for name in changed:
            found[name] += weight * slopes[name] * speed[name]
    return found


def _sides(tree: Tree, changed: set[str]) -> dict[str, int] | None:
    """Return for each changed leaf whether it multiplies (1) or divides (-1), or None where one does so twice."""
    known: list[dict[str, int]] = []
    single: list[bool] = []
    for node in tree.nodes:
        match node:
            case Leaf(name=name):
                known.append({name: 1} if name in changed else {})
                single.append(True)
            case Constant():
                known.append({})
                single.append(True)
            case Sum(parts=parts):
                found = _together([known[part] for part in parts])
                if found is None:
                    return None
                known.append(found)
                single.append(not found)
            case Product(parts=parts):
                factors = [known[part] for part in parts]
                found = {name: side for each in factors for name, side in each.items()}
                if len(found) < sum(map(len, factors)):
                    return None
                known.append(found)
                single.append(all(single[part] for part in parts))
            case Ratio(parts=(above, below)):
                if not single[below] or known[above].keys() & known[below].keys():
                    return None
                known.append(known[above] | {name: -side for name, side in known[below].items()})
                single.append(single[above])
    return known[-1]


def _together(parts: Sequence[Mapping[str, int]]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for part in parts:
        for name, side in part.items():
            if found.setdefault(name, side) != side:
                return None
    return found


def _degree(tree: Tree, changed: set[str]) -> int:
    """Return the degree of the goal in t, for a tree that is multilinear."""
    known: list[int] = []
    for node in tree.nodes:
        match node:
            case Leaf(name=name):
                known.append(int(name in changed))
            case Constant():
                known.append(0)
            case Sum(parts=parts):
                known.append(max((known[part] for part in parts), default=0))
            case Product(parts=parts) | Ratio(parts=parts):
                known.append(sum(known[part] for part in parts))
    return known[-1]


@cache
def gauss_legendre(size: int) -> tuple[tuple[float, float], ...]:
    """Return nodes and weights on 0 to 1, exact for polynomials up to degree 2 * size - 1.

    Newton steps on the Legendre polynomial. Source: Press et al., Numerical Recipes, 3rd ed. (2007), section 4.6.
    """
    found = []
    for at in range(size):
        x = cos(pi * (at + 0.75) / (size + 0.5))
        for _ in range(20):
            before, now = 0.0, 1.0
            for k in range(size):
                before, now = now, ((2 * k + 1) * x * now - k * before) / (k + 1)
            slope = size * (x * now - before) / (x * x - 1)
            x -= now / slope
        found.append(((1 - x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return tuple(found)
