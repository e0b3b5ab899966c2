"""An interval of 80% holds about 80 of 100 totals that came afterwards, whatever the months do."""

from collections.abc import Callable
from math import exp, pi, sin
from random import Random

import pytest

from kpidsl.analysis.forecast import landing_forecast

Level = Callable[[Random, list[float]], float]


def steady(chance: Random, past: list[float]) -> float:
    return 100.0


def growing(chance: Random, past: list[float]) -> float:
    return 100.0 * (1 + 0.01 * len(past))


def wandering(chance: Random, past: list[float]) -> float:
    return (past[-1] if past else 100.0) * exp(chance.gauss(0, 0.03))


def lasting(chance: Random, past: list[float]) -> float:
    return 100.0 * exp(chance.gauss(0, 0.06)) * ((past[-1] / 100.0) ** 0.5 if past else 1.0)


def months(chance: Random, count: int, level: Level) -> list[float]:
    levels: list[float] = []
    for _ in range(count):
        levels.append(level(chance, levels))
    return [each * (1 + 0.2 * sin(2 * pi * at / 12)) * exp(chance.gauss(0, 0.08)) for at, each in enumerate(levels)]


@pytest.mark.parametrize("level", [steady, growing, wandering, lasting])
def test_an_interval_holds_what_it_promises(level: Level) -> None:
    held = []
    for size, left in ((24, 12), (30, 6), (36, 12), (33, 3), (42, 6)):
        for seed in range(20):
            whole, begun = months(Random(seed), size + left, level), 12 - left
            made = landing_forecast(whole[:size], left, begun=begun)
            assert made.low is not None and made.high is not None
            held.append(made.low <= sum(whole[size - begun :]) <= made.high)
    assert 0.7 <= sum(held) / len(held) <= 0.95


def test_counts_cannot_land_below_what_has_come_in() -> None:
    chance = Random(4)
    whole = [float(chance.randrange(0, 9)) for _ in range(30)]
    made = landing_forecast(whole, 6, begun=6)
    assert made.paths and min(made.paths) >= sum(whole[-6:])


def test_no_width_is_told_from_too_few_origins() -> None:
    made = landing_forecast([100.0 + each for each in range(15)], 9, begun=3)
    assert made.value is not None and made.low is None and made.paths == ()
