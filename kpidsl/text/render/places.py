"""Where a finding stands, in lines and columns as people count them."""

from collections.abc import Mapping
from typing import NamedTuple

from kpidsl.text.source import Source, Span


class Place(NamedTuple):
    """A stretch of a file: lines and columns count from 1, in code points, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


def place(span: Span | None, sources: Mapping[str, Source]) -> Place | None:
    """Return the place of a span; None where there is no span, the file's start where its text is not at hand."""
    if span is None:
        return None
    source = sources.get(span.file)
    if source is None:
        return Place(span.file, 1, 1, 1, 1)
    start = source.position(min(span.start, len(source.text)))
    end = source.position(min(max(span.end, span.start), len(source.text)))
    return Place(span.file, start.line, start.column, end.line, end.column)
