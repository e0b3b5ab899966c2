"""Against the last period and the last year: how much a number has changed, and over which days that may be said."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.pace import Counting
from kpidsl.model.calendar import Calendar, Period, business_days, nth_business_day

Unknown = Literal["no_value", "no_base", "zero_base", "negative_base"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change from `base` to `current`.

    `measure` "relative": `value` = (current - base) / base, 0.05 is +5%; "points": `value` = current - base, 0.05 is
    +5pt. `value` is None where it means nothing, and `unknown` says why: no number now, none to compare with, or a base
    of zero or below, of which no share can be taken. `difference` = current - base. `partial` where the period is
    still running and the base is a whole one, so that the two are not to be compared.
    """

    measure: Literal["relative", "points"]
    current: float | None
    base: float | None
    value: float | None
    difference: float | None
    unknown: Unknown | None
    partial: bool


def change(current: Number | None, base: Number | None, *, points: bool, partial: bool = False) -> Change:
    """Return the change; `points` for numbers that are themselves shares (printed as %), relative for all others."""
    now, then = as_float(current), as_float(base)
    measure: Literal["relative", "points"] = "points" if points else "relative"
    if now is None or then is None:
        return Change(measure, now, then, None, None, "no_value" if now is None else "no_base", partial)
    difference = now - then
    if points:
        return Change(measure, now, then, difference, difference, None, partial)
    if then <= 0:
        return Change(measure, now, then, None, difference, "negative_base" if then < 0 else "zero_base", partial)
    return Change(measure, now, then, difference / then, difference, None, partial)


def same_part(
    calendar: Calendar, running: Period, earlier: Period, as_of: date, counting: Counting = "business_days"
) -> tuple[date, date] | None:
    """Return the days of an earlier period that stand against a running one at the close of `as_of`.

    They are its first days up to the same number of business days (or calendar days), all of it where it has fewer or
    the running one is over; None where no business day has passed yet.
    """
    if as_of >= running.last:
        return earlier.first, earlier.last
    if counting == "days":
        passed = (as_of - running.first).days
        return (earlier.first, min(earlier.first + timedelta(passed), earlier.last)) if passed >= 0 else None
    number = business_days(calendar, running.first, as_of)
    if number == 0:
        return None
    return earlier.first, nth_business_day(calendar, earlier.first, earlier.last, number) or earlier.last
