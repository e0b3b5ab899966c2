"""The radar for local optima (部分最適) over a judged board: green teams under a red goal, directions against the goal,
results that were only brought forward, more volume for less value.

Silent where there is nothing to say. Source: domain section 3f (R02, R03, R07, R10).
"""

from collections.abc import Iterator
from statistics import pstdev

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.radar import green_teams, pull_forward_dents, sign_conflicts, volume_without_value
from kpidsl.analysis.standing import Status
from kpidsl.analysis.tree_build import tree_under
from kpidsl.analysis.tree_value import elasticities
from kpidsl.model.calendar import Calendar, period_of
from kpidsl.model.expression import references
from kpidsl.model.records import Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.measuring import Series
from kpidsl.report.optimum_notes import ConflictIn, DentIn, HollowIn, Note
from kpidsl.report.past_months import known_from

_YEAR = 12
_WINDOW = 3
_RECENT = 6
_LEAST_PUSH = 0.15
_BEYOND_NOISE = 1.5


def radar_of(model: Model, board: Board) -> tuple[Note, ...]:
    """Return what the parts of a board hide of its goals."""
    goals = [each for each in board.judged.values() if each.metric.role == "kgi"]
    return (
        *(note for goal in goals for note in _green(board, goal)),
        *(note for goal in goals for note in _conflicts(model, board, goal)),
        *(note for each in board.judged.values() for note in _dents(model.manifest.calendar, board, each)),
        *(note for goal in goals for note in _hollow(model, board, goal)),
    )


def _statuses(judged: Judged) -> list[Status]:
    """Return how a number stood at the closes before and stands now, each by itself."""
    now = judged.judgement.pending or judged.judgement.status
    return [*(each.status for each in judged.earlier), now]


def _green(board: Board, goal: Judged) -> Iterator[Note]:
    teams: dict[str, dict[str, list[Status]]] = {}
    for each in board.judged.values():
        team = each.metric.text("team")
        if team and each.metric.role == "kpi" and each.metric.name != goal.metric.name:
            teams.setdefault(team, {})[each.metric.name] = _statuses(each)
    yield from green_teams(goal.metric.name, _statuses(goal), teams)


def _conflicts(model: Model, board: Board, goal: Judged) -> Iterator[Note]:
    """Yield the parts of a goal that are wanted against it; only those that were given a direction."""
    breakdowns = {name: each.breakdown for name, each in model.metrics.items() if each.breakdown is not None}
    if goal.metric.name not in breakdowns:
        return
    moved = elasticities(tree_under(breakdowns, goal.metric.name), board.tree_values)
    wanted = {name: each.metric.better for name, each in board.judged.items() if each.metric.clause("better")}
    for conflict in sign_conflicts(moved or {}, wanted, goal.metric.better):
        yield ConflictIn(goal.metric.name, conflict)


def _dents(calendar: Calendar, board: Board, judged: Judged) -> Iterator[Note]:
    """Yield the closing months of a quarter that were pushed, with a dent after them, in the last half year.

    The usual month is that of a year ago, grown as the year before it has grown; both must be off by more than the
    other months are.
    """
    months = board.past.get(judged.metric.name)
    if months is None or judged.metric.better != "higher":
        return
    labels, values, closing = _over(calendar, board, months)
    usual: list[float | None] = [None] * len(values)
    for at in range(2 * _YEAR, len(values)):
        before, then = sum(values[at - 2 * _YEAR : at - _YEAR]), sum(values[at - _YEAR : at])
        usual[at] = values[at - _YEAR] * then / before if before > 0 else None
    off = [value / due - 1 for value, due in zip(values, usual, strict=True) if due]
    first = max(0, len(values) - _RECENT)
    for dent in pull_forward_dents(values, usual, closing, least=_LEAST_PUSH):
        rest = [each for at, each in enumerate(off, len(values) - len(off)) if at not in (dent.index, dent.index + 1)]
        noise = pstdev(rest) if len(rest) > 1 else 0.0
        if dent.index >= first and min(dent.above, dent.below) > _BEYOND_NOISE * noise:
            yield DentIn(judged.metric.name, labels[dent.index], dent)


def _over(calendar: Calendar, board: Board, months: Series) -> tuple[list[str], list[float], list[bool]]:
    """Return the months that are over and on record: labels, values, and whether each closes a quarter."""
    begun = known_from(months)
    rows = list(zip(months.periods, months.values, strict=True))[begun:] if begun is not None else []
    known = [(period, as_float(value) or 0.0) for period, value in rows if period.last <= board.day]
    closing = [period_of(calendar, "fiscal_quarter", period.first).last == period.last for period, _ in known]
    return [period.label for period, _ in known], [value for _, value in known], closing


def _hollow(model: Model, board: Board, goal: Judged) -> Iterator[Note]:
    """Yield the volumes of a goal that grew on a year ago while the goal fell, over the last three months."""
    worth = board.past.get(goal.metric.name)
    if goal.metric.breakdown is None or worth is None or goal.metric.better != "higher":
        return
    calendar = model.manifest.calendar
    for part in dict.fromkeys(each.name for each in references(goal.metric.breakdown)):
        volume = board.past.get(part)
        if volume is None or model.metrics[part].kind != "flow":
            continue
        found = volume_without_value(_year_on_year(calendar, board, volume), _year_on_year(calendar, board, worth))
        if found is not None:
            yield HollowIn(part, goal.metric.name, found)


def _year_on_year(calendar: Calendar, board: Board, months: Series) -> list[float]:
    """Return the same three months of a year ago and the last three, so that the season is the same in both."""
    _, values, _ = _over(calendar, board, months)
    if len(values) < _YEAR + _WINDOW:
        return []
    return [*values[-_YEAR - _WINDOW : -_YEAR], *values[-_WINDOW:]]
