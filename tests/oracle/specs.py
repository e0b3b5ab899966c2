"""Random projects with a request: spec text, manifest, tables, and what to ask. All is legal: a finding is a fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from . import wordings
from .calendar import MONTHS, WEEKDAYS
from .shapes import DAYS, HOURS, SEGMENTS, ZONES, Shape, shapes, source_text, tables, word

GRAINS = ("month", "day", "week", "quarter", "half", "year", "fiscal_quarter", "fiscal_half", "fiscal_year")
METRICS = ("n", "商談数", "Win Rate", "total", "平均(円)", "order_by")


@dataclass(frozen=True, slots=True)
class Request:
    """What `kpidsl run` is asked. `where` is text as `--where` takes it."""

    names: tuple[str, ...]
    grain: str
    first: date | None
    last: date | None
    by: tuple[str, ...]
    where: str | None
    as_of: datetime
    totals: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A project and a request. `types` gives each table's columns and their types, for loading it into an engine:

    integer, decimal (two places), float, text, boolean, date, timestamp (naive) or timestamptz (aware).
    """

    text: str
    manifest: Mapping[str, Any]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    types: Mapping[str, Mapping[str, str]]
    request: Request


@dataclass(frozen=True, slots=True)
class Number:
    """A metric: its formula, the sources whose rows it counts, and an earlier formula with its last day."""

    name: str
    formula: str
    sources: tuple[Shape, ...]
    earlier: tuple[date, str] | None = None

    def text(self) -> str:
        """Spell the statement; only a managed number has an earlier formula."""
        if self.earlier is None:
            return f"metric {word(self.name)} = {self.formula}"
        day, formula = self.earlier
        return f"kpi {word(self.name)} = {self.formula} {{\n  before {day} = {formula}\n}}"


@st.composite
def manifests(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a parsed `kpidsl.yaml`."""
    return {
        "kpidsl": 1,
        "name": "random",
        "specs": ["specs"],
        "timezone": draw(st.sampled_from(ZONES)),
        "calendar": {
            "fiscal_year_starts": draw(st.sampled_from(("april", *MONTHS))),
            "closing_day": draw(st.sampled_from((31, 20, 30, 28, 1))),
            "week_starts": draw(st.sampled_from(WEEKDAYS)),
            "fiscal_year_named": draw(st.sampled_from(("start", "end"))),
        },
    }


@st.composite
def formulas(
    draw: st.DrawFn, sources: Sequence[Shape], segments: Mapping[str, str], wide: bool
) -> tuple[str, tuple[Shape, ...]]:
    """Draw a formula, with the sources whose rows it counts."""
    shape, other = draw(st.sampled_from(sources)), draw(st.sampled_from(sources))
    segment = segments.get(shape.name)
    kinds = ["flow", "rate", "stock", "composed"] + (["over_periods", "journey"] if wide else [])
    match draw(st.sampled_from(kinds)):
        case "flow":
            return draw(wordings.flow(shape, segment)), (shape,)
        case "rate":
            return draw(wordings.rate(shape, segment)), (shape,)
        case "stock":
            return draw(wordings.stock(shape, segment)), (shape,)
        case "over_periods":
            return draw(wordings.over_periods(shape, segment)), (shape,)
        case "journey":
            return draw(wordings.journey(shape, other)), (shape,)
    return draw(wordings.composed(shape, other, segment)), (shape, other)


@st.composite
def numbers(draw: st.DrawFn, sources: Sequence[Shape], segments: Mapping[str, str], wide: bool) -> tuple[Number, ...]:
    """Draw two to four metrics; a later one may be the ratio of two earlier ones."""
    found: list[Number] = []
    for name in METRICS[: draw(st.integers(2, 4))]:
        if len(found) > 1 and draw(st.booleans()):
            one, two = found[-1], found[-2]
            found.append(Number(name, f"{word(one.name)} / {word(two.name)}", one.sources + two.sources))
            continue
        formula, counted = draw(formulas(sources, segments, wide))
        simple = wide and len(counted) == 1 and " / " not in formula
        found.append(Number(name, formula, counted, draw(earlier(formula, counted[0])) if simple else None))
    return tuple(found)


@st.composite
def filtered_numbers(draw: st.DrawFn, sources: Sequence[Shape], segments: Mapping[str, str]) -> tuple[Number, ...]:
    """Draw many metrics of one source and time column, each under a condition of its own."""
    shape = draw(st.sampled_from(sources))
    time = draw(st.sampled_from(shape.times)).name
    return tuple(
        Number(f"n{at}", draw(wordings.filtered(shape, segments.get(shape.name), time)), (shape,)) for at in range(20)
    )


@st.composite
def earlier(draw: st.DrawFn, formula: str, shape: Shape) -> tuple[date, str] | None:
    """Draw an earlier formula for a plain count, which has the same unit and kind whatever its condition."""
    if not formula.startswith("count(") or draw(st.booleans()):
        return None
    return draw(st.sampled_from(DAYS)), f"count({word(shape.name)} where {draw(wordings.condition(shape))})"


@st.composite
def ranges(draw: st.DrawFn, grain: str, as_of: date) -> tuple[date | None, date | None]:
    """Draw the first and last day, either of which may be left to its default."""
    last = draw(st.sampled_from((None, *(as_of + timedelta(days=n) for n in (0, -1, 1, 10, -20, 40)))))
    lengths = (6, 20, 1, 0) if grain == "day" else (100, 31, 20, 250, 1)
    length = draw(st.sampled_from((None, *lengths)))
    return None if length is None else min(last or as_of, as_of) - timedelta(days=length), last


@st.composite
def requests(draw: st.DrawFn, asked: Sequence[Number], zone: str, around: date) -> Request:
    """Draw what to ask of some metrics: dimensions and conditions only where every source has them."""
    shared = sorted(frozenset.intersection(*(shape.asks() for number in asked for shape in number.sources)))
    by = draw(st.lists(st.sampled_from(shared or ("",)), max_size=min(len(shared), 2), unique=True))
    bounded = bool(shared) and draw(st.booleans())
    where = draw(wordings.text_test(word(draw(st.sampled_from(shared))))) if bounded else None
    grain = draw(st.sampled_from(GRAINS))
    day = around + timedelta(days=draw(st.sampled_from((0, 1, 3, 15, 40, -1))))
    as_of = datetime.combine(day, draw(st.sampled_from(HOURS)), ZoneInfo(zone))
    first, last = draw(ranges(grain, day))
    totals = bool(by) and draw(st.booleans())
    return Request(tuple(each.name for each in asked), grain, first, last, tuple(by), where, as_of, totals)


@st.composite
def cases(draw: st.DrawFn, wide: bool = False, many: bool = False) -> Case:
    """Draw a whole case; with `wide` also functions over periods, journeys and earlier definitions; with `many` twenty
    metrics under conditions instead.
    """
    manifest = draw(manifests())
    zone = manifest["timezone"]
    around = draw(st.sampled_from(DAYS))
    sources = draw(shapes(zone, around))
    chosen = sources[: draw(st.integers(0, min(2, len(sources))))]
    segments = {shape.name: name for shape, name in zip(chosen, SEGMENTS, strict=False)}
    found = draw(filtered_numbers(sources, segments) if many else numbers(sources, segments, wide))
    lines = [source_text(shape) for shape in sources]
    lines += [wordings.segment_text(segments[shape.name], shape, draw(wordings.condition(shape))) for shape in chosen]
    lines += [each.text() for each in found]
    asked = draw(st.sampled_from((found, found[::-1], found[-1:])))
    return Case(
        "\n".join(lines) + "\n",
        manifest,
        draw(tables(sources)),
        {shape.table: {each.name: each.type for each in shape.columns} for shape in sources},
        draw(requests(asked, zone, around)),
    )
