"""What a change means: its classes from the harmless to the grave, and the records of a comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf

from kpidsl.history.effects import Effect
from kpidsl.text.diagnostic import Said
from kpidsl.text.source import Span

Kind = OneOf[
    "same", "wording", "record", "attributes", "added", "renamed", "retired", "unit", "target", "milestone",
    "formula", "filter", "time", "source", "calendar", "removed",
]  # fmt: skip

LEVELS = ("nothing", "wording", "attributes", "target", "meaning", "removed")
"""How grave a change is, the worst last."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class of change: how grave it is, and its words."""

    level: str
    said: Said


CLASSES: Mapping[Kind, Class] = {
    "same": Class("nothing", Said("written otherwise", "書き方のみ")),
    "wording": Class("wording", Said("wording", "文言")),
    "record": Class("wording", Said("record", "記録")),
    "attributes": Class("attributes", Said("attributes", "属性")),
    "added": Class("attributes", Said("added", "追加")),
    "renamed": Class("attributes", Said("renamed", "改名")),
    "retired": Class("attributes", Said("retired", "廃止")),
    "unit": Class("target", Said("unit", "単位")),
    "target": Class("target", Said("target", "目標")),
    "milestone": Class("target", Said("milestone", "中間目標")),
    "formula": Class("meaning", Said("formula", "式")),
    "filter": Class("meaning", Said("filter", "条件")),
    "time": Class("meaning", Said("time", "時刻")),
    "source": Class("meaning", Said("source", "データ元")),
    "calendar": Class("meaning", Said("calendar", "暦")),
    "removed": Class("removed", Said("removed", "削除")),
}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that changed of a statement: its class, the clause, and how it was written before and after ("": not).

    The class is that of the meaning: a formula of which only the conditions differ is a `filter`.
    """

    kind: Kind
    clause: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Dependent:
    """What stands on a changed thing: a number by its formula or breakdown, one that it guards or drives, a page ..."""

    by: OneOf["formula", "breakdown", "drives", "guards", "scorecard", "expect", "action"]
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one statement: `what` is its kind (kpi, source, scorecard ..., project for the manifest).

    `was` is its earlier name where it has another one now. `effect` says whether numbers change: its own, or of a
    source, segment or manifest those in `moved`. `span` is where it stands now, for what is gone where it stood.
    """

    what: str
    name: str
    aspects: tuple[Aspect, ...]
    span: Span
    was: str | None = None
    effect: Effect | None = None
    moved: tuple[str, ...] = ()
    dependents: tuple[Dependent, ...] = ()

    @property
    def level(self) -> str:
        """Return how grave the gravest of its aspects is."""
        return max((CLASSES[each.kind].level for each in self.aspects), key=LEVELS.index)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions compared: what changed, the gravest first; the effect on every number that is in both.

    `twins` has the earlier name of each number by its name of now; `rewritten` the files that differ as texts alone.
    """

    changes: tuple[Change, ...]
    effects: Mapping[str, Effect]
    twins: Mapping[str, str]
    rewritten: tuple[str, ...] = ()
    moved: Mapping[str, Effect] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """Return how grave the gravest change is."""
        return max((each.level for each in self.changes), key=LEVELS.index, default="nothing")
