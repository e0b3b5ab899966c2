"""A tree whose leaves are moved one at a time: only what stands above a moved leaf is computed again."""

from collections.abc import Mapping

from kpidsl.analysis.numbers import Number
from kpidsl.analysis.tree_value import Leaf, Tree, node_value, node_values


class Moving:
    """The values of a tree while leaves move; its own state, nothing outside of it changes."""

    def __init__(self, tree: Tree, leaves: Mapping[str, Number | None]) -> None:
        self._tree = tree
        self._known = node_values(tree, leaves)
        self._places = {node.name: place for place, node in enumerate(tree.nodes) if isinstance(node, Leaf)}
        self._above: dict[str, list[int]] = {}

    @property
    def goal(self) -> float | None:
        """Return the goal as the leaves stand now, None where it has no value."""
        return self._known[-1]

    def move(self, name: str, to: float) -> float | None:
        """Set a leaf and return the goal."""
        self._known[self._places[name]] = to
        if name not in self._above:
            self._above[name] = places_above(self._tree, self._places[name])
        for place in self._above[name]:
            self._known[place] = node_value(self._tree.nodes[place], self._known)
        return self.goal


def places_above(tree: Tree, place: int) -> list[int]:
    """Return the places of all nodes that a node is part of, directly or through others, parts first."""
    found: set[int] = set()
    waiting = [place]
    while waiting:
        for above in tree.over[waiting.pop()]:
            if above not in found:
                found.add(above)
                waiting.append(above)
    return sorted(found)
