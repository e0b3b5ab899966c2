"""Signal or noise on a page: each period judged by the ordinary periods before it.

The limits of a period rest on the twelve ordinary periods before it (domain section 3d), or, where the spec says
`stable from DATE`, on the first twelve from that date on. A lone period outside its limits sets none for those after
it, so that one bad month does not hide the next; two in a row on the same side are a new level and count. Totals are
judged per business day, a season that three years agree on is taken out, and limits are given back in the terms
of their own period. Of few things a period (under five) the limits are those of counts as well, the wider of the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpidsl.analysis.limits import FIRM_BASELINE, Side, Signal, chart, natural_limits, per_business_day
from kpidsl.analysis.low_counts import FEW, count_limits
from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.season_index import season_index
from kpidsl.model.calendar import Calendar, business_days, parse_period
from kpidsl.model.records import Metric
from kpidsl.report.measuring import Series
from kpidsl.scorecard.figures import Limits
from kpidsl.syntax import tree

Basis = Literal["plain", "season", "few"]
_SEASONS = {"month": 12, "quarter": 4, "fiscal_quarter": 4}


@dataclass(frozen=True, slots=True)
class Reading:
    """Ordinary variation at one period, in the terms of its value (None: not known), and the rules that it broke.

    `size` is the number of periods that the limits rest on; `basis` says what they were made of: the periods as they
    are, without their season, or as counts of few things.
    `moved` is its distance from the period before, held against `moved_mean` and `moved_limit`: those are in the terms
    that it was judged in, per business day for a total, and without its season where it has one.
    """

    limits: Limits | None = None
    signals: tuple[Signal, ...] = ()
    size: int = 0
    basis: Basis = "plain"
    moved: float | None = None
    moved_mean: float | None = None
    moved_limit: float | None = None

    @property
    def outside(self) -> Side | None:
        """Return the side on which the value lies outside its limits, None where it is ordinary."""
        return next((each.side for each in self.signals if each.rule == 1), None)


def readings(calendar: Calendar, metric: Metric, series: Series, begun: int | None) -> tuple[Reading, ...]:
    """Return a reading for every period of a series; `begun` is the index of the first one that has data."""
    if metric.kind == "stock" or begun is None:
        # A level carries its past with it: neighbouring points are not independent, and its limits would mean nothing.
        return (Reading(),) * len(series.values)
    steps = list(enumerate(zip(series.values, series.complete, strict=True)))
    over = [as_float(value) if done and index >= begun else None for index, (value, done) in steps]
    scales = [1.0] * len(over)
    if metric.kind == "flow":
        days = [business_days(calendar, each.first, each.last) for each in series.periods]
        over, scales = per_business_day(over, days), [float(each) for each in days]
    index = season_index(over, _SEASONS.get(series.periods[-1].grain, 0))
    if index is not None:
        over = [None if each is None else each / part for each, part in zip(over, index, strict=True)]
        scales = [scale * part for scale, part in zip(scales, index, strict=True)]
    floor = 0.0 if metric.kind == "flow" or metric.shown == "%" else None
    since = stable_since(calendar, metric)
    stable = next((at for at, each in enumerate(series.periods) if since and each.first >= since), None)
    counted = metric.kind == "flow" and all(value is None or value == int(value) for value in series.values)
    return tuple(_read(_Process(over, scales, stable, floor, counted, "season" if index is not None else "plain")))


def stable_since(calendar: Calendar, metric: Metric) -> date | None:
    """Return the date of the metric's `stable` clause, None without one."""
    clause = metric.clause("stable")
    written = clause.value if clause is not None else None
    if not isinstance(written, tree.Reasoned) or not isinstance(written.value, tree.Period):
        return None
    period = parse_period(calendar, written.value.text)
    return period.first if period is not None else None


@dataclass(frozen=True, slots=True)
class _Process:
    """A series ready to be charted: `over` is what is left of each value, `scales` lead back to the values."""

    over: Sequence[float | None]
    scales: Sequence[float]
    stable: int | None
    floor: float | None
    counted: bool
    basis: Basis


def _read(process: _Process) -> list[Reading]:
    outside: dict[int, Side] = {}
    made: list[Reading] = []
    for index, value in enumerate(process.over):
        reading = Reading() if value is None else _reading(process, index, value, outside)
        if reading.outside is not None:
            outside[index] = reading.outside
        made.append(reading)
    return made


def _reading(process: _Process, index: int, value: float, outside: Mapping[int, Side]) -> Reading:
    past, scale = _past(process.over, index, process.stable, outside), process.scales[index]
    limits = natural_limits(past[:FIRM_BASELINE], floor=process.floor)
    last = process.over[index - 1] if index else None
    moved = None if last is None else abs(value - last)
    if limits is None:
        return Reading(moved=moved)
    if process.counted and limits.centre * scale < FEW:
        low, high = count_limits(limits.centre * scale)
        low, high = min(low, limits.lower * scale), max(high, limits.upper * scale)
        there: Side | None = "above" if value * scale > high else "below" if value * scale < low else None
        signals = (Signal(1, "x", there, len(past), limits.size),) if there is not None else ()
        return Reading(Limits(low, limits.centre * scale, high), signals, limits.size, "few")
    broken = chart([*past, value], lock=FIRM_BASELINE, floor=process.floor).signals
    shown = Limits(limits.lower * scale, limits.centre * scale, limits.upper * scale)
    here = tuple(each for each in broken if each.index == len(past) and each.chart == "x")
    ranges = (moved, limits.moving_range, limits.moving_range_limit)
    return Reading(shown, here, limits.size, process.basis, *ranges)


def _past(over: Sequence[float | None], index: int, stable: int | None, outside: Mapping[int, Side]) -> list[float]:
    """Return the ordinary values before a period, oldest first; the limits rest on the first twelve of them."""
    locked = stable is not None and index >= stable
    earlier = range(stable if locked and stable is not None else 0, index)
    ordinary = [value for at in earlier if (value := over[at]) is not None and not _lone(at, index, outside)]
    return ordinary if locked else ordinary[-FIRM_BASELINE:]


def _lone(at: int, index: int, outside: Mapping[int, Side]) -> bool:
    return at in outside and (at + 1 == index or outside.get(at + 1) != outside[at])
