"""What a change is made of: its two ends, its bars, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpidsl.analysis.bridge import Bridge
from kpidsl.analysis.centre_pin import Ranking
from kpidsl.analysis.funnel import Funnel, Loads
from kpidsl.analysis.leading import Leading
from kpidsl.model.calendar import Period
from kpidsl.model.records import Metric
from kpidsl.report.kept_targets import Retargeted

UNEXPLAINED = ""
"""The name of the bar for what the breakdown does not give."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a bridge: a period, the plan of one, or one slice (`member`, None for no value) of one.

    `workdays` are the business days that were measured, fewer than those of a period that is still running. `reported`
    where a plan is that of the report, and the goal's target is another one today.
    """

    kind: Literal["period", "plan", "slice"]
    period: Period
    workdays: int
    label: str
    member: str | None = None
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What a member of the split made of a leaf's bar, in the goal's unit.

    `what`: "count" the change of a count there, "rate" the change of the member's own rate, "mix" the change of its
    weight among the others. `before` and `after` are the leaf in that member.
    """

    leaf: str
    member: str | None
    what: Literal["count", "rate", "mix"]
    amount: float
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Against:
    """A rate whose members' own rates point the other way than the whole; `every`: each single one does (Simpson)."""

    leaf: str
    rate: float
    mix: float
    every: bool


@dataclass(frozen=True, slots=True)
class Split:
    """The bars of the leaves cut by a dimension; those in `whole` could not be cut and stand as they are."""

    dimension: str
    parts: tuple[Part, ...]
    against: tuple[Against, ...] = ()
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A belief (`drives`) held against the months on record: does `driver` move before `driven`."""

    driver: Metric
    driven: Metric
    found: Leading


@dataclass(frozen=True, slots=True)
class Printed:
    """What the last report of the earlier period said of the goal: on which day, as which run.

    `redefined` are numbers that were another one by the definition of then; `untold`: that definition can be read no
    more, so that what late data did is not told apart from what the definition did.
    """

    as_of: date
    run: str
    value: float
    redefined: tuple[str, ...] = ()
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two ends of a goal.

    `bridge` has the bars, what is no performance first, then the largest first. `pin` ranks the leaves as they stand at
    the later end, `funnel` and `loads` are their bottlenecks, `leads` the beliefs under the goal; none of them between
    two slices. `redefined` are the numbers whose formula changed in between, and the day from which. `untargeted` are
    leaves that a plan says nothing of, which stand in it as they came. `printed` is what the earlier period was
    reported as, `retargeted` are targets that were other ones then, `not_kept` the causes that no report tells of.
    """

    metric: Metric
    leaves: Mapping[str, Metric]
    before: End
    after: End
    running: bool
    bridge: Bridge
    pin: Ranking | None = None
    funnel: Funnel | None = None
    loads: Loads | None = None
    leads: tuple[Lead, ...] = ()
    redefined: tuple[tuple[str, date], ...] = ()
    untargeted: tuple[str, ...] = ()
    split: Split | None = None
    printed: Printed | None = None
    retargeted: tuple[Retargeted, ...] = ()
    not_kept: tuple[Literal["restated", "target"], ...] = ()
