"""Rows become a warehouse: one DuckDB file with a schema of tables, written whole or not at all."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

Row = tuple[object, ...]
"""The values of one row, in the order of its table's columns; a moment is whole seconds since 1970, None is missing."""

Columns = Mapping[str, str]
"""The columns of a table by name, each with its type: one of DuckDB's, `at` or `at_zone` (see `_MOMENTS`)."""

Progress = Callable[[str, float], None]
"""Told the name of the step that has just ended and the share of the work done so far (0 to 1)."""

WAREHOUSE = Path("data") / "warehouse.duckdb"

# Moments are written as seconds since 1970: `at` becomes a TIMESTAMP in UTC, `at_zone` a TIMESTAMP WITH TIME ZONE.
_MOMENTS = {"at": "make_timestamp({0} * 1000000)", "at_zone": "to_timestamp({0})"}


def write_warehouse(
    folder: Path, schema: str, tables: Mapping[str, Columns], rows: Mapping[str, Iterable[Row]], progress: Progress
) -> None:
    """Write `data/warehouse.duckdb` under `folder` with these tables, reading each one's rows once, in their order."""
    target = folder / WAREHOUSE
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".warehouse-") as place:
        workshop = Path(place)
        for step, table in enumerate(rows, 1):
            with (workshop / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows[table])
            progress(table, step / (len(rows) + 1))
        _load(workshop, schema, tables)
        progress("warehouse", 1.0)
        (workshop / target.name).replace(target)


def _load(workshop: Path, schema: str, tables: Mapping[str, Columns]) -> None:
    import duckdb

    with duckdb.connect(str(workshop / WAREHOUSE.name)) as warehouse:
        warehouse.execute(f"CREATE SCHEMA {schema}")
        for table, columns in tables.items():
            kinds = {name: "BIGINT" if kind in _MOMENTS else kind for name, kind in columns.items()}
            chosen = ", ".join(_MOMENTS.get(kind, "{0}").format(name) + f" AS {name}" for name, kind in columns.items())
            warehouse.execute(
                f"CREATE TABLE {schema}.{table} AS SELECT {chosen} FROM read_csv(?, header = false, columns = ?)",
                [str(workshop / f"{table}.csv"), kinds],
            )
