"""SQLite 3.30 and later: proved by the tests in tests/engines.

It has no type for times: they are ISO text, with a blank or `T`, with or without fraction and offset, or a date alone.
It knows no time zones and no percentiles; both are reckoned without its help.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.row import Dialect, Unsayable
from kpidsl.sql.dialects.shifting import call
from kpidsl.sql.dialects.standard import length_of
from kpidsl.sql.zones import Shift, between, offsets, seconds_to_add, to_utc
from kpidsl.text.diagnostic import Said

_MILLISECONDS = "%Y-%m-%d %H:%M:%f"
_BRANCHES = 16
"""SQLite's parser holds a hundred things at once, and each CASE within another is several."""


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


# --- times ------------------------------------------------------------------------------------------------------------


def _naive(moment: datetime) -> exp.Expr:
    return _text(moment.isoformat(" ", "milliseconds"))


def _instant(moment: datetime) -> exp.Expr:
    # A time with an offset is rounded to milliseconds, which may lift it over midnight: instants go by whole seconds.
    return _text(moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds"))


def _time(column: exp.Expr, kind: str) -> exp.Expr:
    if kind == "date":
        return call("DATE", column)
    return _seconds(column) if kind == "timestamp_tz" else call("STRFTIME", _text(_MILLISECONDS), column)


def _seconds(column: exp.Expr) -> exp.Expr:
    """Return a time cut to whole seconds, in UTC where it has an offset."""
    rest = call("SUBSTR", column.copy(), _number(20))
    whole = call("SUBSTR", column, _number(1), _number(19))
    offset = call("LTRIM", rest, _text(".0123456789"))
    return call("DATETIME", exp.DPipe(this=whole, expression=offset))


def _fraction(column: exp.Expr) -> exp.Expr:
    """Return the fraction of a time's second as text: a dot and six digits."""
    rest = call("SUBSTR", column, _number(20))
    padded = call("PRINTF", _text("%.6f"), exp.DPipe(this=_text("0"), expression=rest))
    return call("SUBSTR", padded, _number(2))


def _exact(column: exp.Expr, kind: str) -> exp.Expr:
    if kind == "date":
        return call("DATE", column)
    return exp.paren(exp.DPipe(this=_seconds(column), expression=_fraction(column.copy())))


def _moved(column: exp.Expr, shifts: tuple[Shift, ...], function: str) -> exp.Expr:
    """Return the day or the second of a time, moved by a zone's shift."""

    def before(moment: datetime) -> exp.Expr:
        return exp.LT(this=_seconds(column.copy()), expression=_instant(moment.replace(tzinfo=UTC)))

    if len(shifts) == 1:
        seconds = shifts[0][1]
        return (
            call(function, _seconds(column), _text(f"{seconds:+d} seconds"))
            if seconds
            else call(function, _seconds(column))
        )
    moved = exp.DPipe(this=seconds_to_add(shifts, before, _BRANCHES), expression=_text(" seconds"))
    return call(function, _seconds(column), moved)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return call("DATE", column)
    return _moved(column, offsets(calendar_zone) if kind == "timestamp_tz" else between(zone, calendar_zone), "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _exact(column, kind)
    moved = _moved(column, to_utc(zone), "DATETIME")
    return exp.paren(exp.DPipe(this=moved, expression=_fraction(column.copy())))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    apart = exp.Sub(this=call("JULIANDAY", last), expression=call("JULIANDAY", first))
    return exp.cast(exp.paren(apart), "INTEGER")


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    def microseconds(moment: exp.Expr) -> exp.Expr:
        whole = exp.cast(call("STRFTIME", _text("%s"), call("SUBSTR", moment, _number(1), _number(19))), "INTEGER")
        fraction = exp.cast(call("SUBSTR", moment.copy(), _number(21), _number(6)), "INTEGER")
        return exp.paren(exp.Add(this=exp.Mul(this=whole, expression=_number(1_000_000)), expression=fraction))

    apart = exp.paren(exp.Sub(this=microseconds(last), expression=microseconds(first)))
    return exp.Div(this=apart, expression=exp.Literal.number("3600000000.0"), typed=True)


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    if part == "DAY":
        return call("DATE", day, _text(f"{number:+d} days"))
    end = call("DATE", day.copy(), _text("start of month"), _text(f"{number + 1:+d} months"), _text("-1 days"))
    # January 31 and a month would be March 3: the end of the month that is meant comes before it.
    return call("MIN", call("DATE", day, _text(f"{number:+d} months")), end)


# --- text -------------------------------------------------------------------------------------------------------------


def _by_code_point(value: exp.Expr) -> exp.Expr:
    return exp.Collate(this=value, expression=exp.var("BINARY"))


def _like(left: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    """Return a pattern as GLOB has it, for LIKE takes a and A for the same."""
    if isinstance(pattern, exp.Null):
        return exp.Null()
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        raise Unsayable(
            Said("`like` with a pattern that is no text in quotes", "引用符で囲んだ文字列以外をパターンにした like "),
            Said("write the pattern as '…'", "パターンを '…' の形で書いてください"),
        )
    return exp.paren(exp.Glob(this=left, expression=_text(_glob(pattern.this))))


def _glob(pattern: str) -> str:
    signs, out = iter(pattern), []
    for sign in signs:
        if sign == "%":
            out.append("*")
        elif sign == "_":
            out.append("?")
        else:
            plain = next(signs, sign) if sign == "\\" else sign
            out.append(f"[{plain}]" if plain in "*?[" else plain)
    return "".join(out)


SQLITE = Dialect(
    name="sqlite",
    sqlglot="sqlite",
    case="as_written",
    filters=True,
    text_times=True,
    truths=False,
    branches=_BRANCHES,
    instant=_instant,
    naive=_naive,
    day=lambda day: _text(day.isoformat()),
    time=_time,
    exact=_exact,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    text=_by_code_point,
    ordered=_by_code_point,
    # A collation says nothing of values that are no text.
    unsure=lambda left, right, plainly, exactly: exactly,
    functions={"like": _like},
    refusals=(
        Said("`like` with a pattern that is no text in quotes", "引用符で囲んだ文字列以外をパターンにした like"),
        Said("times stored as numbers", "数値で保存された日時"),
    ),
)
