"""Leads: the people who asked, each with a channel, a product in mind, a company size and a score.

In this room and its neighbours a moment is whole seconds since 1970 (UTC), a missing value is None, and rows are in
the order of their time.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kpidsl.demo.chance import around, at_work, choice, dice, loaded, rows_per_day
from kpidsl.demo.days import END, Day
from kpidsl.demo.story import LEADS, RESPONSE_MINUTES, effect
from kpidsl.demo.warehouse import Row

_CHANNELS = choice({"Web": 34, "ウェビナー": 22, "展示会": 16, "広告": 18, "紹介": 7, "": 3})
_PRODUCTS = choice({"スタンダード": 50, "プロ": 35, "エンタープライズ": 15})
_SIZES = choice({"12": 18, "30": 24, "80": 26, "200": 18, "600": 10, "2500": 4})
_SCORE_OF_CHANNEL: Mapping[str, int] = {"紹介": 70, "ウェビナー": 60, "展示会": 52, "Web": 55, "広告": 45, "": 50}


@dataclass(frozen=True, slots=True)
class Lead:
    """What later stages need to know of a lead; `number` is its lead_id, counted from 1 in the order of `created`."""

    number: int
    created: int
    channel: str
    product: str
    employees: int
    score: int


@dataclass(frozen=True, slots=True)
class Leads:
    """All leads, and their rows:

    lead_id, created_at, channel, product, employees, score, response_minutes, loaded_at.
    """

    known: Sequence[Lead]
    rows: Sequence[Row]

    def before(self, day: Day) -> int:
        """How many leads there were when the day began."""
        return bisect_left(self.known, day.midnight, key=lambda lead: lead.created)


def leads(seed: int) -> Leads:
    """The leads of all days."""
    rng = dice(seed, "leads")
    known: list[Lead] = []
    rows: list[Row] = []
    for day, count in rows_per_day(LEADS, seed):
        for created in sorted(_any_time(rng, day) for _ in range(count)):
            lead = _lead(rng, len(known) + 1, created)
            known.append(lead)
            who = (lead.number, created, lead.channel or None, lead.product, lead.employees, lead.score)
            rows.append((*who, _response(rng, day, created), loaded(rng, created)))
    return Leads(known, rows)


def recent(rng: Random, known: int, window: int) -> int | None:
    """The lead_id of one of the last `window` of the `known` leads, rather a new one; None while there is none."""
    share = rng.random()
    return known - int(share * share * min(window, known)) if known else None


def _lead(rng: Random, number: int, created: int) -> Lead:
    channel = _CHANNELS.draw(rng)
    employees = int(around(rng, int(_SIZES.draw(rng)), 0.3))
    score = round(_SCORE_OF_CHANNEL[channel] + 32 * (rng.random() + rng.random() - 1))
    return Lead(number, created, channel, _PRODUCTS.draw(rng), employees, min(max(score, 0), 100))


def _response(rng: Random, day: Day, created: int) -> int | None:
    minutes = round(around(rng, RESPONSE_MINUTES * effect(day.month, "response"), 0.8))
    return None if rng.random() < 0.04 or created + minutes * 60 >= END else minutes


def _any_time(rng: Random, day: Day) -> int:
    """Most leads come in working hours, one in five at any hour of the day or night."""
    return at_work(rng, day) if rng.random() < 0.8 else day.midnight + int(rng.random() * 86400)
