"""A project's folder on disk: where it begins, its manifest, the text of its spec files. Nothing outside is read."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from kpidsl.model.manifest import read_manifest
from kpidsl.model.records import Manifest
from kpidsl.text.diagnostic import Diagnostic, Outcome, Said, finding
from kpidsl.text.source import Source, Span

MANIFEST = "kpidsl.yaml"
ENDINGS = (".kpi", ".yaml", ".yml")
LARGEST_FILE = 20_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A project as it lies on disk: its folder, its manifest, and every text by its path from the folder."""

    path: Path
    manifest: Manifest
    specs: tuple[Source, ...]
    texts: dict[str, Source]


def find_folder(start: Path) -> Path | None:
    """Return the nearest folder upwards that holds a manifest, or None."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / MANIFEST).is_file():
            return folder
    return None


def read_folder(path: Path) -> Outcome[Folder]:
    """Read the manifest and the spec files of a project; what cannot be read is a finding, the rest is there."""
    root = path.resolve()
    found: list[Diagnostic] = []
    text = _manifest(root, found)
    manifest = read_manifest(text or Source(MANIFEST, ""))
    if text is not None:
        found += manifest.diagnostics
    files: dict[Path, None] = {}
    for folder, span in zip_longest(manifest.value.specs, manifest.value.specs_spans):
        if folder is None:
            continue
        wrong = len(found)
        there = list(_spec_files(root, folder, span, found))
        if not there and len(found) == wrong:
            found.append(finding("K215", span, folder=folder))
        files |= dict.fromkeys(there)
    # A file that is named twice, or reached by two names, is read once.
    once = {file.resolve(): file for file in reversed(files)}
    read = (_read(root, file, found) for file in files if once[file.resolve()] == file)
    specs = [source for source in read if source is not None]
    texts = {source.file: source for source in specs}
    if text is not None:
        texts[text.file] = text
    return Outcome(Folder(root, manifest.value, tuple(specs), texts), tuple(dict.fromkeys(found)))


def _manifest(root: Path, found: list[Diagnostic]) -> Source | None:
    path = root / MANIFEST
    if path.exists() and not _inside(root, path):
        found.append(finding("K216", None, path=MANIFEST))
        return None
    return _read(root, path, found)


def _spec_files(root: Path, folder: str, span: Span | None, found: list[Diagnostic]) -> Iterator[Path]:
    """Yield the spec files under a folder (or the one file) by name; what cannot be one of them is a finding."""
    start = Path(os.path.normpath(root / folder))
    if not _inside(root, start):
        found.append(finding("K216", span, path=folder))
    elif start.is_dir():
        yield from _under(root, start, found)
    elif start.exists():
        yield from _spec_file(root, start, found)


def _under(root: Path, folder: Path, found: list[Diagnostic]) -> Iterator[Path]:
    """Yield the spec files under a folder, depth first by name; hidden ones are left out, links are not followed."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        _unread(root, folder, error.strerror or type(error).__name__, found)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and not _inside(root, entry):
            found.append(finding("K216", None, path=_name(root, entry)))
        elif entry.is_symlink() and entry.is_dir():
            words = Said("it is a link to a folder, and links are not followed", "フォルダーへのリンクはたどりません")
            _unread(root, entry, words, found)
        elif entry.is_dir() and entry.suffix not in ENDINGS:
            yield from _under(root, entry, found)
        elif entry.suffix in ENDINGS or not (entry.is_file() or entry.is_symlink()):
            yield from _spec_file(root, entry, found)


def _spec_file(root: Path, path: Path, found: list[Diagnostic]) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        _unread(root, path, Said("it is a folder, named like a file", "ファイルのような名前のフォルダーです"), found)
    else:
        _unread(root, path, Said("it is no plain file", "通常のファイルではありません"), found)


def _unread(root: Path, path: Path, problem: str | Said, found: list[Diagnostic]) -> None:
    found.append(finding("K218", None, path=_name(root, path), problem=problem))


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _inside(root: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):
        return False


def _read(root: Path, path: Path, found: list[Diagnostic]) -> Source | None:
    name = _name(root, path)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            found.append(finding("K219", None, path=name, size=size, most=LARGEST_FILE))
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        found.append(finding("K217", None, path=name))
        return None
    except OSError as error:
        found.append(finding("K218", None, path=name, problem=error.strerror or type(error).__name__))
        return None
    return Source(name, text)
