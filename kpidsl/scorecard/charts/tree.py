"""The KPI tree: goal left, leaves right, the operator on the joint, beliefs dashed, the mark of each status."""

from kpidsl.scorecard.charts.glyph import status_at
from kpidsl.scorecard.charts.palette import (
    ACTUAL,
    BAD,
    GROUP_RULE,
    INK,
    PAPER,
    RULE,
    SECONDARY,
    STATUS_COLOUR,
    STATUS_INK,
    WARN_INK,
)
from kpidsl.scorecard.charts.svg import MM_PER_PT, box, dot, n, path, picture, words
from kpidsl.scorecard.charts.tree_layout import Place, Plan, plan_tree
from kpidsl.scorecard.numbers import Style, amount, decimals, difference, percent, share_words, unit_label
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.records import Edge, Node, Tree
from kpidsl.scorecard.widths import ems, fit
from kpidsl.scorecard.words import status_word, word

HEAD = 2.6
"""Room above the uppermost box for what it made of its parent's difference."""


def kpi_tree(tree: Tree, style: Style, alt: str, size: tuple[float, float] = (273, 160)) -> str:
    """Draw the tree as SVG, `size` in mm."""
    head = HEAD if any(node.contribution is not None for node in tree.nodes) else 0.0
    plan = plan_tree(tree, (size[0], size[1] - head))
    worst = worst_way(tree)
    marks = [_crossing(edge, plan) for edge in plan.crossing]
    for place in plan.places.values():
        edges = [edge for edge in plan.edges if edge.parent == place.node.id]
        marks += _joint(place, edges, plan, style, worst)
    for place in plan.places.values():
        marks += _box(place, plan.box, style)
    return picture(*size, alt, [f'<g transform="translate(0 {n(head)})">', *marks, "</g>"] if head else marks)


def _joint(place: Place, edges: list[Edge], plan: Plan, style: Style, worst: frozenset[str]) -> list[str]:
    width, height = plan.box
    right, middle = place.x + width, place.y + height / 2
    made: list[str] = []
    if place.hidden:
        made.append(
            words(right + 1, middle + 4.4, word("others", style.locale.language, n=place.hidden), 6.5, SECONDARY)
        )
    if not edges:
        return made
    bus = right + (plan.places[edges[0].child].x - right) * 0.52
    ordered = sorted(
        edges,
        key=lambda edge: (
            edge.kind == "breakdown",
            edge.child in worst or (not worst and plan.places[edge.child].node.status == "behind"),
        ),
    )
    largest = max((abs(_made(plan.places[edge.child].node)) for edge in edges), default=0.0)
    made += [_link(edge, plan, right, middle, bus, largest, worst) for edge in ordered]
    made += [mark for edge in edges for mark in _contribution(edge, place.node, plan, style)]
    return made + [mark for edge in edges for mark in _operator(edge, edges, plan, bus)]


def worst_way(tree: Tree) -> frozenset[str]:
    """Return the numbers on the way from the goal down the worst contributions to its difference to the plan."""
    nodes = {node.id: node for node in tree.nodes}
    sign = -1 if tree.better == "lower" else 1
    at, found = tree.nodes[0].id if tree.nodes else "", list[str]()
    while True:
        below = [
            nodes[edge.child]
            for edge in tree.edges
            if edge.parent == at and edge.kind == "breakdown" and edge.child in nodes and edge.child not in found
        ]
        bad = min(below, key=lambda node: sign * _made(node), default=None)
        if bad is None or sign * _made(bad) >= 0:
            return frozenset(found)
        found.append(bad.id)
        at = bad.id


def _made(node: Node) -> float:
    return float(node.contribution) if node.contribution is not None else 0.0


def _contribution(edge: Edge, parent: Node, plan: Plan, style: Style) -> list[str]:
    """Write above a box what it made of the difference of the number at its left."""
    child = plan.places[edge.child]
    if edge.kind == "drives" or child.node.contribution is None:
        return []
    values = [parent.value, parent.target]
    said = difference(child.node.contribution, values, parent.unit, style)
    return [words(child.x + 0.2, child.y - 0.7, said, 6.4, INK, bold=True)]


def _link(
    edge: Edge, plan: Plan, right: float, middle: float, bus: float, largest: float, worst: frozenset[str]
) -> str:
    child = plan.places[edge.child]
    y = child.y + plan.box[1] / 2
    drawn = f"M{n(right)} {n(middle)}H{n(bus)}V{n(y)}H{n(child.x)}"
    if edge.kind == "drives":
        return path(drawn, SECONDARY, 0.3, dash="1.3 1")
    bad = edge.child in worst or (not worst and child.node.status == "behind")
    wide = 0.4 + 1.2 * abs(_made(child.node)) / largest if largest else 0.7 if bad else 0.4
    return path(drawn, BAD if bad else GROUP_RULE, wide)


def _operator(edge: Edge, edges: list[Edge], plan: Plan, bus: float) -> list[str]:
    arithmetic = [each for each in edges if each.kind == "breakdown"]
    if not edge.operator or edge not in arithmetic:
        return []
    index = arithmetic.index(edge)
    y = plan.places[edge.child].y + plan.box[1] / 2
    if index:
        y = (y + plan.places[arithmetic[index - 1].child].y + plan.box[1] / 2) / 2
    return [dot(bus, y, 2.3, PAPER, GROUP_RULE, 0.3), words(bus, y + 1.45, edge.operator, 11, INK, "middle", bold=True)]


def _proof(node: Node, x: float, y: float, style: Style) -> list[str]:
    """Say at the foot of the box whether its breakdown was proved to equal it."""
    if node.proof == "none":
        return []
    text = word(f"proof_{node.proof}", style.locale.language, gap=percent(node.gap, style.locale, signed=True))
    return [words(x, y, text, 6.2, WARN_INK if node.proof == "gap" else SECONDARY, "end")]


def _crossing(edge: Edge, plan: Plan) -> str:
    parent, child = plan.places[edge.parent], plan.places[edge.child]
    width, height = plan.box
    start, end = (parent.x + width, parent.y + height * 0.8), (child.x, child.y + height * 0.8)
    bend = max((end[0] - start[0]) / 2, 8)
    turns = ((start[0] + bend, start[1]), (end[0] - bend, end[1]), end)
    curve = f"M{n(start[0])} {n(start[1])}C" + " ".join(f"{n(x)} {n(y)}" for x, y in turns)
    return path(curve, SECONDARY, 0.3, dash="1.3 1" if edge.kind == "drives" else "")


def _box(place: Place, size: tuple[float, float], style: Style) -> list[str]:
    node, x, y = place.node, place.x, place.y
    width, height = size
    roomy = height >= 15.5
    edge = BAD if node.status == "behind" else RULE
    made = [
        box(x, y, width, height, PAPER, edge, 0.45 if edge == BAD else 0.3),
        box(x, y, 1.3, height, STATUS_COLOUR[node.status]),
    ]
    glyph = 4.2 if roomy else 3.2
    made.append(status_at(node.status, x + width - glyph - 1.2, y + 1.1, glyph))
    said = status_word(node.status, style.locale.language)
    made.append(words(x + width - 1.2, y + glyph + 3.6, said, 6.4, STATUS_INK[node.status], "end", bold=True))
    made += _proof(node, x + width - 1.2, y + height - 1.4, style)
    made += _text(node, x + 3, y, width - 4, style, height / (18.5 if roomy else 14.5), roomy)
    return made


def _judged(node: Node, places: int, style: Style) -> str:
    """Write what the status is about: the plan and its share, after the value where it is one of other days."""
    own = node.apart or node
    parts = []
    if node.apart is not None:
        value = amount(node.apart.value, node.unit, places, style, node.absent or "no_data")
        parts.append(f"{short_name(node.apart.days, style.locale)} {value}")
    if own.target is not None:
        parts.append(f"{word('plan', style.locale.language)} {amount(own.target, node.unit, places, style)}")
    if own.achievement is not None:
        parts.append(share_words(own.achievement, style))
    return " · ".join(parts)


def _text(node: Node, x: float, y: float, room: float, style: Style, factor: float, roomy: bool) -> list[str]:
    language = style.locale.language
    places = decimals([node.value, node.target, node.apart.value if node.apart else None], node.unit, style)
    value = amount(node.value, node.unit, places, style, node.absent)
    sizes = [max(points * min(factor, 1), 6) for points in (8.6, 13, 7.2, 6.6)]
    made = [
        words(
            x,
            y + 4.5 * factor,
            fit(node.name.said(language), (room - 6) / (sizes[0] * MM_PER_PT)),
            sizes[0],
            INK,
            bold=True,
        ),
        words(x, y + 10.1 * factor, value, sizes[1], ACTUAL, bold=True),
    ]
    days = f"({short_name(node.days, style.locale)})" if node.days else ""
    unit = " ".join(filter(None, (unit_label(node.unit, style), days)))
    if unit and node.value is not None:
        made.append(
            words(x + (ems(value) * 1.02 + 0.35) * sizes[1] * MM_PER_PT, y + 10.1 * factor, unit, 6.5, SECONDARY)
        )
    made.append(words(x, y + 13.6 * factor, fit(_judged(node, places, style), room / (sizes[2] * MM_PER_PT)), sizes[2]))
    if roomy and node.owner:
        made.append(
            words(x, y + 17 * factor, fit(node.owner, (room - 12) / (sizes[3] * MM_PER_PT)), sizes[3], SECONDARY)
        )
    return made
