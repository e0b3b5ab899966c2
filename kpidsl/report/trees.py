"""From a judged board to its KPI tree: values of one range of days, so that the parts make the whole."""

from dataclasses import replace
from typing import Literal

from kpidsl.model.calendar import Calendar
from kpidsl.model.kpitree import Branch, branches, names_under
from kpidsl.model.records import Metric, Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.contributions import contributions
from kpidsl.report.naming import days_label
from kpidsl.report.rows import absent_of
from kpidsl.scorecard.figures import Absence, Name, Unit
from kpidsl.scorecard.records import Apart, Edge, Node, Row, Tree

_SIGNS = {"": "", "+": "+", "-": "−", "*": "×", "/": "÷"}


def tree_of(model: Model, root: str, board: Board, rows: list[Row]) -> Tree:
    """Return the tree under a metric."""
    calendar = model.manifest.calendar
    lines = branches(model, root)
    by_name = {row.name.id: row for row in rows}
    names = [name for name in names_under(model, root) if name in by_name]
    made = contributions(model, board, by_name)
    parent = {each.child: each.parent for each in lines if not each.belief}
    nodes = [
        replace(
            _node(calendar, board, board.judged[name], by_name[name]),
            contribution=made.get((parent.get(name, ""), name)),
        )
        for name in names
    ]
    constants = {each.child for each in lines if each.constant}
    nodes += [Node(each, Name(each), Unit("number"), None) for each in sorted(constants)]
    edges = [_edge(each) for each in lines if each.child in by_name or each.constant]
    first, last = board.tree_days
    return Tree(
        tuple(nodes), tuple(edges), days_label(calendar, first, min(last, board.day)), model.metrics[root].better
    )


def _proof(board: Board, metric: Metric) -> Literal["proved", "untested", "gap", "none"]:
    if metric.breakdown is None:
        return "none"
    return "gap" if metric.name in board.gaps else metric.proof or "untested"


def _absent(board: Board, judged: Judged) -> Absence:
    if judged.metric.name not in board.decided:
        return "not_due"
    return absent_of(judged) or "no_data"


def _edge(line: Branch) -> Edge:
    sign = _SIGNS[line.operator]
    return Edge(line.parent, line.child, sign, "drives" if line.belief else "breakdown")  # type: ignore[arg-type]


def _node(calendar: Calendar, board: Board, judged: Judged, row: Row) -> Node:
    """Return a box with its value over the tree's days, and beside it what its status is about where that is not it."""
    metric, window = judged.metric, judged.window
    value = board.tree_values.get(metric.name) if judged.begun is not None else None
    level = metric.kind == "stock"
    apart = window is not None and not level and (window.first, window.last) != board.tree_days
    days = days_label(calendar, window.first, min(window.last, board.day)) if apart and window is not None else ""
    return Node(
        id=metric.name,
        name=row.name,
        unit=row.unit,
        value=value,
        target=None if apart else row.target,
        achievement=None if apart else row.achievement,
        status=row.status,
        absent=_absent(board, judged) if value is None else None,
        owner=row.owner,
        proof=_proof(board, metric),
        gap=board.gaps.get(metric.name),
        apart=Apart(days, judged.actual, row.target, row.achievement) if apart else None,
        days=_shorter(calendar, board, metric.name) if value is not None else "",
        pending=judged.judgement.pending,
    )


def _shorter(calendar: Calendar, board: Board, name: str) -> str:
    """Name the days that a value covers where they are fewer than the tree's, for the last are still followed."""
    first, last = board.decided[name]
    return days_label(calendar, first, last) if last < min(board.tree_days[1], board.day) else ""
