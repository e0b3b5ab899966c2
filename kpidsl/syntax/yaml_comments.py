"""Comments of a YAML file: YAML drops them, so they are found in the gaps between the scalars."""

import re
from collections.abc import Iterator

from kpidsl.syntax.nodes import Entries, Items, Node, Scalar
from kpidsl.syntax.scalars import after_header
from kpidsl.syntax.tree import Comment
from kpidsl.text.source import Span

_COMMENT = re.compile(r"(?:^|(?<=[\s\ufeff]))#[^\r\n]*", re.MULTILINE)


def comments(file: str, text: str, root: Node | None) -> tuple[Comment, ...]:
    """Return the comments of a file, in order."""
    found: list[Comment] = []
    at = 0
    for start, end in [*_scalars(text, root), (len(text), len(text))]:
        found += _between(file, text, at, start)
        at = end
    return tuple(found)


def _between(file: str, text: str, start: int, end: int) -> Iterator[Comment]:
    for match in _COMMENT.finditer(text, start, end):
        if match.start() == start and start and text[start - 1] not in " \t\r\n\ufeff":
            continue
        line = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        own = not text[line : match.start()].strip(" \t\ufeff")
        yield Comment(match[0].rstrip(), own, Span(file, match.start(), match.start() + len(match[0].rstrip())))


def _scalars(text: str, root: Node | None) -> Iterator[tuple[int, int]]:
    """Give where each scalar stands; of a block scalar, from its first line on, as its header may carry a comment."""
    waiting = [root] if root else []
    stretches: list[tuple[int, int]] = []
    while waiting:
        match waiting.pop():
            case Scalar(style=style, span=span):
                block = style in ("|", ">")
                stretches.append((after_header(text, span.start, span.end) if block else span.start, span.end))
            case Items(items=items):
                waiting += items
            case Entries(entries=entries):
                waiting += [node for entry in entries for node in entry]
    return iter(sorted(stretches))
