"""The files of a design's folder: none from outside of it, none larger than is good, texts in UTF-8."""

from pathlib import Path

from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Diagnostic

LARGEST_FILE = 2_000_000


def text_of(folder: Path, name: str) -> str | Diagnostic:
    """Return the text of a file, or the finding why it cannot be had."""
    data = bytes_of(folder, name)
    if isinstance(data, Diagnostic):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return problem("K910", design=folder.name, what=f"{name}: it is not UTF-8")


def bytes_of(folder: Path, name: str, most: int = LARGEST_FILE) -> bytes | Diagnostic:
    """Return the bytes of a file, at most `most`, or the finding why they cannot be had."""
    path = folder / name
    try:
        if folder.resolve() not in path.resolve().parents:
            return problem("K910", design=folder.name, what=f"{name} leads out of the folder")
        if path.stat().st_size > most:
            return problem("K910", design=folder.name, what=f"{name} is larger than {most} bytes")
        return path.read_bytes()
    except (OSError, ValueError) as wrong:
        return problem("K910", design=folder.name, what=f"{name}: {getattr(wrong, 'strerror', None) or str(wrong)}")
