"""BigQuery, by Google's client: `bigquery://project/dataset?location=asia-northeast1`, as SQLAlchemy writes it.

Sources: the client's reference (google-cloud-bigquery: Client, QueryJob, DEFAULT_RETRY) and the REST API it speaks
(jobs, tables). Who asks is what the environment says (application default credentials), or a service account's key
file (`credentials_path`). A session knows no read-only mode: give it a role that may only read. Its DB-API would read
two percent signs in a statement as one and knows no way to stop, so that the client is asked without it. The tests run
the client against a server of their own that speaks the REST API; it was not tried against BigQuery itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kpidsl.warehouse.engines.row import Connection, Cursor, Engine, Found, Place, Reader, TableName, patterns

_PATIENCE = 10.0
_METHODS = ("", "oauth", "service-account")
_SCOPES = ("https://www.googleapis.com/auth/bigquery", "https://www.googleapis.com/auth/drive.readonly")


@dataclass(slots=True)
class _Session:
    """A client, its data set, and the job that runs."""

    client: Any
    dataset: str
    retry: Any
    running: Any = None

    def close(self) -> None:
        self.client.close()


def _connect(place: Place) -> Connection:
    from google.api_core.client_options import ClientOptions
    from google.cloud import bigquery

    address, options = place.address, dict(place.address.options)
    if (method := options.get("method", "")) not in _METHODS:
        raise ValueError(f"method {method}: only {', '.join(filter(None, _METHODS))} are known")
    settings = bigquery.QueryJobConfig(use_legacy_sql=False, labels={"application": "kpidsl"})
    if address.database:
        settings.default_dataset = f"{address.host}.{address.database}"
    if most := options.get("maximum_bytes_billed"):
        settings.maximum_bytes_billed = int(most)
    with _complaints():
        client = bigquery.Client(
            project=address.host or None,
            credentials=_credentials(place, options.get("credentials_path")),
            location=options.get("location"),
            default_query_job_config=settings,
            client_options=ClientOptions(api_endpoint=options.get("api_endpoint")),
        )
        session = _Session(client, address.database, bigquery.DEFAULT_RETRY.with_timeout(_PATIENCE))
        try:
            # A rehearsal reads nothing and costs nothing; it says whether we are let in.
            client.query("SELECT 1", _rehearsed(), retry=session.retry, timeout=_PATIENCE, job_retry=None)
        except BaseException:
            client.close()
            raise
    return session


def _credentials(place: Place, key_file: str | None) -> Any:
    if not key_file:
        return None
    from google.oauth2.service_account import Credentials

    return Credentials.from_service_account_file(str(place.folder / key_file), scopes=_SCOPES)


def _rehearsed() -> Any:
    from google.cloud.bigquery import QueryJobConfig

    return QueryJobConfig(dry_run=True)


@contextmanager
def _complaints() -> Iterator[None]:
    """Raise whatever the layers under the client raise as the one kind of error that its DB-API knows."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError
    from google.cloud.bigquery.dbapi import DatabaseError
    from requests import RequestException

    try:
        yield
    except (GoogleAPIError, GoogleAuthError, RequestException) as error:
        raise DatabaseError(getattr(error, "message", None) or str(error)) from error


def _rows(reader: Cursor, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    if parameters:
        raise ValueError("BigQuery is given no parameters by place")
    session = reader.connection
    with _complaints():
        session.running = session.client.query(sql, retry=session.retry)
        found = session.running.result(retry=session.retry)
        reader.description = [(field.name,) for field in found.schema]
        return [tuple(row.values()) for row in found]


def _interrupt(session: Connection) -> None:
    if session.running is not None:
        with _complaints():
            session.running.cancel(retry=session.retry, timeout=_PATIENCE)


def _catalog(reader: Cursor, names: Iterable[TableName] | None) -> list[Found]:
    session = reader.connection
    here = (session.client.project, session.dataset)
    with _complaints():
        if names is None:
            listed = session.client.list_tables(".".join(here), retry=session.retry) if session.dataset else ()
            return [((table.project, table.dataset_id, table.table_id), "", "") for table in listed]
        found: list[Found] = []
        for name in names:
            table = (*here, *name) if len(name) == 1 else (here[0], *name) if len(name) == 2 else name
            found += [(table, column, kind) for column, kind in _table(session, table) or ()]
        return found


def _table(session: _Session, name: TableName) -> list[tuple[str, str]] | None:
    from google.api_core.exceptions import NotFound
    from google.cloud.bigquery import DatasetReference

    *project, dataset, table = name
    if not dataset:
        return None
    try:
        reference = DatasetReference(".".join(project), dataset).table(table)
        return _fields(session.client.get_table(reference, retry=session.retry, timeout=_PATIENCE).schema)
    except NotFound:
        return None


def _fields(schema: Iterable[Any]) -> list[tuple[str, str]]:
    return [(each.name, "ARRAY" if each.mode == "REPEATED" else each.field_type) for each in schema]


def _home(reader: Cursor) -> tuple[str, ...]:
    dataset = reader.connection.dataset
    return (dataset,) if dataset else ()


def _described(reader: Cursor, sql: str) -> list[tuple[str, str]]:
    session = reader.connection
    with _complaints():
        job = session.client.query(sql, _rehearsed(), retry=session.retry, job_retry=None)
        return _fields(job.schema or ())


ENGINE = Engine(
    name="BigQuery",
    schemes=("bigquery",),
    client="google.cloud.bigquery.dbapi",
    install='"kpidsl[bigquery]"',
    dialect="bigquery",
    in_file=False,
    reads_files=False,
    connect=_connect,
    session=(),
    cursor=Reader,
    interrupt=_interrupt,
    catalog=_catalog,
    described=_described,
    types=patterns(
        integer=r"INT(EGER|64)$",
        decimal=r"(BIG)?(NUMERIC|DECIMAL)$",
        float=r"FLOAT(64)?$",
        text=r"STRING$",
        boolean=r"BOOL(EAN)?$",
        date=r"DATE$",
        timestamp=r"DATETIME$",
        timestamp_tz=r"TIMESTAMP$",
        time=r"TIME$",
    ),
    home=_home,
    lost=re.compile(r"Timeout of [\d.]+s exceeded|Connection (aborted|reset|refused|broken)|Max retries", re.I),
    rows=_rows,
    tried="protocol",
)
