"""Trino: written from its manual (trino.io/docs/current), not run on it by the tests.

Sources: data types (a TIMESTAMP without a precision keeps milliseconds, so that six digits are asked for); date and
time functions (AT TIME ZONE of a time with a zone; of a naive one it would mean the session's zone, and is not used;
`date_diff` knows no microseconds, `to_unixtime` counts seconds); aggregates (`approx_percentile` is what its name
says, so that percentiles are reckoned from ranks); LIKE with ESCAPE (a backslash in text is a backslash); division of
whole numbers is whole; `round` does not say where halves go, nor `date_add` where a missing day goes: both are
spelled out.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.rounding import REFUSAL, half_away
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.shifting import call, month_later, shift_of
from kpidsl.sql.dialects.standard import length_of, of_type, real_ratio
from kpidsl.sql.zones import Shift, between, to_utc


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "trino")


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat(sep=" ")), "TIMESTAMP(6)")


def _instant(moment: datetime) -> exp.Expr:
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return _as(exp.Literal.string(f"{utc.isoformat(sep=' ')} UTC"), "TIMESTAMP(6) WITH TIME ZONE")


def _wall_clock(column: exp.Expr, zone: str) -> exp.Expr:
    """Return an instant as a naive time of a zone."""
    return _as(exp.AtTimeZone(this=column, zone=exp.Literal.string(zone)), "TIMESTAMP(6)")


def _add(part: str, number: exp.Expr, to: exp.Expr) -> exp.Expr:
    return call("DATE_ADD", exp.Literal.string(part), number, to)


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, _naive)
    return column if seconds is None else _add("second", seconds, column)


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
    return _moved(_as(column, "TIMESTAMP(6)") if kind == "date" else column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATE_DIFF", exp.Literal.string("day"), first, last)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    """Return hours from whole microseconds: seconds as floats are off by less than half of one, and are rounded."""
    apart = exp.paren(exp.Sub(this=call("TO_UNIXTIME", last), expression=call("TO_UNIXTIME", first)))
    micros = exp.Round(this=exp.Mul(this=apart, expression=exp.Literal.number(1_000_000)))
    return exp.Div(this=micros, expression=exp.Literal.number("3.6e9"))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    if part == "DAY":
        return _add("day", exp.Literal.number(number), day)
    first = _add("month", exp.Literal.number(number), call("DATE_TRUNC", exp.Literal.string("month"), day.copy()))
    last = call("DAY", call("LAST_DAY_OF_MONTH", first.copy()))
    return month_later(first, call("DAY", day), last, lambda start, days: _add("day", days, start))


TRINO = Dialect(
    name="trino",
    sqlglot="trino",
    case="as_written",
    level="written",
    filters=True,
    exists=False,
    instant=_instant,
    naive=_naive,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    ratio=real_ratio,
    functions={"round": half_away},
    refusals=(REFUSAL,),
)
