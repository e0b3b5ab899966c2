"""A stretch of text to read alone, and the way from a character in it to its place in the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpidsl.syntax.folding import fold
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters `start` to `end` of `text`, and of its folded twin.

    `lines` says whether line ends mean something (they do not in a YAML scalar). `places` has the place in the file of
    every character of `text` and of its end; where it is None, `base` is the place of the first one.
    """

    file: str
    text: str
    folded: str
    start: int
    end: int
    lines: bool = True
    base: int = 0
    places: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return where in the file a stretch of the text stands."""
        if self.places is None:
            return Span(self.file, start + self.base, end + self.base)
        first = self.places[start]
        return Span(self.file, first, max(first, self.places[end - 1] + 1) if end > start else first)

    def part(self, start: int, end: int) -> "Passage":
        """Return a stretch of this one as a passage of its own."""
        return Passage(self.file, self.text, self.folded, start, end, self.lines, self.base, self.places)


def whole(file: str, text: str) -> Passage:
    """Return all of a file as a passage."""
    return Passage(file, text, fold(text), 0, len(text))
