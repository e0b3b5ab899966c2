"""DuckDB: a database file, or nothing but data files.

The fence: the file is opened read only, external access is off but for the declared data files, no extension is
loaded or fetched, Python's variables are no tables, and the configuration is locked after that.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from kpidsl.warehouse.engines.duckdb_files import declare, literal, no_pattern, quoted
from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, Unreadable, patterns
from kpidsl.warehouse.files import DataFiles

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
}
_ZONED = "TIMESTAMP WITH TIME ZONE"


def _connect(place: Place) -> Connection:
    import duckdb

    database = str(place.file) if place.file else ":memory:"
    settings = _SETTINGS | {"temp_directory": _spill(place.folder)}
    connection = duckdb.connect(database, read_only=place.file is not None, config=settings)
    try:
        _shut(connection, place.files)
        for each in place.files:
            try:
                declare(connection, each)
            except duckdb.Error as error:
                raise Unreadable(each) from error
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _shut(connection: Connection, files: tuple[DataFiles, ...]) -> None:
    for statement in (
        "SET TimeZone = 'UTC'",
        "SET enable_progress_bar = true",
        "SET enable_progress_bar_print = false",
        "SET progress_bar_time = 0",
        f"SET allowed_paths = [{', '.join(map(literal, _allowed(files)))}]",
        "SET enable_external_access = false",
    ):
        connection.execute(statement)


def _allowed(files: tuple[DataFiles, ...]) -> list[str]:
    # Access is asked for both the spelling in the statement and the file that it leads to.
    return [spelling for each in files for path in each.paths for spelling in (str(path), no_pattern(path))]


def _spill(folder: Path) -> str:
    """Return where large sorts may spill: the project's own scratch folder, or nowhere."""
    scratch = folder / ".kpidsl"
    try:
        scratch.mkdir(exist_ok=True)
    except OSError:
        return ""
    return str(scratch / "spill")


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    condition = "" if wanted is None else f" AND lower(table_name) IN ({', '.join('?' for _ in wanted) or 'NULL'})"
    sql = (
        "SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        f"WHERE NOT internal{condition} ORDER BY database_name, schema_name, table_name, column_index"
    )
    found = cursor.execute(sql, wanted or []).fetchall()
    return [((database, schema, table), column, kind) for database, schema, table, column, kind in found]


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in cursor.execute(f"DESCRIBE {sql}").fetchall()]


def _rows(cursor: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(sql, parameters)
    zoned = [index for index, column in enumerate(cursor.description or ()) if str(column[1]) == _ZONED]
    if not zoned:
        fetched: list[tuple[Any, ...]] = cursor.fetchall()
        return fetched
    # Fetching an instant needs pytz, which DuckDB does not bring: it goes through UTC without a zone instead.
    names = [quoted(column[0]) for column in cursor.description]
    plain = ", ".join(f"CAST({name} AS TIMESTAMP) AS {name}" if i in zoned else name for i, name in enumerate(names))
    fetched = cursor.execute(f"SELECT {plain} FROM ({sql.rstrip().rstrip(';')}\n) AS zoned", parameters).fetchall()
    return [tuple(_instant(value) if i in zoned else value for i, value in enumerate(row)) for row in fetched]


def _instant(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if hasattr(value, "tzinfo") else value


def _progress(connection: Connection) -> float | None:
    percent = connection.query_progress()
    return percent / 100 if 0 <= percent <= 100 else None


ENGINE = Engine(
    name="DuckDB",
    schemes=("duckdb",),
    client="duckdb",
    install="duckdb",
    dialect="duckdb",
    in_file=True,
    reads_files=True,
    connect=_connect,
    session=(),
    cursor=lambda connection: connection,
    interrupt=lambda connection: connection.interrupt(),
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|BIGNUM$|VARINT$",
        decimal=r"DECIMAL\(",
        float=r"(FLOAT|DOUBLE|REAL)$",
        text=r"(VARCHAR|UUID)$|ENUM\(",
        boolean=r"BOOLEAN$",
        date=r"DATE$",
        timestamp_tz=r"TIMESTAMP(_NS)? WITH TIME ZONE$",
        timestamp=r"TIMESTAMP(_S|_MS|_NS)?$",
        time=r"TIME( WITH TIME ZONE|_NS)?$",
    ),
    complaints=(
        (re.compile(r"Could not set lock|Conflicting lock|being used by another process", re.I), "K806"),
        (re.compile(r"not a valid DuckDB database|Is a directory|_scanner", re.I), "K807"),
    ),
    progress=_progress,
    rows=_rows,
)
