"""A file's text, and the way from a place in it to a line and a column."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

_BREAK = re.compile(r"\r\n?|\n")


class Span(NamedTuple):
    """A stretch of a file: `start` inclusive, `end` exclusive, both in code points from 0."""

    file: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Return the span from the start of this one to the end of the other one."""
        return Span(self.file, self.start, other.end)


class Position(NamedTuple):
    """A line and a column as people count them: from 1, in code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The text of one file under the name people know it by (its path from the project's folder)."""

    file: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Return where each line begins; a line ends at LF, CRLF or CR alone."""
        return (0, *(match.end() for match in _BREAK.finditer(self.text)))

    def position(self, offset: int) -> Position:
        """Return the line and column of a code point."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return a line's text without its end; lines count from 1."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
