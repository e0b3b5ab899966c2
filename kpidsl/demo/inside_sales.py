"""The warehouse of the demo company: five tables of 30 months, written by `generate` as one DuckDB file."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from kpidsl.demo.contacts import calls, emails
from kpidsl.demo.deals import deals_and_orders
from kpidsl.demo.leads import leads
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 9

_TABLES: Mapping[str, Columns] = {
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
    people = leads(seed)
    deals, orders = deals_and_orders(seed, people)
    rows: Mapping[str, Iterable[Row]] = {
        "leads": people.rows,
        "deals": deals,
        "orders": orders,
        "calls": calls(seed, people),
        "emails": emails(seed, people),
    }
    write_warehouse(folder, "crm", _TABLES, rows, progress)
