"""Databricks, by its own connector: `databricks://token:${TOKEN}@host?http_path=…&catalog=…&schema=…`, as SQLAlchemy
writes it.

Sources: the connector's manual (connect, description, cancel, telemetry), Databricks' SQL language manual (SET TIME
ZONE, ANSI_MODE, DESCRIBE TABLE, DESCRIBE QUERY, SHOW TABLES). A session knows no read-only mode: give it a token that
may only read. The tests run the connector against a server of their own that speaks its protocol; it was not tried
against Databricks itself.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, TableName, patterns

_PATIENCE = 10
_RETRIES = 3


@dataclass(slots=True)
class _Session:
    """A connection, and the cursor whose statement runs on it."""

    connection: Any
    running: Any = None

    def cursor(self) -> Any:
        if self.running is not None:
            self.running.close()
        self.running = self.connection.cursor()
        return self.running

    def close(self) -> None:
        self.connection.close()


def _connect(place: Place) -> Connection:
    # What it has to say is raised as well.
    logging.getLogger("databricks.sql").addHandler(logging.NullHandler())
    logging.getLogger("databricks.sql").propagate = False
    from databricks import sql

    address, options = place.address, dict(place.address.options)
    if not address.password or not options.get("http_path"):
        raise ValueError("a token and ?http_path= are needed")
    return _Session(
        sql.connect(
            server_hostname=address.host,
            http_path=options["http_path"],
            access_token=address.password,
            catalog=options.get("catalog"),
            schema=options.get("schema") or address.database or None,
            user_agent_entry="kpidsl",
            enable_telemetry=False,
            use_cloud_fetch=False,
            _port=address.port or 443,
            _tls_trusted_ca_file=options.get("ssl_ca"),
            _retry_stop_after_attempts_count=_RETRIES,
            _retry_stop_after_attempts_duration=_PATIENCE,
        )
    )


def _interrupt(session: Connection) -> None:
    if session.running is not None:
        session.running.cancel()


def _rows(cursor: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(sql.rstrip().rstrip(";"), list(parameters) or None)
    return [tuple(row) for row in cursor.fetchall()]


def _catalog(cursor: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    here = _here(cursor)
    if names is None:
        return [((*here, table), "", "") for _, table, *_ in _rows(cursor, "SHOW TABLES", ())]
    found: list[Found] = []
    for name in names:
        table = (*here, *name) if len(name) == 1 else (here[0], *name) if len(name) == 2 else name
        found += [(table, column, kind) for column, kind in _table(cursor, name) or ()]
    return found


def _here(cursor: Cursor) -> tuple[str, str]:
    ((catalog, schema),) = _rows(cursor, "SELECT current_catalog(), current_schema()", ())
    return catalog, schema


def _table(cursor: Cursor, name: TableName) -> list[tuple[str, str]] | None:
    from databricks.sql.exc import ServerOperationError

    full = ".".join("`" + part.replace("`", "``") + "`" for part in name)
    try:
        listed = _rows(cursor, f"DESCRIBE TABLE {full}", ())
    except ServerOperationError as error:
        if _NOT_FOUND.search(str(error)):
            return None
        raise
    return _until_the_partitions(listed)


def _until_the_partitions(listed: Iterable[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """Return the columns, each once: those of partitions are told a second time, under a heading."""
    found = []
    for name, kind, *_ in listed:
        if not name or name.startswith("#"):
            break
        found.append((name, kind))
    return found


_NOT_FOUND = re.compile(r"_NOT_FOUND\b|REQUIRES_SINGLE_PART_NAMESPACE", re.I)


def _described(cursor: Cursor, sql: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in _rows(cursor, f"DESCRIBE QUERY {sql}", ())]


ENGINE = Engine(
    name="Databricks",
    schemes=("databricks",),
    client="databricks.sql.exc",
    install='"kpidsl[databricks]"',
    dialect="databricks",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=("SET TIME ZONE 'UTC'", "SET ANSI_MODE = true"),
    cursor=lambda session: session.cursor(),
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"(tinyint|smallint|int|bigint)$",
        decimal=r"decimal",
        float=r"(float|double)$",
        text=r"(string|varchar|char)",
        boolean=r"boolean$",
        date=r"date$",
        timestamp=r"timestamp_ntz$",
        timestamp_tz=r"timestamp(_ltz)?$",
    ),
    home=lambda cursor: (_here(cursor)[1],),
    lost=re.compile(r"Error during request to server|INVALID_HANDLE|Session.*(closed|expired)|Max retries", re.I),
    rows=_rows,
    tried="protocol",
)
