"""What was judged, told to the rules about data: one judgement of all numbers at the last month that is over."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.pace import elapsed
from kpidsl.analysis.radar import GreenTeam as Green
from kpidsl.lint.facts import Belief, Facts, GreenTeam, Growth, Measured, Ordinary, Stale, Sway
from kpidsl.lint.rule import Settings
from kpidsl.model.calendar import Calendar, Period, business_days, count_between
from kpidsl.model.expression import Aggregate, Apply, Formula, MetricRef
from kpidsl.model.kpitree import names_under
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.beliefs import beliefs_under, held_beliefs
from kpidsl.report.board import Board, Judged
from kpidsl.report.change_bridge import tree_of
from kpidsl.report.freshness import with_row_counts
from kpidsl.report.headroom import most_room
from kpidsl.report.judging import judge_all
from kpidsl.report.measuring import Ask, AskOf, Series, end_of, page_period
from kpidsl.report.past_months import known_from
from kpidsl.text.diagnostic import Outcome

_DAY = timedelta(1)
_YEAR = 12


def gather(model: Model, ask_of: AskOf, settings: Settings, as_of: date) -> Outcome[Facts | None]:
    """Return what was measured of every KPI and goal, and of what stands under the goals, as of a day.

    None where there is nothing to measure or a query failed, which is among the findings.
    """
    managed = [each.name for each in model.metrics.values() if each.role != "metric"]
    goals = [each.name for each in model.metrics.values() if each.role == "kgi"]
    names = tuple(dict.fromkeys([*managed, *(name for goal in goals for name in names_under(model, goal))]))
    if not names:
        return Outcome(None)
    period = page_period(model.manifest.calendar, "month", as_of)
    made = judge_all(model, ask_of(with_row_counts(model)), names, "month", period, as_of)
    board = made.value
    if board is None:
        return Outcome(None, made.diagnostics)
    tries = _tries(model, ask_of, managed, period)
    beliefs = _beliefs(model, ask_of(model), managed, goals, board.period)
    sways = _sways(model, board, goals)
    numbers = {
        name: replace(
            _measured(model.manifest.calendar, board, board.judged[name], tries.value),
            sways=tuple(sways.get(name, ())),
            beliefs=tuple(beliefs.value.get(name, ())),
        )
        for name in managed
    }
    facts = Facts(model, as_of, settings, numbers, tuple(_stale(board)), tuple(_green(board)))
    return Outcome(facts, (*made.diagnostics, *tries.diagnostics, *beliefs.diagnostics))


def _sways(model: Model, board: Board, goals: list[str]) -> dict[str, list[Sway]]:
    """Return how much each leaf could have moved the goals that it is arithmetic of, by name."""
    found: dict[str, list[Sway]] = {}
    series = {name: each.series for name, each in board.judged.items()}
    for goal in goals:
        tree = tree_of(model, goal)
        for name, room in (most_room(model, tree, model.metrics[goal], series) if tree is not None else {}).items():
            found.setdefault(name, []).append(Sway(goal, room.period, room.present, room.plausible, room.gain))
    return found


def _beliefs(
    model: Model, ask: Ask, managed: list[str], goals: list[str], last: Period
) -> Outcome[dict[str, list[Belief]]]:
    """Return what each KPI is believed to drive and there are months enough for, itself and the goals above, by name.

    A month tells no more than that two moved in it, so what moves in the same month is taken for driving too.
    """
    pairs = dict.fromkeys(pair for goal in goals for pair in beliefs_under(model, goal) if pair[0] in managed)
    held = held_beliefs(model, ask, tuple(pairs), last, at_once=True)
    found: dict[str, list[Belief]] = {}
    for each in held.value or ():
        seen = each.found
        if seen.lag is not None and seen.correlation is not None and seen.p is not None:
            belief = Belief(each.driven.name, seen.points, seen.lag, seen.correlation, seen.p)
            found.setdefault(each.driver.name, []).append(belief)
    return Outcome(found, held.diagnostics)


def _stale(board: Board) -> Iterator[Stale]:
    for name, each in board.fresh.items():
        if not each.fresh:
            yield Stale(name, each.latest, each.since)


def _green(board: Board) -> Iterator[GreenTeam]:
    for note in board.radar:
        if isinstance(note, Green):
            yield GreenTeam(note.team, note.goal, note.periods)


def _measured(calendar: Calendar, board: Board, judged: Judged, tries: Mapping[str, int]) -> Measured:
    name, judgement, window = judged.metric.name, judged.judgement, judged.window
    period = _last_over(judged)
    passed = elapsed(calendar, window.first, window.last, board.day, window.counting) if window is not None else None
    return Measured(
        metric=judged.metric,
        period=period or board.period,
        statuses=(*(each.status for each in judged.earlier), judgement.pending or judgement.status),
        ordinary=_ordinary(calendar, board, judged),
        odds=judged.landing.odds if judged.landing is not None else None,
        passed=passed.share if passed is not None else None,
        growth=_growth(calendar, judged, board.past.get(name)),
        tries=tries.get(name),
    )


def _last_over(judged: Judged) -> Period | None:
    """Return the last period of a number of which all is known."""
    known = zip(judged.series.periods, judged.series.complete, strict=True)
    return next((period for period, complete in reversed(list(known)) if complete), None)


def _ordinary(calendar: Calendar, board: Board, judged: Judged) -> Ordinary | None:
    at = next((index for index, done in reversed(list(enumerate(judged.series.complete))) if done), None)
    if at is None:
        return None
    reading, value = judged.readings[at], as_float(judged.series.values[at])
    if reading.limits is None or value is None:
        return None
    needed = None if reading.basis == "season" else _needed(calendar, judged, judged.series.periods[at], board.day)
    begun = at
    while reading.outside and begun and judged.readings[begun - 1].outside == reading.outside:
        begun -= 1
    since = judged.series.periods[begun].first
    return Ordinary(float(reading.limits.low), float(reading.limits.high), value, reading.outside or "", needed, since)


def _needed(calendar: Calendar, judged: Judged, period: Period, day: date) -> float | None:
    """Return what a target asks of each period to come, in the terms of the last one; None where it asks nothing."""
    window, judgement = judged.window, judged.judgement
    if window is None or window.value is None or window.sense == "between" or judgement.status == "done":
        return None
    if not window.cumulative:
        return window.value if window.sense != "hold" and judged.metric.kind == "rate" else None
    if (window.first, window.last) == (period.first, period.last):
        return window.value
    reached, days = (
        as_float(judged.actual),
        business_days(calendar, day + _DAY, window.last) if window.last > day else 0,
    )
    own = business_days(calendar, period.first, period.last)
    return (window.value - reached) / days * own if reached is not None and days and own else None


def _growth(calendar: Calendar, judged: Judged, months: Series | None) -> Growth | None:
    """Return the growth that a total over several months has to make, and the most of as many months on record."""
    window, begun = judged.window, known_from(months) if months is not None else None
    if window is None or not window.value or months is None or begun is None:
        return None
    if judged.metric.better != "higher" or window.sense not in ("reach", "at_least"):
        return None
    length = count_between(calendar, "month", window.first, window.last)
    rows = list(zip(months.periods, months.complete, months.values, strict=True))[begun:]
    known = {each.first: as_float(value) or 0.0 for each, done, value in rows if done}
    values, firsts = list(known.values()), list(known)
    start = next((at for at, first in enumerate(firsts) if (first.year + 1, first.month) == _of(window.first)), None)
    if start is None or start + length > len(values):
        return None
    before = sum(values[start : start + length])
    ends = range(_YEAR + length, len(values) + 1)
    pairs = [(sum(values[end - length : end]), sum(values[end - length - _YEAR : end - _YEAR])) for end in ends]
    grown = [now / then - 1 for now, then in pairs if then > 0]
    return Growth(window.value / before - 1, max(grown), len(grown)) if before > 0 and grown else None


def _of(day: date) -> tuple[int, int]:
    return day.year, day.month


def _tries(model: Model, ask_of: AskOf, names: list[str], period: Period) -> Outcome[dict[str, int]]:
    """Return how many rows each rate and mean of a period rests on, where those can be counted; one statement."""
    counts = {
        f"tries: {name}": replace(_bare(model.metrics[name]), name=f"tries: {name}", formula=under)
        for name in names
        if (under := _under(model, model.metrics[name].formula)) is not None
    }
    if not counts:
        return Outcome({})
    ask: Ask = ask_of(replace(model, metrics={**model.metrics, **counts}))
    calendar, day = model.manifest.calendar, period.last
    result = ask(Request(tuple(counts), end_of(calendar, day), day, pieces=(period,)))
    if result.value is None:
        return Outcome({}, result.diagnostics)
    row = result.value.rows[0]
    found = {name.removeprefix("tries: "): value for name, value in zip(counts, row.values, strict=True)}
    return Outcome({name: int(value) for name, value in found.items() if value is not None}, result.diagnostics)


def _bare(metric: Metric) -> Metric:
    return replace(metric, role="metric", earlier=(), unit=None, shown="", kind="flow", breakdown=None, clauses=())


def _under(model: Model, formula: Formula) -> Aggregate | None:
    """Return the count of the rows that a rate or a mean rests on, None where it is of another form."""
    match formula:
        case MetricRef(name=name):
            return _under(model, model.metrics[name].formula)
        case Aggregate(function="share") as share:
            return replace(share, function="count", where=None)
        case Aggregate(function="avg" | "median" | "percentile") as mean:
            return replace(mean, function="count", argument=None, fraction=None)
        case Apply(function="/", arguments=(_, under)):
            return _count(model, under)
    return None


def _count(model: Model, formula: Formula) -> Aggregate | None:
    match formula:
        case MetricRef(name=name):
            return _count(model, model.metrics[name].formula)
        case Aggregate(function="count") as count:
            return count
    return None
