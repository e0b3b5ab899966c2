"""Random sources: their names, columns, joins and rows, with what goes wrong in real tables put in on purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONES = (
    *("Asia/Tokyo", "UTC", "America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("Atlantic/Cape_Verde", "Africa/Cairo", "Pacific/Auckland", "America/Los_Angeles"),
)
SOURCES = ("deals", "leads", "商談", "Lead List", "order")
KEYS = ("id", "番号", "deal id")
NUMBERS = ("amount", "金額(税抜)", "qty", "unit", "group", "x", "Größe", "limit", "y")
TEXTS = ("stage", "チャネル", "select", "it's", 'say "hi"', "owner", "Lead ID", "from", "name")
TIMES = ("opened_at", "closed_at", "日付", "time", "at", "created on")
FLAGS = ("is_new", "フラグ", "key")
DIMENSIONS = ("size", "区分", "band of", "shared")
SEGMENTS = ("big", "有望")
KEYWORDS = frozenset(
    (
        *("and", "or", "not", "in", "between", "like", "is", "null", "true", "false", "if", "where", "at", "by", "on"),
        *("within", "after", "before", "from", "to", "of", "per", "for", "vs"),
    )
)
WORDS = ("a", "b", None, "A", "ウェブ", "", "a ", "it's", "100%", "x_y", "back\\slash", "é", "e\u0301", "🙂", "null")
DAYS = tuple(
    date.fromisoformat(text)
    for text in (
        *("2025-01-01", "2025-01-31", "2025-02-28", "2025-03-20", "2025-03-21", "2025-03-31", "2025-04-01"),
        *("2024-12-30", "2024-12-31", "2024-02-29", "2024-03-01", "2024-03-10", "2024-03-31", "2024-04-20"),
        *("2024-04-26", "2024-10-27", "2024-11-03", "2024-04-07", "2024-09-29", "2023-12-31", "2025-04-20"),
    )
)
HOURS = (time(12), time(0), time(23, 59, 59, 999999), time(0, 0, 0, 1), time(1, 30), time(2, 30), time(9, 5, 30))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name and its type (integer, decimal, float, text, boolean, date, timestamp, timestamptz)."""

    name: str
    type: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A source as a spec declares it. `joined` is the source it joins on its column `foreign`, by that one's key.

    `dimensions` maps a name to its formula as text, None for a plain column. `zone` is the project's, `around` the day
    near which most rows lie.
    """

    name: str
    zone: str
    around: date
    key: Column
    times: tuple[Column, ...]
    numbers: tuple[Column, ...]
    texts: tuple[Column, ...]
    flag: Column
    dimensions: Mapping[str, str | None]
    joined: "Shape | None" = None
    foreign: Column | None = None

    @property
    def table(self) -> str:
        """Return the table's name."""
        return f"t_{self.name}" if self.name.isascii() and " " not in self.name else f"表 {self.name}"

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return all columns in their order."""
        foreign = (self.foreign,) if self.foreign else ()
        return (self.key, *self.times, *self.numbers, *self.texts, self.flag, *foreign)

    def chain(self) -> tuple["Shape", ...]:
        """Return the sources reached by joins, nearest first."""
        return (self.joined, *self.joined.chain()) if self.joined else ()

    def asks(self) -> frozenset[str]:
        """Return the dimensions that this source can be sliced by: its own, and those reached in one way."""
        reached = [name for other in self.chain() for name in other.dimensions]
        return frozenset(self.dimensions) | {name for name in reached if reached.count(name) == 1}


def word(name: str) -> str:
    """Spell a name: in backticks where it is no plain word."""
    plain = name.replace("_", "a").isalnum() and name.isidentifier() and name not in KEYWORDS
    return name if plain else f"`{name}`"


def data(text: str) -> str:
    """Spell a data value."""
    return "'" + text.replace("'", "''") + "'"


def source_text(shape: Shape) -> str:
    """Spell a source statement."""
    lines = [f"source {word(shape.name)} from {word(shape.table)} {{", f"  key {word(shape.key.name)}"]
    lines += [f"  time {word(each.name)}" + (f' in "{each.zone}"' if each.zone else "") for each in shape.times]
    if shape.joined and shape.foreign:
        lines.append(f"  join {word(shape.joined.name)} on {word(shape.foreign.name)} = {word(shape.joined.key.name)}")
    for name, formula in shape.dimensions.items():
        lines.append(f"  dimension {word(name)}" + (f" = {formula}" if formula else ""))
    return "\n".join([*lines, "}"])


@st.composite
def time_columns(draw: st.DrawFn, names: Sequence[str]) -> tuple[Column, ...]:
    """Draw one or two time columns of any type."""
    found = []
    for name in names[: draw(st.integers(1, 2))]:
        kind = draw(st.sampled_from(("timestamp", "date", "timestamptz", "timestamp")))
        zone = draw(st.sampled_from((None, "UTC", *ZONES))) if kind == "timestamp" else None
        found.append(Column(name, kind, zone))
    return tuple(found)


@st.composite
def shapes(draw: st.DrawFn, zone: str, around: date) -> tuple[Shape, ...]:
    """Draw one to three sources; each may join one of those after it."""
    count = draw(st.sampled_from((1, 2, 3, 2)))
    pools = [draw(st.permutations(pool)) for pool in (SOURCES, NUMBERS, TEXTS, TIMES)]
    found: list[Shape] = []
    for at in range(count):
        joined = draw(st.sampled_from((None, *found[::-1])))
        rest = [pool[at * len(pool) // 3 :] for pool in pools[1:]]
        found.append(draw(one_shape(zone, around, rest, pools[0][at], joined)))
    return tuple(found[::-1])


@st.composite
def one_shape(
    draw: st.DrawFn, zone: str, around: date, pools: Sequence[Sequence[str]], name: str, joined: Shape | None
) -> Shape:
    """Draw one source with names from the pools."""
    numbers, texts, times = pools
    kinds = [draw(st.sampled_from(("integer", "decimal", "float"))) for _ in range(2)]
    shape = Shape(
        name,
        zone,
        around,
        Column(draw(st.sampled_from(KEYS)), "integer"),
        draw(time_columns(times)),
        tuple(Column(*pair) for pair in zip(numbers, kinds, strict=False)),
        tuple(Column(each, "text") for each in texts[:2]),
        Column(draw(st.sampled_from(FLAGS)), "boolean"),
        {},
        joined,
        Column("ref", "integer") if joined else None,
    )
    return replace(shape, dimensions=draw(dimensions(shape)))


@st.composite
def dimensions(draw: st.DrawFn, shape: Shape) -> dict[str, str | None]:
    """Draw the dimensions of a source: plain columns, conditions, and one name that several sources have."""
    found: dict[str, str | None] = {shape.texts[0].name: None}
    number = shape.numbers[0].name
    taken = {name for other in shape.chain() for name in other.dimensions}
    if draw(st.booleans()):
        name = next(each for each in DIMENSIONS if each not in taken)
        found[name] = f"if({word(number)} >= {draw(st.sampled_from((0, 2, 10)))}, 'large', 'small')"
    if draw(st.booleans()):
        found["shared"] = word(shape.texts[1].name)
    return found


def moments(zone: str, around: date, column: Column) -> st.SearchStrategy[Any]:
    """Draw times near the edges of days, months and clock changes of the project's zone, as the column holds them."""
    anchors = st.one_of(*[st.just(around)] * 4, st.sampled_from(DAYS))
    offsets = st.sampled_from((0, -1, 1, -2, -5, -10, -20, -31, -60, -365, 5, 31))
    days = st.builds(lambda day, off: day + timedelta(days=off), anchors, offsets)
    if column.type == "date":
        return days
    instants = st.builds(
        lambda day, hour: datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC), days, st.sampled_from(HOURS)
    )
    if column.type == "timestamptz":
        return instants
    return instants.map(lambda moment: moment.astimezone(ZoneInfo(column.zone or zone)).replace(tzinfo=None))


def cells(shape: Shape, column: Column) -> st.SearchStrategy[Any]:
    """Draw a cell of a column, null now and then."""
    nothing = st.none()
    match column.type:
        case "integer":
            return st.sampled_from((1, 2, 0, 3, 10, None, 99, -5, 2_000_000_000))
        case "decimal":
            return (
                st.sampled_from(tuple(map(Decimal, ("1", "0", "0.10", "0.01", "12.50", "-7.25", "9999999.99"))))
                | nothing
            )
        case "float":
            return st.sampled_from((1.0, 0.0, 0.25, 2.5, -3.75, None, 1e6))
        case "text":
            return st.sampled_from(WORDS[:4]) | st.sampled_from(WORDS)
        case "boolean":
            return st.sampled_from((False, True, None))
    return st.one_of(*[moments(shape.zone, shape.around, column)] * 4, nothing)


@st.composite
def rows(draw: st.DrawFn, shape: Shape, partners: int) -> list[dict[str, Any]]:
    """Draw the rows of a source; its key is unique, its foreign key is one of the partners', missing or null."""
    columns = [each for each in shape.columns if each not in (shape.key, shape.foreign)]
    drawn = [cells(shape, each) for each in columns]
    if shape.foreign:
        columns.append(shape.foreign)
        drawn.append(st.sampled_from((*range(1, partners + 2), None)))
    least = draw(st.sampled_from((6, 0, 25, 15)))
    found = draw(st.lists(st.tuples(*drawn), min_size=least, max_size=40))
    names = [each.name for each in columns]
    return [{shape.key.name: at, **dict(zip(names, row, strict=True))} for at, row in enumerate(found, start=1)]


@st.composite
def tables(draw: st.DrawFn, sources: Sequence[Shape]) -> dict[str, list[dict[str, Any]]]:
    """Draw the tables of all sources, by table name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for shape in reversed(sources):
        partners = len(found[shape.joined.table]) if shape.joined else 0
        found[shape.table] = draw(rows(shape, partners))
    return found
