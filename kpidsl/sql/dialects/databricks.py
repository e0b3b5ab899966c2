"""Databricks SQL (Runtime 13.3 and later): written from its manual (docs.databricks.com, SQL language manual), not run.

Sources: TIMESTAMP (an instant, shown in the session's zone) and TIMESTAMP_NTZ (naive); casting text with an offset to
TIMESTAMP; `unix_seconds` and `unix_micros` (since 1970 in UTC, whatever the session's zone); `add_months` (a missing
day becomes the month's last); `round` (HALF_UP); `like` (a backslash escapes); string literals (a backslash escapes);
`median` and `approx_percentile` differ by version, so that percentiles are reckoned from ranks; EXISTS in a select
list is not known everywhere, so that journeys are joined; ORDER BY (NULLS LAST); names (255 characters, without
case).

Nothing depends on the session's time zone: local days are counted from 1970 in seconds.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Longest
from kpidsl.sql.dialects.shifting import call, shift_of
from kpidsl.sql.dialects.standard import date_literal, length_of, of_type, real_ratio
from kpidsl.sql.zones import Shift, between, offsets, to_utc
from kpidsl.text.diagnostic import Said


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "databricks")


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMP_NTZ")


def _instant(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.astimezone(UTC).isoformat(" ")), "TIMESTAMP")


def _of_utc(moment: datetime) -> exp.Expr:
    return _instant(moment.replace(tzinfo=UTC))


def _as_if_utc(column: exp.Expr) -> exp.Expr:
    """Return a naive time as the instant that it would be in UTC; its text has the offset put after it."""
    text = call("CONCAT", _as(column, "STRING"), exp.Literal.string("+00:00"))
    return _as(text, "TIMESTAMP")


def _plus(value: exp.Expr, more: exp.Expr | None) -> exp.Expr:
    return value if more is None else exp.paren(exp.Add(this=value, expression=more))


def _day_of(seconds: exp.Expr) -> exp.Expr:
    """Return the day of seconds since 1970."""
    days = exp.Floor(this=exp.Div(this=seconds, expression=exp.Literal.number(86_400)))
    return call("DATE_ADD", date_literal(datetime(1970, 1, 1).date()), _as(days, "INT"))


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        return _day_of(_plus(call("UNIX_SECONDS", column), shift_of(column, offsets(calendar_zone), _of_utc)))
    seconds = shift_of(column, between(zone, calendar_zone), _naive)
    if seconds is None:
        return _as(column, "DATE")
    return _day_of(_plus(call("UNIX_SECONDS", _as_if_utc(column)), seconds))


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    """Return an instant as microseconds since 1970."""
    if kind == "timestamp_tz":
        return call("UNIX_MICROS", column)
    column = _as(column, "TIMESTAMP_NTZ") if kind == "date" else column
    return _plus(call("UNIX_MICROS", _as_if_utc(column)), _micros(column, to_utc(zone)))


def _micros(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr | None:
    seconds = shift_of(column, shifts, _naive)
    if seconds is None:
        return None
    return exp.Mul(this=_as(seconds, "BIGINT"), expression=exp.Literal.number(1_000_000))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", last, first)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = exp.paren(exp.Sub(this=last, expression=first))
    return exp.Div(this=_as(elapsed, "DOUBLE"), expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return call("DATE_ADD" if part == "DAY" else "ADD_MONTHS", day, exp.Literal.number(number))


DATABRICKS = Dialect(
    name="databricks",
    sqlglot="databricks",
    case="as_written",
    level="written",
    filters=False,
    exists=False,
    longest=Longest(255),
    instant=_instant,
    naive=_naive,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    ratio=real_ratio,
    assumes=(Said("no text column has a collation of its own", "文字列の列に独自の照合順序がないこと"),),
)
