"""The table of warehouses: a row for each engine. A new engine is a file with its row, and a line here."""

from kpidsl.warehouse.engines import clickhouse, datafusion, duckdb, mysql, postgres, redshift, snowflake, spark, sqlite
from kpidsl.warehouse.engines.row import Engine

ENGINES: tuple[Engine, ...] = (
    duckdb.ENGINE,
    sqlite.ENGINE,
    postgres.ENGINE,
    mysql.ENGINE,
    spark.ENGINE,
    redshift.ENGINE,
    snowflake.ENGINE,
    datafusion.ENGINE,
    clickhouse.ENGINE,
)

BY_SCHEME: dict[str, Engine] = {scheme: engine for engine in ENGINES for scheme in engine.schemes}

ONLY_WRITTEN = {
    "bigquery": ("BigQuery", "bigquery"),
    "databricks": ("Databricks", "databricks"),
    "trino": ("Trino", "trino"),
    "sqlserver": ("SQL Server", "sqlserver"),
    "mssql": ("SQL Server", "sqlserver"),
}
"""By scheme, what SQL is written for without a way to it: the engine's name, and its dialect."""
