"""The shape of a row of the table of warehouses."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from kpidsl.warehouse.files import DataFiles
from kpidsl.warehouse.url import Address

ColumnType = Literal[
    "integer", "decimal", "float", "text", "boolean", "date", "timestamp", "timestamp_tz", "time", "other"
]
"""What a column holds: `timestamp` is naive, `timestamp_tz` an instant; `other` where the engine does not say."""

TableName = tuple[str, ...]
"""The parts of a table's name, such as ("crm", "leads"); of a data file, its path as written alone."""

Found = tuple[TableName, str, str]
"""A column in a catalogue: the full name of its table, its name, the engine's word for its type."""

Connection = Any
Cursor = Any


@dataclass(frozen=True, slots=True)
class Place:
    """What a connection may open: an address, the database's file where it is one, the project's folder, data files."""

    address: Address
    file: Path | None
    folder: Path
    files: tuple[DataFiles, ...] = ()


@dataclass(slots=True)
class Reader:
    """What statements run on where a client has no cursors: the columns of the last one stay in `description`."""

    connection: Connection
    description: list[tuple[str, ...]] | None = None


class Unreadable(Exception):
    """A data file of which an engine cannot make rows, and the column that its first line names twice where that is
    why; else the cause has the engine's words.
    """

    def __init__(self, file: DataFiles, twice: str = "") -> None:
        super().__init__(file.written)
        self.file, self.twice = file, twice


def _none(_: Connection) -> None:
    return None


def _error(client: ModuleType) -> type[Exception]:
    found: type[Exception] = client.Error
    return found


def _plain_home(_: Cursor) -> tuple[str, ...]:
    return ("main", "public", "dbo")


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine, for the one DB-API adapter.

    `client` is the module, `install` what pip calls it, `error` what it raises. `connect` opens read only and `session`
    holds the statements that follow. `cursor` gives what statements run on, `interrupt` stops the one that runs,
    `progress` says how much is done (0 to 1) where the engine knows. `catalog` lists the columns of these tables, of
    tables of their last names in any schema, or of all where None; `described` lists those of a query. `types` are
    patterns over the engine's words for types, the first that matches counts. `complaints` are patterns over the words
    of a failed connection, with the code they mean; `lost` is one over those of a query whose connection has gone.
    `home` are the schemas of a table named without one. `rows` runs a statement and fetches all, where the plain way
    does not do. `tried` is on what the tests run the connection: on the engine itself, on a server of their own that
    speaks its protocol, or on neither.
    """

    name: str
    schemes: tuple[str, ...]
    client: str
    install: str
    dialect: str
    in_file: bool
    reads_files: bool
    connect: Callable[[Place], Connection]
    session: tuple[str, ...]
    cursor: Callable[[Connection], Cursor]
    interrupt: Callable[[Connection], None]
    catalog: Callable[[Cursor, Iterable[TableName] | None], list[Found]]
    described: Callable[[Cursor, str], list[tuple[str, str]]]
    types: tuple[tuple[re.Pattern[str], ColumnType], ...]
    complaints: tuple[tuple[re.Pattern[str], str], ...] = ()
    error: Callable[[ModuleType], type[Exception]] = _error
    progress: Callable[[Connection], float | None] = _none
    home: Callable[[Cursor], tuple[str, ...]] = _plain_home
    lost: re.Pattern[str] | None = None
    rows: Callable[[Cursor, str, Sequence[Any]], list[tuple[Any, ...]]] | None = None
    tried: Literal["itself", "protocol", "not"] = "itself"

    def column_type(self, words: str) -> ColumnType:
        """Return the neutral type for the engine's word."""
        return next((kind for pattern, kind in self.types if pattern.match(words)), "other")


def patterns(**kinds: str) -> tuple[tuple[re.Pattern[str], Any], ...]:
    """Compile a table of type patterns, given as neutral type = pattern, in order."""
    return tuple((re.compile(pattern, re.I), kind) for kind, pattern in kinds.items())
