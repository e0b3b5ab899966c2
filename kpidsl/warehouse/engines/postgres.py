"""PostgreSQL, by psycopg 3: a session that may only read, in UTC."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, patterns

_PATIENCE = 10


def _connect(place: Place) -> Connection:
    import psycopg

    address = place.address
    known: dict[str, Any] = {
        "host": address.host or None,
        "port": address.port,
        "user": address.user or None,
        "password": address.password or None,
        "dbname": address.database or None,
        "application_name": "kpidsl",
        "connect_timeout": str(_PATIENCE),
    }
    # A pooler between us and the server may give the next statement to another session, which knows no prepared ones.
    return psycopg.connect(autocommit=True, prepare_threshold=None, **(known | dict(address.options)))


def _interrupt(connection: Connection) -> None:
    connection.cancel_safe(timeout=_PATIENCE)


_COLUMNS = """
SELECT current_database(), n.nspname, c.relname, a.attname,
  CASE t.typtype
    WHEN 'e' THEN 'text'
    WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
    ELSE format_type(a.atttypid, a.atttypmod)
  END
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND (%(names)s::text[] IS NULL OR lower(c.relname) = ANY(%(names)s::text[]))
ORDER BY n.nspname, c.relname, a.attnum
"""


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    found = cursor.execute(_COLUMNS, {"names": wanted}).fetchall()
    return [((database, schema, table), column, kind) for database, schema, table, column, kind in found]


def _home(cursor: Cursor) -> tuple[str, ...]:
    (schemas,) = cursor.execute("SELECT current_schemas(false)").fetchone()
    return tuple(schemas)


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    cursor.execute(f"SELECT * FROM ({sql.rstrip().rstrip(';')}\n) AS described LIMIT 0")
    return [(column.name, column.type_display) for column in cursor.description or ()]


def _rows(cursor: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    # Without parameters a percent sign is a percent sign.
    found: list[tuple[Any, ...]] = cursor.execute(sql, parameters or None).fetchall()
    return found


ENGINE = Engine(
    name="PostgreSQL",
    schemes=("postgresql", "postgres"),
    client="psycopg",
    install='"kpidsl[postgres]"',
    dialect="postgres",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(
        "SET default_transaction_read_only = on",
        "SET TimeZone = 'UTC'",
        "SET standard_conforming_strings = on",
    ),
    cursor=lambda connection: connection.cursor(),
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"(smallint|integer|bigint|int[248])$",
        decimal=r"numeric",
        float=r"(real|double precision|float[48])$",
        text=r"(text|character|varchar|bpchar|citext|uuid|name|\"?char)",
        boolean=r"bool",
        date=r"date$",
        timestamp_tz=r"timestamp(\(\d\))? with time zone|timestamptz",
        timestamp=r"timestamp",
        time=r"time",
    ),
    home=_home,
    lost=re.compile(
        r"connection (was |is |has been )?(lost|closed|reset)|closed the connection|terminating connection"
        r"|could not (send|receive) data|no connection to the server|SSL SYSCALL|SSL error: unexpected eof",
        re.I,
    ),
    rows=_rows,
)
