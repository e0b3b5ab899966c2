"""The table of warehouses: a row for each engine. A new engine is a file with its row, and a line here."""

from kpidsl.warehouse.engines import (
    bigquery,
    clickhouse,
    databricks,
    datafusion,
    duckdb,
    mysql,
    postgres,
    redshift,
    snowflake,
    spark,
    sqlite,
    sqlserver,
    trino,
)
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
    bigquery.ENGINE,
    databricks.ENGINE,
    trino.ENGINE,
    sqlserver.ENGINE,
)

BY_SCHEME: dict[str, Engine] = {scheme: engine for engine in ENGINES for scheme in engine.schemes}
