"""Designs: folders with a manifest, a Jinja page, a stylesheet and a sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpidsl.scorecard.layout import Room
from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Diagnostic, Outcome

PACKAGE = Path(__file__).parents[1]
MANIFEST, PAGE, STYLE, SAMPLE = "design.yaml", "page.html.jinja", "style.css", "sample.json"
LARGEST_FILE = 2_000_000


@dataclass(frozen=True, slots=True)
class Design:
    """A design as read from its folder: texts only, so that nothing is opened while a page is made."""

    name: str
    page: str
    style: str
    samples: tuple[tuple[str, str], ...]
    paper: str
    description: tuple[tuple[str, str], ...]
    room: Room
    landing: tuple[float, float]
    tree: tuple[float, float]
    parts: tuple[tuple[str, str], ...] = ()

    def sample(self, language: str) -> str:
        """Return the sample Scorecard as JSON text, in `language` where the design has one."""
        named = dict(self.samples)
        return named.get(f"sample.{language}.json", named[SAMPLE])


def design_folders(own: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return where designs are looked for, first come first: `own` folders, the installed package, the repository."""
    shipped = (PACKAGE / "_share" / "templates", PACKAGE.parent / "templates")
    return tuple(folder for folder in (*own, *shipped) if folder.is_dir())


def design_names(own: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the names of all designs that can be found, in order of the alphabet."""
    found = {manifest.parent.name for folder in design_folders(own) for manifest in folder.glob(f"*/{MANIFEST}")}
    return tuple(sorted(found))


def find_design(name: str, own: Sequence[Path] = ()) -> Outcome[Design | None]:
    """Find a design by name and read it."""
    if name in design_names(own):
        folder = next(folder / name for folder in design_folders(own) if (folder / name / MANIFEST).is_file())
        return read_design(folder)
    return Outcome(None, (problem("K909", name=name, known=", ".join(design_names(own)) or "-"),))


def read_design(folder: Path) -> Outcome[Design | None]:
    """Read one folder; a file that is missing, too large, outside the folder or not text is a finding."""
    wanted = [MANIFEST, PAGE, STYLE, SAMPLE]
    further = {path.name for path in (*folder.glob("*.jinja"), *folder.glob("sample.*.json"))}
    wanted += sorted(further - {PAGE})
    texts: dict[str, str] = {}
    for name in wanted:
        text = _text(folder, name)
        if isinstance(text, Diagnostic):
            return Outcome(None, (text,))
        texts[name] = text
    return _made(folder.name, texts)


def _text(folder: Path, name: str) -> str | Diagnostic:
    path = folder / name
    try:
        if folder.resolve() not in path.resolve().parents:
            return problem("K910", design=folder.name, what=f"{name} leads out of the folder")
        if path.stat().st_size > LARGEST_FILE:
            return problem("K910", design=folder.name, what=f"{name} is larger than {LARGEST_FILE} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        return problem(
            "K910", design=folder.name, what=f"{name}: {getattr(wrong, 'strerror', None) or 'it is not UTF-8'}"
        )


def _made(name: str, texts: dict[str, str]) -> Outcome[Design | None]:
    import yaml

    try:
        manifest = yaml.safe_load(texts[MANIFEST])
        sizes = manifest.get("sizes_mm") or {}
        design = Design(
            name=name,
            page=texts[PAGE],
            style=texts[STYLE],
            samples=tuple((part, text) for part, text in texts.items() if part.endswith(".json")),
            paper=str(manifest["paper"]),
            description=tuple((str(key), str(text)) for key, text in manifest["description"].items()),
            room=Room(**{key: float(value) for key, value in (manifest.get("table_mm") or {}).items()}),
            landing=_size(sizes.get("landing"), (104, 38)),
            tree=_size(sizes.get("tree"), (273, 160)),
            parts=tuple((part, text) for part, text in texts.items() if part.endswith(".jinja") and part != PAGE),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as wrong:
        return Outcome(None, (problem("K910", design=name, what=f"{MANIFEST}: {_first_line(wrong)}"),))
    return Outcome(design)


def _size(value: Any, otherwise: tuple[float, float]) -> tuple[float, float]:
    if value is None:
        return otherwise
    width, height = value
    return float(width), float(height)


def _first_line(wrong: Exception) -> str:
    return (str(wrong) or type(wrong).__name__).splitlines()[0]
