"""How much of a goal's change each leaf made: the Shapley value on the flattened leaves of a tree.

C_i = mean over all orders in which the leaves could have changed of the step that leaf i makes; the steps of an order
telescope, so the parts add up to the whole change. Zeros and negative numbers do no harm. A goal that is a sum is taken
term by term, for the value is linear. Of a term in which each leaf is a factor at most once it is an exact integral
(`shapley_diagonal`), whatever the number of leaves; else all 2^n subsets are visited up to 12 changed leaves, and above
that it is the mean over seeded orders, each with its reverse. Sources: Shapley, A Value for n-Person Games (1953);
Shorrocks, J. Econ. Inequality 11 (2013) 99; domain section 3c.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import factorial, fsum
from random import Random

from kpidsl.analysis.shapley_diagonal import along_the_diagonal
from kpidsl.analysis.subtree import terms
from kpidsl.analysis.tree_moves import Moving
from kpidsl.analysis.tree_value import Tree

MOST_EXACT = 12
PAIRS_OF_ORDERS = 24


@dataclass(frozen=True, slots=True)
class Shares:
    """The part of each leaf, in the goal's unit; `orders` is 0 where they are exact, else how many orders were drawn.

    `parts` is None where the goal has no value for some mix of old and new leaves, such as a denominator of zero.
    """

    parts: Mapping[str, float] | None
    orders: int = 0


def shapley(tree: Tree, before: Mapping[str, float], after: Mapping[str, float], *, seed: int = 0) -> Shares:
    """Return each leaf's part of value(after) - value(before); both give every leaf of the tree a number."""
    parts: dict[str, list[float]] = {name: [] for name in tree.leaves}
    orders = 0
    for weight, term in terms(tree):
        changed = [name for name in term.leaves if before[name] != after[name]]
        found = along_the_diagonal(term, before, after, changed)
        if found is None and len(changed) <= MOST_EXACT:
            found = by_subsets(term, before, after, changed)
        elif found is None:
            orders = 2 * PAIRS_OF_ORDERS
            found = by_orders(term, before, after, changed, seed)
        if found is None:
            return Shares(None)
        for name, part in found.items():
            parts[name].append(weight * part)
    return Shares({name: fsum(each) for name, each in parts.items()}, orders)


def by_subsets(
    tree: Tree, before: Mapping[str, float], after: Mapping[str, float], changed: Sequence[str]
) -> dict[str, float] | None:
    """Return the exact parts: sum over subsets S without i of |S|! (n - |S| - 1)! / n! * (v(S + i) - v(S))."""
    moving, size = Moving(tree, before), len(changed)
    worth: list[float | None] = [moving.goal] * 2**size
    subset = 0
    for step in range(1, 2**size):
        # In the order of a Gray code, neighbours differ in one leaf.
        at = (step & -step).bit_length() - 1
        subset ^= 1 << at
        worth[subset] = moving.move(changed[at], (after if subset >> at & 1 else before)[changed[at]])
    known = [each for each in worth if each is not None]
    if len(known) < len(worth):
        return None
    weights = [factorial(each) * factorial(size - each - 1) / factorial(size) for each in range(size)]
    found = {}
    for at, name in enumerate(changed):
        bit = 1 << at
        steps = [weights[s.bit_count()] * (known[s | bit] - known[s]) for s in range(len(known)) if not s & bit]
        found[name] = fsum(steps)
    return found


def by_orders(
    tree: Tree, before: Mapping[str, float], after: Mapping[str, float], changed: Sequence[str], seed: int
) -> dict[str, float] | None:
    """Return the mean parts over seeded orders; going back through an order leaf by leaf makes its reverse."""
    chance, moving = Random(seed), Moving(tree, before)
    found = dict.fromkeys(changed, 0.0)
    order = list(changed)
    for _ in range(PAIRS_OF_ORDERS):
        chance.shuffle(order)
        for to, sign in ((after, 1.0), (before, -1.0)):
            # Undone in the same order, the leaves that still stand are those that a reversed order would have set.
            for name in order:
                old, new = moving.goal, moving.move(name, to[name])
                if old is None or new is None:
                    return None
                found[name] += sign * (new - old)
    return {name: part / (2 * PAIRS_OF_ORDERS) for name, part in found.items()}
