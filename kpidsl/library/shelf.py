"""The shelf: the project of ready-made KPIs under `specs/library`, read once, and what each KPI stands on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kpidsl.library.words import RowWord, metric_words, row_words
from kpidsl.model.build import build
from kpidsl.model.records import Metric, Model
from kpidsl.project import read_folder
from kpidsl.shipped import shipped
from kpidsl.syntax import tree
from kpidsl.syntax.read import read
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One ready-made KPI: its text with the comment above it, and the words of its formula that stand for rows.

    `needs` are the numbers that its formula names, `values` the data values that it compares with.
    """

    metric: Metric
    text: str
    start: int
    words: tuple[RowWord, ...]
    needs: tuple[str, ...]
    values: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return its Japanese name."""
        return self.metric.name

    @property
    def id(self) -> str:
        """Return its English name in small letters: `win_rate`."""
        return (self.metric.label or self.metric.name).lower().replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Shelf:
    """All ready-made KPIs by name, in the order of the phases, and the model of the standard schema."""

    entries: Mapping[str, Entry]
    model: Model

    def find(self, word: str) -> Entry | None:
        """Return the entry of that name, Japanese or English, or None."""
        return next((each for each in self.entries.values() if word in (each.name, each.id)), None)

    def near(self, word: str) -> str | None:
        """Return the name that was meant, or None."""
        return nearest(word, [name for each in self.entries.values() for name in (each.name, each.id)])

    def standing_on(self, name: str, known: Mapping[str, object]) -> tuple[Entry, ...]:
        """Return an entry and those under it that a project lacks, in an order in which each follows what it needs."""
        found: dict[str, Entry] = {}

        def visit(each: Entry) -> None:
            for need in each.needs:
                if need not in known and need not in found:
                    visit(self.entries[need])
            found[each.name] = each

        visit(self.entries[name])
        return tuple(found.values())


@cache
def shelf() -> Shelf:
    """Return the shelf."""
    folder = read_folder(shipped("specs", "library")).value
    files = [read(each).value for each in folder.specs]
    model = build(folder.manifest, files, folder.texts).value
    found: dict[str, Entry] = {}
    for file in files:
        found |= {each.name: each for each in _entries(file, folder.texts[file.path], model)}
    return Shelf(found, model)


def _entries(file: tree.File, source: Source, model: Model) -> Iterator[Entry]:
    for statement in file.statements:
        if statement.kind not in ("metric", "kpi") or statement.name is None:
            continue
        metric = model.metrics[statement.name.text]
        clause = metric.clause("formula")
        assert clause is not None
        formula: tree.Expression = clause.value  # type: ignore[assignment]  # that clause holds an expression
        start = _with_comment(source.text, statement.span.start)
        words = tuple(row_words(formula, model.sources))
        needs = tuple(dict.fromkeys(word.text for word in metric_words(formula, model.metrics)))
        values = tuple(re.findall(r"'([^']*)'", source.text[formula.span.start : formula.span.end]))
        yield Entry(metric, source.text[start : statement.span.end], start, words, needs, values)


def _with_comment(text: str, start: int) -> int:
    """Return where the comment lines begin that stand right above a statement."""
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text.startswith("#", above):
            return start
        start = above
    return start
