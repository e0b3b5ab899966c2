from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest

from kpidsl.demo.days import FIRST, HOLIDAYS, LAST, days, midnight, open_days


def test_holidays_are_those_of_the_law() -> None:
    japan = holidays.country_holidays("JP", years=range(FIRST.year, LAST.year + 1))
    span = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    closed_anyway = {date(2025, 1, 1), date(2026, 1, 1)}
    workdays_off = {day for day in span if day in japan and day.weekday() < 5} - closed_anyway
    assert {day for day in HOLIDAYS if day <= LAST} == workdays_off


@pytest.mark.parametrize(
    ("month", "count"),
    [
        ("2026-04", 21),
        ("2026-05", 18),
        ("2026-06", 22),
        ("2026-07", 22),
        ("2026-08", 20),
        ("2026-09", 19),
        ("2026-10", 21),
    ],
)
def test_working_days_of_the_fiscal_year_to_date(month: str, count: int) -> None:
    assert open_days(month) == count


def test_the_company_rests_over_new_year() -> None:
    rest = [day.date for day in days() if date(2025, 12, 27) <= day.date <= date(2026, 1, 5) and not day.open]
    assert rest == [date(2025, 12, 27) + timedelta(days=n) for n in range(9)]


def test_thirty_months_and_no_day_missing() -> None:
    told = list(days())
    assert (told[0].date, told[-1].date, len({day.month for day in told})) == (FIRST, LAST, 30)
    assert {later.midnight - day.midnight for day, later in pairwise(told)} == {86400}


def test_midnight_in_tokyo_is_nine_hours_before_utc() -> None:
    assert midnight(date(1970, 1, 2)) == 15 * 3600
