"""What judging gives: every number with its status, its past and its ordinary variation, on one board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.change import Change
from kpidsl.analysis.landing import Landing
from kpidsl.analysis.numbers import Number
from kpidsl.analysis.standing import Judgement
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Grain, Period
from kpidsl.model.records import Metric
from kpidsl.report.freshness import Freshness
from kpidsl.report.measuring import Days, Series
from kpidsl.report.optimum_notes import Note
from kpidsl.report.roads import Road
from kpidsl.report.variation import Reading

SHOWN = 13
"""Periods on a page: the one it is about, and the twelve before it, the same one of last year among them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A metric at a period.

    `window` is that of the target it is judged by (None: no target, or none that has begun), `actual` what was measured
    over its days, `history` every period measured, `begun` the index of its first one with data, `series` the shown
    ones of them, `readings` their ordinary variation. `expected` is what was due of the target at the close of the day
    on its `road`, `landing` where a total will end. `earlier` are the judgements at the closes before, the oldest
    first, each by itself.
    """

    metric: Metric
    history: Series
    begun: int | None
    series: Series
    readings: tuple[Reading, ...]
    value: Number | None
    window: TargetWindow | None
    actual: Number | None
    judgement: Judgement
    versus_last: Change
    versus_year: Change
    road: Road
    expected: float | None = None
    landing: Landing | None = None
    earlier: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """All that is judged at one period, by name; `day` is the close at which it is judged, `as_of` that of the rows.

    `tree_values` are all numbers over the days of the goal's target, `tree_days`: in a tree the parts must make the
    whole, so all of it is measured over the same days. `decided` are those of them up to the close, fewer where a
    number is followed for a while; one of which nothing is decided yet is not there. `gaps` are what breakdowns miss by
    that algebra left open. `months` are the months of a goal's target and of the year before it; those of a year that
    was not all on record are left out. `past` are the months up to the day of every number that is to reach a total,
    `fresh` how new the rows of the sources are that ask for it, `radar` where parts look well and the whole does not.
    """

    period: Period
    grain: Grain
    day: date
    as_of: date
    complete: bool
    judged: Mapping[str, Judged]
    tree_days: Days
    tree_values: Mapping[str, Number | None]
    decided: Mapping[str, Days]
    gaps: Mapping[str, float]
    months: Mapping[str, Series]
    past: Mapping[str, Series]
    fresh: Mapping[str, Freshness]
    radar: tuple[Note, ...] = ()
