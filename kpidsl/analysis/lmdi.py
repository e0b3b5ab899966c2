"""How much of a goal's change each leaf made, by logarithmic mean Divisia index (LMDI-I), on request.

For a sum of products: C_i = sum over terms of L(V1, V0) ln(x1_i / x0_i), minus that of a leaf that divides; L(a, b) =
(a - b) / ln(a / b), L(a, a) = a. All leaves of a term must be above zero. Where one is zero before or after, the limit
gives the term's whole change to the leaves that were zero, in equal parts. Sources: Ang, Energy Policy 33 (2005) 867;
Ang & Liu, Energy Policy 35 (2007) 238 (zeros); domain section 3c.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log, log1p
from typing import Literal

from kpidsl.analysis.subtree import terms
from kpidsl.analysis.tree_value import Constant, Leaf, Product, Ratio, Tree, value

Unsplit = Literal["no_value", "not_a_sum_of_products", "below_zero"]


@dataclass(frozen=True, slots=True)
class LogShares:
    """The part of each leaf, in the goal's unit; None where there is none, and why. `at` names the leaf below zero."""

    parts: Mapping[str, float] | None
    reason: Unsplit | None = None
    at: str | None = None


def lmdi(tree: Tree, before: Mapping[str, float], after: Mapping[str, float]) -> LogShares:
    """Return each leaf's part of value(after) - value(before); both give every leaf of the tree a number."""
    found: dict[str, list[float]] = {name: [] for name in tree.leaves}
    for weight, term in terms(tree):
        powers = _powers(term)
        if powers is None:
            return LogShares(None, "not_a_sum_of_products")
        below = next((name for name in powers if min(before[name], after[name]) < 0), None)
        if below is not None:
            return LogShares(None, "below_zero", below)
        old, new = value(term, before), value(term, after)
        if old is None or new is None:
            return LogShares(None, "no_value")
        for name, part in _term(old, new, powers, before, after).items():
            found[name].append(weight * part)
    return LogShares({name: fsum(parts) for name, parts in found.items()})


def log_mean(a: float, b: float) -> float:
    """Return L(a, b) = (a - b) / ln(a / b) of two numbers above zero, a where they are equal."""
    if a == b:
        return a
    # Near each other the logarithms cancel, far from each other a - b swallows the smaller one.
    return (a - b) / (log1p((a - b) / b) if 0.5 < a / b < 2 else log(a) - log(b))


def _term(
    old: float, new: float, powers: Mapping[str, int], before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, float]:
    gone = [name for name in powers if (before[name] == 0) != (after[name] == 0)]
    if old == 0 or new == 0:
        return {name: (new - old) / len(gone) for name in gone}
    mean = log_mean(abs(new), abs(old)) * (1 if new > 0 else -1)
    return {name: mean * power * (log(after[name]) - log(before[name])) for name, power in powers.items()}


def _powers(tree: Tree) -> dict[str, int] | None:
    """Return how often each leaf multiplies (or, below zero, divides) a term; None where a sum stands in it."""
    known: list[dict[str, int]] = []
    for node in tree.nodes:
        match node:
            case Leaf(name=name):
                known.append({name: 1})
            case Constant():
                known.append({})
            case Product(parts=parts):
                known.append(_added([(known[part], 1) for part in parts]))
            case Ratio(parts=(above, below)):
                known.append(_added([(known[above], 1), (known[below], -1)]))
            case _:
                return None
    return {name: power for name, power in known[-1].items() if power}


def _added(parts: list[tuple[dict[str, int], int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for powers, sign in parts:
        for name, power in powers.items():
            found[name] = found.get(name, 0) + sign * power
    return found
