"""Fonts that a design brings along: static TrueType or OpenType, looked into by a process that may die of them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kpidsl.scorecard.fonts.bundled import FAMILY
from kpidsl.scorecard.frames import Message
from kpidsl.scorecard.problems import problem
from kpidsl.scorecard.workshop import Limits, Worker
from kpidsl.text.diagnostic import Diagnostic, Outcome, Said

LARGEST_FONT = 20_000_000
MOST_FONTS = 8
READING = Limits(processor_seconds=20, seconds=120, memory_mib=1024)
_NAME = re.compile(r"[\w .&+'-]{1,60}")
_WHY = {
    "kind": Said(
        "it is no static TrueType or OpenType file (.ttf, .otf)", "静的な TrueType・OpenType(.ttf、.otf)ではありません"
    ),
    "variable": Said(
        "it is a variable font; save one file for each weight",
        "バリアブルフォントです。太さごとの静的なファイルにしてください",
    ),
    "closed": Said("its maker does not allow it to be embedded", "埋め込みが許可されていないフォントです"),
    "name": Said(
        f"its family needs a name of letters, digits and spaces that is not {FAMILY}",
        f"ファミリー名が文字・数字・空白でないか、{FAMILY} と同じです",
    ),
    "blank": Said("it has no space (U+0020)", "空白(U+0020)がありません"),
    "broken": Said("it cannot be read as a font", "フォントとして読めません"),
}


@dataclass(frozen=True, slots=True)
class OwnFont:
    """A font of a design: its bytes, the names of its family, the code points that it can draw."""

    file: str
    data: bytes = field(repr=False)
    families: tuple[str, ...]
    codes: frozenset[int] = field(repr=False)

    @property
    def mark(self) -> str:
        """Return the SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def embedded(self) -> tuple[str, ...]:
        """Return how the names of its family begin in a finished file."""
        return tuple(each.replace(" ", "-") for each in self.families)


def read_fonts(design: str, files: Sequence[tuple[str, bytes]]) -> Outcome[tuple[OwnFont, ...]]:
    """Look into font files; what cannot be used is a finding. None of them is opened by this process."""
    if len(files) > MOST_FONTS:
        what = Said(
            f"fonts: {len(files)} files, at most {MOST_FONTS}", f"fonts: {len(files)}個。最大 {MOST_FONTS}個です"
        )
        return Outcome((), (problem("K910", design=design, what=what),))
    made, found = [], []
    with Worker() as worker:
        for name, data in files:
            answer = worker.ask({"do": "font"}, data, READING)
            facts: Message = {"wrong": "broken"} if isinstance(answer, Diagnostic) else answer[0]
            font = _font(name, data, facts)
            if isinstance(font, OwnFont):
                made.append(font)
            else:
                what = Said(f"fonts: {name}: {font.en}", f"fonts: {name}: {font.ja}")
                found.append(problem("K910", design=design, what=what))
    return Outcome(tuple(made), tuple(found))


def _font(name: str, data: bytes, facts: Message) -> OwnFont | Said:
    if wrong := facts.get("wrong"):
        return _WHY[wrong]
    families = tuple(facts["families"])
    if not families or any(not _NAME.fullmatch(each) or each.casefold() == FAMILY.casefold() for each in families):
        return _WHY["name"]
    return OwnFont(name, data, families, frozenset(facts["codes"]))
