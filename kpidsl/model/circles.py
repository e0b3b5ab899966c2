"""Things that need each other: an order in which each comes after what it needs, and the circles that forbid one."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

Graph = Mapping[str, Iterable[str]]


class Ordered(NamedTuple):
    """The nodes that can be ordered, each after those it needs, and the circles, each as a path that ends at
    its start.
    """

    order: list[str]
    circles: list[list[str]]


def in_order(graph: Graph) -> Ordered:
    """Order the nodes of a graph from each to what it needs; needs that are no nodes are passed over.

    A node that stands in a circle is left out of the order. Each circle is given once, from the node that the graph
    names first; time and memory are linear in the edges as long as circles do not share their nodes.
    """
    place = {node: number for number, node in enumerate(graph)}
    needs = {node: [each for each in dict.fromkeys(graph[node]) if each in place] for node in graph}
    order: list[str] = []
    circles: list[list[str]] = []
    for group in _groups(needs):
        if len(group) == 1 and group[0] not in needs[group[0]]:
            order.append(group[0])
        else:
            circles += _circles(group, needs, place)
    return Ordered(order, sorted(circles, key=lambda path: place[path[0]]))


def _groups(needs: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected groups, needed ones first (R. Tarjan, 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    for root in needs:
        if root in index:
            continue
        path = [(root, iter(needs[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        while path:
            node, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                if path:
                    parent = path[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    group = [stack.pop()]
                    while group[-1] != node:
                        group.append(stack.pop())
                    waiting.difference_update(group)
                    yield group
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                waiting.add(step)
                path.append((step, iter(needs[step])))
            elif step in waiting:
                low[node] = min(low[node], index[step])


def _circles(group: list[str], needs: Mapping[str, list[str]], place: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield the shortest circle through the first node of a group, and those of what is left without its nodes."""
    left = set(group)
    start = min(left, key=lambda node: place[node])
    path = _shortest(start, left, needs)
    yield path
    rest = sorted(left - set(path), key=lambda node: place[node])
    inner = {node: [each for each in needs[node] if each in left and each not in path] for node in rest}
    for smaller in _groups(inner):
        if len(smaller) > 1 or smaller[0] in inner[smaller[0]]:
            yield from _circles(smaller, inner, place)


def _shortest(start: str, within: set[str], needs: Mapping[str, list[str]]) -> list[str]:
    before: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for step in needs[node]:
            if step == start:
                path = [start]
                while node != start:
                    path.append(node)
                    node = before[node]
                return [start, *reversed(path[1:]), start]
            if step in within and step not in before:
                before[step] = node
                queue.append(step)
    raise AssertionError(start)
