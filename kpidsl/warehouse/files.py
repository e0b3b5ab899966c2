"""Data files that a spec names: relative to the manifest, and never outside its folder."""

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

from kpidsl.text.diagnostic import Diagnostic, Outcome, finding
from kpidsl.text.render.visible import visible
from kpidsl.text.source import Span

_PATTERN = re.compile(r"[*?\[]")
FORMATS = {
    "csv": (".csv", ".csv.gz", ".tsv", ".tsv.gz"),
    "parquet": (".parquet",),
    "json": (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz"),
}


@dataclass(frozen=True, slots=True)
class DataFiles:
    """What one path of a spec stands for: the path as written (it is the table's name), its format, the real files."""

    written: str
    format: str
    paths: tuple[Path, ...]


def data_file(folder: Path, path_text: str, span: Span | None = None) -> Outcome[tuple[Path, ...]]:
    """Return the real paths of the files that a path or pattern names, sorted; none outside, even by links."""
    if _leaves(path_text):
        return Outcome((), (finding("K810", span, path=visible(path_text)),))
    root = folder.resolve()
    found = [root / path_text] if _is_file(root / path_text) else _matches(root, path_text)
    paths = tuple(sorted({each.resolve() for each in found if _is_file(each)}))
    if not paths:
        return Outcome((), (finding("K811", span, path=visible(path_text)),))
    wrong = tuple(_refused(root, each, path_text, span) for each in paths)
    return Outcome((), tuple(filter(None, wrong))[:1]) if any(wrong) else Outcome(paths)


def data_files(folder: Path, path_text: str, span: Span | None = None) -> Outcome[DataFiles | None]:
    """Return the files that a path names, with the format that its ending tells."""
    lower = path_text.lower()
    format_ = next((name for name, endings in FORMATS.items() if lower.endswith(endings)), None)
    if format_ is None:
        return Outcome(None, (finding("K812", span, path=visible(path_text)),))
    paths = data_file(folder, path_text, span)
    return Outcome(DataFiles(path_text, format_, paths.value) if paths.value else None, paths.diagnostics)


def _leaves(path_text: str) -> bool:
    if "://" in path_text or "\0" in path_text or path_text.startswith("~"):
        return True
    if PurePath(path_text).is_absolute() or PureWindowsPath(path_text).anchor:
        return True
    plain = os.path.normpath(path_text)
    escapes = plain == ".." or plain.startswith((f"..{os.sep}", "../"))
    # A pattern with `..` could walk the whole disk before the first match is refused.
    return escapes or (".." in PurePath(path_text).parts and _PATTERN.search(path_text) is not None)


def _matches(root: Path, path_text: str) -> list[Path]:
    if not _PATTERN.search(path_text):
        return []
    wants_hidden = PurePath(path_text).name.startswith(".")
    try:
        return [each for each in root.glob(path_text) if wants_hidden or not each.name.startswith(".")]
    except (ValueError, OSError, NotImplementedError):
        return []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _refused(root: Path, path: Path, path_text: str, span: Span | None) -> Diagnostic | None:
    if not path.is_relative_to(root):
        return finding("K810", span, path=visible(path_text))
    if not os.access(path, os.R_OK):
        return finding("K813", span, path=visible(path_text), words="permission denied")
    return None
