"""The rows of the pack `the_model`: leads, meetings, deals, renewals and ad spend of a company in four departments.

From April 2026 counts are rewarded: leads are bought that need nothing, meetings are held with them, deals are won by
discounts and contracts are kept by making them smaller.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpidsl.demo.chance import around, at_work, choice, dice, month_jitter, rows_per_day
from kpidsl.demo.days import END, Day, days, is_open
from kpidsl.demo.streams import Stream
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 47
REWARDED = "2026-04"

_WEEK = (0.96, 1.06, 1.08, 1.04, 0.86, 1.0, 0.9)
_YEAR = (0.98, 1.00, 1.03, 0.99, 1.00, 1.00, 1.00, 0.94, 1.02, 1.01, 1.01, 0.96)


def _since(factor: float) -> Mapping[str, float]:
    return {f"2026-{month:02}": factor for month in range(4, 11)}


LEADS = Stream("model leads", 34, 0.05, _WEEK, _YEAR, 0.10, months=_since(1.42))
MEETINGS = Stream("model meetings", 13.0, 0.04, _WEEK, _YEAR, 0.0, months=_since(1.22))
WINS = Stream("model wins", 3.15, 0.04, _WEEK, _YEAR, 0.0, 1.5, _since(1.07))
RENEWALS = Stream("model renewals", 2.9, 0.05, (1.0,) * 7, _YEAR, 0.0)

_CHANNELS = choice({"Web": 45, "ウェビナー": 25, "展示会": 15, "紹介": 15})
_CHANNELS_REWARDED = choice({"Web": 34, "ウェビナー": 18, "展示会": 10, "紹介": 10, "資料請求広告": 28})
_SELLERS = choice(dict.fromkeys(("相川", "馬場", "千葉", "土井", "江藤"), 1))
_PLANS = choice({"標準": 65, "上位": 35})
_PRICE: Mapping[str, int] = {"標準": 620_000, "上位": 1_080_000}

_TABLES: Mapping[str, Columns] = {
    "leads": {"lead_id": "INTEGER", "created_at": "at", "channel": "VARCHAR", "score": "INTEGER"},
    "meetings": {"meeting_id": "INTEGER", "held_at": "at", "lead_id": "INTEGER", "outcome": "VARCHAR"},
    "deals": {
        "deal_id": "INTEGER",
        "meeting_id": "INTEGER",
        "opened_at": "at",
        "closed_at": "at",
        "stage": "VARCHAR",
        "seller": "VARCHAR",
        "list_price": "BIGINT",
        "amount": "BIGINT",
    },
    "renewals": {
        "renewal_id": "INTEGER",
        "due_on": "DATE",
        "plan": "VARCHAR",
        "last_amount": "BIGINT",
        "renewed": "BOOLEAN",
        "amount": "BIGINT",
    },
    "spending": {"day": "DATE", "channel": "VARCHAR", "amount": "BIGINT"},
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A first meeting: `need` says whether the customer had one."""

    number: int
    held: int
    lead: int
    need: bool


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    leads = list(_leads(seed))
    meetings = list(_meetings(seed, leads))
    rows: Mapping[str, Iterable[Row]] = {
        "leads": leads,
        "meetings": [(each.number, each.held, each.lead, "need" if each.need else "no need") for each in meetings],
        "deals": _deals(seed, meetings),
        "renewals": _renewals(seed),
        "spending": _spending(seed),
    }
    write_warehouse(folder, "revenue", _TABLES, rows, progress)


def _leads(seed: int) -> Iterator[Row]:
    """lead_id, created_at, channel, score."""
    rng = dice(seed, "leads")
    number = 0
    for day, count in rows_per_day(LEADS, seed):
        channels = _CHANNELS_REWARDED if day.month >= REWARDED else _CHANNELS
        for created in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            channel = channels.draw(rng)
            middle = 36 if channel == "資料請求広告" else 58
            yield number, created, channel, min(max(round(middle + 34 * (rng.random() + rng.random() - 1)), 0), 100)


def _meetings(seed: int, leads: list[Row]) -> Iterator[Meeting]:
    rng = dice(seed, "meetings")
    number = known = 0
    for day, count in rows_per_day(MEETINGS, seed):
        while known < len(leads) and _number(leads[known][1]) < day.midnight:
            known += 1
        needless = 0.30 if day.month >= REWARDED else 0.13
        for held in sorted(at_work(rng, day) for _ in range(count if known else 0)):
            number += 1
            lead = known - int(rng.random() ** 2 * min(known, 600))
            yield Meeting(number, held, lead, rng.random() >= needless)


def _deals(seed: int, meetings: list[Meeting]) -> Iterator[Row]:
    """deal_id, meeting_id, opened_at, closed_at, stage, seller, list_price, amount; one for each meeting with a need.

    As many are won on a day as the stream of wins says; the others are lost ten weeks after they were opened.
    """
    rng = dice(seed, "deals")
    waiting: list[tuple[int, Meeting]] = []
    ready = iter([each for each in meetings if each.need])
    coming = next(ready, None)
    number = 0
    for day, wins in rows_per_day(WINS, seed):
        while coming is not None and coming.held < day.midnight - 10 * 86400:
            number += 1
            waiting.append((number, coming))
            coming = next(ready, None)
        for _ in range(min(wins, len(waiting))):
            deal, meeting = waiting.pop(int(rng.random() * len(waiting)))
            yield _deal(seed, deal, meeting, at_work(rng, day), day, "won")
        for deal, meeting in [each for each in waiting if each[1].held < day.midnight - 70 * 86400]:
            yield _deal(seed, deal, meeting, at_work(rng, day), day, "lost")
        waiting = [each for each in waiting if each[1].held >= day.midnight - 70 * 86400]
    for deal, meeting in waiting:
        yield _deal(seed, deal, meeting, None, None, "open")


def _deal(seed: int, number: int, meeting: Meeting, closed: int | None, day: Day | None, stage: str) -> Row:
    rng = dice(seed, f"deal:{number}")
    price = round(around(rng, _PRICE[_PLANS.draw(rng)], 0.25) / 1000) * 1000
    usual = 0.05
    if day is not None and day.month >= REWARDED:
        usual = 0.34 if day.closing else 0.26
    amount = round(price * (1 - usual * (0.5 + rng.random())) / 1000) * 1000
    ended = closed if closed is not None and closed < END else None
    return number, meeting.number, meeting.held, ended, stage, _SELLERS.draw(rng), price, amount


def _renewals(seed: int) -> Iterator[Row]:
    """renewal_id, due_on, plan, last_amount, renewed, amount."""
    rng = dice(seed, "renewals")
    number = 0
    for day, count in rows_per_day(RENEWALS, seed):
        rewarded = day.month >= REWARDED
        smaller = 0.26 if rewarded else 0.08
        kept = (0.905 if rewarded else 0.885) * month_jitter(seed, "kept", day.month)
        for _ in range(count):
            number += 1
            plan = _PLANS.draw(rng)
            last = round(around(rng, _PRICE[plan], 0.2) / 1000) * 1000
            cut = 0.6 + 0.2 * rng.random() if rng.random() < smaller else 1.0
            yield number, day.date.isoformat(), plan, last, rng.random() < kept, round(last * cut / 1000) * 1000


def _spending(seed: int) -> Iterator[Row]:
    """day, channel, amount: what ads cost on working days."""
    rng = dice(seed, "spending")
    for day in days():
        if is_open(day.date):
            yield day.date.isoformat(), "Web", round(210_000 * (0.9 + 0.2 * rng.random()))
            if day.month >= REWARDED:
                yield day.date.isoformat(), "資料請求広告", round(95_000 * (0.9 + 0.2 * rng.random()))


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
