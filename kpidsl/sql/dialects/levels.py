"""What can be said in which dialect, and how surely, for the table that people see."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.sql.dialects import ALIASES, NAMES, dialect
from kpidsl.sql.dialects.row import Level
from kpidsl.text.diagnostic import Said


@dataclass(frozen=True, slots=True)
class Construct:
    """Something that is said in SQL: its short name in the table's head, and what it is."""

    name: str
    short: Said
    long: Said


CONSTRUCTS: tuple[Construct, ...] = (
    Construct(
        "sums", Said("sums", "集計"), Said("count, sum, avg, min, max, share", "count, sum, avg, min, max, share")
    ),
    Construct("distinct", Said("distinct", "種類数"), Said("count_distinct", "count_distinct")),
    Construct("median", Said("median", "中央値"), Said("median, percentile", "median, percentile")),
    Construct("latest", Said("latest", "残高"), Said("latest", "latest")),
    Construct(
        "periods",
        Said("periods", "期間"),
        Said("previous, rolling, to_date, cumulative", "previous, rolling, to_date, cumulative"),
    ),
    Construct(
        "journeys", Said("journeys", "行動"), Said("converted, repeated, retained", "converted, repeated, retained")
    ),
    Construct("slices", Said("slices", "切り口"), Said("joins and dimensions", "結合とディメンション")),
    Construct(
        "zones", Said("zones", "時差"), Said("time zones, across clock changes", "タイムゾーン（夏時間をまたぐ）")
    ),
    Construct("between", Said("between", "間隔"), Said("days_between, hours_between", "days_between, hours_between")),
    Construct("text", Said("text", "文字列"), Said("text by code point, like", "文字コード順の比較と like")),
)
"""The constructs; each stands at the level of its dialect, for the tests draw from all of them at once, unless the
dialect says otherwise."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One dialect in the table: its names, its level and that of each construct by name, and what it cannot say.

    `assumes` is what it takes for granted of a warehouse.
    """

    names: tuple[str, ...]
    level: Level
    levels: Mapping[str, Level]
    refusals: tuple[Said, ...]
    assumes: tuple[Said, ...]


def standings() -> tuple[Standing, ...]:
    """Return the dialects that SQL is written for, in their order; every other one is refused."""
    found = []
    for name in NAMES:
        row = dialect(name)
        assert row is not None
        others = tuple(other for other, own in ALIASES.items() if own == name)
        levels = {each.name: row.levels.get(each.name, row.level) for each in CONSTRUCTS}
        found.append(Standing((name, *others), row.level, levels, row.refusals, row.assumes))
    return tuple(found)
