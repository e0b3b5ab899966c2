"""SQLite: a database file, opened read only; the authorizer lets nothing but reading through."""

import re
import sqlite3
from collections.abc import Iterable

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, patterns

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_ALLOWED_PRAGMAS = {"table_xinfo"}
_HIDDEN = 1


def _connect(place: Place) -> Connection:
    target = f"{place.file.as_uri()}?mode=ro" if place.file else ":memory:"
    # Queries run on a thread of their own, so that Ctrl-C and the time limit can stop them; never two at once.
    connection = sqlite3.connect(target, uri=place.file is not None, check_same_thread=False, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, first: str | None, _second: str | None, _database: str | None, _inner: str | None) -> int:
    allowed = action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first in _ALLOWED_PRAGMAS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else {name[-1].lower() for name in names}
    listed = cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name").fetchall()
    tables = [name for (name,) in listed if wanted is None or name.lower() in wanted]
    return [(("main", table), column, kind) for table in tables for column, kind in _columns(cursor, table)]


def _columns(cursor: Cursor, table: str) -> list[tuple[str, str]]:
    quoted = table.replace('"', '""')
    found = cursor.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
    return [(name, kind) for _, name, kind, _, _, _, hidden in found if hidden != _HIDDEN]


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    cursor.execute(f"SELECT * FROM ({sql.rstrip().rstrip(';')}\n) LIMIT 0")
    return [(column[0], "") for column in cursor.description]


ENGINE = Engine(
    name="SQLite",
    schemes=("sqlite",),
    client="sqlite3",
    install="",
    dialect="sqlite",
    in_file=True,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=lambda connection: connection.cursor(),
    interrupt=lambda connection: connection.interrupt(),
    catalog=_catalog,
    described=_described,
    # SQLite takes any word for a type. Words that mean time come first: DATETIME and TIMESTAMP hold ISO text.
    types=patterns(
        timestamp_tz=r".*(TIMESTAMPTZ|WITH TIME ZONE)",
        timestamp=r".*(DATETIME|TIMESTAMP)",
        date=r".*DATE",
        time=r"TIME\b",
        boolean=r"BOOL",
        integer=r".*INT",
        text=r".*(CHAR|CLOB|TEXT|STRING)",
        float=r".*(REAL|FLOA|DOUB)",
        decimal=r"(DECIMAL|NUMERIC|MONEY)",
    ),
    complaints=(
        (re.compile(r"database is locked|database table is locked", re.I), "K806"),
        (re.compile(r"file is not a database|malformed", re.I), "K807"),
    ),
)
