"""The rows of the pack `online_shop`: visits, orders, mailings, ads, films, the catalogue and a survey.

From July 2026 a coupon of 500 yen brings orders and takes margin; in September 2026 a fault at the checkout costs one
order in five.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

from kpidsl.demo.chance import around, choice, dice, month_jitter, rows_per_day
from kpidsl.demo.days import Day, days
from kpidsl.demo.streams import Stream
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 33

_YEAR = (0.98, 0.95, 1.02, 0.99, 1.00, 1.00, 1.03, 0.98, 0.98, 1.01, 1.02, 1.10)
_WEEK = (0.95, 0.95, 0.98, 0.98, 1.00, 1.08, 1.06)
_COUPON = "2026-07"
_ORDERED = {"2026-07": 1.06, "2026-08": 1.06, "2026-09": 0.80, "2026-10": 1.05}
ORDERS = Stream("shop orders", 19.0, 0.045, _WEEK, _YEAR, 1.05, months=_ORDERED)
TRAFFIC = Stream("shop traffic", 780.0, 0.035, _WEEK, _YEAR, 1.05)
FILMS = Stream("films", 0.345, 0.0, (1.0,) * 7, (1.0,) * 12, 1.0)
ANSWERS = Stream("answers", 5.0, 0.0, _WEEK, (1.0,) * 12, 1.0)

_CHANNELS = choice({"検索": 38, "直接": 24, "メルマガ": 14, "SNS": 12, "検索広告": 12})
_CATEGORIES = choice({"器": 40, "布": 28, "文具": 20, "食品": 12})
_PRICES: Mapping[str, int] = {"器": 5_600, "布": 6_800, "文具": 3_600, "食品": 3_100}
_COST_SHARE, _POINTS, _OFF = 0.61, 0.05, 500
_ON_SALE: Mapping[str, int] = {"器": 62, "布": 44, "文具": 38, "食品": 21}

_TABLES: Mapping[str, Columns] = {
    "traffic": {"day": "DATE", "channel": "VARCHAR", "sessions": "INTEGER"},
    "orders": {
        "order_id": "INTEGER",
        "ordered_at": "at",
        "customer_id": "INTEGER",
        "first_order": "BOOLEAN",
        "channel": "VARCHAR",
        "category": "VARCHAR",
        "amount": "BIGINT",
        "cost": "BIGINT",
        "discount": "INTEGER",
        "points": "INTEGER",
    },
    "mailings": {"mailing_id": "INTEGER", "sent_at": "at", "recipients": "INTEGER", "opened": "INTEGER"},
    "ads": {
        "day": "DATE",
        "campaign": "VARCHAR",
        "spend": "INTEGER",
        "impressions": "INTEGER",
        "clicks": "INTEGER",
    },
    "films": {"film_id": "INTEGER", "posted_at": "at", "title": "VARCHAR"},
    "catalogue": {"day": "DATE", "category": "VARCHAR", "active": "INTEGER"},
    "answers": {"answer_id": "INTEGER", "answered_at": "at", "score": "INTEGER"},
}


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    rows: Mapping[str, Iterable[Row]] = {
        "traffic": _traffic(seed),
        "orders": _orders(seed),
        "mailings": _mailings(seed),
        "ads": _ads(seed),
        "films": _films(seed),
        "catalogue": _catalogue(seed),
        "answers": _answers(seed),
    }
    write_warehouse(folder, "shop", _TABLES, rows, progress)


def _traffic(seed: int) -> Iterator[Row]:
    """day, channel, sessions: one row a day and channel."""
    for day, count in rows_per_day(TRAFFIC, seed):
        rng, left = dice(seed, f"traffic:{day.index}"), count
        for channel, low, high in zip(_CHANNELS.items, (0.0, *_CHANNELS.edges), _CHANNELS.edges, strict=False):
            part = min(left, round(count * (high - low) * (0.9 + 0.2 * rng.random())))
            left -= part
            yield day.date.isoformat(), channel, part
        yield day.date.isoformat(), _CHANNELS.items[-1], left


def _orders(seed: int) -> Iterator[Row]:
    """order_id, ordered_at, customer_id, first_order, channel, category, amount, cost, discount, points."""
    rng = dice(seed, "shop orders")
    number = 0
    last_seen: list[int] = []
    for day, count in rows_per_day(ORDERS, seed):
        for ordered in sorted(_any_time(rng, day) for _ in range(count)):
            number += 1
            customer = _returning(rng, last_seen, day.index)
            first = customer is None
            if customer is None:
                last_seen.append(day.index)
                customer = len(last_seen)
            last_seen[customer - 1] = day.index
            category = _CATEGORIES.draw(rng)
            amount = round(around(rng, _PRICES[category] * 1.14, 0.45) / 10) * 10
            coupon = day.month >= _COUPON and amount >= 3_000 and rng.random() < 0.72
            cost = round(amount * (_COST_SHARE + 0.04 * (rng.random() - 0.5)))
            start = (number, ordered, customer, first, _CHANNELS.draw(rng), category)
            yield *start, amount, cost, _OFF if coupon else 0, round(amount * _POINTS)


def _returning(rng: Random, last_seen: list[int], today: int) -> int | None:
    """Return a known customer, rather one who came lately, or None for a new one."""
    if not last_seen or rng.random() < 0.52:
        return None
    window = min(len(last_seen), 900)
    for _ in range(6):
        customer = len(last_seen) - int(rng.random() * window)
        if 5 < today - last_seen[customer - 1] < 120:
            return customer
    return None


def _mailings(seed: int) -> Iterator[Row]:
    """mailing_id, sent_at, recipients, opened; every other day, at 18:00 in Tokyo."""
    rng = dice(seed, "mailings")
    for number, day in enumerate((each for each in days() if each.index % 2), 1):
        sent = 4_200 + day.index * 3
        opened = round(sent * 0.243 * month_jitter(seed, "mail", day.month) * (0.9 + 0.2 * rng.random()))
        yield number, day.midnight + 18 * 3600, sent, opened


def _ads(seed: int) -> Iterator[Row]:
    """day, campaign, spend, impressions, clicks: two campaigns a day, about 48,000 yen a month together."""
    rng = dice(seed, "ads")
    for day in days():
        for campaign, share in (("商品名", 0.65), ("贈り物", 0.35)):
            spend = round(1_570 * share * (0.85 + 0.3 * rng.random()))
            clicks = round(spend / 42 * (0.85 + 0.3 * rng.random()))
            yield day.date.isoformat(), campaign, spend, round(clicks / (0.044 * (0.9 + 0.2 * rng.random()))), clicks


def _films(seed: int) -> Iterator[Row]:
    """film_id, posted_at, title."""
    number = 0
    for day, count in rows_per_day(FILMS, seed):
        for _ in range(count):
            number += 1
            yield number, day.midnight + 20 * 3600, f"商品紹介 {number}"


def _catalogue(seed: int) -> Iterator[Row]:
    """day, category, active: how many products are on sale at the end of the day; twelve come from May 2026 on."""
    began = date(2026, 5, 11)
    for day in days():
        weeks = max(0, (day.date - began).days // 14 + 1)
        for index, (category, count) in enumerate(_ON_SALE.items()):
            added = sum(1 for n in range(min(weeks, 12)) if n % len(_ON_SALE) == index)
            yield day.date.isoformat(), category, count + added


def _answers(seed: int) -> Iterator[Row]:
    """answer_id, answered_at, score (1 to 5)."""
    rng = dice(seed, "answers")
    number = 0
    scores = choice({"5": 46, "4": 38, "3": 11, "2": 3, "1": 2})
    for day, count in rows_per_day(ANSWERS, seed):
        for answered in sorted(_any_time(rng, day) for _ in range(count)):
            number += 1
            yield number, answered, int(scores.draw(rng))


def _any_time(rng: Random, day: Day) -> int:
    """A moment between 07:00 and 23:59 in Tokyo."""
    return day.midnight + int((7 + 17 * rng.random()) * 3600)
