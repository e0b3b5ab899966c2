"""Amazon Redshift, by psycopg 3. Written from the manuals; not tried against Redshift itself.

Sources: Redshift's manual (SVV_COLUMNS, statement_timeout, search_path; the session's time zone). Redshift speaks the
protocol of PostgreSQL, but names its encoding as psycopg does not know it, so that one is asked for, and values are put
into queries by the client. A session knows no read-only mode: give it a user that may only read.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kpidsl.warehouse.engines.postgres import ENGINE as POSTGRES
from kpidsl.warehouse.engines.row import Connection, Cursor, Found, Place, TableName

_PATIENCE = 10


def _connect(place: Place) -> Connection:
    import psycopg

    address, options = place.address, dict(place.address.options)
    schema = options.pop("schema", "")
    known: dict[str, Any] = {
        "host": address.host or None,
        "port": address.port or 5439,
        "user": address.user or None,
        "password": address.password or None,
        "dbname": address.database or None,
        "application_name": "kpidsl",
        "client_encoding": "utf-8",
        "connect_timeout": str(_PATIENCE),
        "sslmode": "require",
    }
    connection = psycopg.connect(
        autocommit=True, prepare_threshold=None, cursor_factory=psycopg.ClientCursor, **(known | options)
    )
    if schema:
        from psycopg import sql

        connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))
    return connection


def _home(cursor: Cursor) -> tuple[str, ...]:
    (path,) = cursor.execute("SHOW search_path").fetchone()
    names = [name.strip().strip('"') for name in path.split(",")]
    return tuple(name for name in names if name and name != "$user")


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    condition = "" if wanted is None else f" AND lower(table_name) IN ({', '.join('%s' for _ in wanted) or 'NULL'})"
    found = cursor.execute(
        "SELECT table_catalog, table_schema, table_name, column_name, data_type FROM svv_columns "
        f"WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_internal'){condition} "
        "ORDER BY table_schema, table_name, ordinal_position",
        wanted or None,
    ).fetchall()
    return [((catalog, schema, table), column, kind) for catalog, schema, table, column, kind in found]


ENGINE = replace(
    POSTGRES,
    name="Redshift",
    schemes=("redshift",),
    install='"kpidsl[redshift]"',
    dialect="redshift",
    connect=_connect,
    session=("SET TimeZone = 'UTC'",),
    catalog=_catalog,
    home=_home,
    tried="not",
)
