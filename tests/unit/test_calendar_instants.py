"""When a local day begins, over daylight saving, skipped days and clocks set back over midnight."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.model.calendar import Calendar, local_day, naive_edge, start_instant

ZONES = (
    "UTC",
    "Asia/Tokyo",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Asia/Tokyo", date(2026, 4, 1), utc(2026, 3, 31, 15)),
        ("America/New_York", date(2026, 3, 9), utc(2026, 3, 9, 4)),
        # Clocks went from 00:00 to 01:00: there was no midnight.
        ("America/Sao_Paulo", date(2018, 11, 4), utc(2018, 11, 4, 3)),
        # Clocks went from 01:00 back to 00:00: midnight came twice.
        ("America/Havana", date(2025, 11, 2), utc(2025, 11, 2, 4)),
        # Clocks went from 00:01 back to 23:01 of the day before.
        ("America/St_Johns", date(2010, 11, 7), utc(2010, 11, 7, 2, 30)),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), utc(2011, 12, 30, 10)),
        ("Pacific/Apia", date(2011, 12, 31), utc(2011, 12, 30, 10)),
    ],
)
def test_a_day_begins_at_its_first_instant(zone, day, instant):
    assert start_instant(Calendar(zone), day) == instant


def test_a_gap_around_midnight_ends_the_day_where_the_clock_jumps():
    # In Toronto on 31 March 1919 clocks jumped from 23:30 to 00:30.
    calendar = Calendar("America/Toronto")
    start = start_instant(calendar, date(1919, 3, 31))
    zone = ZoneInfo("America/Toronto")
    assert start.astimezone(zone).replace(tzinfo=None) == datetime(1919, 3, 31, 0, 30)
    assert (start - timedelta(seconds=1)).astimezone(zone).date() == date(1919, 3, 30)


def test_a_clock_set_back_over_midnight_stays_in_the_new_day():
    calendar = Calendar("America/St_Johns")
    second_pass = utc(2010, 11, 7, 3)
    assert second_pass.astimezone(ZoneInfo("America/St_Johns")).date() == date(2010, 11, 6)
    assert local_day(calendar, second_pass) == date(2010, 11, 7)


@pytest.mark.parametrize(
    ("zone", "column", "day", "edge"),
    [
        ("Asia/Tokyo", "UTC", date(2026, 4, 1), datetime(2026, 3, 31, 15)),
        ("Asia/Tokyo", "Asia/Tokyo", date(2026, 4, 1), datetime(2026, 4, 1)),
        # Rows stamped with a midnight that did not exist belong to the day that they name.
        ("America/Sao_Paulo", "America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4)),
        ("Europe/Helsinki", "America/New_York", date(2025, 11, 2), datetime(2025, 11, 1, 18)),
        ("Asia/Kolkata", "America/New_York", date(2025, 11, 3), datetime(2025, 11, 2, 13, 30)),
    ],
)
def test_a_naive_column_is_cut_at_the_same_instant(zone, column, day, edge):
    assert naive_edge(Calendar(zone), day, column) == edge


def test_a_naive_column_whose_hour_repeats_at_the_cut():
    # 06:00 UTC is the second 01:00 in New York; values from 01:00 to 02:00 mean the first pass, an hour before.
    calendar = Calendar("Etc/GMT+6")
    assert start_instant(calendar, date(2025, 11, 2)) == utc(2025, 11, 2, 6)
    assert naive_edge(calendar, date(2025, 11, 2), "America/New_York") == datetime(2025, 11, 2, 2)


@given(st.sampled_from(ZONES), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_begin_one_after_another(zone, day):
    calendar = Calendar(zone)
    here, there = start_instant(calendar, day), start_instant(calendar, day + timedelta(1))
    assert here <= there
    if here < there:
        assert local_day(calendar, here) == day
        assert local_day(calendar, there - timedelta(microseconds=1)) == day


@given(
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.dates(date(1975, 1, 1), date(2035, 1, 1)),
    st.integers(-180, 180),
)
def test_a_naive_value_is_on_the_side_of_the_edge_on_which_its_instant_is(zone, column, day, minutes):
    calendar, edge = Calendar(zone), naive_edge(Calendar(zone), day, column)
    value = edge + timedelta(minutes=minutes)
    meant = value.replace(tzinfo=ZoneInfo(column))
    if meant.astimezone(UTC).astimezone(ZoneInfo(column)).replace(tzinfo=None, fold=0) == value:
        assert (value >= edge) == (meant.astimezone(UTC) >= start_instant(calendar, day))
