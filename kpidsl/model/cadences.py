"""How often a KPI is reviewed, and on which day: from the clause `review` to what it means."""

from collections.abc import Iterator
from dataclasses import dataclass

from kpidsl.model.calendar import WEEKDAYS, Grain, Weekday
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

GRAIN_OF: dict[str, Grain] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "fiscal_quarter",
    "half_yearly": "fiscal_half",
    "yearly": "fiscal_year",
}
"""The periods that a cadence looks at; a company's quarter is that of its fiscal year."""

_MOST_BUSINESS_DAYS = {"weekly": 7, "monthly": 31, "quarterly": 92, "half_yearly": 184, "yearly": 366}
_LAST_DAY = 31


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a review is held in each of its periods: on a weekday, a day of the month, or a business day by number.

    Exactly one of the three is set; of `daily` none is, for it is held on every business day.
    """

    every: str
    weekday: Weekday | None = None
    day: int | None = None
    business_day: int | None = None

    @property
    def grain(self) -> Grain:
        """Return the periods that it looks at."""
        return GRAIN_OF[self.every]

    @property
    def text(self) -> str:
        """Return it as the language writes it, the day always said: `monthly on business_day 1`."""
        if self.every == "daily":
            return self.every
        on = self.weekday or (f"business_day {self.business_day}" if self.business_day is not None else str(self.day))
        return f"{self.every} on {on}"


def rhythm_of(cadence: tree.Cadence) -> Rhythm:
    """Return what a cadence without findings means; without a day it is the first business day of the period."""
    every = cadence.every.text
    match cadence.on:
        case _ if every == "daily":
            return Rhythm(every)
        case tree.Number(value=value) if cadence.business:
            return Rhythm(every, business_day=int(value))
        case tree.Number(value=value):
            return Rhythm(every, day=int(value))
        case tree.Word(text=text):
            return Rhythm(every, weekday=WEEKDAYS[[str(each) for each in WEEKDAYS].index(text)])
    return Rhythm(every, business_day=1)


def check_cadence(cadence: tree.Cadence) -> Iterator[Diagnostic]:
    """Yield what keeps a cadence from having days: a day that its periods do not have."""
    every, on = cadence.every.text, cadence.on
    if on is None or every not in GRAIN_OF:
        return
    if every == "daily":
        yield _wrong(cadence, Said("daily is every business day", "daily は毎営業日です"))
    elif isinstance(on, tree.Number) and cadence.business:
        yield from _counted(cadence, on, _MOST_BUSINESS_DAYS[every])
    elif isinstance(on, tree.Number) and every == "weekly":
        yield _wrong(cadence, Said("a week has weekdays, as in on monday", "週の日は on monday のように曜日で書きます"))
    elif isinstance(on, tree.Number):
        yield from _counted(cadence, on, _LAST_DAY)


def _counted(cadence: tree.Cadence, on: tree.Number, most: int) -> Iterator[Diagnostic]:
    if on.unit is not None or on.value != int(on.value) or not 1 <= on.value <= most:
        yield _wrong(cadence, Said(f"it is a whole number from 1 to {most}", f"1 から {most} までの整数です"))


def _wrong(cadence: tree.Cadence, why: Said) -> Diagnostic:
    assert cadence.on is not None
    found = f"business_day {cadence.on.text}" if cadence.business else cadence.on.text
    return finding("K647", cadence.on.span, every=cadence.every.text, found=found, why=why)
