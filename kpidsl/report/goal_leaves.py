"""The leaves of a goal as a plan may move them: how much they bring at today's pace, how far they may go, by when.

Counts are what a plan solves for. A rate stays as it is, unless its `limit` or `effort` clause says that it may move. A
`limit` on a count is one for each review period; `capacity` is what one person does in a day, times `heads`. What takes
a `lag` to show in its parent has to happen that much earlier.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.plan_goal import Flex
from kpidsl.analysis.target_days import review_grain
from kpidsl.model.calendar import Calendar, business_days, is_business_day
from kpidsl.model.records import Metric, Model
from kpidsl.report.measuring import Days
from kpidsl.syntax import tree

Role = Literal["count", "level", "rate"]

_ROLES: dict[str, Role] = {"flow": "count", "stock": "level", "rate": "rate"}
_DAY = timedelta(1)
_LONGEST = 3660
_LENGTH = {"day": 1.0, "week": 7.0, "month": 365 / 12, "quarter": 365 / 4, "half": 365 / 2, "year": 365.0}


@dataclass(frozen=True, slots=True)
class PlanLeaf:
    """A leaf over the `days` in which it has to happen: `pace` is its value at today's pace, `cap` its own bound.

    `heads` and `capacity` (for a person and business day) are those of its clauses; `free` where the plan may move it.
    """

    metric: Metric
    role: Role
    days: Days
    pace: float
    cap: float | None
    effort: float
    free: bool

    @property
    def flex(self) -> Flex:
        """Return how it may move; a cap on what is better lower is a floor."""
        low, high = (self.cap, None) if self.metric.better == "lower" else (None, self.cap)
        share = self.role == "rate" and self.metric.shown == "%" and self.pace <= 1
        return Flex(self.metric.name, low, high, self.effort, share)


def plan_leaf(calendar: Calendar, metric: Metric, days: Days, pace: float) -> PlanLeaf:
    """Return a leaf from its clauses."""
    role, limit = _ROLES[metric.kind], _limit(metric)
    caps = [limit] if limit is not None else []
    if role == "count":
        caps = [limit * _days(calendar, days) / review_days(calendar, metric, days)] if limit is not None else []
        if (per_head := capacity(calendar, metric, days)) is not None:
            caps.append(per_head * heads(metric) * _days(calendar, days))
    cap = min(caps) if caps else None
    free = role != "rate" or metric.clause("effort") is not None or limit is not None
    return PlanLeaf(metric, role, days, pace, cap, effort(metric), free)


def effort(metric: Metric) -> float:
    """Return the weight of a step of a number against that of others, one where nothing says so."""
    return _number(metric, "effort") or 1.0


def capacity(calendar: Calendar, metric: Metric, days: Days) -> float | None:
    """Return what one person can do on a business day, None where nothing says so."""
    clause = metric.clause("capacity")
    if clause is None or not isinstance(clause.value, tree.Rate):
        return None
    count, per = as_float(clause.value.count.value), clause.value.per
    length = 1.0 if per.unit in ("day", "business_day") else _LENGTH.get(per.unit, 0.0) * _working_share(calendar, days)
    return count / per.count / length if count is not None and per.count > 0 and length > 0 else None


def heads(metric: Metric) -> int:
    """Return how many people work on a number, one where nothing says so."""
    return max(1, int(_number(metric, "heads") or 1))


def review_days(calendar: Calendar, metric: Metric, days: Days) -> float:
    """Return how many business days a review period of a number has on average."""
    clause = metric.clause("review")
    every = clause.value.every.text if clause is not None and isinstance(clause.value, tree.Cadence) else None
    grain = review_grain(every).removeprefix("fiscal_")
    return 1.0 if grain == "day" else _LENGTH[grain] * _working_share(calendar, days)


def lags(
    model: Model, names: tuple[str, ...], root: str, edges: Mapping[str, tuple[str, ...]]
) -> dict[str, list[Metric]]:
    """Return for each number those from it up to the goal whose lags add up: the way with the most of them.

    `edges` are the parts of each number; parts stand behind what they are part of in `names`.
    """
    above: dict[str, list[Metric]] = {root: []}
    for name in names:
        for part in edges.get(name, ()):
            own = [model.metrics[part]] if model.metrics[part].clause("lag") is not None else []
            way = [*own, *above.get(name, [])]
            if part not in above or len(way) > len(above[part]):
                above[part] = way
    return above


def earlier(calendar: Calendar, day: date, late: list[Metric]) -> date:
    """Return the day on which something has to happen for its effect to be there on `day`."""
    for metric in late:
        clause = metric.clause("lag")
        if clause is not None and isinstance(clause.value, tree.Duration):
            day = _before(calendar, day, clause.value)
    return day


def _before(calendar: Calendar, day: date, lag: tree.Duration) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}.get(lag.unit)
    if months is not None:
        year, month = divmod(day.year * 12 + day.month - 1 - months * min(lag.count, 120), 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    if lag.unit == "business_day":
        for _ in range(min(lag.count, _LONGEST)):
            day -= _DAY
            while not is_business_day(calendar, day):
                day -= _DAY
        return day
    return day - _DAY * min(lag.count * {"day": 1, "week": 7}.get(lag.unit, 0), _LONGEST)


def _number(metric: Metric, keyword: str) -> float | None:
    clause = metric.clause(keyword)
    return as_float(clause.value.value) if clause is not None and isinstance(clause.value, tree.Number) else None


def _limit(metric: Metric) -> float | None:
    clause = metric.clause("limit")
    if clause is None or not isinstance(clause.value, tree.Reasoned) or not isinstance(clause.value.value, tree.Number):
        return None
    return as_float(clause.value.value.value)


def _days(calendar: Calendar, days: Days) -> float:
    return float(business_days(calendar, *days))


def _working_share(calendar: Calendar, days: Days) -> float:
    """Return the share of business days in the year up to the end of `days`."""
    return (business_days(calendar, days[1] - 364 * _DAY, days[1]) or 365) / 365
