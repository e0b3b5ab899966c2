"""The shape of one dialect: what it is called, and its way to say what not all say alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from kpidsl.sql.dialects.standard import (
    as_a_branch,
    as_it_is,
    date_literal,
    day_later,
    naive_literal,
    plain_time,
    ratio,
    untyped_null,
)
from kpidsl.text.diagnostic import Said

Level = Literal["proven", "written", "refused"]


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest name that a dialect keeps whole, in bytes of UTF-8 or in characters."""

    length: int
    bytes: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """One SQL dialect. Every function takes and returns sqlglot expressions.

    `name` is what people call it, `sqlglot` what writes its text, `case` how it keeps plain names, `level` whether its
    statements run in tests/engines. `filters`: whether `FILTER (WHERE ...)` is proved. `table_values`: whether `VALUES`
    can be selected from. `ordinals`: whether `GROUP BY 1` is known. `longest`: longer names get a fingerprint.
    `text_times`: whether ISO text in a text column is a time. `truths`: whether a condition is not a number as well.
    `branches`: into how many a CASE over bounds parts them.

    Literals of columns: `day` of dates, `naive` of timestamps without zone, `instant` of those with one. `time(column,
    type)` is a time column fit to be compared with them, `exact(column, type)` fit to be ordered to the microsecond.
    `local_date(column, zone, calendar_zone, type)` is the local day of a time column whose naive values are in `zone`,
    `moment(column, zone, type)` its instant; `days_from` and `hours_from` subtract the first of two local days or
    instants from the second. `days_later(day, count, unit)` moves a local day; a month's missing day becomes its last.

    `named_values`: whether the columns of `VALUES` are named beside it and not beside the select it stands in.
    `exists`: whether EXISTS is a value like others; where not, journeys are joined. `typed_keys`: whether values that
    are told apart must be of known type. `text_extremes`: whether the least and greatest text can be said.

    `fraction(text)` is a literal number that is not whole, `string(text)` a literal text; `literals_too`: whether it
    needs the form of `text` and `ordered` as well. `text(value)` is a text that is told apart by code point,
    `ordered(value)` one that is ordered so; `shown(value)` is either in the answer, `sorted(value)` what of the former
    the answer is ordered by. `null(kind)` is a null of a type, where branches of a union must agree, `alike(value,
    kind)` a branch of `if` or `coalesce` over rows in the type that all have together. `percentile(value, fraction)`
    interpolates linearly (R-7); None where that is reckoned from ranks. `ratio(left, right)` divides really, null by
    zero. `functions` replaces the writing of operators and functions by name; these may raise `Unsayable`.

    `unsure(left, right, plainly, exactly)` is a comparison of values whose types nobody knows: `exactly` where both are
    text, else `plainly`; None where a dialect cannot tell, or compares text by code point anyway.

    `late`: from how many aggregates under conditions on, for each key that these need, rows are grouped by the keys.
    `looked_up`: from how many texts on IN finds one faster than a CASE does; None where it never does, or where texts
    need another form to be told apart. `cell(column, type, first, step)` numbers a time column's values, none before
    the moment `first`, by steps of a length; None where a search among bounds is as fast. `listed(cell, lengths)` is in
    which run of cells a cell lies, both from 0, where a look into a list of all cells is faster than a search.

    `finish(query)` goes over the whole statement at its end. `refusals` are constructs that it cannot say, in words,
    for the table that people see, `assumes` what it takes for granted of a warehouse, as it cannot be seen, and
    `levels` where a construct of that table (see `levels.CONSTRUCTS`) stands at another level than the dialect.
    """

    name: str
    sqlglot: str
    case: Literal["as_written", "lower", "upper"]
    filters: bool
    instant: Callable[[datetime], exp.Expr]
    percentile: Callable[[exp.Expr, Decimal], exp.Expr] | None
    local_date: Callable[[exp.Expr, str, str, str], exp.Expr]
    moment: Callable[[exp.Expr, str, str], exp.Expr]
    days_from: Callable[[exp.Expr, exp.Expr], exp.Expr]
    hours_from: Callable[[exp.Expr, exp.Expr], exp.Expr]
    days_later: Callable[[exp.Expr, int, str], exp.Expr] = day_later
    level: Level = "proven"
    table_values: bool = True
    ordinals: bool = True
    longest: Longest | None = None
    text_times: bool = False
    truths: bool = True
    branches: int = 2
    named_values: bool = False
    exists: bool = True
    typed_keys: bool = False
    text_extremes: bool = True
    literals_too: bool = False
    fraction: Callable[[str], exp.Expr] = exp.Literal.number
    string: Callable[[str], exp.Expr] = exp.Literal.string
    day: Callable[[date], exp.Expr] = date_literal
    naive: Callable[[datetime], exp.Expr] = naive_literal
    time: Callable[[exp.Expr, str], exp.Expr] = plain_time
    exact: Callable[[exp.Expr, str], exp.Expr] = plain_time
    text: Callable[[exp.Expr], exp.Expr] = as_it_is
    ordered: Callable[[exp.Expr], exp.Expr] = as_it_is
    shown: Callable[[exp.Expr], exp.Expr] = as_it_is
    sorted: Callable[[exp.Expr], exp.Expr] = as_it_is
    unsure: Callable[[exp.Expr, exp.Expr, exp.Expr, exp.Expr], exp.Expr] | None = None
    null: Callable[[str], exp.Expr] = untyped_null
    alike: Callable[[exp.Expr, str], exp.Expr] = as_a_branch
    ratio: Callable[[exp.Expr, exp.Expr], exp.Expr] = ratio
    functions: Mapping[str, Callable[..., exp.Expr]] = field(default_factory=dict)
    late: int = 6
    looked_up: int | None = None
    cell: Callable[[exp.Expr, str, datetime, timedelta], exp.Expr] | None = None
    listed: Callable[[exp.Expr, list[int]], exp.Expr] | None = None
    finish: Callable[[exp.Select], exp.Select] | None = None
    refusals: tuple[Said, ...] = ()
    assumes: tuple[Said, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)


class Unsayable(Exception):
    """Raised by a dialect's function for what the dialect has no words for: the construct, and a way out."""

    def __init__(self, construct: Said, way: Said) -> None:
        super().__init__()
        self.construct, self.way = construct, way
