"""Asking git, with fixed arguments and without a shell; nothing in the work tree, the index or the settings is touched.

A repository may be hostile, its settings too: nothing that they could start (hooks, watchers, pagers, filters, helpers
of remotes) is started. Objects that are not there are not fetched.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kpidsl.text.diagnostic import Outcome, finding

_SETTINGS = ("core.fsmonitor=", f"core.hooksPath={os.devnull}", "protocol.allow=never", "core.quotePath=false")
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_SECONDS = 60
_LONGEST_NAME = 400


class Entry(NamedTuple):
    """One file of a tree: its mode in octal digits, its object, its size in bytes (None: not a file), its path."""

    mode: str
    object: str
    size: int | None
    path: str


class Range(NamedTuple):
    """The two sides of a comparison, as whole commit ids; `after` is None for the files as they lie in the folder."""

    before: str
    after: str | None


class GitError(Exception):
    """Git ended with an error, was not there, or took too long."""


def read_range(folder: Path, text: str) -> Outcome[Range | None]:
    """Read `REV`, `A..B` or `A...B` (from where B parted from A); what git does not know is a finding.

    An empty side of a range is HEAD.
    """
    try:
        _ask(folder, "rev-parse", "--git-dir")
    except GitError as wrong:
        return Outcome(None, (finding("K250", None, problem=str(wrong)),))
    left, sign, right = _parted(text)
    before = _commit(folder, left or ("HEAD" if sign else ""))
    after = _commit(folder, right or "HEAD") if sign else None
    for name, found in ((left, before), (right, after if sign else before)):
        if found is None:
            return Outcome(None, (finding("K251", None, revision=name or "HEAD"),))
    assert before is not None
    if sign == "..." and after is not None:
        try:
            before = _ask(folder, "merge-base", before, after).decode("ascii").split()[0]
        except (GitError, IndexError):
            return Outcome(None, (finding("K251", None, revision=text),))
    return Outcome(Range(before, after))


def _parted(text: str) -> tuple[str, str, str]:
    for sign in ("...", ".."):
        if sign in text:
            left, _, right = text.partition(sign)
            return left, sign, right
    return text, "", ""


def _commit(folder: Path, text: str) -> str | None:
    """Return the whole id of the commit that a revision names, or None."""
    if not text or len(text) > _LONGEST_NAME or "\0" in text or "\n" in text:
        return None
    try:
        return (
            _ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}").decode().strip()
        )
    except GitError:
        return None


def head(folder: Path) -> str:
    """Return the commit that the work tree stands on, or "" where there is none."""
    return _commit(folder, "HEAD") or ""


def last_before(folder: Path, when: datetime) -> str:
    """Return the last commit on the way to the work tree's that was made before a moment, or "" where there is none."""
    try:
        return _ask(folder, "rev-list", "-1", f"--before={when.isoformat()}", "HEAD", "--").decode("ascii").strip()
    except GitError:
        return ""


def known(folder: Path, commit: str) -> str:
    """Return the whole id of a commit, or "" where git does not know it."""
    return _commit(folder, commit) or ""


def entries(folder: Path, commit: str) -> list[Entry] | None:
    """Return the files under a folder as they were in a commit, by their path from it; None where it was not there."""
    try:
        prefix = os.fsdecode(_ask(folder, "rev-parse", "--show-prefix")).removesuffix("\n").rstrip("/")
        name = f"{commit}:{prefix}" if prefix else f"{commit}^{{tree}}"
        tree = _ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name).decode().strip()
        listed = _ask(folder, "ls-tree", "-r", "-z", "-l", "--full-tree", tree)
    except GitError:
        return None
    return [_entry(line) for line in listed.split(b"\0") if line]


def _entry(line: bytes) -> Entry:
    facts, _, path = line.partition(b"\t")
    mode, _kind, name, size = facts.decode("ascii").split()
    return Entry(mode, name, int(size) if size.isdigit() else None, os.fsdecode(path))


def contents(folder: Path, objects: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of objects, each with its name; one that is missing is left out."""
    asked = list(dict.fromkeys(objects))
    answer = _ask(folder, "cat-file", "--batch", given="".join(f"{each}\n" for each in asked).encode("ascii"))
    place = 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        facts = answer[place:end].decode("ascii").split()
        place = end + 1
        if len(facts) == 3:
            size = int(facts[2])
            yield facts[0], answer[place : place + size]
            place += size + 1


def _ask(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Return what git prints; raises `GitError` with its own first line where it ends with an error."""
    # What a hook that calls us has set (GIT_DIR, GIT_INDEX_FILE ...) speaks of its own repository.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = [each for setting in _SETTINGS for each in ("-c", setting)]
    command = ["git", "--no-pager", "-C", str(folder), *settings, *arguments]
    try:
        ended = subprocess.run(
            command, input=given or b"", capture_output=True, env=kept | _ENVIRONMENT, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        raise GitError(getattr(wrong, "strerror", None) or type(wrong).__name__) from None
    if ended.returncode != 0:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0].removeprefix("fatal: ") if said else f"git ended with {ended.returncode}")
    return ended.stdout
