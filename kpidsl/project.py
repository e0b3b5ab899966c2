"""A project's folder on disk: where it begins, its manifest, the text of its spec files. Nothing outside is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpidsl.model.manifest import read_manifest
from kpidsl.model.records import Manifest
from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.source import Source

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
    text = _read(root, root / MANIFEST, found)
    manifest = read_manifest(text or Source(MANIFEST, ""))
    if text is not None:
        found += manifest.diagnostics
    specs = []
    for folder in manifest.value.specs:
        files = list(_spec_files(root, folder, found))
        if not files:
            found.append(finding("K215", None, folder=folder))
        specs += [source for file in files if (source := _read(root, file, found)) is not None]
    texts = {source.file: source for source in specs}
    if text is not None:
        texts[text.file] = text
    return Outcome(Folder(root, manifest.value, tuple(specs), texts), tuple(found))


def _spec_files(root: Path, folder: str, found: list[Diagnostic]) -> Iterator[Path]:
    """Yield the spec files under a folder (or the one file) by name; links that lead outside are findings."""
    start = root / folder
    if not _inside(root, start):
        found.append(finding("K216", None, path=folder))
        return
    if start.is_file():
        yield start
        return
    for file in sorted(start.rglob("*")):
        if file.suffix not in ENDINGS or not file.is_file():
            continue
        if any(part.startswith(".") for part in file.relative_to(start).parts):
            continue
        if _inside(root, file):
            yield file
        else:
            found.append(finding("K216", None, path=file.relative_to(root).as_posix()))


def _inside(root: Path, path: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):
        return False


def _read(root: Path, path: Path, found: list[Diagnostic]) -> Source | None:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
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
