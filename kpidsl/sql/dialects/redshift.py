"""Amazon Redshift: written from its manual (docs.aws.amazon.com/redshift/latest/dg), not run on it by the tests.

Sources: character types (blanks at the end of VARCHAR are no difference, so that texts are compared with a sign after
them); names (127 bytes, plain ones in lower case); AT TIME ZONE of a TIMESTAMPTZ; DATEADD and ADD_MONTHS (the last
day of a month becomes the last of another, so that months are added to their first days); DATEDIFF (counts borders);
PERCENTILE_CONT (several in one select must have one order, so that percentiles are reckoned from ranks); LIKE with
ESCAPE; collation (bytes of UTF-8); correlated subqueries (some patterns are errors, so that journeys are joined). The
manual's examples take a backslash in text for an escape: quotes and backslashes are written as CHR.
"""

from functools import reduce

from sqlglot import exp

from kpidsl.sql.dialects.postgres import instant
from kpidsl.sql.dialects.rounding import REFUSAL, half_away
from kpidsl.sql.dialects.row import Dialect, Longest, Unsayable
from kpidsl.sql.dialects.shifting import call, month_later, shift_of
from kpidsl.sql.dialects.standard import length_of, naive_literal, real_ratio
from kpidsl.sql.zones import Shift, between, to_utc
from kpidsl.text.diagnostic import Said

_TYPES = {
    "integer": "BIGINT",
    "text": "TEXT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamp_tz": "TIMESTAMPTZ",
}


# --- times ------------------------------------------------------------------------------------------------------------


def _wall_clock(column: exp.Expr, zone: str) -> exp.Expr:
    """Return an instant as a naive time of a zone."""
    return exp.paren(exp.AtTimeZone(this=column, zone=exp.Literal.string(zone)))


def _add(part: str, number: exp.Expr, to: exp.Expr) -> exp.Expr:
    return call("DATEADD", exp.var(part), number, to)


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, naive_literal)
    return column if seconds is None else _add("SECOND", seconds, column)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    moved = (
        _wall_clock(column, calendar_zone) if kind == "timestamp_tz" else _moved(column, between(zone, calendar_zone))
    )
    return exp.cast(moved, "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _wall_clock(column, "UTC")
    return _moved(exp.cast(column, "TIMESTAMP") if kind == "date" else column, to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", exp.var("DAY"), first, last)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = exp.cast(call("DATEDIFF", exp.var("MICROSECOND"), first, last), "DOUBLE")
    return exp.Div(this=elapsed, expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    if part == "DAY":
        return exp.cast(_add("DAY", exp.Literal.number(number), day), "DATE")
    start = call("DATE_TRUNC", exp.Literal.string("month"), day.copy())
    first = _add("MONTH", exp.Literal.number(number), start)
    last = _day_of_month(call("LAST_DAY", first.copy()))
    moved = month_later(first, _day_of_month(day), last, lambda begin, days: _add("DAY", days, begin))
    return exp.cast(moved, "DATE")


def _day_of_month(day: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.var("DAY"), expression=day)


# --- text -------------------------------------------------------------------------------------------------------------


def _string(text: str) -> exp.Expr:
    """Return a text whose quotes, backslashes and control signs are named by number."""
    parts: list[exp.Expr] = []
    plain = ""
    for sign in text:
        if sign in "'\\" or ord(sign) < 32:
            parts += [exp.Literal.string(plain)] if plain else []
            parts.append(_sign(ord(sign)))
            plain = ""
        else:
            plain += sign
    if plain or not parts:
        parts.append(exp.Literal.string(plain))
    joined = reduce(lambda left, right: exp.DPipe(this=left, expression=right), parts)
    return joined if len(parts) == 1 else exp.paren(joined)


def _sign(code: int) -> exp.Expr:
    return call("CHR", exp.Literal.number(code))


def _ended(value: exp.Expr) -> exp.Expr:
    """Return a text with the least sign after it: blanks at its end count, and its order stays."""
    return exp.paren(exp.DPipe(this=exp.cast(value, "TEXT"), expression=_sign(1)))


def _shown(value: exp.Expr) -> exp.Expr:
    length = exp.Sub(this=call("LEN", value.copy()), expression=exp.Literal.number(1))
    return call("LEFT", value, length)


def _like(left: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    if isinstance(pattern, exp.Null):
        return exp.Null()
    text = _text_of(pattern)
    out = []
    signs = iter(text)
    for sign in signs:
        plain = next(signs, sign) if sign == "\\" else ""
        if plain:
            out.append(f"^{plain}" if plain in "%_^" else plain)
        else:
            out.append("^^" if sign == "^" else sign)
    escaped = exp.Like(this=left, expression=_string("".join(out)))
    return exp.paren(exp.Escape(this=escaped, expression=exp.Literal.string("^")))


def _text_of(pattern: exp.Expr) -> str:
    """Return the text that `_string` made a literal of."""
    parts = [pattern] if isinstance(pattern, (exp.Literal, exp.Anonymous)) else list(pattern.unnest().flatten())
    found = ""
    for each in parts:
        if isinstance(each, exp.Literal) and each.is_string:
            found += each.this
        elif isinstance(each, exp.Anonymous) and each.this == "CHR" and isinstance(each.expressions[0], exp.Literal):
            found += chr(int(each.expressions[0].this))
        else:
            raise Unsayable(
                Said(
                    "`like` with a pattern that is no text in quotes", "引用符で囲んだ文字列以外をパターンにした like "
                ),
                Said("write the pattern as '…'", "パターンを '…' の形で書いてください"),
            )
    return found


def _null(kind: str) -> exp.Expr:
    # A DECIMAL without digits is a whole number there, and a union might round to it.
    return exp.cast(exp.Null(), _TYPES.get(kind, "DOUBLE"))


REDSHIFT = Dialect(
    name="redshift",
    sqlglot="redshift",
    case="lower",
    level="written",
    filters=False,
    table_values=False,
    exists=False,
    typed_keys=True,
    literals_too=True,
    longest=Longest(127, bytes=True),
    string=_string,
    instant=instant,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    text=_ended,
    ordered=_ended,
    shown=_shown,
    null=_null,
    ratio=real_ratio,
    functions={"round": half_away, "like": _like},
    refusals=(
        Said("`like` with a pattern that is no text in quotes", "引用符で囲んだ文字列以外をパターンにした like"),
        REFUSAL,
        Said("keys and dimensions whose type is not known", "型が分からない列のキーやディメンション"),
    ),
    assumes=(
        Said("the database and its text columns are case-sensitive", "データベースと列が大文字と小文字を区別すること"),
    ),
)
