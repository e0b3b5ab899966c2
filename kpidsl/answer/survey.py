"""What the warehouse has of what a plan reads: types of columns, and findings for what is missing or not unique."""

from collections.abc import Iterator, Mapping

from kpidsl.answer.fitting import HELD, Known, advice, misfits, sort_of_type
from kpidsl.answer.reads import Reads
from kpidsl.model.near import listed
from kpidsl.model.records import FileRows, QueryRows, Source, TableRows
from kpidsl.query.plan import Plan
from kpidsl.sql.dialects import NAMES, dialect
from kpidsl.sql.written import Refused, written_query
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, Said, finding
from kpidsl.text.nearest import nearest
from kpidsl.warehouse.catalog import Columns, columns_of_query, table_names
from kpidsl.warehouse.catalog import columns as columns_of
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse

Types = dict[tuple[str, str], str]

_TIMES = ("date", "timestamp", "timestamp_tz")


def survey(reads: Reads, warehouse: Warehouse) -> Outcome[Types]:
    """Return the type of every column that is read, by source and name; what is missing is a finding."""
    tables, found = _tables(reads.sources, warehouse)
    types: Types = {}
    missing: set[tuple[str, str]] = set()
    for source, name, span in reads.columns:
        known = tables.get(source.name)
        if known is None or (source.name, name) in types or (source.name, name) in missing:
            continue
        if name in known:
            types[source.name, name] = known[name]
        else:
            missing.add((source.name, name))
            table = _title(source)
            near = nearest(name, known) or ""
            found.append(finding("K818", span, table=table, column=name, columns=listed(known), near=near))
    row = dialect(warehouse.dialect)
    found += _timeless(reads, types, (*_TIMES, "text") if row is not None and row.text_times else _TIMES)
    if row is not None:
        titles = {source.name: _title(source) for source in reads.sources}
        declared = frozenset((source.name, each.name) for source in reads.sources for each in source.times)
        found += misfits(reads, Known(types, titles, declared if row.text_times else frozenset(), row))
    return Outcome(types, tuple(found))


def _timeless(reads: Reads, types: Types, times: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Yield a finding for each column that rows are counted by and that holds no time."""
    for source, time in reads.times:
        kind = types.get((source.name, time.name))
        if kind == "other" and isinstance(source.origin, FileRows):
            # A file without rows has columns without a type; whatever is asked of them, there is nothing to misread.
            types.pop((source.name, time.name))
        elif kind is not None and kind not in times:
            held = HELD.get(sort_of_type(kind), Said(kind, kind))
            facts = {"column": time.name, "table": _title(source)}
            needed, way = HELD["time"], advice("time")
            yield finding("K824", time.span, **facts, found=held, expected=needed, advice=way)


def _tables(sources: tuple[Source, ...], warehouse: Warehouse) -> tuple[dict[str, Columns], list[Diagnostic]]:
    """Return the columns of every source that is there, by the source's name."""
    found: list[Diagnostic] = []
    tables: dict[str, Columns] = {}
    names = {source.name: _name(source) for source in sources if not isinstance(source.origin, QueryRows)}
    listed = columns_of(warehouse, names.values())
    found += listed.diagnostics
    for source in sources:
        match source.origin:
            case QueryRows() as origin:
                described = _described(origin, warehouse)
                found += described.diagnostics
                known = described.value
            case origin:
                known = listed.value.get(names[source.name]) if listed.value else None
                if known is None and not listed.diagnostics:
                    every = table_names(warehouse).value
                    title = _title(source)
                    near = nearest(title, every) or ""
                    facts = {"table": title, "source": source.name, "near": near}
                    found.append(finding("K817", origin.span, **facts, advice=_tables_said(every, warehouse)))
        if known is not None:
            tables[source.name] = known
    return tables, found


def _tables_said(every: tuple[str, ...], warehouse: Warehouse) -> Said:
    """Say which tables there are, the first few of many; a connection without any was likely not the one meant."""
    if every:
        return Said(f"there is {listed(every)}", f"あるテーブル: {listed(every)}")
    shown = warehouse.shown
    return Said(
        f"{shown} holds no table at all; see whether it is the connection that was meant",
        f"{shown} にはテーブルが一つもありません。接続先が正しいか確かめてください",
    )


def _described(origin: QueryRows, warehouse: Warehouse) -> Outcome[Columns | None]:
    """Return the columns of a query that someone wrote; only what was read as one SELECT is sent to the engine."""
    row = dialect(warehouse.dialect)
    if row is None:
        return Outcome(None, (finding("K701", origin.span, dialect=warehouse.dialect, known=", ".join(NAMES)),))
    try:
        sql = written_query(origin, row).sql(dialect=row.sqlglot, comments=False)
    except Refused as refusal:
        return Outcome(None, (refusal.diagnostic,))
    return columns_of_query(warehouse, sql, origin.span)


def _name(source: Source) -> tuple[str, ...]:
    match source.origin:
        case TableRows(parts=parts):
            return tuple(each.name for each in parts)
        case FileRows(path=path):
            return (path,)
    raise AssertionError(source)


def _title(source: Source) -> str:
    return source.name if isinstance(source.origin, QueryRows) else ".".join(_name(source))


def repeated_keys(plan: Plan, warehouse: Warehouse, statements: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield a finding for each joined source whose key is not unique: joining it would repeat rows.

    `statements` give, for each joined source, the query that finds a repeated key and how often it stands there.
    """
    hops = [hop for each in plan.passes for hop in each.hops]
    joins = {hop.source.name: hop.join.span for hop in hops}
    own = {hop.source.name: [each.span for each in hop.source.keys] for hop in hops}
    spans = {name: own[name][0].to(own[name][-1]) if own[name] else span for name, span in joins.items()}
    keys = {hop.source.name: [theirs.name for _, theirs in hop.join.pairs] for hop in hops}
    for name, sql in statements.items():
        rows = fetch(warehouse, sql, span=spans[name])
        yield from rows.diagnostics
        if rows.value is not None and rows.value.rows:
            *value, count = rows.value.rows[0]
            shown = ", ".join(str(each) for each in value)
            joined = Label(joins[name], Said("joined by it here", "ここで結合"))
            yield finding(
                "K819", spans[name], joined, key=", ".join(keys[name]), source=name, value=shown, count=str(count)
            )
