"""The road of a target: by business days or calendar days, at a constant rate, or as the seasons of past years went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kpidsl.analysis.numbers import Number
from kpidsl.analysis.season_path import month_shares
from kpidsl.analysis.standing import Standing
from kpidsl.analysis.target_path import Path, expected_on, part_of, standing_on
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar, following, period_of
from kpidsl.model.kinds import adds_up
from kpidsl.model.records import Metric, Model
from kpidsl.report.measuring import Series
from kpidsl.report.past_months import known_from
from kpidsl.syntax import tree

YEARS = 4
"""Past years at most that a season is taken from; older ones tell of another company."""

_PATHS: dict[str, Path] = {"linear": "linear", "geometric": "geometric", "seasonal": "seasonal"}
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Road:
    """How a target is approached.

    `path` is the one taken and `asked` the one that the spec asks for: they differ where a season has no year on record
    to be taken from, or where a total is to grow at a constant rate from nothing. `season` are the shares of the
    months, from `years` past years.
    """

    path: Path = "business_days"
    asked: Path = "business_days"
    season: Mapping[int, float] | None = None
    years: int = 0

    def due(self, calendar: Calendar, window: TargetWindow, day: date) -> float | None:
        """Return the value due at the close of a day."""
        return expected_on(calendar, window, day, self.path, self.season)

    def part(self, calendar: Calendar, window: TargetWindow, first: date, last: date) -> float | None:
        """Return what of the target falls to a range of days."""
        return part_of(calendar, window, first, last, self.path, self.season)

    def standing(
        self,
        calendar: Calendar,
        window: TargetWindow,
        day: date,
        actual: Number | None,
        metric: Metric,
        *,
        landing: Number | None = None,
        stale: bool = False,
    ) -> Standing:
        """Return how a number stands at the close of a day, ready to be judged."""
        return standing_on(
            calendar,
            window,
            day,
            actual,
            better=metric.better,
            path=self.path,
            season=self.season,
            landing=landing,
            stale=stale,
        )


def asks_a_season(metric: Metric) -> bool:
    """Say whether a metric's target is to go as the seasons of past years went."""
    return _asked(metric) == "seasonal"


def _asked(metric: Metric) -> Path:
    clause = metric.clause("path")
    word = clause.value.text if clause is not None and isinstance(clause.value, tree.Word) else ""
    return _PATHS.get(word, "business_days")


def road_of(model: Model, metric: Metric, window: TargetWindow | None, months: Series | None) -> Road:
    """Return the road to a metric's target; `months` is its past, month by month."""
    asked = _asked(metric)
    if asked == "geometric" and metric.kind == "flow":
        return Road(asked=asked)
    if asked != "seasonal":
        return Road(asked, asked)
    formulas = {name: each.formula for name, each in model.metrics.items()}
    if window is None or months is None or not window.cumulative or not adds_up(metric.formula, formulas):
        return Road(asked=asked)
    years = _years_before(model.manifest.calendar, window.first, months)
    season = month_shares(years)
    return Road("seasonal", asked, season, len(years)) if season is not None else Road(asked=asked)


def _years_before(calendar: Calendar, first: date, months: Series) -> list[dict[int, Number | None]]:
    """Return the whole years on record that end before a day, the last one first, each as its months by number."""
    known = known_from(months)
    values = {} if known is None else dict(zip(months.periods[known:], months.values[known:], strict=True))
    by_label = {period.label: value for period, value in values.items()}
    last = period_of(calendar, "month", first - _DAY)
    years: list[dict[int, Number | None]] = []
    for back in range(YEARS):
        twelve = [following(calendar, last, -12 * back - month) for month in range(12)]
        if any(by_label.get(each.label) is None for each in twelve):
            break
        years.append({int(each.label[-2:]): by_label[each.label] for each in twelve})
    return years
