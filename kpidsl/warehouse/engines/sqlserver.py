"""SQL Server and Azure SQL, by pyodbc and Microsoft's ODBC driver: `mssql://user:password@host:1433/database`.

Sources: pyodbc's manual (connect, cancel from another thread, add_output_converter), Microsoft's manuals (keywords of
connection strings, sys.dm_exec_describe_first_result_set, INFORMATION_SCHEMA). Encryption is on, as the driver has it.
It tells the server that it only reads; a server that does not look at that needs a user that may only read. Tables
named without a schema are the login's own, whatever schema a profile names. Written from the manuals; not tried against
SQL Server itself.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns
from kpidsl.warehouse.url import Address

_PATIENCE = 10
_DRIVER = "ODBC Driver 18 for SQL Server"
_OFFSET_TYPE = -155
_BRACED = re.compile(r"[;{}=\s]")
_YES = {"true": "yes", "false": "no", "1": "yes", "0": "no"}
_KEYWORDS = {
    "driver": "Driver",
    "encrypt": "Encrypt",
    "trust_cert": "TrustServerCertificate",
    "trustservercertificate": "TrustServerCertificate",
    "authentication": "Authentication",
}


@dataclass(slots=True)
class _Session:
    """A connection, the cursor whose statement runs on it, and the schema that a profile names."""

    connection: Any
    schema: str = ""
    running: Any = None

    def close(self) -> None:
        self.connection.close()


def _connect(place: Place) -> Connection:
    import pyodbc

    options = {name.lower(): value for name, value in place.address.options}
    written = written_for_odbc(place.address, options)
    with _complaints():
        connection = pyodbc.connect(written, autocommit=True, timeout=_PATIENCE)
    connection.add_output_converter(_OFFSET_TYPE, with_offset)
    return _Session(connection, options.get("schema", ""))


def written_for_odbc(address: Address, options: Mapping[str, str]) -> str:
    """Return a connection string; a value that could end early is in braces, so that none begins another keyword."""
    words = {
        "Driver": _DRIVER,
        "Server": f"tcp:{address.host or 'localhost'},{address.port or 1433}",
        "Database": address.database,
        "UID": address.user,
        "PWD": address.password,
        "ApplicationIntent": "ReadOnly",
        "APP": "kpidsl",
    }
    for name, value in options.items():
        if name in _KEYWORDS:
            words[_KEYWORDS[name]] = _YES.get(value.lower(), value)
    return ";".join(f"{name}={_held(value)}" for name, value in words.items() if value)


def _held(value: str) -> str:
    return "{" + value.replace("}", "}}") + "}" if _BRACED.search(value) else value


@contextmanager
def _complaints() -> Iterator[None]:
    """Raise what the driver raises with its words alone, without the tuple around them."""
    import pyodbc

    try:
        yield
    except pyodbc.Error as error:
        raise type(error)(error.args[-1]) from error


def with_offset(packed: bytes | None) -> datetime | None:
    """Return a DATETIMEOFFSET, which pyodbc does not know, from the form in which the driver keeps it."""
    if packed is None:
        return None
    year, month, day, hour, minute, second, nanos, hours, minutes = struct.unpack("<6hI2h", packed)
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    return datetime(year, month, day, hour, minute, second, nanos // 1000, zone)


def _interrupt(session: Connection) -> None:
    if session.running is not None:
        session.running.cancel()


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    session = reader.connection
    session.running = cursor = session.connection.cursor()
    with _complaints():
        fetched = cursor.execute(sql, *parameters).fetchall()
    reader.description = [(each[0],) for each in cursor.description]
    return [tuple(row) for row in fetched]


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    if names is None:
        return _listed(reader, "", None)
    by_database: dict[str, set[str]] = {}
    for name in names:
        by_database.setdefault(name[-3] if len(name) > 2 else "", set()).add(name[-1].lower())
    return [each for database, tables in by_database.items() for each in _listed(reader, database, sorted(tables))]


def _listed(reader: Cursor, database: str, wanted: Sequence[str] | None) -> list[Found]:
    where = f"[{database.replace(']', ']]')}]." if database else ""
    condition = "" if wanted is None else f"WHERE LOWER(TABLE_NAME) IN ({', '.join('?' for _ in wanted)}) "
    rows = _rows(
        reader,
        "SELECT TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE "
        f"FROM {where}INFORMATION_SCHEMA.COLUMNS {condition}ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION",
        wanted or (),
    )
    return [((catalog, schema, table), column, kind) for catalog, schema, table, column, kind in rows]


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    import pyodbc

    rows = _rows(
        reader,
        "SELECT name, system_type_name, error_message FROM sys.dm_exec_describe_first_result_set(?, NULL, 0) "
        "ORDER BY column_ordinal",
        (sql.rstrip().rstrip(";"),),
    )
    for _, _, wrong in rows:
        if wrong:
            raise pyodbc.ProgrammingError(wrong)
    return [(name, kind or "") for name, kind, _ in rows]


def _home(reader: Cursor) -> tuple[str, ...]:
    """Return the login's own schemas; none where a profile names another, for names alone would mean other tables."""
    ((own,),) = _rows(reader, "SELECT SCHEMA_NAME()", ())
    asked = reader.connection.schema
    if asked and asked.lower() != own.lower():
        return ()
    return tuple(dict.fromkeys((own, "dbo")))


ENGINE = Engine(
    name="SQL Server",
    schemes=("mssql", "sqlserver"),
    client="pyodbc",
    install='"kpidsl[sqlserver]"',
    dialect="sqlserver",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        boolean=r"bit$",
        integer=r"(tiny|small|big)?int$",
        decimal=r"(decimal|numeric|(small)?money)",
        float=r"(float|real)",
        text=r"(n?(var)?char|n?text|uniqueidentifier|sysname)",
        timestamp_tz=r"datetimeoffset",
        timestamp=r"(small)?datetime",
        date=r"date$",
        time=r"time(\(|$)",
    ),
    home=_home,
    lost=re.compile(r"08S01|08007|Communication link failure|connection (is|was) (broken|closed)", re.I),
    rows=_rows,
    tried="not",
)
