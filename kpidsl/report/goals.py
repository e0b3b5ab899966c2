"""From the judged goal to its block on the page: where it stands, where it will land, and its months added up."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

from kpidsl.model.calendar import between, year_before
from kpidsl.model.expression import Formula
from kpidsl.model.kinds import adds_up
from kpidsl.model.records import Model
from kpidsl.report.board import Board, Judged
from kpidsl.report.landing_words import basis_words
from kpidsl.report.measuring import Series
from kpidsl.report.naming import days_label, name_of, unit_of
from kpidsl.report.rows import SIDES, absent_of
from kpidsl.report.shares import achievement, due
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.records import Cumulative, Goal


def ways_of(model: Model, judged: Iterable[Judged], board: Board, locale: Locale) -> Iterator[Goal]:
    """Yield the way to its target of every total that has one to be followed."""
    for each in judged:
        if each.window is not None and each.window.cumulative:
            found = goal_of(model, each, board, locale)
            if found.series:
                yield found


def goal_of(model: Model, judged: Judged, board: Board, locale: Locale) -> Goal:
    """Return the block of a total; what its target does not give is left out."""
    metric, window = judged.metric, judged.window
    total = window is not None and window.cumulative
    target = judged.judgement.target if window is not None else None
    lands = judged.landing.value if judged.landing else None
    share = float(judged.actual) / target if total and target and judged.actual is not None else None
    return Goal(
        name=name_of(metric),
        unit=unit_of(metric),
        year=days_label(model.manifest.calendar, window.first, window.last) if window else board.period.label,
        actual=judged.actual,
        target=target,
        share=share,
        expected=due(judged),
        attainment=achievement(judged),
        status=judged.judgement.status,
        forecast=lands,
        forecast_share=lands / target if lands is not None and target else None,
        **_range(judged, locale),
        absent=absent_of(judged),
        owner=metric.text("owner") or "",
        series=tuple(_cumulative(model, judged, board)),
        kind=metric.kind,
        direction=metric.better,
    )


def _range(judged: Judged, locale: Locale) -> dict[str, Any]:
    """Return what is known of a landing that is still to come: its range, the odds, the method."""
    landing = judged.landing
    if landing is None or landing.value is None or landing.method == "actual":
        return {}
    known = landing.low is not None and landing.high is not None
    return {
        "forecast_low": landing.low,
        "forecast_high": landing.high,
        "confidence": landing.confidence if known else None,
        "odds": landing.odds,
        "forecast_basis": basis_words(landing, locale),
    }


def _cumulative(model: Model, judged: Judged, board: Board) -> Iterator[Cumulative]:
    """Yield the goal's months added up from the start of its target, against the plan and the year before."""
    formulas: dict[str, Formula] = {name: each.formula for name, each in model.metrics.items()}
    window, calendar = judged.window, model.manifest.calendar
    months = board.months.get(judged.metric.name, board.past.get(judged.metric.name))
    if window is None or months is None or not adds_up(judged.metric.formula, formulas):
        return
    values = {period.label: value for period, value in zip(months.periods, months.values, strict=True)}
    marked = _marked(judged, board)
    begun = _begun(judged, months)
    ahead = _ahead(judged, board, model)
    total = 0.0
    before: float | None = 0.0
    for month in between(calendar, "month", window.first, window.last):
        value = values.get(month.label)
        known = begun is not None and begun <= month.last and month.first <= board.day and value is not None
        total += float(value) if known and value is not None else 0.0
        earlier = year_before(calendar, month)
        added = values.get(earlier.label) if earlier is not None else None
        before = None if before is None or added is None else before + float(added)
        yield Cumulative(
            period=month.label,
            forecast=ahead.get(month.label),
            target=judged.road.due(calendar, window, min(month.last, window.due)),
            actual=total if known else None,
            last_year=before,
            complete=month.last <= board.day,
            signal=marked.get(month.label),
        )


def _ahead(judged: Judged, board: Board, model: Model) -> dict[str, float]:
    """Return where the total will stand at the end of every month that has not begun, back from where it lands."""
    landing, window, calendar = judged.landing, judged.window, model.manifest.calendar
    if landing is None or landing.value is None or window is None or not landing.months:
        return {}
    stands, found = landing.value, dict[str, float]()
    months = between(calendar, "month", window.first, window.last)[-len(landing.months) :]
    for month, brings in zip(reversed(months), reversed(landing.months), strict=True):
        if month.first > board.day:
            found[month.label] = stands
        stands -= brings
    return found


def _begun(judged: Judged, months: Series) -> date | None:
    """Return the first day from which a month without rows counts as 0: what came before is not on record."""
    known = [period.first for period, value in zip(months.periods, months.values, strict=True) if value]
    if judged.begun is not None:
        known.append(judged.history.periods[judged.begun].first)
    return min(known, default=None)


def _marked(judged: Judged, board: Board) -> dict[str, Literal["high", "low"]]:
    """Return the months of the page that are not ordinary variation, with their sides."""
    if board.grain != "month":
        return {}
    places = zip(judged.series.periods, judged.readings, strict=True)
    return {period.label: SIDES[reading.outside] for period, reading in places if reading.outside is not None}
