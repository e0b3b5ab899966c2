"""Rows as a Parquet file, by DuckDB."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_MOST_DIGITS = 38


def parquet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a Parquet file with these columns, their types taken from the values: decimals stay exact."""
    import duckdb

    kinds = [_kind([row[index] for row in rows]) for index in range(len(columns))]
    with TemporaryDirectory(prefix="kpidsl-") as folder, duckdb.connect() as connection:
        listed = ", ".join(f"{_quoted(name)} {kind}" for name, kind in zip(columns, kinds, strict=True))
        connection.execute(f"CREATE TABLE answer ({listed})")
        if rows:
            marks = ", ".join("?" for _ in columns)
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO answer VALUES ({marks})", [list(row) for row in rows])
            connection.execute("COMMIT")
        file = Path(folder) / "answer.parquet"
        connection.execute("COPY answer TO $file (FORMAT parquet)", {"file": str(file)})
        return file.read_bytes()


def _kind(values: Sequence[Any]) -> str:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return "BOOLEAN"
    if known and all(isinstance(value, int | Decimal | float) and not isinstance(value, bool) for value in known):
        return _number(known)
    if known and all(isinstance(value, datetime) for value in known):
        return "TIMESTAMPTZ" if all(value.tzinfo for value in known) else "TIMESTAMP"
    if known and all(isinstance(value, date) for value in known):
        return "DATE"
    return "VARCHAR" if known else "DOUBLE"


def _number(values: Sequence[Any]) -> str:
    if any(isinstance(value, float) for value in values):
        return "DOUBLE"
    if all(isinstance(value, int) for value in values):
        return "BIGINT" if all(-(2**63) <= value < 2**63 for value in values) else "HUGEINT"
    exact = [Decimal(value) for value in values]
    scale = max(0, *(-int(value.as_tuple().exponent) for value in exact))
    whole = max(1, *(value.adjusted() + 1 for value in exact))
    return f"DECIMAL({_MOST_DIGITS}, {scale})" if whole + scale <= _MOST_DIGITS else "DOUBLE"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
