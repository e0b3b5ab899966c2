"""Journeys take time: until when a day's setters-out can still go on, and which days are settled at a close."""

from collections.abc import Mapping
from datetime import date, timedelta

from kpidsl.model.calendar import Calendar, Grain, between, period_of
from kpidsl.model.expression import Apply, Formula, Journey, OverPeriods
from kpidsl.model.lineage import made_of
from kpidsl.model.records import Metric
from kpidsl.query.lenses import later

_FAR = 20_000
"""Days looked back at most for one that is settled."""


def due(calendar: Calendar, journey: Journey, day: date) -> date:
    """Return the last day that decides about who set out on a day."""
    if journey.function != "retained":
        return later(day, journey.count, journey.unit)
    grain: Grain = journey.unit  # type: ignore[assignment]
    start = period_of(calendar, grain, day)
    return between(calendar, grain, start.first, later(start.first, journey.count + 1, grain))[journey.count].last


def journeys_under(metrics: Mapping[str, Metric], name: str) -> tuple[Journey, ...]:
    """Return every journey that a metric comes down to today, each once."""
    found: dict[Journey, None] = {}
    for each in made_of(metrics, (name,)):
        found |= dict.fromkeys(_journeys(metrics[each].formula))
    return tuple(found)


def settled(calendar: Calendar, journeys: tuple[Journey, ...], day: date) -> date:
    """Return the last day about whose setters-out all is decided at the close of a day; without journeys that day."""
    low, high = 0, _FAR
    while low < high:
        middle = (low + high) // 2
        back = day - timedelta(days=middle)
        if all(due(calendar, journey, back) <= day for journey in journeys):
            high = middle
        else:
            low = middle + 1
    return day - timedelta(days=low)


def _journeys(formula: Formula) -> list[Journey]:
    match formula:
        case Journey():
            return [formula]
        case OverPeriods(operand=operand):
            return _journeys(operand)
        case Apply(arguments=arguments):
            return [journey for argument in arguments for journey in _journeys(argument)]
    return []
