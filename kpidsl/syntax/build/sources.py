"""What a source is made of, from its parts. Each function takes the parts of its rule in `kpi.lark`, as written."""

from typing import Any

from kpidsl.syntax.query_text import query_of
from kpidsl.syntax.tree import DataFile, Dimension, Join, Query, Reference, Table, Text, TimeColumn, Word


def table(read: Reference) -> Table:
    """Read `schema.table`."""
    return Table(read.parts, read.span)


def data_file(read: Text) -> DataFile:
    """Read `"data/*.parquet"`."""
    return DataFile(read, read.span)


def query(read: Text) -> Query:
    """Read the text after `query`."""
    return query_of(read)


def time(column: Word, _in: Word | None = None, zone: Text | None = None) -> TimeColumn:
    """Read `created_at in "UTC"`."""
    return TimeColumn(column, zone, column.span.to((zone or column).span))


def join(source: Word, _on: Word, pairs: list[tuple[Word, Word | None]]) -> Join:
    """Read `leads on lead_id = id`."""
    ours, theirs = pairs[-1]
    return Join(source, tuple(pairs), source.span.to((theirs or ours).span))


def pair(ours: Word, _equal: Word | None = None, theirs: Word | None = None) -> tuple[Word, Word | None]:
    """Read `ours = theirs`."""
    return ours, theirs


def dimension(name: Word, label: Text | None = None) -> Dimension:
    """Read `channel "チャネル"`."""
    return Dimension(name, label, None, name.span.to((label or name).span))


def dimension_formula(name: Word, *rest: Any) -> Dimension:
    """Read `size "規模" = EXPR`."""
    *label, _equal, formula = rest
    return Dimension(name, label[0] if label else None, formula, name.span.to(formula.span))
