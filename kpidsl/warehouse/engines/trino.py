"""Trino, by its own client: `trino://user:password@host:port/catalog/schema`, as SQLAlchemy writes it.

Sources: the client's documentation (trino-python-client: connect, authentication, cancel), the client protocol, and
Trino's manual (information_schema). A password or a token needs TLS, and turns it on. A session knows no read-only
mode: give it a user that may only read. The tests run the client against a server of their own that speaks the
protocol; it was not tried against Trino itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns
from kpidsl.warehouse.url import Address

_PATIENCE = 10
_TLS_PORTS = (443, 8443)
_METHODS = ("", "none", "ldap", "jwt")


@dataclass(slots=True)
class _Session:
    """A connection, and the cursor whose statement runs on it."""

    connection: Any
    running: Any = None

    def close(self) -> None:
        self.connection.close()


def _connect(place: Place) -> Connection:
    import trino

    address, options = place.address, dict(place.address.options)
    catalog, _, schema = address.database.partition("/")
    signed_in = _signed_in(address, options)
    tls = signed_in is not None or address.port in _TLS_PORTS
    connection = trino.dbapi.connect(
        host=address.host or "localhost",
        port=address.port,
        user=address.user or None,
        catalog=catalog or None,
        schema=schema or options.get("schema") or None,
        http_scheme=options.get("http_scheme") or ("https" if tls else "http"),
        auth=signed_in,
        verify=options.get("verify", "true").lower() != "false",
        source="kpidsl",
        timezone="UTC",
        request_timeout=_PATIENCE,
    )
    session = _Session(connection)
    try:
        # The client itself calls nobody before it is asked something.
        _rows(Reader(session), "SELECT 1", ())
    except BaseException:
        connection.close()
        raise
    return session


def _signed_in(address: Address, options: dict[str, str]) -> Any:
    """Return how the user proves who it is, or None."""
    from trino.auth import BasicAuthentication, JWTAuthentication

    method, token = options.get("method", ""), options.get("access_token")
    if method not in _METHODS:
        raise ValueError(f"method {method}: only {', '.join(filter(None, _METHODS))} are known")
    if token:
        return JWTAuthentication(token)
    return BasicAuthentication(address.user, address.password) if address.password else None


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    from trino.exceptions import DatabaseError, HttpError, OperationalError, TrinoQueryError

    session = reader.connection
    session.running = cursor = session.connection.cursor()
    try:
        cursor.execute(sql.rstrip().rstrip(";"), list(parameters) or None)
        fetched = cursor.fetchall()
        reader.description = [(each.name, each.type_code) for each in cursor.description or ()]
    except TrinoQueryError as error:
        raise DatabaseError(error.message) from error
    except HttpError as error:
        raise OperationalError(str(error)) from error
    return [tuple(row) for row in fetched]


def _interrupt(session: Connection) -> None:
    if session.running is not None:
        session.running.cancel()


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    if names is None:
        return _listed(reader, None, "table_schema <> 'information_schema'")
    found: list[Found] = []
    by_catalog: dict[str | None, set[str]] = {}
    for name in names:
        by_catalog.setdefault(name[-3] if len(name) > 2 else None, set()).add(name[-1].lower())
    for catalog, tables in by_catalog.items():
        found += _listed(reader, catalog, f"table_name IN ({', '.join(map(_literal, sorted(tables)))})")
    return found


def _listed(reader: Cursor, catalog: str | None, condition: str) -> list[Found]:
    catalog = catalog or reader.connection.connection.catalog
    if not catalog:
        return []
    rows = _rows(
        reader,
        "SELECT table_catalog, table_schema, table_name, column_name, data_type FROM "
        f"{_quoted(catalog)}.information_schema.columns WHERE {condition} "
        "ORDER BY table_schema, table_name, ordinal_position",
        (),
    )
    return [((catalog, schema, table), column, kind) for catalog, schema, table, column, kind in rows]


def _home(reader: Cursor) -> tuple[str, ...]:
    schema = reader.connection.connection.schema
    return (schema,) if schema else ()


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    _rows(reader, f"SELECT * FROM (\n{sql.rstrip().rstrip(';')}\n) AS described LIMIT 0", ())
    return [(name, kind) for name, kind in reader.description or ()]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


ENGINE = Engine(
    name="Trino",
    schemes=("trino",),
    client="trino.exceptions",
    install='"kpidsl[trino]"',
    dialect="trino",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"(tinyint|smallint|integer|bigint)$",
        decimal=r"decimal",
        float=r"(real|double)$",
        text=r"(varchar|char|uuid)",
        boolean=r"boolean$",
        date=r"date$",
        timestamp_tz=r"timestamp(\(\d+\))? with time zone$",
        timestamp=r"timestamp",
        time=r"time\b",
    ),
    home=_home,
    lost=re.compile(r"failed to (execute|fetch)|error 50[234]", re.I),
    rows=_rows,
    tried="protocol",
)
