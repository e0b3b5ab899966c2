"""Row expressions: names to columns of one source and of the sources it joins.

Inside a formula over rows a bare name is a segment, else a dimension, else a column of the source; `leads.channel`
reaches over a declared join. Joins go from many to one, so a row never repeats.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from kpidsl.model.calendar import Calendar, parse_period
from kpidsl.model.expression import Apply, Column, Literal, RawSql, RowExpression
from kpidsl.model.functions import FUNCTIONS
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DimensionSyntax:
    """A dimension as written, before its formula is resolved."""

    name: str
    quoted: bool
    label: str | None
    formula: tree.Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class SourceNames:
    """The names of a source that formulas may use: its joins, each with the target's key column, and its dimensions."""

    name: str
    joins: Mapping[str, tree.Word]
    dimensions: Mapping[str, DimensionSyntax]


@dataclass(frozen=True, slots=True)
class SegmentSyntax:
    """A segment as written."""

    name: str
    source: str
    condition: tree.Expression
    span: Span


@dataclass(frozen=True, slots=True)
class RowNames:
    """All names that row expressions may use. `metrics` are there to be refused by name; `broken` to be passed over silently."""

    sources: Mapping[str, SourceNames]
    segments: Mapping[str, SegmentSyntax]
    metrics: frozenset[str]
    broken: frozenset[str]


class Broken(Exception):
    """An expression that could not be resolved, with its findings; none where they were made before, at the cause."""

    def __init__(self, *diagnostics: Diagnostic | None) -> None:
        super().__init__()
        self.diagnostics = tuple(each for each in diagnostics if each is not None)


def together(resolve: Callable[[tree.Expression], T], nodes: Iterable[tree.Expression]) -> tuple[T, ...]:
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


def paths_to(names: RowNames, start: str, target: str) -> list[tuple[str, ...]]:
    """Return every chain of declared joins from a source to another, each as the joined sources in order."""
    return [path for path in _walk(names, start, (start,)) if path and path[-1] == target]


def _walk(names: RowNames, at: str, seen: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield seen[1:]
    for target in names.sources[at].joins:
        if target in names.sources and target not in seen:
            yield from _walk(names, target, (*seen, target))


def resolve_row(
    expression: tree.Expression, source: str, names: RowNames, given: Mapping[str, RowExpression] | None = None
) -> RowExpression:
    """Return the expression with its names resolved over the rows of `source`; raises `Broken` with the finding.

    `given` are names that mean something already, before any other.
    """
    return _Scope(names, source, (), (), given or {}).resolve(expression)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where names are looked up: at the end of `path`, seen from `base`; `opened` are the dimensions being expanded."""

    names: RowNames
    base: str
    path: tuple[str, ...]
    opened: tuple[str, ...]
    given: Mapping[str, RowExpression]

    @property
    def source(self) -> str:
        return self.path[-1] if self.path else self.base

    def resolve(self, node: tree.Expression) -> RowExpression:
        match node:
            case tree.Number(value=value, span=span):
                return Literal(value, span)
            case tree.Text(value=value, is_data=True, span=span):
                return Literal(value, span)
            case tree.Text(value=value, span=span):
                raise Broken(finding("K206", span, text=value))
            case tree.Constant(name=name, span=span):
                return Literal({"null": None, "true": True, "false": False}[name], span)
            case tree.Period(text=text, span=span):
                return Literal(_day(text, span), span)
            case tree.Reference():
                return self._reference(node)
            case tree.Unary(operator=operator, operand=operand, span=span):
                return Apply("neg" if operator == "-" else operator, (self.resolve(operand),), span)
            case tree.Binary(operator=operator, left=left, right=right, span=span):
                return Apply(operator, together(self.resolve, (left, right)), span)
            case tree.Membership(operand=operand, items=items, negated=negated, span=span):
                return _maybe_not(Apply("in", together(self.resolve, (operand, *items)), span), negated)
            case tree.Between(operand=operand, low=low, high=high, negated=negated, span=span):
                return _maybe_not(Apply("between", together(self.resolve, (operand, low, high)), span), negated)
            case tree.IsNull(operand=operand, negated=negated, span=span):
                return _maybe_not(Apply("is_null", (self.resolve(operand),), span), negated)
            case tree.Call():
                return self._call(node)
            case tree.Journey(name=name):
                raise Broken(finding("K403", name.span, name=name.text))
            case tree.Duration(span=span):
                raise Broken(finding("K405", span))

    def _call(self, node: tree.Call) -> RowExpression:
        name = node.name.text
        if name == "sql":
            match node.arguments:
                case (tree.Text(value=text),):
                    return RawSql(self.base, self.path, text, node.span)
        row = FUNCTIONS.get(name)
        if row is None:
            raise Broken(unknown_function(node.name))
        if row.level != "values":
            raise Broken(finding("K403", node.name.span, name=name))
        check_arity(node)
        return Apply(name, together(self.resolve, node.arguments), node.span)

    def _reference(self, node: tree.Reference) -> RowExpression:
        scope, parts = self, list(node.parts)
        if len(parts) > 1 and parts[0].text == self.source:
            parts.pop(0)
        while len(parts) > 1:
            scope = scope.across(parts.pop(0))
        return scope.name(parts[0], dotted=len(node.parts) > 1)

    def across(self, word: tree.Word) -> "_Scope":
        """Return the scope at the far end of the one chain of joins that leads to a source."""
        if word.text in self.names.broken:
            raise Broken(None)
        found = paths_to(self.names, self.source, word.text) if word.text in self.names.sources else []
        if not found:
            reachable = sorted({path[-1] for path in _walk(self.names, self.source, (self.source,)) if path})
            raise Broken(
                finding(
                    "K402", word.span, source=self.source, name=word.text, known=", ".join(reachable) or "-",
                    near=nearest(word.text, reachable) or "",
                )
            )  # fmt: skip
        if len(found) > 1:
            ways = " / ".join(" -> ".join(path) for path in found)
            raise Broken(finding("K404", word.span, source=self.source, name=word.text, paths=ways))
        return replace(self, path=(*self.path, *found[0]))

    def name(self, word: tree.Word, dotted: bool) -> RowExpression:
        """Return what a bare name stands for here: a segment, else a dimension, else a column."""
        names, source = self.names, self.source
        if not dotted and word.text in self.given:
            return self.given[word.text]
        segment = names.segments.get(word.text)
        if segment is not None and segment.source == source:
            return self._open(word, segment.condition)
        dimension = names.sources[source].dimensions.get(word.text)
        if dimension is not None and dimension.formula is not None:
            return self._open(word, dimension.formula)
        if dimension is None and not dotted and word.text in names.metrics:
            raise Broken(finding("K205", word.span, name=word.text, source=source))
        return Column(self.base, self.path, word.text, word.quoted, word.span)

    def _open(self, word: tree.Word, formula: tree.Expression) -> RowExpression:
        """Return a dimension's or segment's own formula; inside itself its name means the column of that name."""
        key = f"{self.source}.{word.text}"
        if key in self.opened:
            if self.opened[-1] == key:
                return Column(self.base, self.path, word.text, word.quoted, word.span)
            raise Broken(finding("K204", word.span, path=" -> ".join([*self.opened, key])))
        opened = replace(self, opened=(*self.opened, key), given={}).resolve(formula)
        return where_joined(opened, self.names, self.base, self.path)


def where_joined(expression: RowExpression, names: RowNames, base: str, path: tuple[str, ...]) -> RowExpression:
    """Return an expression over a joined row so that it is null where there is no such row, whatever it makes of nulls."""
    if not path or isinstance(expression, Column):
        return expression
    key = names.sources[path[-2] if len(path) > 1 else base].joins[path[-1]]
    there = Apply("not", (Apply("is_null", (Column(base, path, key.text, key.quoted, key.span),), key.span),), key.span)
    return Apply("if", (there, expression, Literal(None, expression.span)), expression.span)


def _maybe_not(expression: RowExpression, negated: bool) -> RowExpression:
    return Apply("not", (expression,), expression.span) if negated else expression


def _day(text: str, span: Span) -> date:
    period = parse_period(Calendar(), text)
    if period is None or period.grain != "day":
        raise Broken(finding("K502", span, text=text))
    return period.first


def unknown_function(word: tree.Word) -> Diagnostic:
    """Return the finding for a function that is not in the table."""
    return finding("K203", word.span, name=word.text, near=nearest(word.text, FUNCTIONS) or "", known=", ".join(FUNCTIONS))


def check_arity(node: tree.Call) -> None:
    """Raise `Broken` where a call has too few or too many arguments."""
    row = FUNCTIONS[node.name.text]
    if not row.least <= len(node.arguments) <= row.most:
        expected = str(row.least) if row.least == row.most else f"{row.least}-{row.most}"
        raise Broken(
            finding("K406", node.span, name=row.name, found=len(node.arguments), expected=expected, example=row.example)
        )
