"""ClickHouse, by clickhouse-connect over HTTP: `clickhouse://user:password@host:8123/database`, `?secure=true` for TLS.

Every question is put with settings of its own: it may only read, in UTC, and never stops with a part of the rows.
"""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns

_PATIENCE = 10
_A_DAY = 24 * 60 * 60
_SYSTEM = "('system', 'information_schema', 'INFORMATION_SCHEMA')"
_LIMITED = ("read", "group_by", "sort", "result", "timeout", "distinct", "join", "set")
SETTINGS: dict[str, Any] = {
    "session_timezone": "UTC",
    # Else a row without a partner would have zeros and empty texts.
    "join_use_nulls": 1,
    "prefer_column_name_to_alias": 1,
    "count_distinct_implementation": "uniqExact",
    "transform_null_in": 0,
    "optimize_multiif_to_if": 0,
    "enable_positional_arguments": 1,
    # Clock changes of a hundred years in every condition make a long statement.
    "max_query_size": 64 * 1024 * 1024,
    "max_ast_elements": 10_000_000,
    "max_expanded_ast_elements": 10_000_000,
    "max_parser_depth": 10_000,
    **{f"{each}_overflow_mode": "throw" for each in _LIMITED},
    # The last one: after it none is taken.
    "readonly": 1,
}
"""What may only be read, and what the warehouse's own profile must not change."""


def _connect(place: Place) -> Connection:
    from clickhouse_connect import get_client

    # What it has to say is raised as well.
    logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())
    address, options = place.address, dict(place.address.options)
    arguments: dict[str, Any] = {
        "host": address.host or "localhost",
        "port": address.port or 0,
        "username": address.user or None,
        "password": address.password,
        "database": address.database or None,
        "secure": options.get("secure", "").lower() in ("true", "1"),
        "connect_timeout": _PATIENCE,
        "send_receive_timeout": _A_DAY,
        "autogenerate_session_id": False,
    }
    return Session(get_client(**arguments, settings=SETTINGS, tz_mode="schema"), arguments)


@dataclass(slots=True)
class Session:
    """A client, how to open another one beside it, and the name of its statement, by which that one can stop it."""

    client: Any
    arguments: dict[str, Any] = field(default_factory=dict)
    statement: str = ""

    def close(self) -> None:
        """Close the client; a second time does nothing."""
        self.client.close()


def _interrupt(session: Connection) -> None:
    from clickhouse_connect import get_client

    beside = get_client(**session.arguments)
    try:
        beside.command("KILL QUERY WHERE query_id = {id:String} ASYNC", parameters={"id": session.statement})
    finally:
        beside.close()


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    if parameters:
        raise ValueError("ClickHouse is given no parameters by place")
    session = reader.connection
    session.statement = str(uuid4())
    found = session.client.query(sql.rstrip().rstrip(";"), settings={"query_id": session.statement})
    reader.description = [(name,) for name in found.column_names]
    return [tuple(row) for row in found.result_rows]


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    wanted = None if names is None else sorted({name[-1].lower() for name in names})
    condition = "" if wanted is None else " AND lower(table) IN {wanted:Array(String)}"
    found = reader.connection.client.query(
        "SELECT database, table, name, type, serverTimezone() FROM system.columns WHERE database NOT IN "
        f"{_SYSTEM} AND default_kind <> 'EPHEMERAL'{condition} ORDER BY database, table, position",
        parameters=None if wanted is None else {"wanted": wanted},
    )
    return [((schema, table), name, timed(kind, zone)) for schema, table, name, kind, zone in found.result_rows]


def _home(reader: Cursor) -> tuple[str, ...]:
    ((database,),) = reader.connection.client.query("SELECT currentDatabase()").result_rows
    return (database,)


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    client = reader.connection.client
    ((zone,),) = client.query("SELECT serverTimezone()").result_rows
    found = client.query(f"DESCRIBE TABLE (\n{sql.rstrip().rstrip(';')}\n)")
    return [(name, timed(kind, zone)) for name, kind, *_ in found.result_rows]


_NO_ZONE = re.compile(r"DateTime(64\(\d\))?(?![\w(])")
_UTC = frozenset({"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})


def timed(kind: str, zone: str) -> str:
    """Return the word for a type. On a server whose zone is not UTC, times without a zone are instants in that zone."""
    return kind if zone in _UTC or not _NO_ZONE.search(kind) else f"{kind} in '{zone}'"


_WITHIN = r"((Nullable|LowCardinality)\()*"

ENGINE = Engine(
    name="ClickHouse",
    schemes=("clickhouse",),
    client="clickhouse_connect.driver.exceptions",
    install='"kpidsl[clickhouse]"',
    dialect="clickhouse",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=rf"{_WITHIN}U?Int\d",
        decimal=rf"{_WITHIN}Decimal",
        float=rf"{_WITHIN}B?Float",
        text=rf"{_WITHIN}String",
        boolean=rf"{_WITHIN}Bool",
        date=rf"{_WITHIN}Date(32)?\b",
        timestamp_tz=rf"{_WITHIN}DateTime.*'",
        timestamp=rf"{_WITHIN}DateTime",
        time=rf"{_WITHIN}Time",
    ),
    error=lambda client: client.ClickHouseError,
    home=_home,
    lost=re.compile(r"Connection (aborted|reset|refused|broken)|RemoteDisconnected|Max retries exceeded", re.I),
    rows=_rows,
)
