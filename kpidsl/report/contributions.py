"""What the numbers below one made of its difference to the plan: the bridge from plan to actual, over the tree's days.

The plan of a number is what was due of its target over those very days; a leaf whose target is about other days, or
that has none, stands in the plan as it came. Where the plans below do not give that of the number itself, the
difference is a bar of its own. Source: domain sections 3b and 3c.
"""

from collections.abc import Mapping

from kpidsl.analysis.bridge import Bridge
from kpidsl.analysis.numbers import as_float
from kpidsl.model.records import Model
from kpidsl.report.board import Board
from kpidsl.report.change_bridge import tree_of
from kpidsl.report.change_measured import Values
from kpidsl.report.from_plan import closed_under, from_plan
from kpidsl.report.shares import due


def planned(board: Board) -> dict[str, float]:
    """Return what was due over the tree's days, of those numbers whose target is about them."""
    made = {}
    for name, judged in board.judged.items():
        window = judged.window
        alike = window is not None and (judged.metric.kind == "stock" or (window.first, window.last) == board.tree_days)
        owed = as_float(due(judged)) if alike and window is not None and window.sense != "between" else None
        if owed is not None:
            made[name] = owed
    return made


_AS_TODAY: Values = {}


def plan_bridge(model: Model, board: Board, name: str, *, whole: bool, then: Values = _AS_TODAY) -> Bridge | None:
    """Return the bridge from a number's plan to what came: by its leaves, or by the numbers right below it.

    `then` are the plans that were other ones in the last report. None where it has no
    parts or no plan, where no part has one, or where the bridge cannot be told.
    """
    plans = planned(board)
    others = frozenset(model.metrics) - {name}
    tree = tree_of(model, name, frozenset() if whole else others)
    if tree is None or name not in plans:
        return None
    if whole:
        tree = tree_of(model, name, closed_under(tree, plans)) or tree
    actual = {each: as_float(board.tree_values.get(each)) for each in (*tree.leaves, name)}
    if not any(each in plans for each in tree.leaves) or None in actual.values():
        return None
    made = from_plan(tree, model.metrics[name], plans, actual, then)
    return None if made.reason is not None or made.change is None else made


def contributions(model: Model, board: Board, names: Mapping[str, object]) -> dict[tuple[str, str], float]:
    """Return for each number and each one right below it what that made of its difference to the plan."""
    made: dict[tuple[str, str], float] = {}
    for name in names:
        found = plan_bridge(model, board, name, whole=False)
        for bar in found.bars if found is not None else ():
            if bar.cause == "leaf" and bar.name in names:
                made[name, bar.name] = bar.amount
    return made
