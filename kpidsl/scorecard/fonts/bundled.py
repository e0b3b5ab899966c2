"""The shipped fonts: where they are, whether they are whole, what they cover, and a fontconfig of nothing else."""

import hashlib
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Kpidsl Sans JP"
EMBEDDED = ("Kpidsl-Sans-JP", "Kpidsl-Sans-JP-Bold")


def sums() -> dict[str, str]:
    """Return the SHA-256 that each shipped font must have, by file name."""
    lines = (FOLDER / "sha256.txt").read_text(encoding="ascii").split("\n")
    return {name: value for value, name in (line.split() for line in lines if line)}


def damaged() -> tuple[str, ...]:
    """Return the names of shipped fonts that are missing or not as they were made."""
    return tuple(name for name, expected in sums().items() if _sum(FOLDER / name) != expected)


def _sum(path: Path) -> str:
    try:
        about = path.stat()
        return _sum_of(path, about.st_mtime_ns, about.st_size)
    except OSError:
        return ""


@cache
def _sum_of(path: Path, changed: int, size: int) -> str:
    """Read a file once for as long as it stays as it is: many documents are drawn with the same fonts."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def covered() -> frozenset[int]:
    """Return the code points that both weights can draw."""
    spans = (line.split("-") for line in (FOLDER / "codepoints.txt").read_text(encoding="ascii").split())
    return frozenset(code for first, last in spans for code in range(int(first, 16), int(last, 16) + 1))


def fontconfig(cache_folder: Path, own_folder: Path | None = None) -> str:
    """Return the text of a fontconfig file that knows the shipped fonts and those in `own_folder`, and nothing else."""
    known = [FOLDER] if own_folder is None else [own_folder, FOLDER]
    folders = "".join(f"<dir>{escape(str(each))}</dir>" for each in known)
    folders += f"<cachedir>{escape(str(cache_folder))}</cachedir>"
    return f'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>{folders}</fontconfig>\n'
