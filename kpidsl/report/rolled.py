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

    Parts are those of the breakdown; a belief (`drives`) is no arithmetic and turns nothing. "worst": the worst of a
    number itself and all that it is made of, so that no parent looks better than it is. "weighted": the mean score of
    its parts, each weighing as much as 1% of it moves the parent (in a product all the same, in a sum its share).
    """
    if way == "own":
        return {}
    children: dict[str, list[str]] = {}
    for each in branches(model, root):
        if each.child in board.judged and each.parent in board.judged and not each.belief:
            children.setdefault(each.parent, []).append(each.child)
    made: dict[str, RollUp] = {}
    for name in _from_below(root, children):
        if name not in children:
            continue
        own, weights = board.judged[name].judgement, _weights(model, board, name)
        below = [
            Child(part, _counted(board, part, made, way), abs(weights.get(part, 1.0)))
            for part in dict.fromkeys(children[name])
        ]
        if way == "worst":
            found = roll_up(own, [Child(name, own), *below], way)
            inner = made.get(found.by) if found.by is not None and found.by != name else None
            made[name] = replace(found, by=inner.by) if inner is not None and inner.by else found
        else:
            made[name] = roll_up(own, below, way)
    return made


def _counted(board: Board, name: str, made: Mapping[str, RollUp], way: Way) -> Judgement:
    """Return how a part counts: for the worst with all that is below it, for a score by its own value."""
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
