"""Sources and segments: from statements to records."""

from collections.abc import Mapping

from kpidsl.model.calendar import is_zone, zone_names
from kpidsl.model.declared import Declared, clause, clauses, words
from kpidsl.model.expression import Column
from kpidsl.model.records import (
    ColumnName,
    Dimension,
    FileRows,
    Join,
    Origin,
    QueryRows,
    Segment,
    Source,
    TableRows,
    TimeColumn,
)
from kpidsl.model.rows import Broken, DimensionSyntax, RowNames, SegmentSyntax, SourceNames, resolve_row
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, finding
from kpidsl.text.nearest import nearest


def row_names(declared: Declared) -> tuple[RowNames, list[Diagnostic]]:
    """Return the names that row expressions may use. A segment of an unknown source is a finding, and broken from then on."""
    found: list[Diagnostic] = []
    sources = {name: _source_names(each) for name, each in declared.rows.items() if each.kind == "source"}
    segments: dict[str, SegmentSyntax] = {}
    broken: set[str] = set()
    for name, statement in declared.rows.items():
        if statement.kind != "segment":
            continue
        of, condition = clause(statement, "of"), clause(statement, "formula")
        if of is None or condition is None:
            broken.add(name)
            continue
        source = words(of.value)
        if source not in sources:
            found.append(finding("K202", of.value.span, name=source, near=nearest(source, sources) or ""))
            broken.add(name)
            continue
        segments[name] = SegmentSyntax(name, source, condition.value, statement.span)  # type: ignore[arg-type]
    return RowNames(sources, segments, frozenset(declared.numbers), frozenset(broken)), found


def _source_names(statement: tree.Statement) -> SourceNames:
    joins: dict[str, tree.Word] = {}
    for each in clauses(statement, "join"):
        match each.value:
            case tree.Join(source=source, pairs=((own, theirs), *_)):
                joins.setdefault(source.text, theirs or own)
    dimensions: dict[str, DimensionSyntax] = {}
    for each in clauses(statement, "dimension"):
        match each.value:
            case tree.Dimension(name=name, label=label, formula=formula):
                dimensions.setdefault(name.text, DimensionSyntax(name.text, name.quoted, label.value if label else None, formula, name.span))
    assert statement.name is not None
    return SourceNames(statement.name.text, joins, dimensions)


def build_sources(declared: Declared, names: RowNames, zone: str) -> tuple[dict[str, Source], list[Diagnostic]]:
    """Return the sources as records; `zone` is the manifest's, for times that do not name their own."""
    found: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    for name in names.sources:
        statement = declared.rows[name]
        origin = clause(statement, "from")
        if origin is None:
            continue
        sources[name] = Source(
            name=name,
            label=statement.label.value if statement.label else None,
            origin=_origin(origin.value),
            keys=_keys(statement),
            times=_times(statement, zone, found),
            joins=_joins(statement, names, found),
            dimensions=_dimensions(name, names, found),
            span=statement.name.span if statement.name else statement.span,
        )
    return sources, found


def build_segments(names: RowNames) -> tuple[dict[str, Segment], list[Diagnostic]]:
    """Return the segments with their conditions resolved."""
    found: list[Diagnostic] = []
    segments: dict[str, Segment] = {}
    for name, segment in names.segments.items():
        try:
            condition = resolve_row(segment.condition, segment.source, names)
            segments[name] = Segment(name, segment.source, condition, segment.span)
        except Broken as broken:
            found.extend(broken.diagnostics)
    return segments, found


def _origin(value: tree.Value) -> Origin:
    match value:
        case tree.Table(parts=parts, span=span):
            return TableRows(tuple(_column(each) for each in parts), span)
        case tree.DataFile(path=path, span=span):
            return FileRows(path.value, span)
        case tree.Query(sql=sql, span=span):
            return QueryRows(sql.value, span)
    raise AssertionError(value)


def _column(word: tree.Word) -> ColumnName:
    return ColumnName(word.text, word.quoted, word.span)


def _keys(statement: tree.Statement) -> tuple[ColumnName, ...]:
    each = clause(statement, "key")
    return tuple(_column(item.parts[-1]) for item in each.value.items) if each and isinstance(each.value, tree.Names) else ()


def _times(statement: tree.Statement, zone: str, found: list[Diagnostic]) -> tuple[TimeColumn, ...]:
    times = []
    for each in clauses(statement, "time"):
        match each.value:
            case tree.TimeColumn(column=column, zone=written):
                own = zone
                if written is not None:
                    if is_zone(written.value):
                        own = written.value
                    else:
                        near = nearest(written.value, zone_names()) or ""
                        found.append(finding("K504", written.span, zone=written.value, near=near))
                times.append(TimeColumn(column.text, column.quoted, own, column.span))
    return tuple(times)


def _joins(statement: tree.Statement, names: RowNames, found: list[Diagnostic]) -> tuple[Join, ...]:
    joins = []
    for each in clauses(statement, "join"):
        match each.value:
            case tree.Join(source=target, pairs=pairs, span=span):
                if target.text not in names.sources:
                    near = nearest(target.text, names.sources) or ""
                    found.append(finding("K202", target.span, name=target.text, near=near))
                    continue
                columns = tuple((_column(own), _column(theirs or own)) for own, theirs in pairs)
                joins.append(Join(target.text, columns, span))
    return tuple(joins)


def _dimensions(source: str, names: RowNames, found: list[Diagnostic]) -> tuple[Dimension, ...]:
    dimensions = []
    for each in names.sources[source].dimensions.values():
        try:
            if each.formula is None:
                formula = Column(source, (), each.name, each.quoted, each.span)
                dimensions.append(Dimension(each.name, each.label, formula, each.span))
            else:
                resolved = resolve_row(tree.Reference((tree.Word(each.name, each.span),), each.span), source, names)
                dimensions.append(Dimension(each.name, each.label, resolved, each.span))
        except Broken as broken:
            found.extend(broken.diagnostics)
    return tuple(dimensions)


def shared_dimensions(sources: Mapping[str, Source], source: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the dimensions that rows of a source can be sliced by, with the paths that lead to each.

    An own dimension has the one path (); a name that several joins lead to has several, and asking for it is a finding.
    """
    reach: dict[str, list[tuple[str, ...]]] = {}

    def walk(at: str, path: tuple[str, ...]) -> None:
        for dimension in sources[at].dimensions:
            reach.setdefault(dimension.name, []).append(path)
        for join in sources[at].joins:
            if join.target in sources and join.target not in (source, *path):
                walk(join.target, (*path, join.target))

    walk(source, ())
    return {name: ((),) if () in paths else tuple(paths) for name, paths in reach.items()}
