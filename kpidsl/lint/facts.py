"""What rules about data look at: plain records of what was measured and judged, made in one go for all numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.lint.rule import Settings
from kpidsl.model.calendar import Period
from kpidsl.model.kpitree import names_under
from kpidsl.model.records import Metric, Model

_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Ordinary:
    """The limits of ordinary variation at the last period over, its value, and what each period to come has to bring.

    `side` is "above" or "below" where the value lies outside of them, "" where it is ordinary; `since` the first day of
    the periods in a row that do so on that side. `needed` is None where nothing is aimed at any more, or the limits are
    those of one month of the year alone.
    """

    low: float
    high: float
    value: float
    side: str
    needed: float | None
    since: date


@dataclass(frozen=True, slots=True)
class Growth:
    """What a total has to grow by on a year ago to meet its target, and the most that it grew in as long a time.

    Both are fractions (0.2 is +20%); `compared` is the number of such times on record.
    """

    needed: float
    best: float
    compared: int


@dataclass(frozen=True, slots=True)
class Sway:
    """How much a leaf could have moved a goal alone, in the month in which it had most room: from `present` to
    `plausible` (its cap, else the best quartile of its own months), the goal by `gain` of it (0.01 is 1%).
    """

    goal: str
    period: Period
    present: float
    plausible: float
    gain: float


@dataclass(frozen=True, slots=True)
class Belief:
    """What a number is believed to drive, held against the months in which both are known.

    `correlation` is the largest of their changes, of the driven one `lag` months later; `chance` how likely that much
    is where nothing drives anything.
    """

    driven: str
    months: int
    lag: int
    correlation: float
    chance: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI or a goal as it was judged.

    `statuses` are those at the last closes and now, each by itself, the oldest first. `odds` is the probability that
    its total meets the target, `passed` the share of the target's days that are over (None: no such forecast). `tries`
    is the number of rows that a rate or a mean of the last period rests on. `sways` are those of a leaf on the goals
    that it is arithmetic of, `beliefs` those of a driver that there are months enough for.
    """

    metric: Metric
    period: Period
    statuses: tuple[str, ...]
    ordinary: Ordinary | None = None
    odds: float | None = None
    passed: float | None = None
    growth: Growth | None = None
    tries: int | None = None
    sways: tuple[Sway, ...] = ()
    beliefs: tuple[Belief, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """A source whose rows are older than it asks; `latest` is the last day with rows, None: none since `since`."""

    source: str
    latest: date | None
    since: date


@dataclass(frozen=True, slots=True)
class GreenTeam:
    """A team whose numbers were all well at the last `closes` while a goal was behind."""

    team: str
    goal: str
    closes: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of a project, as of a day."""

    model: Model
    as_of: date
    settings: Settings
    numbers: Mapping[str, Measured]
    stale: tuple[Stale, ...] = ()
    green: tuple[GreenTeam, ...] = ()

    def likely(self, name: str) -> bool:
        """Say whether a number is more likely than not to meet its target as it goes on."""
        odds = self.numbers[name].odds
        return odds is not None and odds >= _EVEN

    def acted_on(self, name: str) -> bool:
        """Say whether an action under way or to come is for a number, or for one that stands under it."""
        going = [each for each in self.model.actions.values() if not each.outcome]
        on = {kpi for each in going if each.last is None or each.last >= self.as_of for kpi in each.kpis}
        return not on.isdisjoint(names_under(self.model, name)) if on else False


def written(metric: Metric, value: float) -> str:
    """Return a value as findings write it, the same in every language."""
    if metric.shown == "%":
        return f"{value:.1%}"
    places = 0 if abs(value) >= 100 or value == int(value) else 2
    return f"{value:,.{places}f}{f' {metric.shown}' if metric.shown else ''}"
