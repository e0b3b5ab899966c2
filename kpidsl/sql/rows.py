"""Row expressions in SQL: three-valued logic as SQL has it, real division, and dates that mean whole local days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from kpidsl.model.calendar import Calendar, naive_edge, start_instant
from kpidsl.model.expression import Apply, Column, Literal, RawSql, RowExpression
from kpidsl.query.plan import Edge
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.written import written_scalar

Types = Mapping[tuple[str, str], str]
"""The neutral type of a column ("date", "timestamp", "timestamp_tz", ...) by source and name; missing where not known."""

BINARY: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


@dataclass(frozen=True, slots=True)
class Lowering:
    """What row expressions of one source need to become SQL; `zones` are those of naive times by source and column."""

    dialect: Dialect
    calendar: Calendar
    types: Types
    zones: Mapping[tuple[str, str], str]

    def type_of(self, node: RowExpression) -> str:
        """Return a column's type; a time of unknown type is taken for a naive timestamp."""
        match node:
            case Column(source=source, path=path, name=name):
                owner = path[-1] if path else source
                return self.types.get((owner, name), "timestamp" if (owner, name) in self.zones else "")
        return ""

    def zone_of(self, node: RowExpression) -> str:
        """Return the zone of a column's naive values: the declared one, else the manifest's."""
        match node:
            case Column(source=source, path=path, name=name):
                return self.zones.get((path[-1] if path else source, name), self.calendar.timezone)
        return self.calendar.timezone


def identifier(name: str, quoted: bool, dialect: Dialect) -> exp.Identifier:
    """Return a name as the warehouse keeps it: folded to its case of plain names, except where it stood in backticks."""
    if not quoted and dialect.case != "as_written" and name.isascii():
        name = name.lower() if dialect.case == "lower" else name.upper()
    return exp.Identifier(this=name, quoted=True)


def alias_of(source: str, path: tuple[str, ...]) -> str:
    """Return the name under which the rows of a source, or of one that it joins, stand in a scan."""
    return "__".join((source, *path)) if path else source


def column(node: Column, dialect: Dialect) -> exp.Column:
    """Return a column with the name of the rows that it belongs to."""
    table = exp.Identifier(this=alias_of(node.source, node.path), quoted=True)
    return exp.Column(this=identifier(node.name, node.quoted, dialect), table=table)


def edge(bound: Edge, zone: str, kind: str, lowering: Lowering) -> exp.Expr:
    """Return a bound as a literal of a time column: the start of a local day, or an instant within the day before."""
    if kind == "date":
        return _date(bound.day)
    moment = bound.instant or start_instant(lowering.calendar, bound.day)
    if kind == "timestamp_tz":
        return lowering.dialect.instant(moment)
    if bound.instant is not None:
        from zoneinfo import ZoneInfo

        naive = bound.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    else:
        naive = naive_edge(lowering.calendar, bound.day, zone)
    text = naive.isoformat(sep=" ")
    return exp.cast(exp.Literal.string(text), "TEXT" if kind == "text" else "TIMESTAMP")


def _date(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")


def lower_row(node: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a row expression as SQL."""

    def lower(each: RowExpression) -> exp.Expr:
        return lower_row(each, lowering)

    match node:
        case Literal(value=value):
            return literal(value)
        case Column():
            return column(node, lowering.dialect)
        case RawSql(source=source, path=path):
            return written_scalar(node, alias_of(source, path), lowering.dialect)
        case Apply(function="days_between", arguments=(first, last)):
            return lowering.dialect.days_from(_local(first, lowering), _local(last, lowering))
        case Apply(function="hours_between", arguments=(first, last)):
            return lowering.dialect.hours_from(_moment(first, lowering), _moment(last, lowering))
        case Apply(function="in", arguments=(operand, *items)) if any(is_day(each) for each in items):
            tests = [lower(Apply("=", (operand, each), node.span)) for each in items]
            return exp.paren(exp.or_(*tests, copy=False))
        case Apply(function="between", arguments=(operand, low, high)) if is_day(low) or is_day(high):
            above, below = Apply(">=", (operand, low), node.span), Apply("<=", (operand, high), node.span)
            return exp.paren(exp.and_(lower(above), lower(below), copy=False))
        case Apply(function=operator, arguments=(left, right)) if operator in BINARY and (is_day(left) or is_day(right)):
            return _compare_day(operator, left, right, lowering)
        case Apply(function=function, arguments=arguments):
            return apply(function, [lower(each) for each in arguments])


def is_day(node: object) -> bool:
    """Say whether an expression is a date written in the formula."""
    return isinstance(node, Literal) and isinstance(node.value, date)


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compare_day(operator: str, left: RowExpression, right: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a comparison with a whole local day: before it begins, within it, or after it ends."""
    if is_day(left) and not is_day(right):
        operator, left, right = _MIRROR.get(operator, operator), right, left
    assert isinstance(right, Literal) and isinstance(right.value, date)
    kind = lowering.type_of(left)
    operand = lower_row(left, lowering)
    if is_day(left) or kind in ("date", ""):
        return BINARY[operator](this=operand, expression=_date(right.value))
    zone = lowering.zone_of(left)
    begin = edge(Edge(right.value), zone, kind, lowering)
    end = edge(Edge(right.value + timedelta(days=1)), zone, kind, lowering)
    match operator:
        case "<":
            return exp.LT(this=operand, expression=begin)
        case "<=":
            return exp.LT(this=operand, expression=end)
        case ">":
            return exp.GTE(this=operand, expression=end)
        case ">=":
            return exp.GTE(this=operand, expression=begin)
    inside = exp.and_(exp.GTE(this=operand, expression=begin), exp.LT(this=operand.copy(), expression=end), copy=False)
    return exp.paren(inside) if operator == "=" else exp.not_(exp.paren(inside), copy=False)


def _local(node: RowExpression, lowering: Lowering) -> exp.Expr:
    if is_day(node):
        return lower_row(node, lowering)
    kind = lowering.type_of(node) or "timestamp"
    return lowering.dialect.local_date(lower_row(node, lowering), lowering.zone_of(node), lowering.calendar.timezone, kind)


def _moment(node: RowExpression, lowering: Lowering) -> exp.Expr:
    kind = "date" if is_day(node) else lowering.type_of(node) or "timestamp"
    zone = lowering.calendar.timezone if kind == "date" else lowering.zone_of(node)
    return lowering.dialect.moment(lower_row(node, lowering), zone, kind)


def literal(value: bool | Decimal | str | date | None) -> exp.Expr:
    """Return a literal node."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.Boolean(this=value)
        case Decimal():
            text = f"{abs(value).normalize():f}"
            number = exp.Literal.number(text)
            return exp.paren(exp.Neg(this=number)) if value < 0 else number
        case str():
            return exp.Literal.string(value)
        case date():
            return _date(value)


def apply(function: str, arguments: list[exp.Expr]) -> exp.Expr:
    """Return an operator or function of the table of functions over SQL values; for rows and for cells alike."""
    if function in BINARY:
        left, right = arguments
        return exp.paren(BINARY[function](this=left, expression=right))
    return _FUNCTIONS[function](*arguments)


def _divide(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Div(this=left, expression=exp.Nullif(this=right, expression=exp.Literal.number("0"))))


def _like(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Escape(this=exp.Like(this=left, expression=right), expression=exp.Literal.string("\\"))


def _between(operand: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Between(this=operand, low=low, high=high))


def _if(test: exp.Expr, yes: exp.Expr, no: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=test, true=yes)], default=no)


def _coalesce(first: exp.Expr, *rest: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=first, expressions=list(rest))


def _round(value: exp.Expr, digits: exp.Expr | None = None) -> exp.Expr:
    return exp.Round(this=value, decimals=digits)


_FUNCTIONS: dict[str, Callable[..., exp.Expr]] = {
    "/": _divide,
    "neg": lambda operand: exp.paren(exp.Neg(this=operand)),
    "and": lambda left, right: exp.paren(exp.And(this=left, expression=right)),
    "or": lambda left, right: exp.paren(exp.Or(this=left, expression=right)),
    "not": lambda operand: exp.paren(exp.Not(this=operand)),
    "is_null": lambda operand: exp.paren(exp.Is(this=operand, expression=exp.Null())),
    "in": lambda operand, *items: exp.paren(exp.In(this=operand, expressions=list(items))),
    "between": _between,
    "like": lambda left, right: exp.paren(_like(left, right)),
    "if": _if,
    "coalesce": _coalesce,
    "abs": lambda operand: exp.Abs(this=operand),
    "round": _round,
}
