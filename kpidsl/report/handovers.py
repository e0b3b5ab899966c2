"""Who works for whom: each team's numbers, what it hands to others, what it takes over, and the quality beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.records import Metric, Model
from kpidsl.report.board import Board
from kpidsl.report.rows import row_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import Row


@dataclass(frozen=True, slots=True)
class Held:
    """A number with its row."""

    metric: Metric
    row: Row


@dataclass(frozen=True, slots=True)
class Handover:
    """A number by which one team hands work to another; `guards` are the numbers that say of what quality it is."""

    giver: str
    taker: str
    held: Held
    guards: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A team: what it hands over, what it takes over, and its other numbers. A team may have no number of its own."""

    name: str
    gives: tuple[Handover, ...]
    takes: tuple[Handover, ...]
    others: tuple[Held, ...]


def teams_of(model: Model, board: Board, locale: Locale) -> tuple[Team, ...]:
    """Return the teams in the order of the work: who takes over stands after who hands over, circles as written."""
    calendar = model.manifest.calendar
    held = {
        name: Held(each.metric, row_of(calendar, each, board, locale))
        for name, each in board.judged.items()
        if each.metric.role != "metric"
    }
    handovers = [
        Handover(each.metric.text("team") or "", taker, each, _guards(each.metric, held))
        for each in held.values()
        if (taker := each.metric.text("hands_to")) is not None
    ]
    handed = {each.held.metric.name for each in handovers}
    written = [each.metric.text("team") or "" for each in held.values()]
    names = _in_order([*written, *(each.taker for each in handovers)], handovers)
    return tuple(
        Team(
            name,
            tuple(each for each in handovers if each.giver == name),
            tuple(each for each in handovers if each.taker == name),
            tuple(
                each
                for each in held.values()
                if (each.metric.text("team") or "") == name and each.metric.name not in handed
            ),
        )
        for name in names
    )


def _guards(metric: Metric, held: Mapping[str, Held]) -> tuple[Held, ...]:
    return tuple(each for each in held.values() if metric.name in each.metric.guards)


def _in_order(names: list[str], handovers: list[Handover]) -> list[str]:
    """Return each name once, as written but for those that take over, which stand after the ones who hand over."""
    left, done = list(dict.fromkeys(names)), list[str]()
    while left:
        waiting = {
            each.taker
            for each in handovers
            if each.giver in left and each.giver != each.taker and each.giver not in done
        }
        following = next((name for name in left if name not in waiting), left[0])
        left.remove(following)
        done.append(following)
    return done
