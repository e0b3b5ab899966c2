"""One number judged: against its target on its road, its past closes, the periods to compare with, its variation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpidsl.analysis.change import change, same_part
from kpidsl.analysis.standing import Standing
from kpidsl.analysis.status import judge
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, Period, following, year_before
from kpidsl.model.records import Metric, Model
from kpidsl.report.board import SHOWN, Judged
from kpidsl.report.choosing import bands_of
from kpidsl.report.closes import Earlier, judged_before, steadied
from kpidsl.report.measuring import Days, Series
from kpidsl.report.outlook import Past, lands
from kpidsl.report.roads import Road
from kpidsl.report.variation import readings


@dataclass(frozen=True, slots=True)
class Aim:
    """What a number is judged by: the window of its target, the same a year earlier, its road, the closes before."""

    window: TargetWindow
    road: Road
    past: Past | None = None
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """The period that a number is judged at, and the day at the close of which: the page's, or the last settled one."""

    period: Period
    day: date

    def within(self, days: Days) -> Days | None:
        """Return days up to the close, None where they begin after it: of them nothing is decided yet."""
        return (days[0], min(days[1], self.day)) if days[0] <= self.day else None

    def compared(self, calendar: Calendar) -> tuple[Days | None, Days | None]:
        """Return the days to compare with: the same part of the period before and of the one a year ago."""
        ago = year_before(calendar, self.period)
        before = same_part(calendar, self.period, following(calendar, self.period, -1), self.day)
        return before, same_part(calendar, self.period, ago, self.day) if ago is not None else None


@dataclass(frozen=True, slots=True)
class Scene:
    """What every judgement of a board rests on.

    `closes`: where each number is judged; `begun`: its first period with data; `past`: the months of those that are to
    reach a total; `stale`: the numbers whose rows are older than they may be.
    """

    model: Model
    measured: Mapping[tuple[str, Days], Any]
    closes: Mapping[str, Close]
    begun: Mapping[str, int | None]
    past: Mapping[str, Series]
    stale: frozenset[str]


def judged(scene: Scene, metric: Metric, series: Series, aim: Aim | None) -> Judged:
    """Return a number judged; `series` are all its measured periods."""
    calendar, name = scene.model.manifest.calendar, metric.name
    close = scene.closes[name]
    day = close.day
    window, road = (aim.window, aim.road) if aim is not None else (None, Road())
    begun = scene.begun[name]
    own = next((value for each, value in zip(series.periods, series.values, strict=True) if each == close.period), None)
    value = own if begun is not None else None
    actual = value
    if window is not None and begun is not None:
        decided = close.within((window.first, window.last))
        actual = scene.measured.get((name, decided)) if decided else None
    past = aim.past if aim is not None else None
    landing = lands(calendar, metric, window, actual, past, scene.measured, day, scene.past.get(name))
    ahead = window is not None and window.first > day
    bands = bands_of(metric, scene.model.manifest)
    standing = (
        road.standing(
            calendar,
            window,
            day,
            actual,
            metric,
            landing=landing.value if landing else None,
            stale=name in scene.stale,
        )
        if window
        else Standing(actual=value, value=None)
    )
    before = (
        judged_before(calendar, metric, road, bands, aim.earlier, series, begun, scene.measured)
        if begun is not None and aim is not None
        else ()
    )
    points = metric.shown == "%"
    last, year = (scene.measured.get((name, days)) if days else None for days in close.compared(calendar))
    return Judged(
        metric=metric,
        history=series,
        begun=begun,
        series=Series(series.periods[-SHOWN:], series.complete[-SHOWN:], series.values[-SHOWN:]),
        readings=readings(calendar, metric, series, begun)[-SHOWN:],
        value=value,
        window=None if ahead else window,
        actual=value if ahead else actual,
        judgement=steadied(judge(standing, bands), before, aim.earlier if before and aim is not None else ()),
        versus_last=change(value, last, points=points),
        versus_year=change(value, year, points=points),
        road=road,
        expected=road.due(calendar, window, day) if window else None,
        landing=landing,
        earlier=before,
    )
