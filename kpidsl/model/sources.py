"""Sources and segments: from statements to records."""

from collections.abc import Iterator, Mapping

from kpidsl.model.calendar import is_zone, zone_names
from kpidsl.model.declared import Declared, clause, clauses, words
from kpidsl.model.joins import paths, reached
from kpidsl.model.near import meant, unknown_source
from kpidsl.model.openings import open_all
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
from kpidsl.model.row_names import Broken, DimensionSyntax, RowNames, SegmentSyntax, SourceNames, spelled
from kpidsl.model.rows import resolve_row
from kpidsl.model.source_checks import check_source
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding


def row_names(declared: Declared) -> tuple[RowNames, list[Diagnostic]]:
    """Return the names that row expressions may use; what is faulty is a finding, and passed over from then on."""
    found: list[Diagnostic] = []
    statements = {name: each for name, each in declared.rows.items() if each.kind == "source"}
    sources = {name: _source_names(each) for name, each in statements.items()}
    broken = {name for name, each in statements.items() if each.broken or _origin_clause(each) is None}
    unsure = {name for name, each in sources.items() if any(target not in sources for target in each.joins)}
    segments: dict[str, SegmentSyntax] = {}
    for name, statement in declared.rows.items():
        if statement.kind == "segment":
            segment = _segment(name, statement, sources, found)
            if segment is None or statement.broken or segment.source in broken:
                broken.add(name)
            else:
                segments[name] = segment
    metrics = frozenset(declared.numbers)
    names = RowNames(sources, segments, metrics, frozenset(broken), unsure=frozenset(unsure))
    opened, wrong = open_all(names)
    return opened, found + wrong


def _segment(
    name: str, statement: tree.Statement, sources: Mapping[str, SourceNames], found: list[Diagnostic]
) -> SegmentSyntax | None:
    of, condition = clause(statement, "of"), clause(statement, "formula")
    if of is None or condition is None:
        return None
    source = words(of.value)
    if source not in sources:
        found.append(unknown_source(source, of.value.span, sources))
        return None
    label = statement.label.value if statement.label else None
    return SegmentSyntax(name, label, source, condition.value, statement.span)  # type: ignore[arg-type]


def _source_names(statement: tree.Statement) -> SourceNames:
    joins: dict[str, tree.Word] = {}
    columns: dict[str, tree.Word] = {}
    dimensions: dict[str, DimensionSyntax] = {}
    for each in statement.clauses:
        match each.value:
            case tree.Names(items=items):
                columns |= {item.parts[-1].text: item.parts[-1] for item in items}
            case tree.TimeColumn(column=column):
                columns.setdefault(column.text, column)
            case tree.Join(source=source, pairs=((own, theirs), *_) as pairs):
                joins.setdefault(source.text, theirs or own)
                for mine, _other in pairs:
                    columns.setdefault(mine.text, mine)
            case tree.Dimension(name=name, label=label, formula=formula):
                said = label.value if label else None
                dimensions.setdefault(name.text, DimensionSyntax(name.text, said, formula, name.span))
                if formula is None:
                    columns.setdefault(name.text, name)
    assert statement.name is not None
    return SourceNames(statement.name.text, joins, dimensions, columns)


def _origin_clause(statement: tree.Statement) -> tree.Clause | None:
    return clause(statement, "from") or clause(statement, "query")


def build_sources(declared: Declared, names: RowNames, zone: str) -> tuple[dict[str, Source], list[Diagnostic]]:
    """Return the sources as records; `zone` is the manifest's, for times that do not name their own."""
    found: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    for name in names.sources:
        statement = declared.rows[name]
        found += check_source(statement, names, declared)
        times, joins = tuple(_times(statement, zone, found)), tuple(_joins(statement, names, found))
        origin, fresh = _origin_clause(statement), clause(statement, "fresh")
        if origin is None or name in names.broken:
            continue
        sources[name] = Source(
            name=name,
            label=statement.label.value if statement.label else None,
            origin=_origin(origin.value),
            keys=tuple(_keys(statement)),
            times=times,
            joins=joins,
            dimensions=tuple(_dimensions(name, names)),
            span=statement.name.span if statement.name else statement.span,
            fresh=fresh.value if fresh and isinstance(fresh.value, tree.Duration) else None,
        )
    return sources, found


def time_names(declared: Declared) -> dict[str, dict[str, str]]:
    """Return the time columns of each source as SQL spells them, by the names they are looked up by, the
    default first.
    """
    times: dict[str, dict[str, str]] = {}
    for name, statement in declared.rows.items():
        written = [each.value.column for each in clauses(statement, "time") if isinstance(each.value, tree.TimeColumn)]
        times[name] = {word.text: spelled(word) for word in written}
    return times


def build_segments(names: RowNames) -> dict[str, Segment]:
    """Return the segments with their conditions resolved."""
    segments: dict[str, Segment] = {}
    for name, segment in names.segments.items():
        if (segment.source, name) not in names.closed:
            reference = tree.Reference((tree.Word(name, segment.span),), segment.span)
            condition = resolve_row(reference, segment.source, names)
            segments[name] = Segment(name, segment.source, condition, segment.span, segment.label)
    return segments


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
    return ColumnName(spelled(word), word.quoted, word.span)


def _keys(statement: tree.Statement) -> Iterator[ColumnName]:
    each = clause(statement, "key")
    if each is not None and isinstance(each.value, tree.Names):
        yield from (_column(item.parts[-1]) for item in each.value.items)


def _times(statement: tree.Statement, zone: str, found: list[Diagnostic]) -> Iterator[TimeColumn]:
    for each in clauses(statement, "time"):
        match each.value:
            case tree.TimeColumn(column=column, zone=written):
                own = zone
                if written is not None and is_zone(written.value):
                    own = written.value
                elif written is not None:
                    advice = Said("write a name such as Asia/Tokyo or UTC", "Asia/Tokyo や UTC のように書いてください")
                    near = meant(written.value, zone_names(), advice)
                    found.append(finding("K504", written.span, zone=written.value, near=near))
                yield TimeColumn(spelled(column), column.quoted, own, column.span)


def _joins(statement: tree.Statement, names: RowNames, found: list[Diagnostic]) -> Iterator[Join]:
    for each in clauses(statement, "join"):
        match each.value:
            case tree.Join(source=target, pairs=pairs, span=span):
                if target.text not in names.sources:
                    found.append(unknown_source(target.text, target.span, names.sources))
                    continue
                theirs = names.sources[target.text].columns
                columns = tuple(
                    (_column(own), _column(theirs.get((other or own).text, other or own))) for own, other in pairs
                )
                yield Join(target.text, columns, span)


def _dimensions(source: str, names: RowNames) -> Iterator[Dimension]:
    for each in names.sources[source].dimensions.values():
        if (source, each.name) in names.closed:
            continue
        reference = tree.Reference((tree.Word(each.name, each.span),), each.span)
        try:
            resolved = resolve_row(reference, source, names)
        except Broken:
            continue
        yield Dimension(each.name, each.label, resolved, each.span)


def shared_dimensions(sources: Mapping[str, Source], source: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the dimensions that rows of a source can be sliced by, with the paths that lead to each.

    An own dimension has the one path (); a name that several joins lead to has several, and asking for it is a finding.
    """
    joins = {name: [join.target for join in each.joins if join.target in sources] for name, each in sources.items()}
    reach: dict[str, list[tuple[str, ...]]] = {}
    for target in (source, *reached(joins, source)):
        ways = paths(joins, source, target) if target != source else [()]
        for dimension in sources[target].dimensions:
            reach.setdefault(dimension.name, []).extend(ways)
    return {name: ((),) if () in ways else tuple(ways) for name, ways in reach.items()}
