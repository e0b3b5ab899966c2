"""DataFusion, in process: `datafusion://`, Parquet files as tables under their paths; only queries are let through."""

from collections.abc import Iterable, Sequence
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns
from kpidsl.warehouse.files import DataFiles

_SETTINGS = {
    "datafusion.catalog.information_schema": "true",
    "datafusion.execution.time_zone": "UTC",
    # Without it 0.1 is a float, and decimals beside it are rounded to it.
    "datafusion.sql_parser.parse_float_as_decimal": "true",
}


def _connect(place: Place) -> Connection:
    from datafusion import SessionConfig, SessionContext

    config = SessionConfig()
    for name, value in _SETTINGS.items():
        config = config.set(name, value)
    context = SessionContext(config)
    for each in place.files:
        _declare(context, each)
    return Session(context)


class Session:
    """A context that is closed as other connections are."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def close(self) -> None:
        """Do nothing: a context is gone when nobody holds it."""


def _declare(context: Any, files: DataFiles) -> None:
    if files.format != "parquet":
        # It would guess other types than DuckDB does, and so give other numbers for the same file.
        raise ValueError("DataFusion is given Parquet files only")
    name = files.written.replace('"', '""')
    first, *rest = (context.read_parquet(str(path)) for path in files.paths)
    for each in rest:
        first = first.union_by_name(each)
    context.register_table(f'"{name}"', first)


def _asked(reader: Cursor, sql: str) -> Any:
    from datafusion import SQLOptions

    only = SQLOptions().with_allow_ddl(False).with_allow_dml(False).with_allow_statements(False)
    return reader.connection.context.sql_with_options(sql, only)


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    if parameters:
        raise ValueError("DataFusion is given no parameters")
    table = _asked(reader, sql).to_arrow_table()
    reader.description = [(name,) for name in table.column_names]
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    return [(field.name, str(field.type)) for field in _asked(reader, sql).schema()]


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    catalog = reader.connection.context.catalog()
    wanted = None if names is None else {name[-1].lower() for name in names}
    return [
        (("datafusion", schema, table), field.name, str(field.type))
        for schema in sorted(catalog.names())
        for table in sorted(catalog.schema(schema).names())
        if schema != "information_schema" and (wanted is None or table.lower() in wanted)
        for field in catalog.schema(schema).table(table).schema
    ]


ENGINE = Engine(
    name="DataFusion",
    schemes=("datafusion",),
    client="datafusion",
    install='"kpidsl[datafusion]"',
    dialect="datafusion",
    in_file=False,
    reads_files=True,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=lambda _: None,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"u?int(8|16|32|64)$",
        decimal=r"decimal",
        float=r"(half_?float|float|double)",
        text=r"(large_)?(string|utf8)",
        boolean=r"bool",
        date=r"date",
        timestamp_tz=r"timestamp\[.*tz=",
        timestamp=r"timestamp",
        time=r"time",
    ),
    error=lambda _: Exception,
    rows=_rows,
)
