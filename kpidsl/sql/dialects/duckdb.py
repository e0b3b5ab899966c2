"""DuckDB: proved by the tests in tests/engines on every construct that is used for it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.standard import naive_literal
from kpidsl.sql.zones import number


def _instant(moment: datetime) -> exp.Expr:
    text = moment.astimezone(UTC).isoformat(" ")
    return exp.cast(exp.Literal.string(text), "TIMESTAMPTZ", dialect="duckdb")


def _percentile(value: exp.Expr, fraction: Decimal) -> exp.Expr:
    # A decimal would come back rounded to its own scale: the median of 0.01 and 0.02 as 0.01.
    exact = exp.cast(value, "DOUBLE", dialect="duckdb")
    return exp.func("QUANTILE_CONT", exact, exp.Literal.number(f"{fraction.normalize():f}"), dialect="duckdb")


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        column = _at(column, calendar_zone)
    elif zone != calendar_zone:
        column = _at(_at(column, zone), calendar_zone)
    return exp.cast(column, "DATE", dialect="duckdb")


def _at(column: exp.Expr, zone: str) -> exp.Expr:
    return exp.AtTimeZone(this=column, zone=exp.Literal.string(zone))


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return column
    if kind == "date":
        column = exp.cast(column, "TIMESTAMP", dialect="duckdb")
    return _at(column, zone)


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="DATE_DIFF", expressions=[exp.Literal.string("day"), first, last])


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    # Whole microseconds first: the seconds of epoch() are a float, and lose digits before they are subtracted.
    def microseconds(moment: exp.Expr) -> exp.Expr:
        return exp.Anonymous(this="EPOCH_US", expressions=[moment])

    elapsed = exp.paren(exp.Sub(this=microseconds(last), expression=microseconds(first)))
    return exp.Div(this=elapsed, expression=exp.Literal.number("3600000000.0"))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    length = exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var(unit.upper()))
    return exp.cast(exp.Add(this=day, expression=length), "DATE", dialect="duckdb")


def _cell(column: exp.Expr, kind: str, first: datetime, step: timedelta) -> exp.Expr:
    unit = _UNITS.get(step)
    if unit is not None and kind != "timestamp_tz":
        return exp.Anonymous(this="DATE_SUB", expressions=[exp.Literal.string(unit), naive_literal(first), column])
    # Of instants it would be reckoned in the session's time zone, and slowly.
    since = first - (_EPOCH if first.tzinfo else _EPOCH.replace(tzinfo=None))
    microseconds = exp.Anonymous(this="EPOCH_US", expressions=[column])
    passed = exp.Sub(this=microseconds, expression=number(since // _MICROSECOND))
    return exp.IntDiv(this=exp.paren(passed), expression=number(step // _MICROSECOND))


def _listed(cell: exp.Expr, lengths: list[int]) -> exp.Expr:
    runs = [
        exp.Anonymous(this="REPEAT", expressions=[exp.Array(expressions=[number(run)]), number(length)])
        for run, length in enumerate(lengths)
    ]
    every = exp.Anonymous(this="FLATTEN", expressions=[exp.Array(expressions=runs)])
    return exp.Anonymous(this="LIST_EXTRACT", expressions=[every, exp.Add(this=cell, expression=number(1))])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = {timedelta(days=1): "day", timedelta(hours=1): "hour"}

DUCKDB = Dialect(
    name="duckdb",
    sqlglot="duckdb",
    case="as_written",
    # It knows FILTER, which takes up to five times as long where there are many.
    filters=False,
    late=5,
    cell=_cell,
    listed=_listed,
    instant=_instant,
    percentile=_percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
)
