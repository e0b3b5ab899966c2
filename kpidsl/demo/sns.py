"""The rows of the pack `sns`: a pastry shop's posts, the visits that they bring, and its followers day by day.

From May 2026 the shop posts five times a day and is shown more often; from August 2026 a new link in the posts halves
the share of readers who come through.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from kpidsl.demo.chance import around, at_work, choice, dice, month_jitter, rows_per_day
from kpidsl.demo.days import END, Day, days
from kpidsl.demo.streams import Stream
from kpidsl.demo.warehouse import Columns, Progress, Row, write_warehouse

SEED = 21

_CAMPAIGN = {f"2026-{month:02}": 5.06 / 2.6 for month in range(5, 11)}
POSTS = Stream("posts", 2.5, 0.02, (1.0,) * 7, (1.0,) * 12, 1.0, months=_CAMPAIGN)

_CHANNELS = choice({"Instagram": 55, "X": 30, "LINE": 15})
_FORMATS = choice({"写真": 60, "動画": 25, "文": 15})
_SHOWN_BY_FORMAT: Mapping[str, float] = {"写真": 1.0, "動画": 1.35, "文": 0.6}
_SHOWN, _LIKED, _CLICKED = 300.0, 0.047, 0.037
_NEW_LINK = "2026-08"
_FOLLOWERS: Mapping[str, int] = {"Instagram": 1_450, "X": 820, "LINE": 510}

_TABLES: Mapping[str, Columns] = {
    "posts": {
        "post_id": "INTEGER",
        "posted_at": "at",
        "channel": "VARCHAR",
        "format": "VARCHAR",
        "has_photo": "BOOLEAN",
        "impressions": "INTEGER",
        "likes": "INTEGER",
        "replies": "INTEGER",
        "shares": "INTEGER",
    },
    "visits": {"visit_id": "INTEGER", "visited_at": "at", "post_id": "INTEGER", "first_visit": "BOOLEAN"},
    "followers": {"day": "DATE", "channel": "VARCHAR", "count": "INTEGER"},
}


def generate(folder: Path, seed: int = SEED, progress: Progress = lambda step, done: None) -> None:
    """Write `data/warehouse.duckdb` under `folder`, whole or not at all; the same seed gives the same rows anywhere."""
    posts = list(_posts(seed))
    rows: Mapping[str, Iterable[Row]] = {
        "posts": posts,
        "visits": _visits(seed, posts),
        "followers": _followers(seed),
    }
    write_warehouse(folder, "social", _TABLES, rows, progress)


def _posts(seed: int) -> Iterator[Row]:
    """post_id, posted_at, channel, format, has_photo, impressions, likes, replies, shares."""
    rng = dice(seed, "posts")
    number = 0
    for day, count in rows_per_day(POSTS, seed):
        busy = day.month >= "2026-05"
        reach = _SHOWN * (1.42 if busy else 1.0) * month_jitter(seed, "reach", day.month)
        for posted in sorted(at_work(rng, day) for _ in range(count)):
            number += 1
            channel, form = _CHANNELS.draw(rng), _FORMATS.draw(rng)
            photo = form != "文" or rng.random() < (0.999 if busy else 0.5)
            shown = max(1, round(around(rng, reach * _SHOWN_BY_FORMAT[form], 0.35)))
            liked = round(shown * _LIKED * (0.7 + 0.6 * rng.random()))
            replies, shares = round(liked * 0.12 * rng.random()), round(liked * 0.2 * rng.random())
            yield number, posted, channel, form, photo, shown, liked, replies, shares


def _visits(seed: int, posts: Iterable[Row]) -> Iterator[Row]:
    """visit_id, visited_at, post_id, first_visit; most visits come on the day of the post."""
    rng = dice(seed, "visits")
    number = 0
    for post, posted, _, _, _, shown, *_ in posts:
        assert isinstance(posted, int) and isinstance(shown, int)
        chance = _CLICKED * (0.55 if _month(posted) >= _NEW_LINK else 1.0)
        for _ in range(_drawn(rng.random(), shown * chance)):
            number += 1
            visited = posted + int(around(rng, 9_000, 1.2))
            if visited < END:
                yield number, visited, post, rng.random() < 0.62


def _followers(seed: int) -> Iterator[Row]:
    """day, channel, count: one row a day and channel."""
    rng = dice(seed, "followers")
    have = {channel: float(count) for channel, count in _FOLLOWERS.items()}
    for day in days():
        for channel, count in have.items():
            have[channel] = count + _gain(day) * count / 2_780 * 2 * rng.random()
            yield day.date.isoformat(), channel, int(have[channel])


def _gain(day: Day) -> float:
    return 1.3 if day.date >= date(2026, 5, 1) else 0.5


def _month(moment: int) -> str:
    """Return the month in Tokyo of a moment, as `2026-09`."""
    return f"{date.fromordinal(719_163 + (moment + 9 * 3600) // 86400):%Y-%m}"


def _drawn(chance: float, expected: float) -> int:
    """Return a whole number near the expected one, whose mean it is."""
    return int(expected) + (chance < expected % 1)
