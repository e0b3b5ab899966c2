"""ClickHouse 26 and later: proved in process, on chDB, by the tests in tests/engines.

A time is an instant there; one without a zone is read by its face in UTC. The statement ends in the settings without
which it would mean something else: rows without a partner have nulls, a name is a column's before it is an alias's.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlglot import exp

from kpidsl.sql.dialects.rounding import REFUSAL, half_away
from kpidsl.sql.dialects.row import Dialect
from kpidsl.sql.dialects.shifting import call, shift_of
from kpidsl.sql.dialects.standard import length_of, real_ratio
from kpidsl.sql.making import not_null
from kpidsl.sql.naming import is_real
from kpidsl.sql.zones import Shift, between, to_utc
from kpidsl.text.diagnostic import Said

SETTINGS: tuple[tuple[str, int | str], ...] = (
    ("join_use_nulls", 1),
    ("prefer_column_name_to_alias", 1),
    ("enable_positional_arguments", 1),
    ("transform_null_in", 0),
    # Else decimals of different scales have no place in one CASE.
    ("optimize_multiif_to_if", 0),
    ("count_distinct_implementation", "uniqExact"),
    ("session_timezone", "UTC"),
)
"""What every statement ends in."""


# --- times ------------------------------------------------------------------------------------------------------------


def _utc(value: exp.Expr) -> exp.Expr:
    return call("toDateTime64", value, exp.Literal.number(6), exp.Literal.string("UTC"))


def _day(day: date) -> exp.Expr:
    return call("toDate32", exp.Literal.string(day.isoformat()))


def _naive(moment: datetime) -> exp.Expr:
    return _utc(exp.Literal.string(moment.isoformat(" ")))


def _instant(moment: datetime) -> exp.Expr:
    return _naive(moment.astimezone(UTC).replace(tzinfo=None))


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, _naive)
    return _utc(column) if seconds is None else call("addSeconds", _utc(column), seconds)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return call("toDate32", column)
    if kind == "timestamp_tz":
        return call("toDate32", column, exp.Literal.string(calendar_zone))
    return call("toDate32", _moved(column, between(zone, calendar_zone)), exp.Literal.string("UTC"))


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _utc(column)
    return _moved(_utc(call("toDate32", column)) if kind == "date" else column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Sub(this=call("toInt32", last), expression=call("toInt32", first)))


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    def microseconds(moment: exp.Expr) -> exp.Expr:
        return call("toUnixTimestamp64Micro", moment)

    elapsed = exp.paren(exp.Sub(this=microseconds(last), expression=microseconds(first)))
    return exp.Div(this=elapsed, expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return call("addDays" if part == "DAY" else "addMonths", day, exp.Literal.number(number))


# --- text and numbers -------------------------------------------------------------------------------------------------


def _like(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Like(this=left, expression=right))


def _fraction(text: str) -> exp.Expr:
    """Return a number with a fraction as a decimal, for one without a type is a float."""
    digits = len(text.partition(".")[2])
    return exp.cast(exp.Literal.string(text), exp.DataType.build(f"Decimal(38, {digits})", dialect="clickhouse"))


def _in(operand: exp.Expr, *items: exp.Expr) -> exp.Expr:
    """Return whether a value is one of several; IN knows neither nulls nor other kinds of numbers among them."""
    if all(isinstance(each, exp.Literal) for each in items):
        return exp.paren(exp.In(this=operand, expressions=list(items)))
    tests = [exp.EQ(this=operand.copy(), expression=each) for each in items]
    return exp.paren(exp.or_(*tests, copy=False))


def _coalesce(*values: exp.Expr) -> exp.Expr:
    """Return the first value that is there; of decimals of different scales COALESCE makes nothing."""
    *first, last = values
    ifs = [exp.If(this=not_null(each), true=each.copy()) for each in first]
    return exp.Case(ifs=ifs, default=last)


def _alike(value: exp.Expr, kind: str) -> exp.Expr:
    """Return a branch of a choice: a float and any other number have no type together that can be added up."""
    return exp.cast(value, "DOUBLE") if kind == "float" else value


def _abs(value: exp.Expr) -> exp.Expr:
    """Return the size of a number in the number's own type; ABS of a whole one has no sign, and so meets no other."""
    return exp.paren(exp.Mul(this=exp.paren(value), expression=exp.Sign(this=value.copy())))


def _percentile(value: exp.Expr, fraction: Decimal) -> exp.Expr:
    place = exp.Literal.number(f"{fraction.normalize():f}")
    return exp.ParameterizedAgg(this="quantileExactInclusive", expressions=[place], params=[exp.cast(value, "DOUBLE")])


# --- the whole --------------------------------------------------------------------------------------------------------


def _named(columns: list[exp.Expr]) -> list[exp.Expr]:
    """Return the columns of a select under names of their own; of two of one name the last one keeps it."""
    taken = {each.alias_or_name for each in columns}
    named: list[exp.Expr] = []
    for index, each in enumerate(columns):
        name = each.alias_or_name
        if name in {other.alias_or_name for other in columns[index + 1 :]}:
            while name in taken:
                name += "_"
            taken.add(name)
        alias = exp.Identifier(this=name, quoted=True)
        named.append(each if each.is_star or not name else exp.Alias(this=each.unalias(), alias=alias))
    return named


def _finished(query: exp.Select) -> exp.Select:
    """Return a statement with its settings, whose counts have a sign and whose last rows are followed by null.

    Every column of every select is named there: a name that a select lacks would be looked for in those around it.
    """
    own = list(query.walk(prune=is_real))
    for each in own:
        match each:
            case exp.Count():
                counted = each.parent if isinstance(each.parent, exp.Window) else each
                counted.replace(call("toInt64", counted.copy()))
            case exp.Select():
                each.set("expressions", _named(each.expressions))
            case exp.Lead():
                each.set("this", call("toNullable", each.this))
    settings = [exp.EQ(this=exp.column(name), expression=exp.convert(value)) for name, value in SETTINGS]
    query.set("settings", settings)
    return query


CLICKHOUSE = Dialect(
    name="clickhouse",
    sqlglot="clickhouse",
    case="as_written",
    filters=False,
    table_values=False,
    named_values=True,
    exists=False,
    truths=False,
    instant=_instant,
    naive=_naive,
    day=_day,
    fraction=_fraction,
    percentile=_percentile,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    alike=_alike,
    ratio=real_ratio,
    functions={"like": _like, "in": _in, "coalesce": _coalesce, "abs": _abs, "round": half_away},
    finish=_finished,
    refusals=(REFUSAL,),
    assumes=(
        Said(
            "a time without a zone is one that a server in UTC shows, where its own is not known",
            "サーバーのタイムゾーンが分からないとき、タイムゾーンのない時刻は UTC のサーバーが示す値であること",
        ),
        Said("whole numbers and their sums stay below 2^63", "整数とその合計が 2^63 未満であること"),
    ),
)
