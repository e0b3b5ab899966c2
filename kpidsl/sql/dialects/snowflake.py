"""Snowflake: written from its manual (docs.snowflake.com), not run on it by the tests.

Sources, all of the SQL reference: identifiers (plain ones are kept in upper case, 255 characters); CONVERT_TIMEZONE
(two arguments give a TIMESTAMP_TZ in the target zone) and TO_TIMESTAMP (to NTZ keeps the wall clock); DATEADD (a
missing day becomes the month's last); DATEDIFF (counts borders, so that microseconds are counted and not hours);
PERCENTILE_CONT (linear); ROUND (half away from zero); collation (plain text compares by its UTF-8 bytes); string
constants (a backslash escapes). What an ambiguous local time means is not said there, so that naive times are moved
by numbers reckoned here.
"""

from datetime import UTC, datetime
from decimal import Decimal

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Longest
from kpidsl.sql.dialects.shifting import call, shift_of
from kpidsl.sql.dialects.standard import length_of, of_type, real_ratio
from kpidsl.sql.zones import Shift, between, to_utc
from kpidsl.text.diagnostic import Said


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "snowflake")


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMP_NTZ")


def _instant(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.astimezone(UTC).isoformat(" ")), "TIMESTAMP_TZ")


def _wall_clock(column: exp.Expr, zone: str) -> exp.Expr:
    """Return an instant as a naive time of a zone."""
    return _as(call("CONVERT_TIMEZONE", exp.Literal.string(zone), column), "TIMESTAMP_NTZ")


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, _naive)
    return column if seconds is None else call("DATEADD", exp.var("SECOND"), seconds, column)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    moved = (
        _wall_clock(column, calendar_zone) if kind == "timestamp_tz" else _moved(column, between(zone, calendar_zone))
    )
    return _as(moved, "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _wall_clock(column, "UTC")
    return _moved(_as(column, "TIMESTAMP_NTZ") if kind == "date" else column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", exp.var("DAY"), first, last)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = _as(call("DATEDIFF", exp.var("MICROSECOND"), first, last), "DOUBLE")
    return exp.Div(this=elapsed, expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return call("DATEADD", exp.var(part), exp.Literal.number(number), day)


def _percentile(value: exp.Expr, fraction: Decimal) -> exp.Expr:
    order = exp.Order(expressions=[exp.Ordered(this=_as(value, "DOUBLE"))])
    place = exp.PercentileCont(this=exp.Literal.number(f"{fraction.normalize():f}"))
    return exp.WithinGroup(this=place, expression=order)


SNOWFLAKE = Dialect(
    name="snowflake",
    sqlglot="snowflake",
    case="upper",
    level="written",
    filters=False,
    exists=False,
    longest=Longest(255),
    instant=_instant,
    naive=_naive,
    percentile=_percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    ratio=real_ratio,
    assumes=(Said("no text column has a collation of its own", "文字列の列に独自の照合順序がないこと"),),
)
