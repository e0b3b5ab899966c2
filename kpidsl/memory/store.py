"""Where the memory is kept: JSON under the project's `.kpidsl/`, never pickle, and sealed.

The seal is made with what only this machine knows of that folder, so that a memory which came with somebody's files is
not believed. Another version of kpidsl or of Python starts anew.
"""

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.lint.sketch import Sketch, row_of, sketch_of
from kpidsl.memory.statements import Known, digest

FOLDER, NAME = ".kpidsl", "seen.json"
_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """The statements of files by the digest of their text, and what is known of those that were clean by theirs.

    A sketch is None where there is nothing to know of a statement.
    """

    files: Mapping[str, tuple[Known, ...]]
    clean: Mapping[str, Sketch | None]


EMPTY = Memory({}, {})


def recall(folder: Path) -> Memory:
    """Return what is remembered of a project; nothing where it is not there, not ours, or of another version."""
    path = folder / FOLDER / NAME
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST:
            return EMPTY
        seal, _, body = path.read_bytes().partition(b"\n")
        if not hmac.compare_digest(seal, _seal(folder, body)):
            return EMPTY
        read = json.loads(body)
        files = {
            key: tuple(Known(kind, name, start, text, tuple(words)) for kind, name, start, text, words in rows)
            for key, rows in read["files"].items()
        }
        clean = {key: sketch_of(row) if row is not None else None for key, row in read["clean"].items()}
        return Memory(files, clean)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return EMPTY


def remember(folder: Path, memory: Memory) -> None:
    """Keep what is known of a project, whole or not at all; a folder that cannot be written to is left as it is."""
    rows = {
        key: [(each.kind, each.name, each.start, each.digest, each.words) for each in all_]
        for key, all_ in memory.files.items()
    }
    clean = {key: row_of(each) if each is not None else None for key, each in sorted(memory.clean.items())}
    body = json.dumps({"files": rows, "clean": clean}, ensure_ascii=False).encode("utf-8", "replace")
    place = folder / FOLDER
    try:
        if place.is_symlink():
            return
        place.mkdir(exist_ok=True)
        draft = place / f"{NAME}.{os.getpid()}"
        draft.write_bytes(_seal(folder, body) + b"\n" + body)
        draft.replace(place / NAME)
    except OSError:
        return


def _seal(folder: Path, body: bytes) -> bytes:
    """Return the seal of a memory: of its text, the version, and this machine's own numbers for the folder."""
    own = (folder / FOLDER).stat()
    machine = f"{own.st_dev} {own.st_ino} {os.getuid() if hasattr(os, 'getuid') else 0} {_machine()} {_version()}"
    return hmac.new(machine.encode(), body, hashlib.blake2b).hexdigest()[:64].encode()


def _machine() -> str:
    try:
        return Path("/etc/machine-id").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _version() -> str:
    """Return what findings depend on besides the project: Python, and every file of kpidsl itself by size and time."""
    here = Path(__file__).parents[1]
    files = [each for room in _ROOMS for each in sorted((here / room).rglob("*.py"))]
    return digest(sys.version, repr([(each.name, each.stat().st_size, each.stat().st_mtime_ns) for each in files]))


_ROOMS = ("text", "syntax", "model", "lint")
