"""Designs: folders with a manifest, a Jinja page, a stylesheet and a sample; one may extend another."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kpidsl.scorecard.design_files import bytes_of, text_of
from kpidsl.scorecard.fonts.bundled import FAMILY
from kpidsl.scorecard.fonts.own import LARGEST_FONT, OwnFont, read_fonts
from kpidsl.scorecard.layout import Room
from kpidsl.scorecard.problems import problem
from kpidsl.text.diagnostic import Diagnostic, Outcome

PACKAGE = Path(__file__).parents[1]
MANIFEST, PAGE, STYLE, SAMPLE = "design.yaml", "page.html.jinja", "style.css", "sample.json"
LONGEST_CHAIN = 5
LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
KEYS = frozenset(
    {
        "name",
        "extends",
        "paper",
        "description",
        "table_mm",
        "sizes_mm",
        "needs",
        "negative",
        "money",
        "colours",
        "logo",
        "fonts",
    }
)
COLOURS = ("accent", "ink", "soft", "rule", "tint", "alert")
Need = Literal["details", "months", "meeting", "changes"]
NEEDS: frozenset[str] = frozenset(get_args(Need))
NEGATIVES = ("minus", "triangle")
STEPS = ("auto", "one", "thousand", "ten_thousand", "million", "hundred_million", "billion")


@dataclass(frozen=True, slots=True)
class Design:
    """A design as read from its folder, so that nothing is opened while a page is made.

    `needs` is what has to be measured for it beyond the board, `logo` a data: address; `negative` and `money` are set
    where the design decides what the locale leaves open. `fonts` are its own, beside the shipped ones.
    """

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
    needs: frozenset[str] = frozenset()
    negative: Literal["minus", "triangle"] | None = None
    money: str | None = None
    logo: str = ""
    fonts: tuple[OwnFont, ...] = ()

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
        return read_design(folder, own)
    return Outcome(None, (problem("K909", name=name, known=", ".join(design_names(own)) or "-"),))


def read_design(folder: Path, own: Sequence[Path] = ()) -> Outcome[Design | None]:
    """Read one folder, and those that it extends; a file that is missing, too large, outside the folder or not text is
    a finding. `own` is where the extended ones may be beside the shipped ones.
    """
    return _read(folder, own, ())


def _read(folder: Path, own: Sequence[Path], chain: tuple[Path, ...]) -> Outcome[Design | None]:
    manifest = _manifest(folder)
    if isinstance(manifest, Diagnostic):
        return Outcome(None, (manifest,))
    base: Design | None = None
    if "extends" in manifest:
        above = _base(str(manifest["extends"]), folder, own, (*chain, folder.resolve()))
        if above.value is None:
            return above
        base = above.value
    texts = _texts(folder, base)
    if isinstance(texts, Diagnostic):
        return Outcome(None, (texts,))
    try:
        fonts = _fonts(folder, manifest)
        if fonts.diagnostics:
            return Outcome(None, fonts.diagnostics)
        return Outcome(_made(folder, manifest, texts, base, fonts.value))
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        said = f"{wrong.args[0]} is missing" if isinstance(wrong, KeyError) else _first_line(wrong)
        return Outcome(None, (problem("K910", design=folder.name, what=f"{MANIFEST}: {said}"),))


def _base(name: str, folder: Path, own: Sequence[Path], chain: tuple[Path, ...]) -> Outcome[Design | None]:
    """Read the design that another extends: the first of that name that is not in the chain already."""
    places = [each / name for each in design_folders(own) if (each / name / MANIFEST).is_file()]
    place = next((each for each in places if each.resolve() not in chain), None)
    if "/" in name or "\\" in name or place is None or len(chain) > LONGEST_CHAIN:
        known = ", ".join(design_names(own))
        return Outcome(None, (problem("K910", design=folder.name, what=f"extends: {name}; there is {known}"),))
    return _read(place, own, chain)


def _manifest(folder: Path) -> dict[str, Any] | Diagnostic:
    import yaml

    text = text_of(folder, MANIFEST)
    if isinstance(text, Diagnostic):
        return text
    try:
        manifest = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as wrong:
        return problem("K910", design=folder.name, what=f"{MANIFEST}: {_first_line(wrong)}")
    if not isinstance(manifest, dict):
        return problem("K910", design=folder.name, what=f"{MANIFEST}: a mapping was expected")
    if unknown := sorted(str(key) for key in manifest if key not in KEYS):
        return problem("K910", design=folder.name, what=f"{MANIFEST}: there is no key {unknown[0]}")
    return manifest


def _texts(folder: Path, base: Design | None) -> dict[str, str] | Diagnostic:
    """Return the texts of a folder by name; a design that extends another may leave out what it takes over."""
    wanted = [name for name in (PAGE, STYLE, SAMPLE) if base is None or (folder / name).exists()]
    further = {path.name for path in (*folder.glob("*.jinja"), *folder.glob("sample.*.json"))}
    texts: dict[str, str] = {}
    for name in [*wanted, *sorted(further - {PAGE})]:
        text = text_of(folder, name)
        if isinstance(text, Diagnostic):
            return text
        texts[name] = text
    return texts


def _fonts(folder: Path, manifest: dict[str, Any]) -> Outcome[tuple[OwnFont, ...]]:
    """Read the fonts that a manifest names; where one cannot be used there are none."""
    names = manifest.get("fonts") or []
    if not isinstance(names, list):
        raise ValueError("fonts: a list of files was expected")
    files: list[tuple[str, bytes]] = []
    for name in map(str, names):
        data = bytes_of(folder, name, LARGEST_FONT)
        if isinstance(data, Diagnostic):
            return Outcome((), (data,))
        files.append((name, data))
    return read_fonts(folder.name, files) if files else Outcome(())


def _made(
    folder: Path,
    manifest: dict[str, Any],
    texts: dict[str, str],
    base: Design | None,
    fonts: tuple[OwnFont, ...],
) -> Design:
    sizes, description = manifest.get("sizes_mm") or {}, manifest.get("description")
    samples = tuple((part, text) for part, text in texts.items() if part.endswith(".json"))
    own_parts = {part: text for part, text in texts.items() if part.endswith(".jinja") and part != PAGE}
    needs = frozenset(map(str, manifest.get("needs") or ()))
    if unknown := sorted(needs - NEEDS):
        raise ValueError(f"needs: {unknown[0]} is none of {', '.join(sorted(NEEDS))}")
    styles = (base.style if base else "", _lettering(fonts), texts.get(STYLE, ""), _colours(manifest))
    style = "\n".join(filter(None, styles))
    design = Design(
        name=folder.name,
        page=texts[PAGE] if base is None else texts.get(PAGE, base.page),
        style=style,
        samples=samples or (base.samples if base else ()),
        paper=str(manifest["paper"] if base is None else manifest.get("paper", base.paper)),
        description=base.description
        if description is None and base is not None
        else tuple((str(key), str(text)) for key, text in (description or {}).items()),
        room=_room(manifest, base),
        landing=_size(sizes.get("landing"), base.landing if base else (104, 38)),
        tree=_size(sizes.get("tree"), base.tree if base else (273, 160)),
        parts=tuple(((dict(base.parts) if base else {}) | own_parts).items()),
        needs=needs | (base.needs if base else frozenset()),
        negative=_negative(manifest) or (base.negative if base else None),
        money=_one_of(manifest, "money", STEPS) or (base.money if base else None),
        logo=base.logo if base else "",
        fonts=(*fonts, *(base.fonts if base else ())),
    )
    return replace(design, logo=_logo(folder, str(manifest["logo"]))) if "logo" in manifest else design


def _lettering(fonts: tuple[OwnFont, ...]) -> str:
    """Return the rule that sets the page in the first of its own fonts; what that lacks comes from the shipped one."""
    return f'html {{ font-family: "{fonts[0].families[0]}", "{FAMILY}", sans-serif; }}' if fonts else ""


def _room(manifest: dict[str, Any], base: Design | None) -> Room:
    given = {key: float(value) for key, value in (manifest.get("table_mm") or {}).items()}
    return replace(base.room, **given) if base else Room(**given)


def _one_of(manifest: dict[str, Any], key: str, known: Sequence[str]) -> str | None:
    value = manifest.get(key)
    if value is not None and value not in known:
        raise ValueError(f"{key}: {value} is none of {', '.join(known)}")
    return value


def _negative(manifest: dict[str, Any]) -> Literal["minus", "triangle"] | None:
    match _one_of(manifest, "negative", NEGATIVES):
        case "minus":
            return "minus"
        case "triangle":
            return "triangle"
    return None


def _colours(manifest: dict[str, Any]) -> str:
    """Return the manifest's colours as variables of the stylesheet; those of good and bad are not among them."""
    made = []
    for name, value in (manifest.get("colours") or {}).items():
        if name not in COLOURS or not re.fullmatch(r"#[0-9A-Fa-f]{6}", str(value)):
            raise ValueError(f"colours: {name}: {value}; a colour is #RRGGBB, and its name one of {', '.join(COLOURS)}")
        made.append(f"--{name}: {value};")
    return f":root {{ {' '.join(made)} }}" if made else ""


def _logo(folder: Path, name: str) -> str:
    kind = LOGOS.get(Path(name).suffix.lower())
    if kind is None:
        raise ValueError(f"logo: {name} ends in none of {', '.join(LOGOS)}")
    data = bytes_of(folder, name)
    if isinstance(data, Diagnostic):
        raise ValueError(f"logo: {dict(data.facts)['what']}")
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _size(value: Any, otherwise: tuple[float, float]) -> tuple[float, float]:
    if value is None:
        return otherwise
    width, height = value
    return float(width), float(height)


def _first_line(wrong: Exception) -> str:
    return (str(wrong) or type(wrong).__name__).splitlines()[0]
