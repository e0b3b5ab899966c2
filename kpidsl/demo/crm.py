"""The rows of the pack `crm`: leads, prospects, emails and the orders of customers who come again, or do not.

From June 2026 nobody follows up a purchase: a customer who has bought comes again less often.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random

from kpidsl.demo.chance import around, at_work, choice, dice, month_jitter, rows_per_day
from kpidsl.demo.days import END
from kpidsl.demo.streams import Stream
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 72
NO_FOLLOW_UP = "2026-06"

_WEEK = (0.98, 1.02, 1.02, 1.0, 1.0, 0.98, 1.0)
_YEAR = (0.98, 0.96, 1.02, 1.00, 1.00, 0.99, 1.02, 0.97, 0.99, 1.01, 1.02, 1.04)
LEADS = Stream("crm leads", 14.0, 0.05, _WEEK, _YEAR, 0.6)
NEW = Stream("crm new customers", 3.4, 0.03, _WEEK, _YEAR, 1.0)
EMAILS = Stream("crm emails", 44.0, 0.04, (1.0, 1.2, 1.0, 1.2, 0.6, 1.0, 1.0), _YEAR, 0.0)

_CHANNELS = choice({"Web": 46, "紹介": 18, "展示会": 16, "広告": 20})
_CLOSES: Mapping[str, float] = {"Web": 0.26, "紹介": 0.42, "展示会": 0.24, "広告": 0.15}
_SUBJECTS = choice({"事例": 40, "新商品": 35, "お知らせ": 25})
_OPENS: Mapping[str, float] = {"事例": 0.29, "新商品": 0.25, "お知らせ": 0.19}
_GROUPS = choice({"個人": 70, "法人": 30})
_SPENDS: Mapping[str, int] = {"個人": 8_900, "法人": 19_500}
_AGAIN, _AGAIN_ALONE, _INTERVAL = 0.80, 0.62, 30.0

_TABLES: Mapping[str, Columns] = {
    "leads": {"lead_id": "INTEGER", "created_at": "at", "channel": "VARCHAR"},
    "prospects": {"prospect_id": "INTEGER", "lead_id": "INTEGER", "qualified_at": "at", "contracted_at": "at"},
    "emails": {"email_id": "INTEGER", "sent_at": "at", "subject_kind": "VARCHAR", "opened_at": "at"},
    "orders": {
        "order_id": "INTEGER",
        "customer_id": "INTEGER",
        "ordered_on": "DATE",
        "segment": "VARCHAR",
        "amount": "BIGINT",
        "days_since_last": "INTEGER",
    },
}


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    leads = list(_leads(seed))
    rows: Mapping[str, Iterable[Row]] = {
        "leads": leads,
        "prospects": _prospects(seed, leads),
        "emails": _emails(seed),
        "orders": _orders(seed),
    }
    write_warehouse(folder, "crm", _TABLES, rows, progress)


def _leads(seed: int) -> Iterator[tuple[int, int, str]]:
    """lead_id, created_at, channel."""
    rng = dice(seed, "leads")
    number = 0
    for day, count in rows_per_day(LEADS, seed):
        for created in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            yield number, created, _CHANNELS.draw(rng)


def _prospects(seed: int, leads: Iterable[tuple[int, int, str]]) -> Iterator[Row]:
    """prospect_id, lead_id, qualified_at, contracted_at: four leads in ten are worth a talk."""
    rng = dice(seed, "prospects")
    number = 0
    for lead, created, channel in leads:
        if rng.random() < 0.4:
            qualified = created + int(around(rng, 4 * 86400, 0.6))
            signed = qualified + int(around(rng, 12 * 86400, 0.5)) if rng.random() < _CLOSES[channel] * 1.06 else None
            if qualified < END:
                number += 1
                yield number, lead, qualified, signed if signed is not None and signed < END else None


def _emails(seed: int) -> Iterator[Row]:
    """email_id, sent_at, subject_kind, opened_at."""
    rng = dice(seed, "emails")
    number = 0
    for day, count in rows_per_day(EMAILS, seed):
        level = month_jitter(seed, "open", day.month)
        for sent in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            kind = _SUBJECTS.draw(rng)
            opened = sent + int(around(rng, 5_400, 1.2)) if rng.random() < _OPENS[kind] * level else None
            yield number, sent, kind, opened if opened is not None and opened < END else None


def _orders(seed: int) -> Iterator[Row]:
    """order_id, customer_id, ordered_on, segment, amount, days_since_last (None on a customer's first order)."""
    rng = dice(seed, "orders")
    coming: dict[int, list[tuple[int, str, int]]] = {}
    number = customers = 0
    for day, count in rows_per_day(NEW, seed):
        today = coming.pop(day.index, [])
        for _ in range(count):
            customers += 1
            today.append((customers, _GROUPS.draw(rng), -1))
        again = _AGAIN_ALONE if day.month >= NO_FOLLOW_UP else _AGAIN
        for customer, group, last in today:
            number += 1
            since = day.index - last if last >= 0 else None
            amount = round(around(rng, _SPENDS[group], 0.35) / 10) * 10
            yield number, customer, day.date.isoformat(), group, amount, since
            if rng.random() < again:
                coming.setdefault(day.index + _interval(rng), []).append((customer, group, day.index))


def _interval(rng: Random) -> int:
    return max(3, round(around(rng, _INTERVAL, 0.45)))
