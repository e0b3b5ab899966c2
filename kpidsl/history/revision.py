"""The files of a project as they were in a commit, laid out in a folder of their own to be read as any other."""

import os
import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from kpidsl.history.git import Entry, GitError, contents, entries
from kpidsl.model.manifest import read_manifest
from kpidsl.project import ENDINGS, LARGEST_FILE, MANIFEST
from kpidsl.text.diagnostic import Diagnostic, Outcome, Said, finding
from kpidsl.text.source import Source

_LINK = "120000"
_REPOSITORY = "160000"


def lay_out(folder: Path, commit: str, into: Path) -> Outcome[bool]:
    """Write a project's manifest and specs, as they were in a commit, under `into`; False where they were not there.

    Only the manifest and what it names as specs is written. A link stays a link: reading finds out where it leads.
    """
    found: list[Diagnostic] = []
    listed = entries(folder, commit)
    there = {each.path: each for each in listed or ()}
    try:
        if MANIFEST not in there:
            return Outcome(False, (finding("K252", None, revision=commit[:10]),))
        _write(folder, into, [there[MANIFEST]], found)
        chosen = [each for each in there.values() if each.path != MANIFEST and _is_spec(each, _places(into))]
        _write(folder, into, list(_sound(chosen, found)), found)
    except GitError as wrong:
        return Outcome(False, (finding("K250", None, problem=str(wrong)),))
    return Outcome(True, tuple(found))


def _places(into: Path) -> tuple[str, ...]:
    """Return the folders and files that the manifest takes its specs from."""
    try:
        text = (into / MANIFEST).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(posixpath.normpath(each) for each in read_manifest(Source(MANIFEST, text)).value.specs)


def _is_spec(entry: Entry, places: tuple[str, ...]) -> bool:
    named = entry.path.endswith(ENDINGS) or entry.mode in (_LINK, _REPOSITORY)
    return named and any(place in (".", entry.path) or entry.path.startswith(f"{place}/") for place in places)


def _sound(chosen: Iterable[Entry], found: list[Diagnostic]) -> Iterator[Entry]:
    """Yield the entries that can be laid out; a tree can hold names that no folder could, and other repositories."""
    for each in chosen:
        if each.mode == _REPOSITORY:
            why = Said("it is a repository of its own (a submodule)", "別のリポジトリ（サブモジュール）です")
        elif not _is_path(each.path):
            why = Said("it is no path within the project", "プロジェクトの中のパスではありません")
        elif each.size is not None and each.size > LARGEST_FILE:
            found.append(finding("K219", None, path=each.path, size=each.size, most=LARGEST_FILE))
            continue
        else:
            yield each
            continue
        found.append(finding("K253", None, path=each.path, why=why))


def _is_path(path: str) -> bool:
    parts = path.split("/")
    names = all(part not in ("", ".", "..") and part.casefold() != ".git" for part in parts)
    return names and "\\" not in path and (os.name != "nt" or ":" not in path)


def _write(folder: Path, into: Path, chosen: list[Entry], found: list[Diagnostic]) -> None:
    texts = dict(contents(folder, [each.object for each in chosen]))
    # Links come last, so that nothing is ever written through one.
    for each in sorted(chosen, key=lambda entry: entry.mode == _LINK):
        goal = into / each.path
        try:
            goal.parent.mkdir(parents=True, exist_ok=True)
            if each.mode == _LINK:
                goal.symlink_to(os.fsdecode(texts[each.object]))
            else:
                with goal.open("xb") as file:
                    file.write(texts[each.object])
        except KeyError:
            why = Said("its contents are not in this clone", "内容がこのクローンにありません")
            found.append(finding("K253", None, path=each.path, why=why))
        except (OSError, ValueError) as wrong:
            why = Said(getattr(wrong, "strerror", None) or type(wrong).__name__, type(wrong).__name__)
            found.append(finding("K253", None, path=each.path, why=why))
