"""The warehouse of the demo company: five tables of 30 months, written by `generate` as one DuckDB file."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from kpidsl.demo.contacts import calls, emails
from kpidsl.demo.deals import deals_and_orders
from kpidsl.demo.leads import Row, leads

Progress = Callable[[str, float], None]
"""Told the name of the step that has just ended and the share of the work done so far (0 to 1)."""

SEED = 9
WAREHOUSE = Path("data") / "warehouse.duckdb"

# Moments are written as seconds since 1970: `at` becomes a TIMESTAMP in UTC, `at_zone` a TIMESTAMP WITH TIME ZONE.
_MOMENTS = {"at": "make_timestamp({0} * 1000000)", "at_zone": "to_timestamp({0})"}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "leads": {
        "lead_id": "INTEGER",
        "created_at": "at",
        "channel": "VARCHAR",
        "product": "VARCHAR",
        "employees": "INTEGER",
        "score": "INTEGER",
        "response_minutes": "INTEGER",
        "loaded_at": "at",
    },
    "calls": {
        "call_id": "INTEGER",
        "lead_id": "INTEGER",
        "called_at": "at",
        "caller": "VARCHAR",
        "script": "VARCHAR",
        "result": "VARCHAR",
        "duration_seconds": "INTEGER",
        "loaded_at": "at",
    },
    "emails": {
        "email_id": "INTEGER",
        "lead_id": "INTEGER",
        "sent_at": "at_zone",
        "campaign": "VARCHAR",
        "opened_at": "at",
        "loaded_at": "at",
    },
    "deals": {
        "deal_id": "INTEGER",
        "lead_id": "INTEGER",
        "opened_at": "at",
        "closed_at": "at",
        "stage": "VARCHAR",
        "seller": "VARCHAR",
        "decision_maker_met": "BOOLEAN",
        "cycle_days": "INTEGER",
        "amount": "BIGINT",
        "loaded_at": "at",
    },
    "orders": {
        "order_id": "INTEGER",
        "deal_id": "INTEGER",
        "customer_id": "INTEGER",
        "ordered_on": "DATE",
        "licensed_seats": "INTEGER",
        "amount": "BIGINT",
        "loaded_at": "at",
    },
}


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    target = folder / WAREHOUSE
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".warehouse-") as workshop:
        _write_csv(Path(workshop), seed, progress)
        _load(Path(workshop), progress)
        (Path(workshop) / target.name).replace(target)


def _write_csv(workshop: Path, seed: int, progress: Progress) -> None:
    people = leads(seed)
    deals, orders = deals_and_orders(seed, people)
    tables: Mapping[str, Iterable[Row]] = {
        "leads": people.rows,
        "deals": deals,
        "orders": orders,
        "calls": calls(seed, people),
        "emails": emails(seed, people),
    }
    for step, (table, rows) in enumerate(tables.items(), 1):
        with (workshop / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        progress(table, step / (len(tables) + 1))


def _load(workshop: Path, progress: Progress) -> None:
    import duckdb

    with duckdb.connect(str(workshop / WAREHOUSE.name)) as warehouse:
        warehouse.execute("CREATE SCHEMA crm")
        for table, columns in _TABLES.items():
            kinds = {name: "BIGINT" if kind in _MOMENTS else kind for name, kind in columns.items()}
            chosen = ", ".join(_MOMENTS.get(kind, "{0}").format(name) + f" AS {name}" for name, kind in columns.items())
            warehouse.execute(
                f"CREATE TABLE crm.{table} AS SELECT {chosen} FROM read_csv(?, header = false, columns = ?)",
                [str(workshop / f"{table}.csv"), kinds],
            )
    progress("warehouse", 1.0)
