"""Spark, by Spark Connect: `sc://host:port/schema`, a session in UTC.

Spark has no session that may only read. Each statement is first read as rows to select from, which no command is: what
would change anything stops there, before it is sent to be run.
"""

import os
import re
import socket
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns
from kpidsl.warehouse.url import Address

_PATIENCE = 10
_PORT = 15002
_RETRIES = 3
_SESSION = "session_id"
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Without it an overflow and a text that is no number become other values without a word.
    "spark.sql.ansi.enabled": "true",
}
_ESCAPED = "spark.sql.parser.escapedStringLiterals"
"""Whether a backslash in a text is a plain one; setting it draws a warning, so it is asked first."""


def _connect(place: Place) -> Connection:
    builder = _builder()
    address = place.address
    # A client that finds nobody would go on asking for ten minutes.
    socket.create_connection((address.host or "localhost", address.port or _PORT), timeout=_PATIENCE).close()
    session = builder.remote(_remote(address)).create()
    for policy in session.client.get_retry_policies():
        policy.max_retries = _RETRIES
    try:
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
        if session.conf.get(_ESCAPED, "false") == "true":
            session.conf.set(_ESCAPED, "false")
        if address.database:
            session.catalog.setCurrentDatabase(address.database)
    except BaseException:
        session.stop()
        raise
    return _Session(session, ours=_SESSION not in dict(address.options))


def _builder() -> Any:
    """Import the client. One that sees no file it was started from (`python -c`) takes that for a test of its own,
    and ends the program unless it finds a Spark on this machine: it is told of one while it loads.
    """
    told = "SPARK_HOME" not in os.environ
    if told:
        os.environ["SPARK_HOME"] = os.devnull
    try:
        from pyspark.sql.connect.session import SparkSession
    finally:
        if told:
            del os.environ["SPARK_HOME"]
    return SparkSession.builder


def _remote(address: Address) -> str:
    """Return an address as Spark Connect writes it, its options after semicolons."""
    host = f"[{address.host}]" if ":" in address.host else address.host or "localhost"
    options = dict(address.options)
    if address.user:
        options.setdefault("user_id", address.user)
    if address.password:
        options.setdefault("token", address.password)
    written = "".join(f";{name}={quote(value, safe='')}" for name, value in options.items())
    return f"sc://{host}:{address.port or _PORT}/{written}"


class _Session:
    """A session that is closed as other connections are; one that others hold as well is only left."""

    def __init__(self, spark: Any, ours: bool) -> None:
        self.spark, self.ours = spark, ours

    def close(self) -> None:
        if self.ours:
            self.spark.stop()
        else:
            self.spark.client.close()


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    spark = reader.connection.spark
    _selected(spark, sql, parameters)
    # The types of the rows themselves; those that a server announces may be narrower where rows are stacked.
    table = spark.sql(sql, args=list(parameters) or None)._to_table()[0]
    reader.description = [(name,) for name in table.column_names]
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _selected(spark: Any, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """Return what a query gives, not yet run; raises the engine's complaint for anything that is no query."""
    within = f"SELECT * FROM (\n{sql.rstrip().rstrip(';')}\n) AS `described`"
    return spark.sql(within, args=list(parameters) or None)


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    return _columns(_selected(reader.connection.spark, sql))


def _columns(frame: Any) -> list[tuple[str, str]]:
    return [(each.name, each.dataType.simpleString()) for each in frame.schema.fields]


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    spark = reader.connection.spark
    here = (spark.catalog.currentCatalog(), spark.catalog.currentDatabase())
    if names is None:
        return [(table, "", "") for table in _tables(spark, *here)]
    found: list[Found] = []
    for name in names:
        table = (*here, *name) if len(name) == 1 else (here[0], *name) if len(name) == 2 else name
        found += [(table, column, kind) for column, kind in _table(spark, name) or ()]
    return found


def _tables(spark: Any, catalog: str, home: str) -> list[TableName]:
    """Return the tables of a catalogue, and the session's own views as tables of its home."""
    found: list[TableName] = []
    for schema in spark.catalog.listDatabases():
        listed = spark.catalog.listTables(schema.name)
        found += [(catalog, home if table.isTemporary else schema.name, table.name) for table in listed]
    return found


def _table(spark: Any, name: TableName) -> list[tuple[str, str]] | None:
    from pyspark.errors import AnalysisException

    try:
        return _columns(spark.table(".".join(_quoted(part) for part in name)))
    except AnalysisException as error:
        if _NOT_FOUND.search(str(error)):
            return None
        raise


_NOT_FOUND = re.compile(r"_NOT_FOUND\b|REQUIRES_SINGLE_PART_NAMESPACE|not found", re.I)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


ENGINE = Engine(
    name="Spark",
    schemes=("sc",),
    client="pyspark.errors",
    install='"kpidsl[spark]"',
    dialect="spark",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=lambda session: session.spark.interruptAll(),
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
        time=r"time\b",
    ),
    error=lambda errors: errors.PySparkException,
    home=lambda reader: (reader.connection.spark.catalog.currentDatabase(),),
    lost=re.compile(r"UNAVAILABLE|Connection refused|failed to connect|INVALID_HANDLE", re.I),
    rows=_rows,
)
