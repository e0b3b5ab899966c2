"""Where cases run: each engine with a scratch place of its own, made for these tests and taken away after them.

Servers are looked for on their default ports. One that does not answer is skipped, and the reason is printed.
"""

import atexit
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from kpidsl.warehouse.engines import clickhouse as clickhouse_engine
from kpidsl.warehouse.engines.duckdb import ENGINE as DUCKDB
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from tests.oracle.shapes import word

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Types = Mapping[str, Mapping[str, str]]

SCRATCH = f"kpidsl_test_{os.getpid()}"
POSTGRES = "host=127.0.0.1 port=5432 user=postgres dbname=test connect_timeout=3"
MYSQL: dict[str, Any] = {"host": "127.0.0.1", "port": 3306, "user": "root", "charset": "utf8mb4", "connect_timeout": 3}


@dataclass(frozen=True)
class Place:
    """An engine for tests: `hold` gives a warehouse, opened as people open it, that has the rows of a case.

    `examples` is on how many random cases it is asked when nobody says how many.
    """

    name: str
    hold: Callable[[Tables, Types], Any]
    examples: int = 40


def opened(url: str, folder: Path) -> Warehouse:
    outcome = open_warehouse(url, folder, {}, {})
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def parted(table: str) -> list[str]:
    return table.split(".")


def double_quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def plain(column: str, kind: str, value: Any, row: int) -> Any:
    return value


# --- DuckDB -----------------------------------------------------------------------------------------------------------

DUCKDB_TYPES = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(18, 2)",
    "float": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
}


@contextmanager
def in_duckdb(tables: Tables, types: Types) -> Iterator[Warehouse]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for schema in {parted(table)[0] for table in types if "." in table}:
            connection.execute(f"CREATE SCHEMA {double_quoted(schema)}")
        fill(connection, tables, types, DUCKDB_TYPES, double_quoted, "?", as_written, plain)
        yield Warehouse(DUCKDB, "duckdb:test", connection)


def as_written(name: str) -> str:
    return name


def fill(
    cursor: Any,
    tables: Tables,
    types: Types,
    words: Mapping[str, str],
    quoted: Callable[[str], str],
    mark: str,
    kept: Callable[[str], str],
    cell: Callable[[str, str, Any, int], Any],
) -> None:
    """Make the tables and put the rows in; `kept` is how the engine keeps a name, `cell` how it takes a value."""
    for table, columns in types.items():
        full = ".".join(quoted(kept(part)) for part in parted(table))
        made = ", ".join(f"{quoted(kept(column))} {words[kind]}" for column, kind in columns.items())
        cursor.execute(f"CREATE TABLE {full} ({made})")
        rows = [
            tuple(cell(column, kind, row[column], at) for column, kind in columns.items())
            for at, row in enumerate(tables[table])
        ]
        if rows:
            into = full.replace("%", "%%") if mark == "%s" else full
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join([mark] * len(columns))})", rows)


# --- SQLite -----------------------------------------------------------------------------------------------------------

SQLITE_TYPES = DUCKDB_TYPES | {
    "integer": "INTEGER",
    "float": "REAL",
    "text": "TEXT COLLATE NOCASE",
    "timestamp": "DATETIME",
}


def iso(column: str, kind: str, value: Any, row: int) -> Any:
    """Return a value as people keep it in SQLite: times as ISO text in any of its spellings."""
    match value:
        case Decimal():
            return str(value)
        case datetime(tzinfo=None):
            spellings = [value.isoformat(" "), value.isoformat("T")]
            if value.time() == time():
                spellings.append(value.date().isoformat())
            if value.second == value.microsecond == 0:
                spellings.append(value.strftime("%Y-%m-%d %H:%M"))
            return spellings[row % len(spellings)]
        case datetime():
            utc = value.astimezone(UTC)
            tokyo, back = (value.astimezone(timezone(timedelta(hours=hours))) for hours in (9, -5))
            return (utc.isoformat(" "), utc.isoformat("T")[:-6] + "Z", tokyo.isoformat("T"), back.isoformat(" "))[
                row % 4
            ]
        case date():
            return value.isoformat()
    return value


@contextmanager
def in_sqlite(tables: Tables, types: Types) -> Iterator[Warehouse]:
    with TemporaryDirectory() as folder:
        with closing(sqlite3.connect(Path(folder) / "w.db")) as connection:
            fill(connection, tables, types, SQLITE_TYPES, double_quoted, "?", as_written, iso)
            connection.commit()
        with opened("sqlite:///w.db", Path(folder)) as warehouse:
            yield warehouse


# --- PostgreSQL -------------------------------------------------------------------------------------------------------

POSTGRES_TYPES = DUCKDB_TYPES | {"decimal": "NUMERIC(18, 2)", "float": "DOUBLE PRECISION", "text": "TEXT"}


def lowered(name: str) -> str:
    """Return a name as PostgreSQL keeps it: one that the spec writes plainly is folded, as it is in SQL."""
    return "".join(each.lower() if each.isascii() else each for each in name) if word(name) == name else name


@lru_cache
def postgres() -> tuple[Any, Warehouse]:
    """Return a writer and the warehouse that it fills."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    try:
        writer = psycopg.connect(POSTGRES, autocommit=True, prepare_threshold=None)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL on 127.0.0.1:5432: {error}")
    writer.execute(f"SET search_path = {SCRATCH}")
    writer.execute("SET client_min_messages = warning")
    writer.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
    writer.execute(f"CREATE SCHEMA {SCRATCH}")
    reader = opened(f"postgresql://postgres@127.0.0.1:5432/test?options=-csearch_path%3D{SCRATCH}", Path())
    return writer, reader


@contextmanager
def in_postgres(tables: Tables, types: Types) -> Iterator[Warehouse]:
    writer, reader = postgres()
    writer.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
    with writer.transaction():
        writer.execute(f"CREATE SCHEMA {SCRATCH}")
        fill(writer.cursor(), tables, types, POSTGRES_TYPES, double_quoted, "%s", lowered, plain)
    yield reader


# --- MariaDB ----------------------------------------------------------------------------------------------------------

MYSQL_TYPES = DUCKDB_TYPES | {"text": "VARCHAR(200)", "timestamp": "DATETIME(6)", "timestamptz": "TIMESTAMP(6) NULL"}


def back_quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def in_utc(column: str, kind: str, value: Any, row: int) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


@lru_cache
def mysql() -> tuple[Any, Warehouse]:
    """Return a writer and the warehouse that it fills; its text has a collation that sees neither case nor blanks."""
    pymysql = pytest.importorskip("pymysql", reason="pymysql is not installed")
    try:
        writer = pymysql.connect(**MYSQL, autocommit=True)
    except pymysql.OperationalError as error:
        pytest.skip(f"no MariaDB or MySQL on 127.0.0.1:3306: {error}")
    cursor = writer.cursor()
    cursor.execute(f"CREATE DATABASE IF NOT EXISTS {SCRATCH} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
    cursor.execute(f"USE {SCRATCH}")
    cursor.execute("SET time_zone = '+00:00'")
    return writer, opened(f"mysql://root@127.0.0.1:3306/{SCRATCH}", Path())


@contextmanager
def in_mysql(tables: Tables, types: Types) -> Iterator[Warehouse]:
    writer, reader = mysql()
    cursor = writer.cursor()
    cursor.execute("SHOW TABLES")
    for (table,) in cursor.fetchall():
        cursor.execute(f"DROP TABLE {back_quoted(table)}")
    fill(cursor, tables, types, MYSQL_TYPES, back_quoted, "%s", as_written, in_utc)
    yield reader


# --- Spark ------------------------------------------------------------------------------------------------------------

SPARK_TYPES = DUCKDB_TYPES | {"text": "STRING", "timestamp": "TIMESTAMP_NTZ", "timestamptz": "TIMESTAMP"}


@lru_cache
def spark_url() -> str:
    """Return the server at KPIDSL_SPARK (`sc://host:port`), else that of Sail, started on a free port."""
    pytest.importorskip("pyspark", reason="pyspark-client is not installed")
    if url := os.environ.get("KPIDSL_SPARK"):
        return url
    os.environ.setdefault("RUST_LOG", "error")
    sail = pytest.importorskip("pysail.spark", reason="pysail, which speaks Spark Connect, is not installed")
    server = sail.SparkConnectServer("127.0.0.1", 0)
    server.start()
    atexit.register(server.stop)
    return "sc://{}:{}".format(*server.listening_address)


@lru_cache
def spark() -> Warehouse:
    """Return the warehouse that is filled; Sail shows a session's tables to that session alone."""
    return opened(spark_url(), Path())


@contextmanager
def in_spark(tables: Tables, types: Types) -> Iterator[Warehouse]:
    """Hold tables as views of the session, for those may have any name, as tables may not."""
    reader = spark()
    session = reader.connection.spark
    for view in session.catalog.listTables():
        session.catalog.dropTempView(view.name)
    for table, columns in types.items():
        names = ", ".join(map(back_quoted, columns))
        rows = [
            ", ".join(f"CAST({spark_text(row[each])} AS {SPARK_TYPES[kind]})" for each, kind in columns.items())
            for row in tables[table] or [dict.fromkeys(columns)]
        ]
        # Sail loses its way in a table that it can prove to be empty.
        some = "" if tables[table] else " WHERE rand() < 0"
        held = f"SELECT * FROM VALUES ({'), ('.join(rows)}) AS held ({names}){some}"
        session.sql(f"CREATE TEMPORARY VIEW {back_quoted(table)} AS {held}")
    yield reader


def spark_text(value: Any) -> str:
    """Return a value as a literal that a cast reads."""
    if value is None:
        return "NULL"
    text = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# --- DataFusion -------------------------------------------------------------------------------------------------------


def arrow_types() -> Mapping[str, Any]:
    import pyarrow

    return {
        "integer": pyarrow.int64(),
        "decimal": pyarrow.decimal128(18, 2),
        "float": pyarrow.float64(),
        "text": pyarrow.string(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "timestamp": pyarrow.timestamp("us"),
        "timestamptz": pyarrow.timestamp("us", "UTC"),
    }


@contextmanager
def in_datafusion(tables: Tables, types: Types) -> Iterator[Warehouse]:
    pytest.importorskip("datafusion", reason="datafusion is not installed: uv sync --group more-engines")
    import pyarrow

    with opened("datafusion://", Path()) as warehouse:
        context = warehouse.connection.context
        for table, columns in types.items():
            kinds = arrow_types()
            schema = pyarrow.schema([(column, kinds[kind]) for column, kind in columns.items()])
            rows = [{column: row[column] for column in columns} for row in tables[table]]
            held = pyarrow.Table.from_pylist(rows, schema)
            batches = held.to_batches() or [pyarrow.RecordBatch.from_pylist([], schema)]
            context.register_record_batches(double_quoted(table), [batches])
        yield warehouse


# --- ClickHouse -------------------------------------------------------------------------------------------------------

CLICKHOUSE_TYPES = {
    "integer": "Int64",
    "decimal": "Decimal(18, 2)",
    "float": "Float64",
    "text": "String",
    "boolean": "Bool",
    "date": "Date32",
    "timestamp": "DateTime64(6)",
    "timestamptz": "DateTime64(6, 'Europe/Paris')",
}
CLICKHOUSE_NARROW = {
    "text": "LowCardinality(String)",
    "date": "Date",
    "timestamp": "DateTime",
    "timestamptz": "DateTime('America/New_York')",
}


@lru_cache
def clickhouse() -> tuple[Any, Warehouse]:
    """Return a writer and the warehouse that it fills: ClickHouse in process, by the client that speaks to servers."""
    pytest.importorskip("chdb", reason="chdb is not installed: uv sync --group more-engines")
    client = pytest.importorskip("clickhouse_connect", reason="clickhouse-connect is not installed")
    # The database that is there from the start has files as tables.
    writer = client.get_client(interface="chdb")
    writer.command(f"CREATE DATABASE {SCRATCH} ENGINE = Memory")
    writer.database = SCRATCH
    reader = client.get_client(
        interface="chdb", database=SCRATCH, settings=clickhouse_engine.SETTINGS, tz_mode="schema"
    )
    session = clickhouse_engine.Session(reader)
    return writer, Warehouse(clickhouse_engine.ENGINE, "clickhouse:test", session)


@contextmanager
def in_clickhouse(tables: Tables, types: Types) -> Iterator[Warehouse]:
    """Hold tables whose columns have nulls only where they must, and are as narrow as they may be."""
    writer, reader = clickhouse()
    for (table,) in writer.query("SHOW TABLES").result_rows:
        writer.command(f"DROP TABLE {backslashed(table, '`')}")
    for table, columns in types.items():
        name, rows = backslashed(table, "`"), tables[table]
        made = ", ".join(
            f"{backslashed(column, '`')} {clickhouse_type(kind, [row[column] for row in rows])}"
            for column, kind in columns.items()
        )
        writer.command(f"CREATE TABLE {name} ({made}) ENGINE = Memory")
        if rows:
            cells = "), (".join(", ".join(clickhouse_text(row[column]) for column in columns) for row in rows)
            writer.command(f"INSERT INTO {name} VALUES ({cells})")
    yield reader


def clickhouse_type(kind: str, values: Sequence[Any]) -> str:
    """Return the type of a column that holds these values."""
    held = [each for each in values if each is not None]
    narrow = all(
        not isinstance(each, date) or (1971 < each.year < 2100 and not getattr(each, "microsecond", 0)) for each in held
    )
    name = CLICKHOUSE_NARROW.get(kind, CLICKHOUSE_TYPES[kind]) if narrow else CLICKHOUSE_TYPES[kind]
    if len(held) == len(values) > 0:
        return name
    return f"LowCardinality(Nullable({name[15:-1]}))" if name.startswith("LowC") else f"Nullable({name})"


def clickhouse_text(value: Any) -> str:
    """Return a value as a literal."""
    match value:
        case None:
            return "NULL"
        case bool() | int() | float() | Decimal():
            return str(value)
        case datetime(tzinfo=None):
            return f"toDateTime64('{value.isoformat(' ')}', 6, 'UTC')"
        case datetime():
            return f"toDateTime64('{value.astimezone(UTC).replace(tzinfo=None).isoformat(' ')}', 6, 'UTC')"
    return backslashed(str(value), "'")


def backslashed(text: str, mark: str) -> str:
    return mark + text.replace("\\", "\\\\").replace(mark, f"\\{mark}") + mark


# --- all --------------------------------------------------------------------------------------------------------------

PLACES = (
    Place("duckdb", in_duckdb),
    Place("sqlite", in_sqlite),
    Place("postgres", in_postgres),
    Place("mysql", in_mysql),
    Place("spark", in_spark, examples=15),
    Place("datafusion", in_datafusion, examples=8),
    Place("clickhouse", in_clickhouse, examples=15),
)


def clear() -> None:
    """Take away what was made on servers."""
    if postgres.cache_info().currsize:
        writer, reader = postgres()
        reader.close()
        writer.execute(f"DROP SCHEMA IF EXISTS {SCRATCH} CASCADE")
        writer.close()
        postgres.cache_clear()
    if mysql.cache_info().currsize:
        writer, reader = mysql()
        reader.close()
        writer.cursor().execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        writer.close()
        mysql.cache_clear()
    if clickhouse.cache_info().currsize:
        for client in (clickhouse()[0], clickhouse()[1]):
            client.close()
        clickhouse.cache_clear()
    if spark.cache_info().currsize:
        spark().close()
        spark.cache_clear()
