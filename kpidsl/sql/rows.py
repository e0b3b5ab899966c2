"""Row expressions in SQL: text by code point on every engine, and dates that mean whole local days."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlglot import exp

from kpidsl.model.calendar import naive_edge, start_instant
from kpidsl.model.expression import Apply, Column, Literal, RawSql, RowExpression
from kpidsl.query.plan import Edge
from kpidsl.sql.dialects.row import Dialect, Unsayable
from kpidsl.sql.dialects.standard import as_it_is
from kpidsl.sql.functions import BINARY, COMPARISONS, apply
from kpidsl.sql.lowering import TIMES, Lowering, kind_of_value
from kpidsl.sql.naming import identifier
from kpidsl.sql.written import refused, written_scalar
from kpidsl.text.diagnostic import Said


def alias_of(source: str, path: tuple[str, ...]) -> str:
    """Return the name under which the rows of a source, or of one that it joins, stand in a scan."""
    return "__".join((source, *path)) if path else source


def column(node: Column, dialect: Dialect) -> exp.Column:
    """Return a column with the name of the rows that it belongs to."""
    table = exp.Identifier(this=alias_of(node.source, node.path), quoted=True)
    return exp.Column(this=identifier(node.name, node.quoted, dialect), table=table)


def edge(bound: Edge, zone: str, kind: str, lowering: Lowering) -> exp.Expr:
    """Return a bound as a literal of a time column: the start of a local day, or an instant in the day before."""
    if kind == "date":
        return lowering.dialect.day(bound.day)
    moment = moment_of_edge(bound, zone, kind, lowering)
    return lowering.dialect.instant(moment) if kind == "timestamp_tz" else lowering.dialect.naive(moment)


def moment_of_edge(bound: Edge, zone: str, kind: str, lowering: Lowering) -> datetime:
    """Return a bound as a time column's values have it: an instant, or a naive time in the column's zone."""
    if kind == "timestamp_tz":
        return bound.instant or start_instant(lowering.calendar, bound.day)
    if bound.instant is not None:
        from zoneinfo import ZoneInfo

        return bound.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return naive_edge(lowering.calendar, bound.day, zone)


def lower_row(node: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a row expression as SQL."""

    def lower(each: RowExpression) -> exp.Expr:
        return lower_row(each, lowering)

    match node:
        case Literal(value=value):
            return literal(value, lowering.dialect)
        case Column():
            return column(node, lowering.dialect)
        case RawSql(source=source, path=path):
            return written_scalar(node, alias_of(source, path), lowering.dialect)
        case Apply(function="days_between", arguments=(first, last)):
            return lowering.dialect.days_from(local_day(first, lowering), local_day(last, lowering))
        case Apply(function="hours_between", arguments=(first, last)):
            return lowering.dialect.hours_from(moment_of(first, lowering), moment_of(last, lowering))
        case Apply(function="in", arguments=(operand, *items)) if any(is_day(each) for each in items):
            tests = [lower(Apply("=", (operand, each), node.span)) for each in items]
            return exp.paren(exp.or_(*tests, copy=False))
        case Apply(function="between", arguments=(operand, low, high)) if is_day(low) or is_day(high):
            above, below = Apply(">=", (operand, low), node.span), Apply("<=", (operand, high), node.span)
            return exp.paren(exp.and_(lower(above), lower(below), copy=False))
        case Apply(function=operator, arguments=(left, right)) if operator in BINARY and (
            is_day(left) or is_day(right)
        ):
            return _compare_day(operator, left, right, lowering)
        case Apply(function=operator, arguments=(left, right)) if operator in COMPARISONS and _both_times(
            node, lowering
        ):
            return _compare_times(operator, left, right, lowering)
        case Apply(function=operator, arguments=(left, right)) if operator in COMPARISONS and _nobody_knows(
            node, lowering
        ):
            return exp.paren(unsure(operator, lower(left), lower(right), lowering.dialect))
        case Apply(function="in", arguments=(operand, *items)) if _nobody_knows(node, lowering):
            tests = [lower(Apply("=", (operand, each), node.span)) for each in items]
            return exp.paren(exp.or_(*tests, copy=False))
        case Apply(function="between", arguments=(operand, low, high)) if _nobody_knows(node, lowering):
            above, below = Apply(">=", (operand, low), node.span), Apply("<=", (operand, high), node.span)
            return exp.paren(exp.and_(lower(above), lower(below), copy=False))
        case Apply(function=function, arguments=arguments):
            given = compared(function, arguments, lowering)
            if function in _CHOICES:
                given = _alike(node, given, lowering)
            try:
                return apply(function, given, lowering.dialect)
            except Unsayable as lacking:
                raise refused(lacking, lowering.dialect, node.span) from None


_EQUAL, _ORDERING = frozenset({"=", "!=", "in"}), frozenset({"<", "<=", ">", ">=", "between"})


def compared(function: str, arguments: tuple[RowExpression, ...], lowering: Lowering) -> list[exp.Expr]:
    """Return the arguments of a function in SQL; texts that are compared so that it goes by code point."""
    given = [lower_row(each, lowering) for each in arguments]
    known = any(kind_of_value(each, lowering) == "text" for each in arguments)
    if not known or function not in _EQUAL | _ORDERING:
        return given
    make = lowering.dialect.text if function in _EQUAL else lowering.dialect.ordered
    left = () if lowering.dialect.literals_too else (Literal,)
    return [value if isinstance(node, left) else make(value) for node, value in zip(arguments, given, strict=True)]


_CHOICES = {"if": 1, "coalesce": 0}
"""The functions that choose among branches, by which argument is the first branch."""


def _alike(node: Apply[RowExpression], given: list[exp.Expr], lowering: Lowering) -> list[exp.Expr]:
    """Return the arguments of a choice, branches of another type than it has itself made alike."""
    kind, first = kind_of_value(node, lowering), _CHOICES[node.function]
    return [
        lowering.dialect.alike(value, kind) if at >= first and kind_of_value(each, lowering) != kind else value
        for at, (each, value) in enumerate(zip(node.arguments, given, strict=True))
    ]


def _nobody_knows(node: Apply[RowExpression], lowering: Lowering) -> bool:
    """Say whether values may be text that the engine would not compare by code point, and no type tells."""
    return lowering.dialect.text is not as_it_is and not any(kind_of_value(each, lowering) for each in node.arguments)


def unsure(operator: str, left: exp.Expr, right: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Return a comparison of two values of which nobody knows whether they are text."""
    if dialect.unsure is None:
        raise _not_known()
    make = dialect.text if operator in _EQUAL else dialect.ordered
    plainly = BINARY[operator](this=left.copy(), expression=right.copy())
    exactly = BINARY[operator](this=make(left.copy()), expression=make(right.copy()))
    return dialect.unsure(left, right, plainly, exactly)


def key_value(node: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a value by which rows are told apart: text by code point; what is not known is taken for text."""
    return told_apart(lower_row(node, lowering), kind_of_value(node, lowering), lowering.dialect)


def told_apart(value: exp.Expr, kind: str, dialect: Dialect) -> exp.Expr:
    """Return a value of a type by which rows are told apart."""
    if not kind and dialect.typed_keys:
        raise _not_known()
    return dialect.text(value) if kind in ("text", "") else value


def _not_known() -> Unsayable:
    return Unsayable(
        Said("keys and dimensions whose type is not known", "型が分からない列のキーやディメンション"),
        Said("compile with the warehouse at hand", "接続できる状態で compile してください"),
    )


def is_day(node: object) -> bool:
    """Say whether an expression is a date written in the formula."""
    return isinstance(node, Literal) and isinstance(node.value, date)


def _both_times(node: Apply[RowExpression], lowering: Lowering) -> bool:
    return all(lowering.type_of(each) in TIMES for each in node.arguments)


def _compare_times(operator: str, left: RowExpression, right: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a comparison of two time columns: as instants, or as local days where either has no hour."""
    kinds = lowering.type_of(left), lowering.type_of(right)
    if "date" in kinds:
        pair = [local_day(each, lowering) for each in (left, right)]
    elif kinds[0] == kinds[1] and (kinds[0] == "timestamp_tz" or lowering.zone_of(left) == lowering.zone_of(right)):
        pair = [lowering.dialect.exact(lower_row(each, lowering), kinds[0]) for each in (left, right)]
    else:
        pair = [moment_of(each, lowering) for each in (left, right)]
    return exp.paren(BINARY[operator](this=pair[0], expression=pair[1]))


_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compare_day(operator: str, left: RowExpression, right: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return a comparison with a whole local day: before it begins, within it, or after it ends."""
    if is_day(left) and not is_day(right):
        operator, left, right = _MIRROR.get(operator, operator), right, left
    assert isinstance(right, Literal) and isinstance(right.value, date)
    kind = lowering.type_of(left)
    operand = lower_row(left, lowering)
    if is_day(left) or kind in ("date", ""):
        operand = lowering.dialect.time(operand, kind) if kind else operand
        return BINARY[operator](this=operand, expression=lowering.dialect.day(right.value))
    zone = lowering.zone_of(left)
    operand = lowering.dialect.time(operand, kind)
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


def local_day(node: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return the local day of a time."""
    if is_day(node):
        return lower_row(node, lowering)
    kind = lowering.type_of(node) or "timestamp"
    return lowering.dialect.local_date(
        lower_row(node, lowering), lowering.zone_of(node), lowering.calendar.timezone, kind
    )


def moment_of(node: RowExpression, lowering: Lowering) -> exp.Expr:
    """Return the instant of a time; a date begins at its local midnight."""
    kind = "date" if is_day(node) else lowering.type_of(node) or "timestamp"
    zone = lowering.calendar.timezone if kind == "date" else lowering.zone_of(node)
    return lowering.dialect.moment(lower_row(node, lowering), zone, kind)


def literal(value: bool | Decimal | str | date | None, dialect: Dialect) -> exp.Expr:
    """Return a literal node."""
    match value:
        case None:
            return exp.Null()
        case bool():
            return exp.Boolean(this=value)
        case Decimal():
            text = f"{abs(value).normalize():f}"
            number = dialect.fraction(text) if "." in text else exp.Literal.number(text)
            return exp.paren(exp.Neg(this=number)) if value < 0 else number
        case str():
            return dialect.string(value)
        case date():
            return dialect.day(value)
