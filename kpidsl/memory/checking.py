"""The check at the speed of what has changed: the whole corridor only where the memory cannot answer.

A finding about a statement depends on its text, on the manifest, and on the statements that its words name, and on
theirs in turn. A statement is known by the digest of all of these; one whose digest was clean before is clean again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from kpidsl.memory.statements import Known, digest, digests, know
from kpidsl.memory.store import EMPTY, Memory, recall, remember
from kpidsl.model.build import build
from kpidsl.project import MANIFEST, Folder
from kpidsl.syntax.read import read
from kpidsl.syntax.tree import File
from kpidsl.text.diagnostic import Diagnostic

KINDS = ("kgi", "kpi", "metric", "source")


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


def clean_again(folder: Folder, recalled: Recalled) -> bool:
    """Say whether nothing is new, or what is new gives no finding together with all that it names.

    Any finding sends the whole project down the corridor, for its words may name what was left out here.
    """
    if not recalled.fresh:
        return True
    if recalled.memory is EMPTY:
        return False
    wanted = _reached(recalled)
    files = sorted({recalled.owners[each] for each in wanted})
    if len(files) * 2 > len(folder.specs):
        return False
    trees = []
    for index in files:
        tree = recalled.trees.get(index) or read(folder.specs[index]).value
        first = recalled.owners.index(index)
        kept = tuple(each for number, each in enumerate(tree.statements, first) if number in wanted)
        trees.append(replace(tree, statements=kept))
    if build(folder.manifest, trees, folder.texts).diagnostics:
        return False
    _keep(folder, recalled, recalled.digests)
    return True


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


def keep_clean(folder: Folder, recalled: Recalled, found: Iterable[Diagnostic]) -> None:
    """Remember the statements of files without a finding; one that has no place speaks of all of them."""
    blamed: set[str] = set()
    for each in found:
        if each.span is None:
            return
        blamed |= {each.span.file, *(label.span.file for label in each.labels)}
    files = [each.file for each in folder.specs]
    pairs = zip(recalled.digests, recalled.owners, strict=True)
    _keep(folder, recalled, [each for each, owner in pairs if files[owner] not in blamed])


def _keep(folder: Folder, recalled: Recalled, clean: Iterable[str]) -> None:
    remember(folder.path, Memory(dict(zip(recalled.keys, recalled.by_file, strict=True)), frozenset(clean)))
