"""MySQL and MariaDB, by PyMySQL: a session that may only read, in UTC."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, patterns

_PATIENCE = 10
_TLS = ("ssl_ca", "ssl_cert", "ssl_key")
_SYSTEM = "('information_schema', 'mysql', 'performance_schema', 'sys')"


@dataclass(frozen=True, slots=True)
class _Session:
    """A connection, and how to open another one beside it, from which its statement can be stopped."""

    connection: Any
    arguments: dict[str, Any]

    def close(self) -> None:
        if self.connection.open:
            self.connection.close()


def _connect(place: Place) -> Connection:
    import pymysql

    address, options = place.address, dict(place.address.options)
    arguments: dict[str, Any] = {
        "host": address.host or "localhost",
        "port": address.port or 3306,
        "user": address.user or None,
        "password": address.password,
        "database": address.database or None,
        "unix_socket": options.get("unix_socket"),
        "charset": "utf8mb4",
        "connect_timeout": _PATIENCE,
        "autocommit": True,
        "local_infile": False,
    }
    arguments |= {name: options[name] for name in _TLS if name in options}
    return _Session(pymysql.connect(**arguments), arguments)


def _interrupt(session: Connection) -> None:
    import pymysql

    with pymysql.connect(**session.arguments) as beside:
        beside.cursor().execute(f"KILL QUERY {session.connection.thread_id()}")


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    condition = "" if wanted is None else f" AND lower(table_name) IN ({', '.join('%s' for _ in wanted) or 'NULL'})"
    sql = (
        "SELECT table_catalog, table_schema, table_name, column_name, column_type FROM information_schema.columns "
        f"WHERE table_schema NOT IN {_SYSTEM}{condition} ORDER BY table_schema, table_name, ordinal_position"
    )
    cursor.execute(sql, wanted)
    return [((catalog, schema, table), column, kind) for catalog, schema, table, column, kind in cursor.fetchall()]


def _home(cursor: Cursor) -> tuple[str, ...]:
    cursor.execute("SELECT DATABASE()")
    (database,) = cursor.fetchone()
    return (database,) if database else ()


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    from pymysql.constants import FIELD_TYPE

    words = {code: name for name, code in vars(FIELD_TYPE).items() if isinstance(code, int)}
    cursor.execute(f"SELECT * FROM ({sql.rstrip().rstrip(';')}\n) AS described LIMIT 0")
    return [(column[0], words.get(column[1], "")) for column in cursor.description or ()]


def _rows(cursor: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    # Without parameters a percent sign is a percent sign.
    cursor.execute(sql, parameters or None)
    return list(cursor.fetchall())


ENGINE = Engine(
    name="MySQL",
    schemes=("mysql", "mariadb"),
    client="pymysql",
    install='"kpidsl[mysql]"',
    dialect="mysql",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(
        "SET SESSION TRANSACTION READ ONLY",
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    ),
    cursor=lambda session: session.connection.cursor(),
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        boolean=r"tinyint\(1\)$|bit\(1\)$",
        integer=r"(tiny|small|medium|big)?int|year|(TINY|SHORT|LONG|LONGLONG|INT24)$",
        decimal=r"(new)?decimal",
        float=r"float|double",
        text=r"(var)?char|(tiny|medium|long)?text|enum|set|(VAR_)?STRING$",
        timestamp=r"datetime",
        timestamp_tz=r"timestamp",
        date=r"(new)?date$",
        time=r"time",
    ),
    home=_home,
    # A client that knows its connection to be closed says no more than (0, '').
    lost=re.compile(
        r"Lost connection|gone away|Broken pipe|Connection reset|(Connection|session) was killed"
        r"|The client was disconnected|^\(0, ''\)",
        re.I,
    ),
    rows=_rows,
)
