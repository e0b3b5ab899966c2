"""The arithmetic of a KPI tree: what a goal is worth for given leaves, and how much it moves with each of them.

A tree is kept flat: nodes in an order in which each comes after its parts, the last one the goal. A metric that is
part of several others stands there once, so a shared leaf has one value and its effects over all paths are added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, prod

from kpidsl.analysis.numbers import Number, as_float

LARGEST = 1e200
"""What no measure comes near. A node beyond it has no value, so that sums of a few such nodes stay inside a float."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number that is put in."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that never moves, such as the 12 of `monthly * 12`."""

    value: float


@dataclass(frozen=True, slots=True)
class Sum:
    """Sum of weight * part; a difference has a weight of -1. Parts are places among the nodes of the tree."""

    parts: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """The parts multiplied."""

    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The first part over the second."""

    parts: tuple[int, int]


Node = Leaf | Constant | Sum | Product | Ratio


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in an order in which each comes after its parts; the last one is the goal.

    `named` gives the place of each metric that stands in the tree, the goal and the leaves among them. `over` gives
    for each node the nodes that it is a part of.
    """

    nodes: tuple[Node, ...]
    named: Mapping[str, int] = field(default_factory=dict)
    over: tuple[tuple[int, ...], ...] = field(default=(), compare=False)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Return the names of the leaves in the order of reading."""
        return tuple(node.name for node in self.nodes if isinstance(node, Leaf))


def parts_of(node: Node) -> tuple[int, ...]:
    """Return the places of a node's parts, none for a leaf or a constant."""
    return node.parts if isinstance(node, Sum | Product | Ratio) else ()


def node_value(node: Node, known: Sequence[float | None]) -> float | None:
    """Return the value of a node from those of its parts; None where a part has none, or over a zero."""
    match node:
        case Sum(parts=parts, weights=weights):
            total = 0.0
            for part, weight in zip(parts, weights, strict=True):
                value = known[part]
                if value is None:
                    return None
                total += weight * value
            return total if abs(total) < LARGEST else None
        case Product(parts=parts):
            factors = [known[part] for part in parts]
            if None in factors:
                return None
            product = prod(factors)  # type: ignore[arg-type]
            return product if abs(product) < LARGEST else None
        case Ratio(parts=(above, below)):
            numerator, denominator = known[above], known[below]
            if numerator is None or not denominator:
                return None
            quotient = numerator / denominator
            return quotient if abs(quotient) < LARGEST else None
        case Constant(value=value):
            return value
        case Leaf():
            return None


def node_values(tree: Tree, leaves: Mapping[str, Number | None]) -> list[float | None]:
    """Return the value of every node, in the order of the nodes; None where a leaf under it has no value."""
    known: list[float | None] = []
    for node in tree.nodes:
        known.append(as_float(leaves.get(node.name)) if isinstance(node, Leaf) else node_value(node, known))
    return known


def value(tree: Tree, leaves: Mapping[str, Number | None]) -> float | None:
    """Return the goal for these leaves, or None where one is missing or something is divided by zero."""
    return node_values(tree, leaves)[-1] if tree.nodes else None


def metric_values(tree: Tree, leaves: Mapping[str, Number | None]) -> dict[str, float | None]:
    """Return the value of every metric in the tree by its name."""
    known = node_values(tree, leaves)
    return {name: known[place] for name, place in tree.named.items()}


def gradients(tree: Tree, leaves: Mapping[str, Number | None]) -> dict[str, float] | None:
    """Return dG/dx of every leaf, in units of the goal per unit of the leaf; None where the goal has no value.

    Reverse accumulation: from the goal down, multiplied along a path and added over paths. Source: Griewank & Walther,
    Evaluating Derivatives, 2nd ed. (2008), ch. 3; domain section 3b.
    """
    known = node_values(tree, leaves)
    if not known or known[-1] is None:
        return None
    pull = [0.0] * len(known)
    pull[-1] = 1.0
    for place in range(len(known) - 1, -1, -1):
        if pull[place]:
            for part, slope in _slopes(tree.nodes[place], known):
                pull[part] += pull[place] * slope
    found = {node.name: pull[place] for place, node in enumerate(tree.nodes) if isinstance(node, Leaf)}
    return found if all(map(isfinite, found.values())) else None


def elasticities(tree: Tree, leaves: Mapping[str, Number | None]) -> dict[str, float] | None:
    """Return (dG/dx)(x/G) of every leaf, the % by which 1% more of it moves the goal; None for a goal of 0 or none."""
    goal, slopes = value(tree, leaves), gradients(tree, leaves)
    if not goal or slopes is None:
        return None
    found = {name: slope * (as_float(leaves.get(name)) or 0.0) / goal for name, slope in slopes.items()}
    return found if all(map(isfinite, found.values())) else None


def _slopes(node: Node, known: Sequence[float | None]) -> list[tuple[int, float]]:
    """Return how much a node moves with each of its parts; every value under a goal that has one is known."""
    match node:
        case Sum(parts=parts, weights=weights):
            return list(zip(parts, weights, strict=True))
        case Product(parts=parts):
            return list(zip(parts, _products_of_others([known[part] or 0.0 for part in parts]), strict=True))
        case Ratio(parts=(above, below)):
            numerator, denominator = known[above] or 0.0, known[below] or 1.0
            return [(above, 1 / denominator), (below, -numerator / denominator / denominator)]
        case _:
            return []


def _products_of_others(factors: Sequence[float]) -> list[float]:
    """Return for each factor the product of the others, without a division, so that zeros do no harm."""
    after = [1.0]
    for factor in reversed(factors[1:]):
        after.append(after[-1] * factor)
    before, found = 1.0, []
    for factor, rest in zip(factors, reversed(after), strict=True):
        found.append(before * rest)
        before *= factor
    return found
