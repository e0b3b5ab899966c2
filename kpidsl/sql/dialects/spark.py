"""Spark SQL 3.5 and later, over Spark Connect: proved on Sail, which speaks it, by the tests in tests/engines.

TIMESTAMP is an instant there and TIMESTAMP_NTZ has no zone. Instants become naive times in UTC before they are compared
or moved, so that the session's time zone, which kpidsl sets to UTC, is not asked.
"""

from datetime import UTC, datetime
from decimal import Decimal

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.shifting import call
from kpidsl.sql.dialects.standard import of_type, real_ratio
from kpidsl.text.diagnostic import Said


def _cast(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "spark")


# --- times ------------------------------------------------------------------------------------------------------------


def _naive(moment: datetime) -> exp.Expr:
    return _cast(exp.Literal.string(moment.isoformat(" ")), "TIMESTAMP_NTZ")


def _instant(moment: datetime) -> exp.Expr:
    return _cast(exp.Literal.string(moment.astimezone(UTC).isoformat(" ")), "TIMESTAMP")


def _at(column: exp.Expr, zone: str) -> exp.Expr:
    """Return an instant as the naive time of a zone."""
    return call("CONVERT_TIMEZONE", exp.Literal.string(zone), column)


def _between(column: exp.Expr, zone: str, other: str) -> exp.Expr:
    """Return a naive time of a zone as one of another; of an ambiguous one the first is meant."""
    if zone == other:
        return column
    return call("CONVERT_TIMEZONE", exp.Literal.string(zone), exp.Literal.string(other), column)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    moved = _at(column, calendar_zone) if kind == "timestamp_tz" else _between(column, zone, calendar_zone)
    return _cast(moved, "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _at(column, "UTC")
    if kind == "date":
        column = _cast(column, "TIMESTAMP_NTZ")
    return _between(column, zone, "UTC")


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", last, first)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    def microseconds(moment: exp.Expr) -> exp.Expr:
        return call("UNIX_MICROS", _cast(moment, "TIMESTAMP"))

    elapsed = exp.paren(exp.Sub(this=microseconds(last), expression=microseconds(first)))
    return exp.Div(this=_cast(elapsed, "DOUBLE"), expression=exp.Literal.number(3_600_000_000))


# --- numbers ----------------------------------------------------------------------------------------------------------


def _percentile(value: exp.Expr, fraction: Decimal) -> exp.Expr:
    return call("PERCENTILE", _cast(value, "DOUBLE"), exp.Literal.number(f"{fraction.normalize():f}"))


SPARK = Dialect(
    name="spark",
    sqlglot="spark",
    case="as_written",
    filters=True,
    instant=_instant,
    naive=_naive,
    percentile=_percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    ratio=real_ratio,
    assumes=(Said("no text column has a collation of its own", "文字列の列に独自の照合順序がないこと"),),
)
