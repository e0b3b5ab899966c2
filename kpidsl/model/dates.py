"""Periods and days as written in specs, read against the calendar."""

from datetime import date

from kpidsl.model.calendar import Calendar, NotAPeriod, Period, read_period
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def period_of(calendar: Calendar, written: tree.Period, found: list[Diagnostic]) -> Period | None:
    """Return the period that was written; None and a finding where there is no such period."""
    read = read_period(calendar, written.text)
    if isinstance(read, Period):
        return read
    found.append(not_a_period(written, read))
    return None


def day_of(calendar: Calendar, written: tree.Period, found: list[Diagnostic]) -> date | None:
    """Return the day that was written; None and a finding where it is no day."""
    period = period_of(calendar, written, found)
    if period is None:
        return None
    if period.grain != "day":
        found.append(finding("K502", written.span, text=written.text, example=period.last.isoformat()))
        return None
    return period.first


def not_a_period(written: tree.Period, read: NotAPeriod) -> Diagnostic:
    """Return what is said of something that is spelt like a period and is none."""
    if read.reason == "form":
        return finding("K503", written.span, text=written.text)
    return finding("K509", written.span, text=written.text, why=_why(read))


def _why(read: NotAPeriod) -> Said:
    limit = read.limit
    match read.reason:
        case "year":
            return Said("years run from 1000 to 9000", "年は 1000 から 9000 までです")
        case "month":
            return Said("months run from 01 to 12", "月は 01 から 12 までです")
        case "day":
            return Said(f"that month has {limit} days", f"この月は {limit} 日までです")
        case "week":
            return Said(f"that year has {limit} weeks", f"この年は第 {limit} 週までです")
        case "quarter":
            return Said("a year has 4 quarters", "四半期は 1 から 4 までです")
    end = _MONTHS[limit - 1]
    return Said(
        f"the fiscal year of this project ends in {end}", f"このプロジェクトの会計年度は {limit} 月に終わります"
    )
