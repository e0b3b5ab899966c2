"""A Markdown page: its fenced blocks, and the page written anew with other blocks.

The first word after the fence is the language. The others say how a block is tested: `file=PATH` puts it into the
project of the page under that name, `broken` says that a command below finds its faults, `alone` leaves the prelude
out, `prelude` marks the prelude itself.
A `text` block right below another block holds what the tool says to that one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<words>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the words after its fence, its text, and where the text stands in the page."""

    words: tuple[str, ...]
    text: str
    start: int
    end: int
    line: int

    @property
    def language(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def file(self) -> str | None:
        """Return the file of the page's project that this block is."""
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its blocks, in order."""

    path: Path
    text: str
    blocks: tuple[Block, ...]

    @staticmethod
    def read(path: Path) -> "Page":
        return Page.of(path, path.read_text("utf-8"))

    @staticmethod
    def of(path: Path, text: str) -> "Page":
        found = []
        for match in _FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(
                Block(tuple(match["words"].split()), match["text"], match.start("text"), match.end("text"), line)
            )
        return Page(path, text, tuple(found))

    def answer_to(self, block: Block) -> Block | None:
        """Return the `text` block right below a block."""
        following = next((each for each in self.blocks if each.start > block.end), None)
        if following is None or following.language != "text" or following.file:
            return None
        between = self.text[block.end : following.start].split("\n")
        return following if len(between) <= 4 and not "".join(between[1:-2]).strip() else None

    def with_texts(self, texts: dict[Block, str]) -> str:
        """Return the page with other texts in some of its blocks."""
        written = self.text
        for block in sorted(texts, key=lambda each: each.start, reverse=True):
            written = written[: block.start] + texts[block] + written[block.end :]
        return written


def with_part(text: str, name: str, lines: str) -> str:
    """Return a page with what stands between `<!-- NAME -->` and `<!-- /NAME -->` made anew."""
    head, tail = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = text.partition(head)
    _, closed, after = rest.partition(tail)
    assert found and closed, f"the page has no part {name}"
    return f"{before}{head}{lines}{tail}{after}"
