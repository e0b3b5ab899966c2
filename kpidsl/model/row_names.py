"""The names that row expressions may use, and what carries the findings about an expression that uses others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kpidsl.model.expression import RowExpression
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.source import Span

N = TypeVar("N")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DimensionSyntax:
    """A dimension as written, before its formula is resolved."""

    name: str
    label: str | None
    formula: tree.Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class SourceNames:
    """The names of a source that formulas may use: its joins, each with the target's key column, and its dimensions.

    `columns` has the spelling of each column that the source's own clauses write, by the name that it is looked up by.
    """

    name: str
    joins: Mapping[str, tree.Word]
    dimensions: Mapping[str, DimensionSyntax]
    columns: Mapping[str, tree.Word]


@dataclass(frozen=True, slots=True)
class SegmentSyntax:
    """A segment as written."""

    name: str
    label: str | None
    source: str
    condition: tree.Expression
    span: Span


Definition = tuple[str, str]
"""A dimension or a segment, by its source and its name."""


@dataclass(frozen=True, slots=True)
class RowNames:
    """All names that row expressions may use.

    `metrics` are there to be refused by name. What a finding was made about is passed over silently: `broken` sources
    and segments, `closed` dimensions and segments that cannot be opened, `unsure` sources of which a join is not known.
    """

    sources: Mapping[str, SourceNames]
    segments: Mapping[str, SegmentSyntax]
    metrics: frozenset[str]
    broken: frozenset[str]
    closed: frozenset[Definition] = frozenset()
    unsure: frozenset[str] = frozenset()
    opened: dict[tuple[str, tuple[str, ...], str], RowExpression] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def joins(self) -> dict[str, Mapping[str, tree.Word]]:
        """Return the sources that each source joins."""
        return {name: each.joins for name, each in self.sources.items()}


class Broken(Exception):
    """An expression that could not be resolved, with its findings; none where they were made before, at the cause."""

    def __init__(self, *diagnostics: Diagnostic | None) -> None:
        super().__init__()
        self.diagnostics = tuple(each for each in diagnostics if each is not None)


def together(resolve: Callable[[N], T], nodes: Iterable[N]) -> tuple[T, ...]:
    """Return every node resolved; where some are broken, raise one `Broken` with the findings of all of them."""
    good: list[T] = []
    broken: list[Broken] = []
    for node in nodes:
        try:
            good.append(resolve(node))
        except Broken as problem:
            broken.append(problem)
    if broken:
        raise Broken(*(each for problem in broken for each in problem.diagnostics))
    return tuple(good)


def spelled(word: tree.Word) -> str:
    """Return a name as SQL needs it: as it was written, before its letters were made alike."""
    return word.text if word.written is None else word.written
