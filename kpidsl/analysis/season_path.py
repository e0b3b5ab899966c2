"""A season in a path: which share of a year falls to each month, and so what is due by a day.

Share of a month = mean over past years of (month / its year); inside a month it goes by business days. Source: domain
section 3e.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.pace import elapsed
from kpidsl.model.calendar import Calendar, period_of

_DAY = timedelta(1)


def month_shares(years: Sequence[Mapping[int, Number | None]]) -> dict[int, float] | None:
    """Return the mean share of each month, 1 to 12, from past years of month to value.

    Only years with all twelve months, none below zero and something in them count; None where there is none. A month is
    named by the number that its period carries (2026-09 is 9, also where it closes on the 20th).
    """
    shares: list[list[float]] = []
    for year in years:
        months = [value for month in range(1, 13) if (value := as_float(year.get(month))) is not None]
        if len(months) == 12 and min(months) >= 0 and sum(months) > 0:
            shares.append([month / sum(months) for month in months])
    if not shares:
        return None
    return {month: sum(each) / len(shares) for month, each in enumerate(zip(*shares, strict=True), 1)}


def season_share(calendar: Calendar, first: date, last: date, day: date, shares: Mapping[int, float]) -> float:
    """Return the share of a range that is due at the close of a day, 0 to 1, by month shares.

    Where the months of the range have no share at all, every business day weighs the same.
    """
    whole = _weight(calendar, first, last, shares)
    if whole <= 0:
        passed = elapsed(calendar, first, last, day)
        return passed.share if passed else 0.0
    return _weight(calendar, first, min(last, day), shares) / whole


def _weight(calendar: Calendar, first: date, last: date, shares: Mapping[int, float]) -> float:
    """Return the shares of the months that the days touch, each as far as its business days are inside."""
    total, day = 0.0, first
    while day <= last:
        month = period_of(calendar, "month", day)
        begun = elapsed(calendar, month.first, month.last, min(last, month.last))
        before = elapsed(calendar, month.first, month.last, day - _DAY)
        inside = (begun.share if begun else 0.0) - (before.share if before else 0.0)
        total += shares.get(int(month.label[-2:]), 0.0) * inside
        day = month.last + _DAY
    return total
