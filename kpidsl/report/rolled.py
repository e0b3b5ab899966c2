"""The statuses of parents that come from their parts, from the leaves up."""

from collections.abc import Mapping
from dataclasses import replace

from kpidsl.analysis.rollup import Child, RollUp, Way, roll_up
from kpidsl.analysis.standing import Judgement
from kpidsl.analysis.tree_build import tree_under
from kpidsl.analysis.tree_value import elasticities
from kpidsl.model.kpitree import branches
from kpidsl.model.records import Model
from kpidsl.report.board import Board


def rolled_up(model: Model, root: str, board: Board, way: Way) -> dict[str, RollUp]:
    """Return the status of every parent under a metric by its parts; empty where each stands by its own value.

    Parts are those of the breakdown, and where there is none what is believed to drive the number. "worst": the worst
    of all below it. "weighted": the mean score of its parts, each weighing as much as 1% of it moves the parent (in a
    product all the same, in a sum its share); what drives by belief alone weighs the same.
    """
    if way == "own":
        return {}
    children: dict[str, list[str]] = {}
    beliefs: dict[str, list[str]] = {}
    for each in branches(model, root):
        if each.child in board.judged:
            (beliefs if each.belief else children).setdefault(each.parent, []).append(each.child)
    made: dict[str, RollUp] = {}
    for name in _from_below(root, {**beliefs, **children}):
        parts = children.get(name) or beliefs.get(name, [])
        if not parts or name not in board.judged:
            continue
        weights = _weights(model, board, name) if name in children else {}
        below = [
            Child(part, _as_rolled(board, part, made, way), abs(weights.get(part, 1.0)))
            for part in dict.fromkeys(parts)
        ]
        found = roll_up(board.judged[name].judgement, below, way)
        if way == "worst" and found.by is not None and (inner := made.get(found.by)) is not None and inner.by:
            found = replace(found, by=inner.by)
        made[name] = found
    return made


def _as_rolled(board: Board, name: str, made: dict[str, RollUp], way: Way) -> Judgement:
    """Return how a part counts: for the worst part by what is below it, for a score by its own value."""
    judgement = board.judged[name].judgement
    return replace(judgement, status=made[name].status) if way == "worst" and name in made else judgement


def _from_below(root: str, children: Mapping[str, list[str]]) -> list[str]:
    """Return a metric and all below it, each after its parts; a tree has no circles, and each is met once."""
    order: list[str] = []
    seen: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        name, opened = waiting.pop()
        if opened:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting += [(each, False) for each in children.get(name, ())]
    return order


def _weights(model: Model, board: Board, name: str) -> dict[str, float]:
    """Return the elasticity of a number to each of its own parts."""
    breakdown = model.metrics[name].breakdown
    if breakdown is None:
        return {}
    return elasticities(tree_under({name: breakdown}, name), board.tree_values) or {}
