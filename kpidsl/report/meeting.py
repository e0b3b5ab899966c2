"""The agenda of a short meeting: the last business days of what people do, open reviews, actions under way."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from statistics import fmean

from kpidsl.analysis.numbers import as_float
from kpidsl.model.calendar import Calendar, Grain, business_days, is_business_day, period_of
from kpidsl.model.records import Metric, Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.measuring import Ask, Series, measure_series
from kpidsl.report.naming import cadence_words
from kpidsl.report.said_and_done import measure
from kpidsl.scorecard.figures import Locale, Point
from kpidsl.scorecard.meeting_records import DailyNumber, Meeting, OpenReview
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Outcome

DAYS_BACK = 31
"""Days measured: enough for some twenty business days."""
SHOWN_DAYS = 11
_DAY = timedelta(1)
_GRAINS: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "fiscal_quarter",
    "half_yearly": "fiscal_half",
    "yearly": "fiscal_year",
}


def measure_days_past(model: Model, ask: Ask, board: Board) -> Outcome[dict[str, Series]]:
    """Measure the totals of a board that are no goal, day by day up to its as-of."""
    names = tuple(name for name, each in board.judged.items() if _is_process(each.metric))
    if not names:
        return Outcome({})
    calendar = model.manifest.calendar
    return measure_series(ask, calendar, names, "day", period_of(calendar, "day", board.as_of), DAYS_BACK, board.as_of)


def _is_process(metric: Metric) -> bool:
    return metric.kind == "flow" and metric.role != "kgi"


def meeting_of(model: Model, board: Board, judged: list[Judged], days: Mapping[str, Series], locale: Locale) -> Meeting:
    """Return the agenda at a board's as-of."""
    calendar = model.manifest.calendar
    yesterday = board.as_of
    while not is_business_day(calendar, yesterday) and (board.as_of - yesterday).days < DAYS_BACK:
        yesterday -= _DAY
    return Meeting(
        day=(board.as_of + _DAY).isoformat(),
        yesterday=yesterday.isoformat(),
        daily=tuple(
            _daily(calendar, board, each, days[each.metric.name]) for each in judged if each.metric.name in days
        ),
        reviews=tuple(_open(model, board, judged, locale)),
        measures=tuple(
            found
            for each in model.actions.values()
            if (found := measure(model, each, board.as_of, locale)).state in ("planned", "running", "over")
        ),
    )


def _daily(calendar: Calendar, board: Board, judged: Judged, series: Series) -> DailyNumber:
    """Return a total's business days; a day without rows is a zero once the number is on record."""
    begun = judged.begun is not None
    worked = [
        (period, value if begun else None)
        for period, value in zip(series.periods, series.values, strict=True)
        if is_business_day(calendar, period.first)
    ]
    before = [number for _, value in worked[:-1] if (number := as_float(value)) is not None]
    points = (Point(period.label, value, absent=None if value is not None else "no_data") for period, value in worked)
    return DailyNumber(
        kpi=judged.metric.name,
        points=tuple(points)[-SHOWN_DAYS:],
        usual=fmean(before) if before else None,
        needed=_needed(calendar, board, judged),
    )


def _needed(calendar: Calendar, board: Board, judged: Judged) -> float | None:
    """Return (target - actual) / business days left; None where nothing adds up, nothing is left, or less is better."""
    window, actual = judged.window, as_float(judged.actual)
    if window is None or not window.cumulative or window.value is None or actual is None:
        return None
    if window.sense not in ("reach", "at_least") or judged.metric.better != "higher":
        return None
    left = business_days(calendar, board.day + _DAY, window.last)
    return max(window.value - actual, 0.0) / left if left else None


def _open(model: Model, board: Board, judged: list[Judged], locale: Locale) -> Iterator[OpenReview]:
    """Yield what has a rhythm of reviews and none on record in its running period."""
    calendar, today = model.manifest.calendar, board.as_of + _DAY
    for each in judged:
        clause = each.metric.clause("review")
        written = clause.value if clause is not None else None
        grain = _GRAINS.get(written.every.text) if isinstance(written, tree.Cadence) else None
        if grain is None:
            continue
        held = [record for record in model.reviews if record.kpi == each.metric.name and record.on <= today]
        if any(record.on >= _first(calendar, grain, today) for record in held):
            continue
        last = held[-1] if held else None
        yield OpenReview(
            kpi=each.metric.name,
            cadence=cadence_words(each.metric, locale),
            last=last.on.isoformat() if last else "",
            decision=(last.decision or "") if last else "",
        )


def _first(calendar: Calendar, grain: Grain, day: date) -> date:
    return period_of(calendar, grain, day).first
