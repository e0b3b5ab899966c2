"""Row expressions: names to columns of one source and of the sources it joins.

Inside a formula over rows a bare name is a segment, else a dimension, else a column of the source; `leads.channel`
reaches over a declared join. Joins go from many to one, so a row never repeats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpidsl.model.calendar import Calendar, read_period
from kpidsl.model.calendar import Period as CalendarPeriod
from kpidsl.model.calls import check_arity, no_tails, unknown_function
from kpidsl.model.dates import not_a_period
from kpidsl.model.expression import Apply, Column, Literal, RawSql, RowExpression
from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.joins import paths, reached
from kpidsl.model.near import listed, unknown_source
from kpidsl.model.row_names import Broken as Broken
from kpidsl.model.row_names import RowNames, spelled, together
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding


def resolve_row(
    expression: tree.Expression, source: str, names: RowNames, given: Mapping[str, RowExpression] | None = None
) -> RowExpression:
    """Return the expression with its names resolved over the rows of `source`; raises `Broken` with the finding.

    `given` are names that mean something already, before any other.
    """
    return _Scope(names, source, (), "", given or {}).resolve(expression)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where names are looked up: at the end of `path`, seen from `base`; `inside` is the definition being opened."""

    names: RowNames
    base: str
    path: tuple[str, ...]
    inside: str
    given: Mapping[str, RowExpression]

    @property
    def source(self) -> str:
        return self.path[-1] if self.path else self.base

    def resolve(self, node: tree.Expression) -> RowExpression:
        match node:
            case tree.Number(value=value, unit=unit, span=span):
                return Literal(value, span, unit)
            case tree.Text(value=value, span=span):
                return Literal(value, span)
            case tree.Constant(name=name, span=span):
                return Literal({"null": None, "true": True, "false": False}[name], span)
            case tree.Period():
                return Literal(_day(node), node.span)
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
            return self._raw(node)
        row = FUNCTIONS.get(name)
        if row is None:
            raise Broken(unknown_function(node.name, on_rows=True))
        if row.level != "values":
            raise Broken(finding("K403", node.name.span, name=name))
        check_arity(node)
        no_tails(node)
        return Apply(name, together(self.resolve, node.arguments), node.span)

    def _raw(self, node: tree.Call) -> RowExpression:
        no_tails(node)
        match node.arguments:
            case (tree.Text(value=text),):
                return RawSql(self.base, self.path, text, node.span)
        raise Broken(finding("K427", node.span))

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
        joins = self.names.joins
        found = paths(joins, self.source, word.text) if word.text in self.names.sources else []
        if not found:
            raise Broken(self._unreached(word, reached(joins, self.source)))
        if len(found) > 1:
            ways = " / ".join(".".join(path) for path in found)
            example = ".".join(found[0])
            raise Broken(
                finding("K404", word.span, source=self.source, name=word.text, paths=ways, example=f"{example}.…")
            )
        return replace(self, path=(*self.path, *found[0]), inside="")

    def _unreached(self, word: tree.Word, known: list[str]) -> Diagnostic | None:
        names = self.names
        if names.unsure.intersection((self.source, *known)):
            return None
        if word.text in names.sources:
            return finding("K402", word.span, source=self.source, name=word.text, advice=self._way(word.text, known))
        return unknown_source(word.text, word.span, names.sources)

    def _way(self, name: str, known: list[str]) -> Said:
        """Say how rows of another source can be asked for: from their side, or over a join yet to be written."""
        source = self.source
        if paths(self.names.joins, name, source):
            return Said(
                f"many rows of {name} may belong to one of {source}: begin with them, as in count({name} where …)",
                f"{source} の一行に {name} の複数の行が属しえます。count({name} where …) のように書いてください",
            )
        reach = listed(known)
        return Said(
            f"add join {name} on … to source {source}" + (f", or use what it reaches: {reach}" if known else ""),
            f"source {source} に join {name} on … を書いてください" + (f"（今届くもの: {reach}）" if known else ""),
        )

    def name(self, word: tree.Word, dotted: bool) -> RowExpression:
        """Return what a bare name stands for here: a segment, else a dimension, else a column."""
        names, source = self.names, self.source
        if not dotted and word.text in self.given:
            return self.given[word.text]
        if self.inside == word.text:
            return self._column(word)
        if (source, word.text) in names.closed:
            raise Broken(None)
        segment = names.segments.get(word.text)
        if segment is not None and segment.source == source:
            return self._open(word.text, segment.condition)
        dimension = names.sources[source].dimensions.get(word.text)
        if dimension is not None and dimension.formula is not None:
            return self._open(word.text, dimension.formula)
        if dimension is None and not dotted and word.text not in names.sources[source].columns:
            self._not_elsewhere(word)
        return self._column(word)

    def _not_elsewhere(self, word: tree.Word) -> None:
        """Raise `Broken` where a name that no clause of the source writes is that of a metric or of another's
        segment.
        """
        names, source = self.names, self.source
        if word.text in names.metrics:
            raise Broken(finding("K205", word.span, name=word.text, source=source))
        segment = names.segments.get(word.text)
        if segment is not None:
            raise Broken(finding("K418", word.span, name=word.text, owner=segment.source, source=source))

    def _column(self, word: tree.Word) -> Column:
        own = self.names.sources[self.source].columns.get(word.text, word)
        return Column(self.base, self.path, spelled(own), own.quoted or word.quoted, word.span)

    def _open(self, name: str, formula: tree.Expression) -> RowExpression:
        """Return a dimension's or segment's own formula; inside itself its name means the column of that name."""
        key = (self.base, self.path, name)
        if key not in self.names.opened:
            inner = replace(self, inside=name, given={}).resolve(formula)
            self.names.opened[key] = where_joined(inner, self.names, self.base, self.path)
        return self.names.opened[key]


def where_joined(expression: RowExpression, names: RowNames, base: str, path: tuple[str, ...]) -> RowExpression:
    """Return an expression over a joined row so that it is null where there is no such row, whatever it makes
    of nulls.
    """
    if not path or isinstance(expression, Column):
        return expression
    key = names.sources[path[-2] if len(path) > 1 else base].joins[path[-1]]
    column = Column(base, path, spelled(key), key.quoted, key.span)
    there = Apply("not", (Apply("is_null", (column,), key.span),), key.span)
    return Apply("if", (there, expression, Literal(None, expression.span)), expression.span)


def _maybe_not(expression: RowExpression, negated: bool) -> RowExpression:
    return Apply("not", (expression,), expression.span) if negated else expression


def _day(written: tree.Period) -> date:
    read = read_period(Calendar(), written.text)
    if not isinstance(read, CalendarPeriod):
        raise Broken(not_a_period(written, read))
    if read.grain != "day":
        raise Broken(finding("K502", written.span, text=written.text, example=read.last.isoformat()))
    return read.first
