"""The rows of the pack `call_center`: calls by script and product, shifts, and prospects graded at each month's end.

From September 2026 the share of calls by script B doubles. It converts less than script A, as it always did: the whole
falls though no script does.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from kpidsl.demo.chance import around, at_work, choice, dice, month_jitter, rows_per_day
from kpidsl.demo.days import FIRST, LAST, days
from kpidsl.demo.streams import Stream
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 58
MORE_OF_B = "2026-09"

CALLS = Stream("center calls", 640, 0.03, (0.96, 1.05, 1.05, 1.02, 0.92, 0.0, 0.0), (1.0,) * 12, 0.0)

_AGENTS = ("赤木", "井上", "宇野", "榎本", "小野", "笠井", "菊池", "熊谷", "毛塚", "小島", "佐伯", "島田")
_AGENT = choice(dict.fromkeys(_AGENTS, 1))
_PRODUCTS = choice({"光回線": 55, "電力": 30, "保険": 15})
_CONTACT = 0.395
_CONVERSION: Mapping[tuple[str, str], float] = {
    ("A", "光回線"): 0.185,
    ("A", "電力"): 0.170,
    ("A", "保険"): 0.130,
    ("B", "光回線"): 0.110,
    ("B", "電力"): 0.100,
    ("B", "保険"): 0.075,
}
_GRADES = "ABCDE"
_PROSPECTS = 2_400
_PEOPLE = 26_000

_TABLES: Mapping[str, Columns] = {
    "calls": {
        "call_id": "INTEGER",
        "called_at": "at",
        "person_id": "INTEGER",
        "agent": "VARCHAR",
        "script": "VARCHAR",
        "product": "VARCHAR",
        "result": "VARCHAR",
        "talk_seconds": "INTEGER",
        "call_of_week": "INTEGER",
    },
    "shifts": {"day": "DATE", "agent": "VARCHAR"},
    "grades": {
        "month_end": "DATE",
        "prospect_id": "INTEGER",
        "score": "INTEGER",
        "grade": "VARCHAR",
        "grade_rank": "INTEGER",
        "grade_before": "VARCHAR",
        "rank_before": "INTEGER",
        "one": "INTEGER",
    },
}


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    rows: Mapping[str, Iterable[Row]] = {"calls": _calls(seed), "shifts": _shifts(seed), "grades": _grades(seed)}
    write_warehouse(folder, "center", _TABLES, rows, progress)


def _calls(seed: int) -> Iterator[Row]:
    """call_id, called_at, person_id, agent, script, product, result, talk_seconds, call_of_week."""
    rng = dice(seed, "calls")
    number = 0
    week, called = (0, 0), dict[int, int]()
    for day, count in rows_per_day(CALLS, seed):
        share_of_b = 0.6 if day.month >= MORE_OF_B else 0.3
        reached_share = _CONTACT * month_jitter(seed, "contact", day.month)
        if day.date.isocalendar()[:2] != week:
            week, called = day.date.isocalendar()[:2], {}
        for at in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            script = "B" if rng.random() < share_of_b else "A"
            product, person = _PRODUCTS.draw(rng), int(rng.random() ** 1.15 * _PEOPLE)
            called[person] = called.get(person, 0) + 1
            result, seconds = _answered(rng.random(), reached_share, _CONVERSION[script, product])
            talk = round(around(rng, seconds, 0.5)) if seconds else None
            yield number, at, person, _AGENT.draw(rng), script, product, result, talk, called[person]


def _answered(chance: float, reached: float, converted: float) -> tuple[str, int]:
    """Return how a call ended, and how long such a call usually is in seconds (0 where nobody was spoken to)."""
    if chance < reached * converted:
        return "申込", 410
    if chance < reached * 0.55:
        return "検討", 260
    if chance < reached:
        return "断り", 110
    return ("留守", 0) if chance < 0.92 else ("番号違い", 0)


def _shifts(seed: int) -> Iterator[Row]:
    """day, agent: who was on duty."""
    rng = dice(seed, "shifts")
    for day in days():
        if day.open:
            yield from ((day.date.isoformat(), agent) for agent in _AGENTS if rng.random() < 0.93)


def _grades(seed: int) -> Iterator[Row]:
    """month_end, prospect_id, score, grade, grade_rank, grade_before, rank_before, one."""
    rng = dice(seed, "grades")
    scores = [100 * rng.random() for _ in range(_PROSPECTS)]
    for end in _month_ends():
        for prospect, before in enumerate(scores):
            now = min(max(before + 9 * (rng.random() + rng.random() - 0.985) + 0.03 * (52 - before), 0), 100)
            scores[prospect] = now
            rank, last = _rank(now), _rank(before)
            start = (end.isoformat(), prospect + 1, round(now), _GRADES[rank - 1], rank)
            yield *start, _GRADES[last - 1], last, 1


def _rank(score: float) -> int:
    """Return 1 (the best, from 80 points) to 5."""
    return 5 - min(int(score // 20), 4)


def _month_ends() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield following - timedelta(days=1)
        day = following
