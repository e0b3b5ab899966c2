"""The check at the speed of what has changed: the whole corridor only where the memory cannot answer.

A finding about a statement depends on its text, on the manifest, and on the statements that its words name, and on
theirs in turn. A statement is known by the digest of all of these; one whose digest was clean before is clean again.
What rules about the whole project need of it is kept as its sketch.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from kpidsl.lint.looking import Looked, look_again
from kpidsl.lint.rule import Rule
from kpidsl.lint.sketch import Sketch, sketches
from kpidsl.lint.tuning import Tuning
from kpidsl.memory.statements import Known, digest, digests, know
from kpidsl.memory.store import EMPTY, Memory, recall, remember
from kpidsl.model.build import build
from kpidsl.project import MANIFEST, Folder
from kpidsl.syntax.read import read
from kpidsl.syntax.tree import File
from kpidsl.text.diagnostic import Diagnostic

KINDS = ("kgi", "kpi", "metric", "source")
NUMBERS = ("kgi", "kpi", "metric")


@dataclass(frozen=True, slots=True)
class Recalled:
    """A project's statements with their digests and the files they stand in; `fresh` ones were not clean before."""

    memory: Memory
    keys: tuple[str, ...]
    by_file: tuple[tuple[Known, ...], ...]
    statements: tuple[Known, ...]
    owners: tuple[int, ...]
    digests: tuple[str, ...]
    fresh: frozenset[int]
    trees: dict[int, File]

    def counts(self) -> dict[str, int]:
        """Return how many statements of each kind there are."""
        kinds = [each.kind for each in self.statements]
        return {kind: kinds.count(kind) for kind in KINDS}


def held(folder: Folder) -> Recalled | None:
    """Return the project held against the memory; None where a file cannot be read or a name stands twice."""
    memory = recall(folder.path)
    keys = tuple(digest(PurePath(each.file).suffix, each.text) for each in folder.specs)
    trees: dict[int, File] = {}
    by_file = []
    for index, (key, source) in enumerate(zip(keys, folder.specs, strict=True)):
        rows = memory.files.get(key)
        if rows is None:
            outcome = read(source)
            if outcome.diagnostics:
                return None
            trees[index] = outcome.value
            rows = know(outcome.value, source.text)
        by_file.append(rows)
    statements = tuple(each for rows in by_file for each in rows)
    owners = tuple(index for index, rows in enumerate(by_file) for _ in rows)
    found = digests(statements, digest(folder.texts[MANIFEST].text))
    if found is None:
        return None
    fresh = frozenset(index for index, each in enumerate(found) if each not in memory.clean)
    return Recalled(memory, keys, tuple(by_file), statements, owners, tuple(found), fresh, trees)


def check_again(
    folder: Folder, recalled: Recalled, rules: Sequence[Rule], tuning: Tuning, today: date | None
) -> tuple[Diagnostic, ...] | None:
    """Return the findings where nothing is new, or where what is new is sound together with all that it names.

    None where the language itself has anything to say, which sends the whole project down the corridor, for its words
    may name what was left out here. Rules about single numbers look at what is new, rules about the whole at all.
    """
    if recalled.memory is EMPTY:
        return None
    fresh = recalled.fresh
    wanted = _reached(recalled)
    files = sorted({recalled.owners[each] for each in wanted})
    if len(files) * 2 > len(folder.specs) and fresh:
        return None
    trees = []
    for index in files:
        tree = recalled.trees.get(index) or read(folder.specs[index]).value
        first = recalled.owners.index(index)
        kept = tuple(each for number, each in enumerate(tree.statements, first) if number in wanted)
        trees.append(replace(tree, statements=kept))
    built = build(folder.manifest, trees, folder.texts)
    if built.diagnostics:
        return None
    known = [recalled.memory.clean.get(each) for each in recalled.digests]
    made = {
        (file.path, start): sketch
        for file, own in zip(trees, sketches(built.value, trees), strict=True)
        for start, sketch in own
    }
    places = [
        (folder.specs[owner].file, each.start) for owner, each in zip(recalled.owners, recalled.statements, strict=True)
    ]
    for index in fresh:
        known[index] = made[places[index]]
    rows = [(*place, sketch) for place, sketch in zip(places, known, strict=True)]
    names = [each.name for index in sorted(fresh) if (each := recalled.statements[index]).kind in NUMBERS]
    looked = look_again(built.value, names, rows, rules, tuning, today)
    if fresh:
        _keep(folder, recalled, known, {index for index in fresh if recalled.statements[index].name in looked.blamed})
    return tuple(each.diagnostic for each in looked.offences)


def _reached(recalled: Recalled) -> set[int]:
    """Return the numbers of the new statements and of all that their words lead to."""
    named: dict[str, list[int]] = {}
    for index, each in enumerate(recalled.statements):
        if each.name:
            named.setdefault(each.name, []).append(index)
    reached, waiting = set(recalled.fresh), list(recalled.fresh)
    while waiting:
        for word in recalled.statements[waiting.pop()].words:
            fresh = [each for each in named.get(word, ()) if each not in reached]
            reached.update(fresh)
            waiting += fresh
    return reached


def keep_clean(folder: Folder, recalled: Recalled, found: Iterable[Diagnostic], looked: Looked) -> None:
    """Remember the statements without a finding; one of the language blames all of a file, and without a place all."""
    blamed: set[str] = set()
    for each in found:
        if each.span is None:
            return
        blamed |= {each.span.file, *(label.span.file for label in each.labels)}
    files = [each.file for each in folder.specs]
    known = [sketch for own in looked.sketches for _, sketch in own]
    dirty = {index for index, owner in enumerate(recalled.owners) if files[owner] in blamed}
    dirty |= {index for index, each in enumerate(recalled.statements) if each.name in looked.blamed}
    _keep(folder, recalled, known, dirty)


def _keep(folder: Folder, recalled: Recalled, known: Sequence[Sketch | None], dirty: Container[int]) -> None:
    clean = {key: known[index] for index, key in enumerate(recalled.digests) if index not in dirty}
    remember(folder.path, Memory(dict(zip(recalled.keys, recalled.by_file, strict=True)), clean))
