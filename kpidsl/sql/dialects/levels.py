"""What can be said in which dialect, and how surely, for the table that people see."""

from dataclasses import dataclass

from kpidsl.sql.dialects import ALIASES, NAMES, dialect
from kpidsl.sql.dialects.row import Level
from kpidsl.text.diagnostic import Said

CONSTRUCTS: tuple[Said, ...] = (
    Said("count, sum, avg, min, max, share", "count, sum, avg, min, max, share"),
    Said("count_distinct", "count_distinct"),
    Said("median, percentile", "median, percentile"),
    Said("latest", "latest"),
    Said("previous, rolling, to_date, cumulative", "previous, rolling, to_date, cumulative"),
    Said("converted, repeated, retained", "converted, repeated, retained"),
    Said("joins and slices", "結合とディメンション"),
    Said("time zones, across clock changes", "タイムゾーン（夏時間をまたぐ）"),
    Said("days_between, hours_between", "days_between, hours_between"),
    Said("text by code point, like", "文字コード順の比較と like"),
)
"""The constructs; each stands at the level of its dialect, for the tests draw from all of them at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One dialect in the table: its names, its level, and what it cannot say."""

    names: tuple[str, ...]
    level: Level
    refusals: tuple[Said, ...]


def standings() -> tuple[Standing, ...]:
    """Return the dialects that SQL is written for, in their order; every other one is refused."""
    found = []
    for name in NAMES:
        row = dialect(name)
        assert row is not None
        others = tuple(other for other, own in ALIASES.items() if own == name)
        found.append(Standing((name, *others), row.level, row.refusals))
    return tuple(found)
