"""What a short meeting goes through: the days just past, the reviews that are open, the actions under way."""

from dataclasses import dataclass

from kpidsl.scorecard.detail_records import Measure
from kpidsl.scorecard.figures import Number, Point


@dataclass(frozen=True, slots=True)
class DailyNumber:
    """A total over the business days just past; `points` has the last one at its end.

    `usual` is the mean of the days before the last one, `needed` what every business day left must bring for the target
    of the row to be met: None without one that can be met by days.
    """

    kpi: str
    points: tuple[Point, ...]
    usual: Number | None = None
    needed: Number | None = None


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A KPI whose review of the running period is not on record: how often it is held, and when it was last."""

    kpi: str
    cadence: str
    last: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The agenda of a day; `yesterday` is the last business day on record."""

    day: str
    yesterday: str
    daily: tuple[DailyNumber, ...] = ()
    reviews: tuple[OpenReview, ...] = ()
    measures: tuple[Measure, ...] = ()
