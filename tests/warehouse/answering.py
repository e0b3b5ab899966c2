"""Servers for the clients of warehouses that are not here: each speaks a warehouse's protocol, and DuckDB answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import duckdb
import sqlglot

FOREVER = "forever"
"""A statement with this word in it is never done, until it is cancelled."""


COLUMNS = '"shop".information_schema'
"""DuckDB has one for all of its catalogues."""


class Answers:
    """Tables `shop.sales.…`, and what is asked of them; `heard` are the statements, `stopped` says that one was."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.heard: list[str] = []
        self.stopped = threading.Event()
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("ATTACH ':memory:' AS shop; CREATE SCHEMA shop.sales; USE shop.sales")
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute(
            "CREATE TABLE deals AS SELECT * FROM (VALUES "
            "(1::BIGINT, 'won', 120.50::DECIMAL(18, 2), TIMESTAMP '2026-01-31 15:30:00', "
            "TIMESTAMPTZ '2026-01-31 15:30:00+00'), "
            "(2, 'it''s 100%%', 0.07::DECIMAL(18, 2), TIMESTAMP '2026-02-03 00:00:00', NULL), "
            "(3, NULL, 9999999999999999.99::DECIMAL(18, 2), TIMESTAMP '2026-02-28 23:59:59', NULL)"
            ") AS t (deal_id, stage, amount, opened_at, seen_at)"
        )

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own, for there is one thread for each request."""
        return self.connection.cursor().execute("USE shop.sales")

    def ask(self, sql: str) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
        """Return the columns with DuckDB's words for their types, and the rows."""
        self.heard.append(sql)
        ours = sqlglot.transpile(sql.replace(COLUMNS, "information_schema"), read=self.dialect, write="duckdb")[0]
        cursor = self.cursor()
        cursor.execute(ours)
        kinds = [(name, str(kind)) for name, kind, *_ in cursor.description]
        # Instants as text: DuckDB would need pytz to give them.
        texts = ", ".join(
            f'CAST("{name}" AS TEXT) AS "{name}"' if "TIME" in kind else f'"{name}"' for name, kind in kinds
        )
        return kinds, cursor.execute(f"SELECT {texts} FROM ({ours}) AS asked").fetchall()

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Return the columns of a table; none where it is not there."""
        found = self.cursor().execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ?", [table]
        )
        return found.fetchall()


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    """Hold a server on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
