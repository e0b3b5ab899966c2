"""The syntax tree: what was written, with the place of every word. Nothing here is resolved or checked.

Both spellings give the same tree. A statement is a list of clauses; what stands in its head (`= FORMULA`,
`from TABLE`, `on DATE` ...) is a clause under its YAML key, so that the clause table describes all of it.
"""

from dataclasses import dataclass
from decimal import Decimal

from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name in its NFKC form; `quoted` where it stood in backticks.

    `written` is its spelling where NFKC changed it, which SQL uses.
    """

    text: str
    span: Span
    quoted: bool = False
    written: str | None = None


# --- expressions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number: `value` has 万/億/k/M, % and pt applied (25% is 0.25, 3pt is 0.03).

    `unit` is "%", "pt", "JPY", "件" or None.
    """

    value: Decimal
    unit: str | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """A string: `'data'` when `is_data`, `"for people"` otherwise; escapes are resolved."""

    value: str
    span: Span
    is_data: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A period as written (`FY2026H1`, `2026-09-30`, `2026年9月`, `2027年3月期`), in ASCII where it was full-width."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time such as `30 days`, `1 year`, `2 business_days`.

    `unit` is singular: minute hour day business_day week month quarter year.
    """

    count: int
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Constant:
    """`null`, `true` or `false`."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A name, or a path of names (`leads.channel`)."""

    parts: tuple[Word, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` (operator "-") or `not x` (operator "not")."""

    operator: str
    operand: "Expression"
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """Operators: `+ - * / = != < <= > >= and or like` (`<>` is read as `!=`); `not like` is Unary("not", ...)."""

    operator: str
    left: "Expression"
    right: "Expression"
    span: Span
    operator_span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    """`x [not] in (a, b, ...)`."""

    operand: "Expression"
    items: tuple["Expression", ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Between:
    """`x [not] between a and b`."""

    operand: "Expression"
    low: "Expression"
    high: "Expression"
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class IsNull:
    """`x is [not] null`."""

    operand: "Expression"
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`name(args [where COND] [at COLUMN] [by COLUMN])`; the tails stand inside the parentheses."""

    name: Word
    arguments: tuple["Expression", ...]
    span: Span
    where: "Expression | None" = None
    at: Word | None = None
    by: Word | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a source that a journey starts from or arrives at."""

    source: Word
    where: "Expression | None" = None
    at: Word | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """`converted(A -> B on k within d)`, `repeated(A by k within d)`, `retained(A by k after d)`."""

    name: Word
    first: Rows
    second: Rows | None
    key: Word
    window: Duration
    span: Span


Expression = (
    Number
    | Text
    | Period
    | Duration
    | Constant
    | Reference
    | Unary
    | Binary
    | Membership
    | Between
    | IsNull
    | Call
    | Journey
)


# --- values of clauses ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names (`key a, b`; `drives x`; `tags t, u`), each a path of one or more words."""

    items: tuple[Reference, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """`schema.table` in the warehouse."""

    parts: tuple[Word, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DataFile:
    """`"data/*.parquet"`: files, relative to the manifest."""

    path: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Query:
    """`query "select ..."`: one SELECT in the warehouse's dialect."""

    sql: Text
    span: Span


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """`COL [in "ZONE"]`."""

    column: Word
    zone: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Join:
    """`SOURCE on COL [= COL]`, several pairs parted by commas for a composite key.

    The second of a pair is None where both sides share the name.
    """

    source: Word
    pairs: tuple[tuple[Word, Word | None], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Dimension:
    """`NAME ["label"] [= EXPR]`."""

    name: Word
    label: Text | None
    formula: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class Slice:
    """`DIM 'value'`."""

    dimension: Reference
    value: Text
    span: Span


@dataclass(frozen=True, slots=True)
class When:
    """`in PERIOD`, `by DATE`, `per month`: `preposition` is the first word, `unit` what follows per, else `period`."""

    preposition: str
    period: Period | None
    unit: Word | None
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """`VALUE WHEN [vs PERIOD] [for DIM 'value']`.

    `sense`: "reach" (a bare value), "at_least", "at_most", "between" (`value` to `upper`), "hold", "change" (`+5%`,
    `-100`: `value` carries the sign), "times" (`x2`), "every" (`1 every 2 days`: `value` times per `interval`).
    `5 per day` is "reach" with WHEN `per day`. `relative` where `% relative` was written after a change.
    """

    sense: str
    value: Number
    upper: Number | None
    relative: bool
    interval: Duration | None
    when: When | None
    versus: Period | None
    slice: Slice | None
    span: Span


@dataclass(frozen=True, slots=True)
class Milestone:
    """`VALUE by DATE`."""

    value: Number
    by: Period
    span: Span


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A value with its reason: `limit`, `advice`, `outcome`, `stable`, `allow`; `until` is for the last."""

    value: "Number | Word | Period | Text"
    because: Text | None
    span: Span
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """`before DATE = FORMULA`."""

    date: Period
    formula: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Cadence:
    """`monthly [on 5 | on monday | on business_day 3]`: `on` is the day, `business` tells the last."""

    every: Word
    on: "Number | Word | None"
    business: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Bands:
    """`at_risk below 90%, behind below 75%`."""

    items: tuple[tuple[Word, Number], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Rate:
    """`40 per day`, `5 per day`, `every 2 days` (count 1): how often."""

    count: Number
    per: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class Expected:
    """`+3pt on KPI`."""

    change: Number
    relative: bool
    kpi: Reference
    span: Span


@dataclass(frozen=True, slots=True)
class Dates:
    """`from DATE to DATE`."""

    first: Period
    last: Period
    span: Span


@dataclass(frozen=True, slots=True)
class Shown:
    """`KPI [tree]`."""

    kpi: Reference
    tree: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Tolerance:
    """`VALUE [± VALUE]` of an `expect`."""

    value: Number
    plus_minus: Number | None
    span: Span


@dataclass(frozen=True, slots=True)
class Flag:
    """A clause that is only its name: `key`, `incentive`."""

    span: Span


Value = (
    Word
    | Names
    | Text
    | Number
    | Period
    | Duration
    | Expression
    | Table
    | DataFile
    | Query
    | TimeColumn
    | Join
    | Dimension
    | Slice
    | Target
    | Milestone
    | Reasoned
    | Earlier
    | Cadence
    | Bands
    | Rate
    | Expected
    | Dates
    | Shown
    | Tolerance
    | Flag
)


# --- statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its keyword (the YAML key) with its place, and its value."""

    keyword: str
    keyword_span: Span
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `kind` is its keyword.

    `name` is what it defines, or what it is about for review, retire and expect; None for event.

    `broken` where a part of it could not be read: that has been said, its name is known, nothing else is missed in it.
    """

    kind: str
    name: Word | None
    label: Text | None
    clauses: tuple[Clause, ...]
    span: Span
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its `#` to the end of its line; `own_line` where nothing stands before it on the line."""

    text: str
    own_line: bool
    span: Span


@dataclass(frozen=True, slots=True)
class File:
    """One spec file: `spelling` is "kpi" or "yaml"."""

    path: str
    spelling: str
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
