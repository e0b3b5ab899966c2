"""A ready-made KPI fitted to a project: the sources and columns it asks for, and its text with those of the project."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kpidsl.library.shelf import Entry, Shelf
from kpidsl.model.records import Source
from kpidsl.syntax.spelling import is_name


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source of the standard schema that KPIs read: the columns they name, and the times among them."""

    source: Source
    columns: tuple[str, ...]
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What stands for a source of the standard schema: a source of the project, or a table to make one from.

    `name` is the source's, `table` the one to make it from as people write it, None where the project has the source
    already; `columns` are the project's by the standard ones. A file is told from a table by its slash or its ending.
    """

    name: str
    table: str | None
    columns: Mapping[str, str]


def wanted(shelf: Shelf, entries: Iterable[Entry]) -> tuple[Wanted, ...]:
    """Return what entries read, source by source; a time counts where rows are counted by it."""
    columns: dict[str, dict[str, None]] = {}
    for entry in entries:
        for word in entry.words:
            found = columns.setdefault(word.source, {})
            if word.column is not None:
                found[word.column] = None
    return tuple(_wanted(shelf.model.sources[name], tuple(found)) for name, found in columns.items())


def _wanted(source: Source, columns: tuple[str, ...]) -> Wanted:
    times = [each.name for each in source.times]
    return Wanted(source, columns, tuple(each for each in times if each == times[0] or each in columns))


def asked_columns(each: Wanted, new: bool) -> tuple[str, ...]:
    """Return the columns that have to be known: those of the formulas, and of a new source its key and times too."""
    own = (*(key.name for key in each.source.keys), *each.times) if new else ()
    return tuple(dict.fromkeys((*own, *each.columns)))


def drafted(entries: Iterable[Entry], wanted: Iterable[Wanted], places: Mapping[str, Place], tail: str = "") -> str:
    """Return the text of a spec file: the sources that are new, then the KPIs, each with its comment.

    `tail` is clauses for the last KPI, each on a line of its own. What people gave as names or clauses stands in it as
    it was given: the text has to be read, and written in its one form, before it is kept.
    """
    parts = [_source(each, place) for each in wanted if (place := places[each.source.name]).table is not None]
    texts = [_fitted(entry, places) for entry in entries]
    if tail:
        texts[-1] = _with_tail(texts[-1], tail)
    return "\n\n".join((*parts, *texts)) + "\n"


def _source(each: Wanted, place: Place) -> str:
    columns = place.columns
    label = f' "{each.source.label}"' if each.source.label else ""
    keys = ", ".join(_name(columns[key.name]) for key in each.source.keys)
    lines = [f"source {_name(place.name)}{label} from {_table(place.table or '')} {{", f"  key   {keys}"]
    lines += [f"  time  {_name(columns[name])}" for name in each.times]
    return "\n".join([*lines, "}"])


def _table(written: str) -> str:
    if "/" in written or written.endswith((".csv", ".parquet")):
        escaped = written.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return ".".join(_name(part) for part in written.split("."))


def _name(word: str) -> str:
    return word if word and is_name(word) else f"`{word}`"


def _fitted(entry: Entry, places: Mapping[str, Place]) -> str:
    text = entry.text
    for start, end, new in sorted(_changes(entry, places), reverse=True):
        text = text[: start - entry.start] + new + text[end - entry.start :]
    return text


def _changes(entry: Entry, places: Mapping[str, Place]) -> Iterator[tuple[int, int, str]]:
    for word in entry.words:
        place = places[word.source]
        new = place.name if word.column is None else place.columns[word.column]
        yield word.word.span.start, word.word.span.end, _name(new)


def _with_tail(text: str, tail: str) -> str:
    return f"{text[:-1]}{tail}}}" if text.endswith("}") else f"{text} {{\n{tail}}}"
