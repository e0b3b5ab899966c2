"""A calendar from what people wrote in the manifest, with everything that is wrong in it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from kpidsl.model.calendar.business_days import closed_range
from kpidsl.model.calendar.record import WEEKDAYS, Calendar

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_COUNTRY = re.compile(r"[A-Z]{2,3}(-[A-Za-z0-9 ]+)?")
# Names whose meaning is up to the machine, or that count leap seconds.
_NO_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")


@dataclass(frozen=True, slots=True)
class Misset:
    """A setting that cannot be used.

    `problem`: "unknown_key", "unknown_zone", "unknown_month", "start_or_end", "bad_day" (not 1 to 31),
    "unknown_weekday", "bad_country", "bad_closed" (no such day or range); `given` is the text as written.
    """

    key: str
    problem: str
    given: str


def read_calendar(timezone: object, settings: Mapping[str, object]) -> tuple[Calendar, tuple[Misset, ...]]:
    """Return the calendar of a manifest (`timezone`, and the map under `calendar`) and what is wrong with either.

    A setting that cannot be used, or is None, keeps its default. Numbers may come as `int` or as digits. Whether the
    holidays of a well-formed country code are known is left to `knows_holidays`, which has to load them.
    """
    good: dict[str, Any] = {}
    wrong = [Misset(key, "unknown_key", key) for key in settings if key not in _KEYS]
    given = {"timezone": timezone, **{key: value for key, value in settings.items() if key in _KEYS}}
    for key, written in given.items():
        if key == "closed" and written is not None:
            items = [str(item) for item in written] if isinstance(written, list | tuple) else [str(written)]
            good[key] = tuple(item for item in items if closed_range(item))
            wrong += [Misset(key, "bad_closed", item) for item in items if not closed_range(item)]
        elif written is not None:
            read, problem = _READERS[key]
            if (value := read(written)) is None:
                wrong.append(Misset(key, problem, str(written)))
            else:
                good[key] = value
    return Calendar(**good), tuple(wrong)


def is_zone(name: str) -> bool:
    """Say whether `name` is an IANA time zone that means the same on every machine."""
    if name.startswith(_NO_ZONES):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def zone_names() -> frozenset[str]:
    """Return every zone's name, to find the nearest one; it walks the zone files, so only a finding should ask."""
    from zoneinfo import available_timezones

    return frozenset(name for name in available_timezones() if not name.startswith(_NO_ZONES))


def _zone(given: object) -> str | None:
    return given if isinstance(given, str) and is_zone(given) else None


def _number(given: object, last: int) -> int | None:
    if isinstance(given, bool) or not re.fullmatch("[0-9]{1,2}", text := str(given)):
        return None
    return int(text) if 1 <= int(text) <= last else None


def _month(given: object) -> int | None:
    name = str(given).lower()
    named = (number for number, month in enumerate(_MONTHS, 1) if name in (month, month[:3]))
    return next(named, None) or _number(given, 12)


def _word(given: object, words: tuple[str, ...]) -> str | None:
    return next((word for word in words if word == str(given).lower()), None)


def _country(given: object) -> str | None:
    return given if isinstance(given, str) and _COUNTRY.fullmatch(given) else None


_READERS: dict[str, tuple[Callable[[object], object], str]] = {
    "timezone": (_zone, "unknown_zone"),
    "fiscal_year_starts": (_month, "unknown_month"),
    "fiscal_year_named": (lambda given: _word(given, ("start", "end")), "start_or_end"),
    "closing_day": (lambda given: _number(given, 31), "bad_day"),
    "week_starts": (lambda given: _word(given, WEEKDAYS), "unknown_weekday"),
    "holidays": (_country, "bad_country"),
}
_KEYS = {*_READERS, "closed"} - {"timezone"}
