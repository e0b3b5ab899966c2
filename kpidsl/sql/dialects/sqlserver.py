"""SQL Server 2019 and later, and Azure SQL: written from its manual (learn.microsoft.com/sql, T-SQL), not run on it.

Sources: comparison (blanks at the end of text are no difference, in any collation, so that texts are compared as
bytes of UTF-16; bytes differ but for zeros at the end, which no text has); collations (the usual one takes a and A
for the same; _BIN2_UTF8 from 2019 on); constants (N'…' keeps every sign); predicates (a condition is no value, see
`truths`); GROUP BY (no ordinals, no constants); ORDER BY (no NULLS LAST); date and time types (DATETIME2 and
DATETIMEOFFSET to six digits); AT TIME ZONE (names of Windows, so that zones are reckoned here); DATEDIFF (counts
borders), DATEDIFF_BIG; DATEADD (a missing day becomes the month's last); PERCENTILE_CONT (a window function only, so
that percentiles are reckoned from ranks); LIKE (a bracket is a wildcard, `_` is one unit of UTF-16); ROUND (does not
say where halves go). MAX and MIN are not said to take bytes, so that the least and greatest text is refused.
"""

from datetime import UTC, datetime

from sqlglot import exp

from kpidsl.sql.dialects.rounding import REFUSAL, half_away
from kpidsl.sql.dialects.row import Dialect, Longest, Unsayable
from kpidsl.sql.dialects.shifting import call, shift_of
from kpidsl.sql.dialects.standard import length_of, of_type, real_ratio
from kpidsl.sql.dialects.truths import apart
from kpidsl.sql.zones import Shift, between, offsets, to_utc
from kpidsl.text.diagnostic import Said


def _as(value: exp.Expr, kind: str) -> exp.Expr:
    return of_type(value, kind, "tsql")


# --- times ------------------------------------------------------------------------------------------------------------


def _naive(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.isoformat()), "DATETIME2(6)")


def _instant(moment: datetime) -> exp.Expr:
    return _as(exp.Literal.string(moment.astimezone(UTC).isoformat()), "DATETIMEOFFSET(6)")


def _in_utc(column: exp.Expr) -> exp.Expr:
    """Return an instant as a naive time in UTC."""
    return _as(call("SWITCHOFFSET", column, exp.Literal.string("+00:00")), "DATETIME2(6)")


def _moved(column: exp.Expr, shifts: tuple[Shift, ...]) -> exp.Expr:
    seconds = shift_of(column, shifts, _naive)
    return column if seconds is None else call("DATEADD", exp.var("SECOND"), seconds, column)


def _local_date(column: exp.Expr, zone: str, calendar_zone: str, kind: str) -> exp.Expr:
    if kind == "date":
        return column
    if kind == "timestamp_tz":
        return _as(_moved(_in_utc(column), offsets(calendar_zone)), "DATE")
    return _as(_moved(column, between(zone, calendar_zone)), "DATE")


def _moment(column: exp.Expr, zone: str, kind: str) -> exp.Expr:
    if kind == "timestamp_tz":
        return _in_utc(column)
    return _moved(_as(column, "DATETIME2(6)"), to_utc(zone))


def _days_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    return call("DATEDIFF", exp.var("DAY"), first, last)


def _hours_from(first: exp.Expr, last: exp.Expr) -> exp.Expr:
    elapsed = _as(call("DATEDIFF_BIG", exp.var("MICROSECOND"), first, last), "FLOAT")
    return exp.Div(this=elapsed, expression=exp.Literal.number(3_600_000_000))


def _days_later(day: exp.Expr, count: int, unit: str) -> exp.Expr:
    number, part = length_of(count, unit)
    return call("DATEADD", exp.var(part), exp.Literal.number(number), day)


# --- text -------------------------------------------------------------------------------------------------------------


def _string(text: str) -> exp.Expr:
    return exp.National(this=text)


def _bytes(value: exp.Expr) -> exp.Expr:
    return _as(_as(value, "NVARCHAR(MAX)"), "VARBINARY(MAX)")


def _text_of_bytes(value: exp.Expr) -> exp.Expr:
    return _as(value, "NVARCHAR(MAX)")


def _by_code_point(value: exp.Expr) -> exp.Expr:
    """Return a text as bytes of UTF-8, whose order is that of code points."""
    exactly = exp.Collate(this=_as(value, "NVARCHAR(MAX)"), expression=exp.var("Latin1_General_100_BIN2_UTF8"))
    return _as(_as(exactly, "VARCHAR(MAX)"), "VARBINARY(MAX)")


def _like(left: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    if isinstance(pattern, exp.Null):
        return exp.Null()
    if not isinstance(pattern, exp.National):
        raise Unsayable(
            Said("`like` with a pattern that is no text in quotes", "引用符で囲んだ文字列以外をパターンにした like "),
            Said("write the pattern as '…'", "パターンを '…' の形で書いてください"),
        )
    exactly = exp.Collate(this=_as(left, "NVARCHAR(MAX)"), expression=exp.var("Latin1_General_100_BIN2"))
    like = exp.Like(this=exactly, expression=_string(_pattern(pattern.this)))
    return exp.paren(exp.Escape(this=like, expression=_string("\\")))


def _pattern(pattern: str) -> str:
    signs, out = iter(pattern), []
    for sign in signs:
        if sign == "_":
            raise Unsayable(
                Said("`_` in the pattern of `like`", "like のパターンの _ "),
                Said("leave it out, or put % in its place", "使わないか、% にしてください"),
            )
        plain = next(signs, sign) if sign == "\\" else ("" if sign == "%" else sign)
        out.append(f"\\{plain}" if plain in ("%", "_", "[", "\\") else plain or sign)
    return "".join(out)


SQLSERVER = Dialect(
    name="sqlserver",
    sqlglot="tsql",
    case="as_written",
    level="written",
    filters=False,
    table_values=False,
    ordinals=False,
    truths=False,
    exists=False,
    typed_keys=True,
    text_extremes=False,
    literals_too=True,
    longest=Longest(128),
    string=_string,
    instant=_instant,
    naive=_naive,
    percentile=None,
    local_date=_local_date,
    moment=_moment,
    days_from=_days_from,
    hours_from=_hours_from,
    days_later=_days_later,
    text=_bytes,
    ordered=_by_code_point,
    shown=_text_of_bytes,
    sorted=lambda key: _by_code_point(_text_of_bytes(key)),
    ratio=real_ratio,
    functions={"round": half_away, "like": _like},
    finish=apart,
    refusals=(
        Said("the least and greatest text", "文字列の min と max"),
        Said(
            "`like` with `_`, or with a pattern that is no text in quotes",
            "_ を含む like と、引用符で囲んだ文字列以外をパターンにした like",
        ),
        REFUSAL,
        Said("keys and dimensions whose type is not known", "型が分からない列のキーやディメンション"),
    ),
)
