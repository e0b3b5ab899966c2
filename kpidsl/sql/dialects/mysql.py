"""MySQL 8 and MariaDB 10.6 and later: proved on MariaDB by the tests in tests/engines.

Text compares there by a collation that takes a, A and `a ` for the same, so that keys are compared as bytes of UTF-8.
Time zone tables may be missing, and then conversions give null without a word; they are reckoned without them.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.rounding import REFUSAL, half_away
from kpidsl.sql.dialects.row import Dialect, Longest
from kpidsl.sql.dialects.shifting import call
from kpidsl.sql.dialects.standard import length_of, of_type, real_ratio
from kpidsl.sql.zones import Shift, between, offsets, seconds_to_add, to_utc

# --- times ------------------------------------------------------------------------------------------------------------


def _naive(moment: datetime) -> exp.Expr:
    kind = "DATETIME(6)" if moment.microsecond else "DATETIME"
    return of_type(exp.Literal.string(moment.isoformat(sep=" ")), kind, "mysql")


def _instant(moment: datetime) -> exp.Expr:
    return _naive(moment.astimezone(UTC).replace(tzinfo=None))


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    def before(moment: datetime) -> exp.Expr:
        return exp.LT(this=column.copy(), expression=_naive(moment))

    if len(shifts) == 1 and not shifts[0][1]:
        return column
    return call("TIMESTAMPADD", exp.var("SECOND"), seconds_to_add(shifts, before), column)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    return exp.cast(
        _moved(column, offsets(calendar_zone) if kind == "timestamp_tz" else between(zone, calendar_zone)), "DATE"
    )


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return column
    if kind == "date":
        column = exp.cast(column, "DATETIME")
    return _moved(column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", last, first)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = exp.cast(call("TIMESTAMPDIFF", exp.var("MICROSECOND"), first, last), "DOUBLE")
    return exp.Div(this=elapsed, expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return exp.Add(this=day, expression=exp.Interval(this=exp.Literal.string(str(number)), unit=exp.var(part)))


# --- text and numbers -------------------------------------------------------------------------------------------------


def _utf8(value: exp.Expr) -> exp.Expr:
    return exp.Cast(this=value, to=exp.DataType(this=exp.DType.CHARACTER_SET, kind=exp.var("utf8mb4")))


def _bytes(value: exp.Expr) -> exp.Expr:
    return exp.cast(_utf8(value), "BINARY")


def _unsure(left: exp.Expr, right: exp.Expr, plainly: exp.Expr, exactly: exp.Expr) -> exp.Expr:
    """Ask the server which of the comparisons it is: what is no text has no character set but `binary`."""
    no_text = [
        exp.EQ(this=call("CHARSET", each.copy()), expression=exp.Literal.string("binary")) for each in (left, right)
    ]
    return exp.Case(ifs=[exp.If(this=exp.or_(*no_text, copy=False), true=plainly)], default=exactly)


def _like(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    exactly = exp.Collate(this=_utf8(left), expression=exp.var("utf8mb4_bin"))
    return exp.paren(exp.Escape(this=exp.Like(this=exactly, expression=right), expression=exp.Literal.string("\\")))


MYSQL = Dialect(
    name="mysql",
    sqlglot="mysql",
    case="as_written",
    filters=False,
    table_values=False,
    longest=Longest(64),
    instant=_instant,
    naive=_naive,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    text=_bytes,
    ordered=_bytes,
    shown=_utf8,
    unsure=_unsure,
    ratio=real_ratio,
    functions={"like": _like, "round": half_away},
    truths=False,
    refusals=(REFUSAL,),
)
