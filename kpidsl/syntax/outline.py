"""The outline of a text in the own spelling: comments, braces, parentheses and line starts, unparsed."""

import re
from typing import NamedTuple

from kpidsl.syntax.passage import Passage
from kpidsl.syntax.tree import Comment

_PIECE = re.compile(
    r'"(?:[^"\\\r\n]|\\[^\r\n])*"?'
    r"|'[^'\r\n]*'?"
    r"|`[^`\r\n]*`?"
    r"|#[^\r\n]*"
    r"|[{}()]"
    r"|(?:\r\n?|\n)[ \t\ufeff]*"
)


class Mark(NamedTuple):
    """A sign of the outline: a brace, a parenthesis, or "" for the start of a line."""

    sign: str
    at: int


def comments(passage: Passage) -> tuple[Comment, ...]:
    """Return the comments of a passage, in order."""
    found = []
    for match in _PIECE.finditer(passage.folded, passage.start, passage.end):
        if match[0][0] == "#":
            start, end = match.span()
            line = max(passage.text.rfind("\n", 0, start), passage.text.rfind("\r", 0, start)) + 1
            own = not passage.folded[line:start].strip(" \t\ufeff")
            found.append(Comment(passage.text[start:end].rstrip(), own, passage.span(start, end)))
    return tuple(found)


def marks(passage: Passage) -> list[Mark]:
    """Return the braces, parentheses and line starts of a passage; those in strings and comments do not count."""
    found = [Mark("", passage.start)]
    for match in _PIECE.finditer(passage.folded, passage.start, passage.end):
        if match[0] in "{}()":
            found.append(Mark(match[0], match.start()))
        elif match[0][0] in "\r\n":
            found.append(Mark("", match.end()))
    return found
