"""DataFusion: proved by the tests in tests/engines.

A plain TIMESTAMP counts nanoseconds and ends in 2262; times are written to the microsecond. Its own conversion of naive
times stops at those that a clock change repeats or leaves out, so the seconds to add are reckoned without it.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.postgres import percentile
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.shifting import call
from kpidsl.sql.dialects.standard import real_ratio
from kpidsl.sql.searching import searched
from kpidsl.sql.zones import Shift, between, offsets, to_utc

_NAIVE, _ZONED = "Timestamp(Microsecond, None)", 'Timestamp(Microsecond, Some("UTC"))'


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return call("ARROW_CAST", value, exp.Literal.string(kind))


# --- times ------------------------------------------------------------------------------------------------------------


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat(" ")), _NAIVE)


def _instant(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.astimezone(UTC).isoformat(" ")), _ZONED)


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    if len(shifts) == 1 and not shifts[0][1]:
        return column

    def before(item: int) -> exp.Expr:
        return exp.LT(this=column.copy(), expression=_naive(shifts[item][0]))

    def seconds(item: int) -> exp.Expr:
        return exp.Interval(this=exp.Literal.string(str(shifts[item][1])), unit=exp.var("SECOND"))

    return exp.paren(exp.Add(this=column, expression=searched(0, len(shifts) - 1, before, seconds)))


def _utc(column: exp.Expr) -> exp.Expr:
    """Return an instant as a naive time in UTC."""
    return _as(_as(column, _ZONED), _NAIVE)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        return exp.cast(_moved(_utc(column), offsets(calendar_zone)), "DATE")
    return exp.cast(_moved(column, between(zone, calendar_zone)), "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _utc(column)
    return _moved(_as(column, _NAIVE) if kind == "date" else column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    def number(day: exp.Expr) -> exp.Expr:
        return exp.cast(day, "INT")

    return exp.paren(exp.Sub(this=number(last), expression=number(first)))


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    def microseconds(moment: exp.Expr) -> exp.Expr:
        return exp.cast(_as(moment, _NAIVE), "BIGINT")

    elapsed = exp.paren(exp.Sub(this=microseconds(last), expression=microseconds(first)))
    return exp.Div(this=exp.cast(elapsed, "DOUBLE"), expression=exp.Literal.number(3_600_000_000), typed=True)


# --- numbers ----------------------------------------------------------------------------------------------------------


# --- the order of the answer ------------------------------------------------------------------------------------------


def _told_apart(query: exp.Select) -> exp.Select:
    """Return a statement whose columns, those of the answer and those it is ordered by, have names of their own."""
    said = [each.alias_or_name for each in query.expressions]
    taken, columns = set(said), []
    for each in query.expressions:
        twice = isinstance(each, exp.Column) and said.count(each.name) > 1
        columns.append(_aliased(each, _other(each.name, taken)) if twice else each)
        taken.add(columns[-1].alias_or_name)
    query.set("expressions", columns)
    keys = [each for each in query.args["order"].find_all(exp.Column) if each.name in taken]
    if not keys:
        return query
    rows = query.args["from_"].this
    select = exp.select(exp.Star()).from_(rows.copy())
    for name in sorted({each.name for each in keys}):
        other = _other(name, taken)
        column = exp.Column(this=_quoted(name), table=_quoted(rows.alias_or_name))
        select.select(_aliased(column, other), copy=False)
        for each in keys:
            if each.name == name:
                each.this.set("this", other)
    alias = exp.TableAlias(this=_quoted(rows.alias_or_name))
    query.args["from_"].set("this", exp.Subquery(this=select, alias=alias))
    return query


def _quoted(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def _aliased(value: exp.Expr, name: str) -> exp.Alias:
    return exp.Alias(this=value, alias=_quoted(name))


def _other(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


DATAFUSION = Dialect(
    name="datafusion",
    sqlglot="postgres",
    case="as_written",
    filters=True,
    exists=False,
    instant=_instant,
    naive=_naive,
    percentile=percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    ratio=real_ratio,
    finish=_told_apart,
)
