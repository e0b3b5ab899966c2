"""PostgreSQL 12 and later: proved by the tests in tests/engines."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Longest
from kpidsl.sql.zones import repeats

_TYPES = {
    "integer": "BIGINT",
    "float": "DOUBLE",
    "text": "TEXT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamp_tz": "TIMESTAMPTZ",
}


def instant(moment: datetime) -> exp.Expr:
    """Return an instant, its offset written."""
    text = moment.astimezone(UTC).isoformat(" ")
    return exp.cast(exp.Literal.string(text), "TIMESTAMPTZ")


def percentile(value: exp.Expr, fraction: Decimal) -> exp.Expr:
    """Return a percentile that interpolates linearly (R-7)."""
    order = exp.Order(expressions=[exp.Ordered(this=exp.cast(value, "DOUBLE"))])
    place = exp.PercentileCont(this=exp.Literal.number(f"{fraction.normalize():f}"))
    return exp.WithinGroup(this=place, expression=order)


def _at(column: exp.Expr, zone: str) -> exp.Expr:
    return exp.AtTimeZone(this=column, zone=exp.Literal.string(zone))


def _first_of_two(column: exp.Expr, zone: str) -> exp.Expr:
    """Return the instant of a naive time; PostgreSQL takes an ambiguous one for the second, and the first is meant."""
    second = _at(column, zone)
    ifs = []
    for seconds in repeats(zone):
        back = exp.Interval(this=exp.Literal.string(str(seconds)), unit=exp.var("SECOND"))
        first = exp.paren(exp.Sub(this=exp.paren(second.copy()), expression=back))
        same = exp.EQ(this=_at(first, zone), expression=column.copy())
        ifs.append(exp.If(this=same, true=first.copy()))
    return exp.Case(ifs=ifs, default=second) if ifs else second


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        column = _at(column, calendar_zone)
    elif zone != calendar_zone:
        column = _at(exp.paren(_first_of_two(column, zone)), calendar_zone)
    return exp.cast(exp.paren(column), "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return column
    if kind == "date":
        column = exp.cast(column, "TIMESTAMP")
    return exp.paren(_first_of_two(column, zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Sub(this=last, expression=first))


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = exp.paren(exp.Sub(this=last, expression=first))
    return exp.Div(this=exp.Extract(this=exp.var("EPOCH"), expression=elapsed), expression=exp.Literal.number("3600.0"))


def _round(value: exp.Expr, digits: exp.Expr | None = None) -> exp.Expr:
    # A float's half would go to the even neighbour, and be rounded to whole numbers only.
    return exp.Round(this=exp.cast(value, "DECIMAL"), decimals=digits)


def _ordered(value: exp.Expr) -> exp.Expr:
    return exp.Collate(this=exp.cast(value, "TEXT"), expression=exp.Identifier(this="C", quoted=True))


POSTGRES = Dialect(
    name="postgres",
    sqlglot="postgres",
    case="lower",
    filters=True,
    late=8,
    # From nine on it hashes them, since PostgreSQL 14.
    looked_up=9,
    longest=Longest(63, bytes=True),
    instant=instant,
    percentile=percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    ordered=_ordered,
    null=lambda kind: exp.cast(exp.Null(), _TYPES.get(kind, "DECIMAL")),
    functions={"round": _round},
)
