"""What a calendar and a period are."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Grain = Literal["day", "week", "month", "quarter", "half", "year", "fiscal_quarter", "fiscal_half", "fiscal_year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

FIRST_YEAR = 1000
LAST_YEAR = 9000


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a project cuts time.

    `timezone` is an IANA name. `fiscal_year_starts` is a month, 1 to 12. A month ends on its `closing_day`, or on its
    last day where it is shorter. `holidays` is a country code such as "JP", or with a region "DE-BY"; None where no
    public holiday counts. `closed` holds days without business: "12-29..01-03" and "08-13" every year, "2026-08-13"
    and "2026-08-13..2026-08-15" once. Make one from what people wrote with `read_calendar`, which checks it.
    """

    timezone: str = "UTC"
    fiscal_year_starts: int = 1
    fiscal_year_named: Literal["start", "end"] = "start"
    closing_day: int = 31
    week_starts: Weekday = "monday"
    holidays: str | None = None
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of local days, both ends inclusive, and the one label that it is printed and read by."""

    grain: Grain
    first: date
    last: date
    label: str

    @property
    def days(self) -> int:
        """Return the number of days in it."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
