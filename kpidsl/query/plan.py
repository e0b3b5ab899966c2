"""The plan: what has to be read and reckoned to answer a request, free of any SQL dialect."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kpidsl.model.calendar import Grain, Period
from kpidsl.model.expression import Aggregate, Apply, Journey, RowExpression
from kpidsl.model.expression import Literal as Constant
from kpidsl.model.records import Join, Source, TimeColumn
from kpidsl.syntax import tree
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: metrics by name, periods of a grain from one day to another, both inclusive, slices, a filter.

    `as_of` is an instant: rows up to it count. `whole_day` is the local day it ends, None where it lies within one.
    `first` None: twelve periods before the last; `last` None: the period of the as-of. `pieces` are periods of the
    caller's own cutting, each following the last; with them the grain, `first` and `last` say nothing. `totals`: beside
    the slices a row over all of them for each period. `most`: only so many rows, those with the largest first number;
    no totals go with it.
    """

    names: tuple[str, ...]
    as_of: datetime
    whole_day: date | None = None
    grain: Grain = "month"
    first: date | None = None
    last: date | None = None
    by: tuple[str, ...] = ()
    where: tree.Expression | None = None
    pieces: tuple[Period, ...] = ()
    totals: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A period of the answer: its days inside the range; `due` is False where it lies wholly after the as-of."""

    index: int
    period: Period
    first: date
    last: date
    complete: bool
    due: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A bound of the rows: the start of a local day, or an instant within the day before it (`instant`)."""

    day: date
    instant: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One join of a scan: `path` is the chain of sources that ends at the joined one, `join` its last link."""

    path: tuple[str, ...]
    join: Join
    source: Source


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate of a scan, under the name of its column; of a journey those who set out, or those who went on."""

    alias: str
    aggregate: Aggregate | Journey
    part: Literal["all", "went_on"] = "all"


@dataclass(frozen=True, slots=True)
class Window:
    """The buckets that make each period's value: (period, first bucket, last bucket), and the columns they go to.

    `columns` are (the name of the value, the measure that it is made of).
    """

    name: str
    spans: tuple[tuple[int, int, int], ...]
    columns: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> bool:
        """Say whether each period is one bucket of its own number, so that nothing has to be put together."""
        return all(period == first == last for period, first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Scan:
    """One pass over the rows of a source by one time column.

    `edges` are the bounds of the buckets, one more than there are buckets; with `floor` rows before the first edge fall
    into bucket -1. `slices` give each asked dimension over its rows. Shapes: "adds" (a bucket's measures can be put
    together with another's), "values" (they cannot: rows are counted for every window that they fall in), "level" (the
    last rows count), "journey" (rows that set out are followed).
    """

    name: str
    shape: Literal["adds", "values", "level", "journey"]
    source: Source
    time: TimeColumn
    hops: tuple[Hop, ...]
    slices: tuple[RowExpression, ...]
    where: RowExpression | None
    edges: tuple[Edge, ...]
    floor: bool
    measures: tuple[Measure, ...]
    windows: tuple[Window, ...]
    goals: tuple["Goal", ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """The rows that a journey arrives at: a second pass over a source. `until` is the end of what counts.

    `units` are the bounds of the periods of the journey's unit, for `retained`.
    """

    journey: Journey
    source: Source
    time: TimeColumn
    hops: tuple[Hop, ...]
    until: Edge
    units: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A window's value in a period and slice; `empty_is_zero`: no rows mean 0; `missing` periods have no value."""

    alias: str
    empty_is_zero: bool
    missing: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """The definition in force: each value up to and with a period, the last one after all of them."""

    upto: tuple[tuple[int, "Value"], ...]
    after: "Value"
    span: Span


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value of a metric that an earlier stage reckoned."""

    name: str
    span: Span


Value = Constant | Cell | Choice | Earlier | Apply["Value"]


@dataclass(frozen=True, slots=True)
class Output:
    """A number of the answer (or of a stage on the way): its name and its formula over cells."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it. `stages` hold metrics that are reckoned once and used by later stages and by the outputs.

    `totals` are the scans of what no slices can be put together for (a distinct count, a median, a level, a journey),
    once more over all rows, where rows over all slices are asked for. Their values have the names of the sliced ones.
    """

    request: Request
    zone: str
    periods: tuple[PlannedPeriod, ...]
    dimensions: tuple[str, ...]
    scans: tuple[Scan, ...]
    stages: tuple[tuple[Output, ...], ...]
    outputs: tuple[Output, ...]
    fingerprint: str
    totals: tuple[Scan, ...] = ()

    @property
    def totalled(self) -> bool:
        """Say whether the answer has rows over all slices beside those of each."""
        return self.request.totals and bool(self.dimensions)

    @property
    def passes(self) -> tuple[Scan | Goal, ...]:
        """Return every pass over rows: the scans, and where journeys arrive."""
        found: list[Scan | Goal] = []
        for scan in self.scans:
            found += (scan, *scan.goals)
        return tuple(found)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return every source that is read, each once, joined ones too."""
        found = {
            source.name: source for each in self.passes for source in (each.source, *(hop.source for hop in each.hops))
        }
        return tuple(found.values())
