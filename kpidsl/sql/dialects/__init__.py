"""What each warehouse says differently: differences, proofs and refusals, and nothing else.

A dialect is a file with its row. It loads when SQL is written for it.
"""

from importlib import import_module

from kpidsl.sql.dialects.row import Dialect

NAMES = (
    "duckdb",
    "sqlite",
    "postgres",
    "mysql",
    "spark",
    "datafusion",
    "clickhouse",
    "snowflake",
    "bigquery",
    "databricks",
    "redshift",
    "trino",
    "sqlserver",
)
"""The dialects that SQL is written for. Every other one is refused by name."""

ALIASES = {"postgresql": "postgres", "mariadb": "mysql", "tsql": "sqlserver", "mssql": "sqlserver"}
"""Other names that people use for them."""


def dialect(name: str) -> Dialect | None:
    """Return the row of a dialect, or None for one that SQL is not written for."""
    known = ALIASES.get(name, name)
    if known not in NAMES:
        return None
    found: Dialect = getattr(import_module(f"kpidsl.sql.dialects.{known}"), known.upper())
    return found
