"""Parts of a tree as trees of their own."""

from collections.abc import Iterator
from dataclasses import replace

from kpidsl.analysis.tree_value import Node, Product, Ratio, Sum, Tree, parts_of


def terms(tree: Tree) -> Iterator[tuple[float, Tree]]:
    """Yield the terms of a goal that is a sum (of sums), each with its weight; a goal that is none is one term."""
    waiting = [(1.0, len(tree.nodes) - 1)]
    while waiting:
        weight, place = waiting.pop()
        node = tree.nodes[place]
        if isinstance(node, Sum):
            waiting += [(weight * each, part) for each, part in zip(node.weights, node.parts, strict=True)]
        else:
            yield weight, under(tree, place)


def under(tree: Tree, place: int) -> Tree:
    """Return the tree whose goal is a node of this one."""
    reached, waiting = {place}, [place]
    while waiting:
        for part in parts_of(tree.nodes[waiting.pop()]):
            if part not in reached:
                reached.add(part)
                waiting.append(part)
    kept = sorted(reached)
    moved = {old: new for new, old in enumerate(kept)}
    nodes: list[Node] = []
    for old in kept:
        match node := tree.nodes[old]:
            case Sum() | Product():
                nodes.append(replace(node, parts=tuple(moved[part] for part in node.parts)))
            case Ratio(parts=(above, below)):
                nodes.append(Ratio((moved[above], moved[below])))
            case _:
                nodes.append(node)
    over = tuple(tuple(moved[each] for each in tree.over[old] if each in moved) for old in kept)
    return Tree(tuple(nodes), {name: moved[at] for name, at in tree.named.items() if at in moved}, over)
