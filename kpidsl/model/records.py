"""What a project means: plain immutable records, every name resolved. Made by `kpidsl.model.build`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal as OneOf

from kpidsl.model.calendar import Calendar
from kpidsl.model.chronicle import Action, Allowance, Event, Expectation, Retirement, ReviewRecord
from kpidsl.model.chronicle import ScorecardSpec as ScorecardSpec
from kpidsl.model.expression import Formula, RowExpression
from kpidsl.model.row_names import RowNames
from kpidsl.model.rules import RuleSetting
from kpidsl.model.unit import Unit
from kpidsl.syntax import tree
from kpidsl.text.source import Source as SourceText
from kpidsl.text.source import Span

Kind = OneOf["flow", "stock", "rate"]


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A column spelt as SQL needs it; `quoted` keeps its case on every warehouse."""

    name: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table in the warehouse, by the parts of its name."""

    parts: tuple[ColumnName, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FileRows:
    """Data files, by a path relative to the manifest; may hold `*`."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class QueryRows:
    """One SELECT in the warehouse's dialect."""

    sql: str
    span: Span


Origin = TableRows | FileRows | QueryRows


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """A time that rows can be counted by; `zone` is that of naive values."""

    name: str
    quoted: bool
    zone: str
    span: Span


@dataclass(frozen=True, slots=True)
class Join:
    """Many of this source's rows to one of `target`; `pairs` are (own column, target's column)."""

    target: str
    pairs: tuple[tuple[ColumnName, ColumnName], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something rows can be sliced by."""

    name: str
    label: str | None
    formula: RowExpression
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to measure."""

    name: str
    label: str | None
    origin: Origin
    keys: tuple[ColumnName, ...]
    times: tuple[TimeColumn, ...]
    joins: tuple[Join, ...]
    dimensions: tuple[Dimension, ...]
    span: Span
    fresh: tree.Duration | None = None

    def time(self, name: str) -> TimeColumn:
        """Return the declared time column of that name; `KeyError` where there is none."""
        for each in self.times:
            if each.name == name:
                return each
        raise KeyError(name)

    def join(self, target: str) -> Join:
        """Return the join to a source; `KeyError` where there is none."""
        for each in self.joins:
            if each.target == target:
                return each
        raise KeyError(target)


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with a name: a metric, a kpi or a kgi.

    `earlier` holds the formulas that were in force before a day, the earliest day first. `unit` is the one that the
    formula's arithmetic gives (None: not known), `shown` the one to print (`%`, `JPY`, `deals`, ""). `breakdown` is an
    identity over other metrics, and `proof` what is known of it. `sources` are those whose rows it comes down to.
    `was` is its earlier name, `guards` the numbers that must not suffer for others. `clauses` are the clauses as
    written, for what needs no resolving (owner, team, phase, definition, because, decision, review ...). `fits` says
    whether its declared unit may stand on what its formula gives; where not, its unit is taken for unknown.
    """

    role: OneOf["metric", "kpi", "kgi"]
    name: str
    label: str | None
    formula: Formula
    earlier: tuple[tuple[date, Formula], ...]
    unit: Unit | None
    shown: str
    kind: Kind
    better: OneOf["higher", "lower", "within"]
    breakdown: Formula | None
    proof: OneOf["proved", "untested", None]
    drives: tuple[str, ...]
    targets: tuple[tree.Target, ...]
    milestones: tuple[tree.Milestone, ...]
    clauses: tuple[tree.Clause, ...]
    formula_text: str
    fingerprint: str
    span: Span
    sources: tuple[str, ...] = ()
    was: str | None = None
    guards: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    allows: tuple[Allowance, ...] = ()
    key: bool = False
    incentive: bool = False
    fits: bool = True

    def text(self, keyword: str) -> str | None:
        """Return the words of a clause that takes text or one name, or None where it is not written."""
        for clause in self.clauses:
            if clause.keyword == keyword:
                match clause.value:
                    case tree.Text(value=value):
                        return value
                    case tree.Word(text=value):
                        return value
                    case tree.Reference(parts=parts):
                        return parts[-1].text
        return None

    def clause(self, keyword: str) -> tree.Clause | None:
        """Return the first clause of that keyword, or None."""
        return next((each for each in self.clauses if each.keyword == keyword), None)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The project's `kpidsl.yaml`; `status` are the shares of what was due below which it is at risk or behind."""

    name: str
    specs: tuple[str, ...]
    locale: str
    currency: str | None
    calendar: Calendar
    connection: str | None
    connection_span: Span | None = None
    specs_spans: tuple[Span, ...] = ()
    lint: Mapping[str, RuleSetting] = field(default_factory=dict)
    status: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Model:
    """A project's whole meaning. Metrics stand in an order in which each comes after those it is made of."""

    manifest: Manifest
    names: RowNames
    sources: Mapping[str, Source]
    segments: Mapping[str, "Segment"]
    metrics: Mapping[str, Metric]
    scorecards: Mapping[str, ScorecardSpec]
    texts: Mapping[str, SourceText]
    actions: Mapping[str, Action] = field(default_factory=dict)
    reviews: tuple[ReviewRecord, ...] = ()
    retirements: tuple[Retirement, ...] = ()
    events: tuple[Event, ...] = ()
    expectations: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A named condition on the rows of a source."""

    name: str
    source: str
    condition: RowExpression
    span: Span
    label: str | None = None
