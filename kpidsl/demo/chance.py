"""Chance that comes out the same everywhere: built on `Random.random` alone, the one draw Python promises to keep."""

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random
from statistics import NormalDist

from kpidsl.demo.days import Day, days
from kpidsl.demo.streams import Stream

_NORMAL = NormalDist()
_LATE_SHARE = 0.015
_JITTER_OF_A_DAY = 0.25
_JITTER_OF_A_MONTH = 0.02


def dice(seed: int, name: str) -> Random:
    """The draws of one table. Each has its own, so that a change in one table leaves the others as they are."""
    return Random(f"{seed}:{name}")


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to choose from, with the running sum of their weights scaled to 1."""

    items: tuple[str, ...]
    edges: tuple[float, ...]

    def draw(self, rng: Random) -> str:
        """One of the items, by weight."""
        return self.items[bisect(self.edges, rng.random())]


def choice(weights: Mapping[str, float]) -> Choice:
    """A choice among the keys, in their order, by their weights."""
    total = sum(weights.values())
    return Choice(tuple(weights), tuple(accumulate(weight / total for weight in weights.values()))[:-1])


def around(rng: Random, median: float, spread: float) -> float:
    """A log-normal draw: half of the draws are below `median`, two thirds within a factor of exp(spread)."""
    return median * exp(spread * _NORMAL.inv_cdf(min(max(rng.random(), 1e-9), 1 - 1e-9)))


def at_work(rng: Random, day: Day) -> int:
    """A moment between 09:00 and 18:59 in Tokyo with a dip at noon, in seconds since 1970."""
    share = rng.random()
    slot = share * 9.4
    hour = 9 + slot if slot < 3 else 9.6 + slot
    return day.midnight + int(hour * 3600) % 86400


def loaded(rng: Random, at: int) -> int:
    """When the warehouse got a row: within the hour, but one row in seventy comes one to six days late."""
    share = rng.random()
    if share < _LATE_SHARE:
        return at + 86400 + int(share / _LATE_SHARE * 5 * 86400)
    return at + 300 + int(share * 3000)


def month_jitter(seed: int, name: str, month: str) -> float:
    """A factor near 1 that a whole month shares, so that months differ by more than the luck of their days."""
    return 1 + _JITTER_OF_A_MONTH * (2 * dice(seed, f"{name}:{month}").random() - 1)


def rows_per_day(stream: Stream, seed: int, extra: int = 0) -> Iterator[tuple[Day, int]]:
    """Each day and how many rows it brings; what rounding cuts off is carried over to the next day."""
    rng = dice(seed, f"{stream.name}:days")
    month, shared, carried = "", 1.0, 0.0
    for day in days(extra):
        if day.month != month:
            month, shared = day.month, month_jitter(seed, stream.name, day.month) * stream.months.get(day.month, 1.0)
        luck = 1 + _JITTER_OF_A_DAY * (2 * rng.random() - 1)
        carried += _expected(stream, day) * shared * luck
        count = int(carried)
        carried -= count
        yield day, count


def _expected(stream: Stream, day: Day) -> float:
    pace = stream.per_day * (1 + stream.growth) ** (day.index / 365)
    pace *= stream.week[day.date.weekday()] * stream.year[day.date.month - 1]
    return float(pace) * (stream.closing if day.closing else 1.0) * (1.0 if day.open else stream.rest)
