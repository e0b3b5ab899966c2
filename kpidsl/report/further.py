"""What some designs want measured beyond the board: slices of every number, sums of a year, the days just past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kpidsl.analysis.change import same_part
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.history.kept import KeptRun
from kpidsl.model.calendar import Calendar, Period, following, year_before
from kpidsl.model.records import Model, ScorecardSpec
from kpidsl.query.plan import Request
from kpidsl.report.board import Board
from kpidsl.report.budgets import Measured, measure_budget
from kpidsl.report.change_measured import Values
from kpidsl.report.change_plan import planned_then
from kpidsl.report.change_split import member_of
from kpidsl.report.kept_targets import targets_then
from kpidsl.report.measuring import Ask, AskOf, Days, Series, end_of
from kpidsl.report.meeting import measure_days_past
from kpidsl.text.diagnostic import Diagnostic, Outcome

Member = str | None
Cut = Mapping[Member, Number | None]


@dataclass(frozen=True, slots=True)
class Sliced:
    """A dimension's slices of every number on the page's days, and on the same part of an earlier period."""

    by: str
    against: Literal["last_year", "previous"]
    days: Days
    before: Mapping[str, Cut]
    after: Mapping[str, Cut]


@dataclass(frozen=True, slots=True)
class Further:
    """What a design asked for (`needs`) and what was measured for it.

    `then` are the plans over the tree's days that were other ones in the last report before the page's period.
    """

    needs: frozenset[str] = frozenset()
    slices: tuple[Sliced, ...] = ()
    budget: Measured | None = None
    days: Mapping[str, Series] | None = None
    then: Values = field(default_factory=dict)


NOTHING = Further()


def measure_further(
    model: Model,
    ask_of: AskOf,
    spec: ScorecardSpec,
    board: Board,
    needs: frozenset[str],
    runs: Iterable[KeptRun] = (),
) -> Outcome[Further | None]:
    """Measure what a design needs: `details` the slices by the scorecard's dimensions, `months` the year's table,
    `meeting` the days just past. `runs` are the reports on record, for the targets of then.
    """
    ask, found = ask_of(model), list[Diagnostic]()
    slices = []
    for dimension in spec.by if "details" in needs else ():
        cut = _sliced(model, ask, board, dimension)
        found += cut.diagnostics
        if cut.value is not None:
            slices.append(cut.value)
    budget = measure_budget(model, ask_of, board) if "months" in needs else Outcome(None)
    days = measure_days_past(model, ask, board) if "meeting" in needs else None
    found += [*budget.diagnostics, *(days.diagnostics if days is not None else ())]
    kept = targets_then(model, runs, board.judged, board.period, board.day, own=False)
    over = (board.tree_days[0], min(board.tree_days[1], board.day))
    then = planned_then(model, ask_of, kept.changed, board.period, over, board.day)
    found += then.diagnostics
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    past = days.value if days is not None else None
    return Outcome(Further(needs, tuple(slices), budget.value, past, then.value or {}), tuple(found))


def _sliced(model: Model, ask: Ask, board: Board, dimension: str) -> Outcome[Sliced | None]:
    """Return the slices of the page's days held against a year ago, or the period before where that has none."""
    calendar, period = model.manifest.calendar, board.period
    names = tuple(board.judged)
    now = (period.first, min(period.last, board.day))
    after = _cuts(ask, calendar, names, dimension, now)
    found = [*after.diagnostics]
    if after.value is None:
        return Outcome(None, tuple(found))
    ago = year_before(calendar, period)
    bases: list[tuple[Literal["last_year", "previous"], Period | None]] = [
        ("last_year", ago),
        ("previous", following(calendar, period, -1)),
    ]
    for against, base in bases:
        days = same_part(calendar, period, base, board.day) if base is not None else None
        if days is None:
            continue
        before = _cuts(ask, calendar, names, dimension, days)
        found += before.diagnostics
        if before.value is None:
            return Outcome(None, tuple(found))
        if any(as_float(each) for cut in before.value.values() for each in cut.values()):
            return Outcome(Sliced(dimension, against, now, before.value, after.value), tuple(found))
    return Outcome(None, tuple(found))


def _cuts(
    ask: Ask, calendar: Calendar, names: tuple[str, ...], dimension: str, days: Days
) -> Outcome[dict[str, Cut] | None]:
    first, last = days
    piece = Period("day", first, last, f"{first.isoformat()}..{last.isoformat()}")
    answer = ask(Request(names, end_of(calendar, last), last, by=(dimension,), pieces=(piece,)))
    if answer.value is None:
        return Outcome(None, answer.diagnostics)
    rows = answer.value.rows
    cuts: dict[str, Cut] = {
        name: {member_of(row.slice[0]): row.values[at] for row in rows} for at, name in enumerate(names)
    }
    return Outcome(cuts, answer.diagnostics)
