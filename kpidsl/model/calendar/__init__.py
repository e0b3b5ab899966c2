"""Days, periods and business days as a project cuts them. Standard library only; `holidays` loads when it is asked."""

from kpidsl.model.calendar.business_days import business_days, is_business_day, knows_holidays, nth_business_day
from kpidsl.model.calendar.instants import local_day, naive_edge, start_instant
from kpidsl.model.calendar.periods import (
    at_index,
    between,
    count_between,
    following,
    index_of,
    period_of,
    year_before,
)
from kpidsl.model.calendar.record import FIRST_YEAR, GRAINS, LAST_YEAR, WEEKDAYS, Calendar, Grain, Period, Weekday
from kpidsl.model.calendar.settings import Misset, is_zone, read_calendar, zone_names
from kpidsl.model.calendar.spelling import NotAPeriod, parse_period, read_period

__all__ = [
    "FIRST_YEAR",
    "GRAINS",
    "LAST_YEAR",
    "WEEKDAYS",
    "Calendar",
    "Grain",
    "Misset",
    "NotAPeriod",
    "Period",
    "Weekday",
    "at_index",
    "between",
    "business_days",
    "count_between",
    "following",
    "index_of",
    "is_business_day",
    "is_zone",
    "knows_holidays",
    "local_day",
    "naive_edge",
    "nth_business_day",
    "parse_period",
    "period_of",
    "read_calendar",
    "read_period",
    "start_instant",
    "year_before",
    "zone_names",
]
