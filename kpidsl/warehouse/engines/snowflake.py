"""Snowflake, by its own connector. Written from the connector's manual; not tried against Snowflake itself.

Sources: Python Connector API (connect, describe, the table of type codes; threads may share a connection), Information
Schema (columns), SYSTEM$CANCEL_ALL_QUERIES. A session knows no read-only mode: give it a role that may only read.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, patterns

_PATIENCE = 10
_OPTIONS = ("schema", "warehouse", "role")


def _connect(place: Place) -> Connection:
    import snowflake.connector

    address, options = place.address, dict(place.address.options)
    database, _, schema = address.database.partition("/")
    known: dict[str, Any] = {
        "account": address.host,
        "user": address.user,
        "password": address.password,
        "database": database,
        "schema": schema,
        **{name: options[name] for name in _OPTIONS if name in options},
    }
    return snowflake.connector.connect(
        **{name: value for name, value in known.items() if value},
        application="kpidsl",
        login_timeout=_PATIENCE,
        session_parameters={"TIMEZONE": "UTC", "QUERY_TAG": "kpidsl"},
    )


def _interrupt(connection: Connection) -> None:
    connection.cursor().execute("SELECT SYSTEM$CANCEL_ALL_QUERIES(%s)", (connection.session_id,))


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    condition = "" if wanted is None else f" AND lower(table_name) IN ({', '.join('%s' for _ in wanted) or 'NULL'})"
    cursor.execute(
        "SELECT table_catalog, table_schema, table_name, column_name, data_type, numeric_scale "
        f"FROM information_schema.columns WHERE table_schema <> 'INFORMATION_SCHEMA'{condition} "
        "ORDER BY table_schema, table_name, ordinal_position",
        wanted or None,
    )
    return [
        ((catalog, schema, table), column, f"{kind} {scale or 0}" if kind == "NUMBER" else kind)
        for catalog, schema, table, column, kind, scale in cursor.fetchall()
    ]


def _home(cursor: Cursor) -> tuple[str, ...]:
    cursor.execute("SELECT CURRENT_SCHEMA()")
    (schema,) = cursor.fetchone()
    return (schema,) if schema else ()


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    from snowflake.connector.constants import FIELD_ID_TO_NAME

    found = cursor.describe(sql.rstrip().rstrip(";"))
    words = [(each, FIELD_ID_TO_NAME[each.type_code]) for each in found]
    return [(each.name, f"NUMBER {each.scale or 0}" if word == "FIXED" else word) for each, word in words]


def _rows(cursor: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    # Without parameters a percent sign is a percent sign.
    cursor.execute(sql, parameters or None)
    return list(cursor.fetchall())


ENGINE = Engine(
    name="Snowflake",
    schemes=("snowflake",),
    client="snowflake.connector",
    install='"kpidsl[snowflake]"',
    dialect="snowflake",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=lambda connection: connection.cursor(),
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"NUMBER 0$",
        decimal=r"NUMBER",
        float=r"(FLOAT|REAL)$",
        text=r"TEXT$",
        boolean=r"BOOLEAN$",
        date=r"DATE$",
        timestamp_tz=r"TIMESTAMP_(LTZ|TZ)$",
        timestamp=r"TIMESTAMP(_NTZ)?$",
        time=r"TIME$",
    ),
    home=_home,
    lost=re.compile(r"connection (was |is |has been )?(lost|closed|reset)|Authentication token has expired", re.I),
    rows=_rows,
    tried="not",
)
