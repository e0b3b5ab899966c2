"""BigQuery: written from its manual (GoogleSQL reference, cloud.google.com/bigquery/docs), not run on it by the tests.

Sources: data types (DATETIME is naive, TIMESTAMP an instant, and the two do not compare); query syntax (a WITH clause
names no columns; UNNEST of STRUCTs is a table; NULLS LAST); operators (LIKE escapes by a backslash and knows no
ESCAPE); lexical structure (a backslash escapes in text); DATE(timestamp, zone); DATE_ADD (a missing day becomes the
month's last); TIMESTAMP_DIFF; ROUND (half away from zero); PERCENTILE_CONT (a window function only, so that
percentiles are reckoned from ranks); correlated subqueries (some are not known, so that journeys are joined); column
names (300 characters).
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Longest
from kpidsl.sql.dialects.shifting import call, shift_of
from kpidsl.sql.dialects.standard import length_of, of_type, real_ratio
from kpidsl.sql.zones import Shift, between, to_utc
from kpidsl.text.diagnostic import Said


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "bigquery")


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat(sep=" ")), "DATETIME")


def _instant(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.astimezone(UTC).isoformat(" ")), "TIMESTAMP")


def _length(number: exp.Expr, part: str) -> exp.Expr:
    return exp.Interval(this=number, unit=exp.var(part))


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, _naive)
    if seconds is None:
        return column
    return call("DATETIME_ADD", column, _length(exp.paren(seconds), "SECOND"))


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        return call("DATE", column, exp.Literal.string(calendar_zone))
    return _as(_moved(column, between(zone, calendar_zone)), "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return column
    moved = _moved(_as(column, "DATETIME") if kind == "date" else column, to_utc(zone))
    return call("TIMESTAMP", moved, exp.Literal.string("UTC"))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATE_DIFF", last, first, exp.var("DAY"))


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = call("TIMESTAMP_DIFF", last, first, exp.var("MICROSECOND"))
    return exp.Div(this=_as(elapsed, "FLOAT64"), expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return call("DATE_ADD", day, _length(exp.Literal.number(number), part))


def _like(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Like(this=left, expression=right))


BIGQUERY = Dialect(
    name="bigquery",
    sqlglot="bigquery",
    case="as_written",
    level="written",
    filters=False,
    ordinals=False,
    named_values=True,
    exists=False,
    longest=Longest(300),
    instant=_instant,
    naive=_naive,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    ratio=real_ratio,
    functions={"like": _like},
    assumes=(Said("no text column has a collation of its own", "文字列の列に独自の照合順序がないこと"),),
)
