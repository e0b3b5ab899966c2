"""Which tables and columns a warehouse has, in neutral types. One query for all tables of a request."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kpidsl.text.diagnostic import Outcome
from kpidsl.text.source import Span
from kpidsl.warehouse.engines.row import ColumnType, Found, TableName
from kpidsl.warehouse.opening import Warehouse
from kpidsl.warehouse.running import run


class Columns(Mapping[str, ColumnType]):
    """The columns of a table, spelled and ordered as in the warehouse; looked up in any case, as the engine does."""

    def __init__(self, columns: Iterable[tuple[str, ColumnType]]) -> None:
        self._columns = dict(columns)
        self._spelled = {folded(name): name for name in reversed(self._columns)}

    def __getitem__(self, name: str) -> ColumnType:
        return self._columns[name] if name in self._columns else self._columns[self._spelled[folded(name)]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Columns({self._columns})"


def folded(name: str) -> str:
    """Return the form in which engines compare plain names: only the letters A to Z have a case."""
    return "".join(chr(ord(each) + 32) if "A" <= each <= "Z" else each for each in name)


def columns(
    warehouse: Warehouse, tables: Iterable[TableName], span: Span | None = None
) -> Outcome[dict[TableName, Columns | None]]:
    """Return the columns of each table asked for, or None for a table that is not there.

    A data file's name is its path as written, alone: `("data/leads.csv",)`. A name without schema is looked for in the
    engine's own first schema.
    """
    wanted = tuple(dict.fromkeys(tables))
    found = _asked(
        warehouse, lambda cursor: (warehouse.engine.catalog(cursor, wanted), warehouse.engine.home(cursor)), span
    )
    listed, home = found.value or ([], ())
    kept = _by_table(listed)
    return Outcome({name: _columns(warehouse, _match(name, kept, home)) for name in wanted}, found.diagnostics)


def table_names(warehouse: Warehouse) -> Outcome[tuple[str, ...]]:
    """Return the names of all tables and views, as a spec writes them, for the nearest to a mistyped one."""
    found = _asked(
        warehouse, lambda cursor: (warehouse.engine.catalog(cursor, None), warehouse.engine.home(cursor)), None
    )
    listed, home = found.value or ([], ())
    names = [name[-1] if name[-2] in home else ".".join(name[-2:]) for name in _by_table(listed)]
    return Outcome(tuple(sorted(names)), found.diagnostics)


def columns_of_query(warehouse: Warehouse, sql: str, span: Span | None = None) -> Outcome[Columns | None]:
    """Return the columns that a SELECT gives, without running it; the engine's complaint where it is at fault."""
    found = _asked(warehouse, lambda cursor: warehouse.engine.described(cursor, sql), span)
    return Outcome(_columns(warehouse, found.value), found.diagnostics)


def _asked(warehouse: Warehouse, question: Any, span: Span | None) -> Outcome[Any]:
    return run(warehouse, lambda held: question(held.engine.cursor(held.connection)), span)


def _columns(warehouse: Warehouse, found: list[tuple[str, str]] | None) -> Columns | None:
    if found is None:
        return None
    return Columns((name, warehouse.engine.column_type(words)) for name, words in found)


def _by_table(found: list[Found]) -> dict[TableName, list[tuple[str, str]]]:
    kept: dict[TableName, list[tuple[str, str]]] = {}
    for table, column, words in found:
        kept.setdefault(table, []).append((column, words))
    return kept


def _match(
    name: TableName, kept: dict[TableName, list[tuple[str, str]]], home: tuple[str, ...]
) -> list[tuple[str, str]] | None:
    asked = tuple(map(folded, name))
    first = tuple(map(folded, home))
    spelled = {tuple(map(folded, full)): found for full, found in kept.items()}
    if len(asked) == 1:
        homes = [full for full in spelled if full[-1] == asked[0] and full[-2] in first]
    else:
        homes = [full for full in spelled if full[-len(asked) :] == asked]
        homes += [full for full in spelled if (*full[:-2], full[-1]) == asked and full[-2] in first]
    homes.sort(key=lambda full: first.index(full[-2]) if full[-2] in first else 0)
    return spelled[homes[0]] if homes else None
