"""Where the boxes of a tree stand: goal left, leaves right; and what is left out when there are too many."""

from dataclasses import dataclass, field

from kpidsl.scorecard.figures import Status
from kpidsl.scorecard.records import Edge, Node, Tree

MOST_NODES = 18
MOST_LEAVES = 11
MOST_LEVELS = 5
DEEPEST = 60
EDGE = 0.6
RANK: dict[Status, int] = {
    "none": 0,
    "not_due": 1,
    "done": 2,
    "on_track": 3,
    "no_data": 4,
    "stale": 4,
    "at_risk": 5,
    "behind": 6,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A box: its node, its corner, and how many nodes below it were left out."""

    node: Node
    level: int
    x: float
    y: float
    hidden: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A tree in millimetres: boxes of one size, the edges between them, and the edges beyond the spanning tree."""

    places: dict[str, Place]
    edges: tuple[Edge, ...]
    crossing: tuple[Edge, ...]
    box: tuple[float, float]


@dataclass(slots=True)
class _Shape:
    """The spanning tree while it is being cut down."""

    nodes: dict[str, Node]
    roots: list[str]
    below: dict[str, list[Edge]]
    hidden: dict[str, int] = field(default_factory=dict)

    def leaves(self) -> int:
        return sum(not self.below.get(name) for name in self.nodes)


def plan_tree(tree: Tree, size: tuple[float, float]) -> Plan:
    """Place a tree in `size` mm; at most 18 boxes, 11 leaves and 5 levels, the worst status is kept longest."""
    shape, crossing = _spanning(tree)
    _prune(shape)
    levels = _levels(shape)
    depth = max(levels.values(), default=0) + 1
    leaves = max(shape.leaves(), 1)
    width, height = size[0] - EDGE, size[1] - EDGE
    box = (min(58.0, (width - 15 * (depth - 1)) / depth), min(18.5, height / leaves - 3))
    gap = min(34.0, (width - depth * box[0]) / max(depth - 1, 1))
    left = EDGE / 2 + (width - depth * box[0] - (depth - 1) * gap) / 2
    pitch = min(height / leaves, box[1] + 9)
    middles = _middles(shape, pitch, (size[1] - leaves * pitch) / 2)
    places = {
        name: Place(
            node,
            levels[name],
            left + levels[name] * (box[0] + gap),
            middles[name] - box[1] / 2,
            shape.hidden.get(name, 0),
        )
        for name, node in shape.nodes.items()
    }
    kept = tuple(edge for edges in shape.below.values() for edge in edges)
    return Plan(places, kept, tuple(edge for edge in crossing if edge.parent in places and edge.child in places), box)


def _spanning(tree: Tree) -> tuple[_Shape, list[Edge]]:
    nodes = {node.id: node for node in tree.nodes}
    ordered = sorted(
        (edge for edge in tree.edges if edge.parent in nodes and edge.child in nodes),
        key=lambda edge: edge.kind == "drives",
    )
    outgoing: dict[str, list[Edge]] = {}
    for edge in ordered:
        outgoing.setdefault(edge.parent, []).append(edge)
    children = {edge.child for edge in ordered}
    shape, crossing, seen = _Shape({}, [], {}), list[Edge](), set[str]()

    def visit(name: str, level: int) -> None:
        seen.add(name)
        shape.nodes[name] = nodes[name]
        for edge in outgoing.get(name, ()):
            if edge.child in seen or level > DEEPEST:
                crossing.append(edge)
                continue
            shape.below.setdefault(name, []).append(edge)
            visit(edge.child, level + 1)

    for index, name in enumerate(nodes):
        if name not in seen and (index == 0 or name not in children):
            shape.roots.append(name)
            visit(name, 0)
    return shape, crossing


def _levels(shape: _Shape) -> dict[str, int]:
    levels = dict.fromkeys(shape.roots, 0)
    waiting = list(shape.roots)
    while waiting:
        name = waiting.pop()
        for edge in shape.below.get(name, ()):
            levels[edge.child] = levels[name] + 1
            waiting.append(edge.child)
    return levels


def _prune(shape: _Shape) -> None:
    while len(shape.nodes) > 1:
        levels = _levels(shape)
        deep = max(levels.values()) >= MOST_LEVELS
        if not deep and len(shape.nodes) <= MOST_NODES and shape.leaves() <= MOST_LEAVES:
            return
        closing = [
            name
            for name, edges in shape.below.items()
            if edges and not any(shape.below.get(edge.child) for edge in edges)
        ]
        inner = [name for name in closing if levels[name] > 0]
        if inner:
            parent = min(inner, key=lambda name: (-levels[name] if deep else 0, _worst(shape, name), -levels[name]))
            _drop(shape, parent, [edge.child for edge in shape.below[parent]])
        elif closing:
            best = min(
                (edge.child for edge in shape.below[closing[0]]), key=lambda name: RANK[shape.nodes[name].status]
            )
            _drop(shape, closing[0], [best])
        else:
            del shape.nodes[shape.roots.pop()]


def _worst(shape: _Shape, parent: str) -> int:
    return max(RANK[shape.nodes[edge.child].status] for edge in shape.below[parent])


def _drop(shape: _Shape, parent: str, names: list[str]) -> None:
    for name in names:
        shape.hidden[parent] = shape.hidden.get(parent, 0) + 1 + shape.hidden.pop(name, 0)
        del shape.nodes[name]
        shape.below.pop(name, None)
    shape.below[parent] = [edge for edge in shape.below[parent] if edge.child not in names]


def _middles(shape: _Shape, pitch: float, top: float) -> dict[str, float]:
    middles: dict[str, float] = {}
    slot = 0

    def place(name: str) -> float:
        nonlocal slot
        below = [place(edge.child) for edge in shape.below.get(name, ())]
        if below:
            middles[name] = (below[0] + below[-1]) / 2
        else:
            middles[name] = top + (slot + 0.5) * pitch
            slot += 1
        return middles[name]

    for root in shape.roots:
        place(root)
    return middles
