"""What the fields of dbt's `profiles.yml` mean here, by type of warehouse: one table.

Source: dbt's pages on connection profiles, one for each adapter (docs.getdbt.com), 2026. A place is a part of an
address, or `?name` for an option of its engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProfileType:
    """A type of warehouse: the scheme of its address, and where each field goes; `format` is how an option is put."""

    scheme: str
    places: Mapping[str, str]
    format: Mapping[str, str] = field(default_factory=dict)


HARMLESS = frozenset(
    {
        *("type", "threads", "retries", "connect_retries", "job_retries", "connect_timeout", "login_timeout"),
        *("keepalives_idle", "client_session_keep_alive", "query_tag", "priority", "retry_on_database_errors"),
        *("retry_all", "reuse_connections", "autocommit", "ra3_node", "send_receive_timeout", "check_exchange"),
        *("job_execution_timeout_seconds", "job_creation_timeout_seconds", "job_retry_deadline_seconds"),
        *("timeout_seconds", "query_timeout"),
    }
)
"""Fields that change how dbt works, and not what is read."""

SECRETS = frozenset({"password", "pass", "token", "private_key_passphrase", "keyfile_json", "jwt_token"})

_LOGIN = {"host": "host", "port": "port", "user": "user", "password": "password"}
_POSTGRES = _LOGIN | {"pass": "password", "dbname": "database", "database": "database", "schema": "?options"}
_TLS = {"sslmode": "?sslmode", "sslcert": "?sslcert", "sslkey": "?sslkey", "sslrootcert": "?sslrootcert"}
_SEARCH_PATH = {"options": "-csearch_path={}"}

TYPES: Mapping[str, ProfileType] = {
    "duckdb": ProfileType("duckdb", {"path": "database"}),
    "postgres": ProfileType("postgresql", _POSTGRES | _TLS, _SEARCH_PATH),
    "redshift": ProfileType("redshift", _POSTGRES | _TLS | {"schema": "?schema"}),
    "mysql": ProfileType(
        "mysql",
        {"server": "host", "port": "port", "username": "user", "password": "password", "schema": "database"}
        | {"ssl_ca": "?ssl_ca", "ssl_cert": "?ssl_cert", "ssl_key": "?ssl_key", "unix_socket": "?unix_socket"},
    ),
    "mariadb": ProfileType(
        "mysql",
        {"server": "host", "port": "port", "username": "user", "password": "password", "schema": "database"},
    ),
    "snowflake": ProfileType(
        "snowflake",
        {"account": "host", "user": "user", "password": "password", "database": "database", "schema": "?schema"}
        | {"warehouse": "?warehouse", "role": "?role"},
    ),
    "bigquery": ProfileType(
        "bigquery",
        {"project": "host", "database": "host", "dataset": "database", "schema": "database", "method": "?method"}
        | {"location": "?location", "keyfile": "?credentials_path", "maximum_bytes_billed": "?maximum_bytes_billed"}
        | {"api_endpoint": "?api_endpoint"},
    ),
    "databricks": ProfileType(
        "databricks",
        {"host": "host", "token": "password", "http_path": "?http_path", "catalog": "?catalog", "schema": "?schema"},
    ),
    "trino": ProfileType(
        "trino",
        _LOGIN
        | {"database": "database", "schema": "?schema", "method": "?method", "http_scheme": "?http_scheme"}
        | {"jwt_token": "?access_token"},
    ),
    "sqlserver": ProfileType(
        "sqlserver",
        {"server": "host", "port": "port", "user": "user", "password": "password", "database": "database"}
        | {"schema": "?schema", "driver": "?driver", "encrypt": "?encrypt", "trust_cert": "?trust_cert"}
        | {"authentication": "?authentication"},
    ),
    "clickhouse": ProfileType("clickhouse", _LOGIN | {"schema": "database", "secure": "?secure"}),
    "spark": ProfileType("spark", _LOGIN | {"schema": "database", "method": "?method"}),
}
