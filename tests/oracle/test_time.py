"""Labels of periods, closing days, zones and clock changes, by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .asking import column, run

EVENTS = """
source events from events { time at_utc in "UTC" dimension kind }
metric n = count(events)
"""


def labels(manifest: dict[str, Any], day: date, grain: str) -> str:
    as_of = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    (row,) = run(EVENTS, {"events": []}, "n", manifest=manifest, as_of=as_of, grain=grain, first=day, last=day)
    assert isinstance(row["period"], str)
    return row["period"]


@pytest.mark.parametrize(
    ("grain", "label"),
    [
        ("day", "2026-03-21"),
        ("week", "2026-W12"),
        ("month", "2026-04"),
        ("quarter", "2026Q2"),
        ("half", "2026H1"),
        ("year", "2026"),
        ("fiscal_quarter", "FY2026Q1"),
        ("fiscal_half", "FY2026H1"),
        ("fiscal_year", "FY2026"),
    ],
)
def test_the_day_after_closing_day_20_belongs_to_the_next_month_and_what_is_made_of_it(grain: str, label: str) -> None:
    manifest = {"timezone": "UTC", "calendar": {"fiscal_year_starts": "april", "closing_day": 20}}
    assert labels(manifest, date(2026, 3, 21), grain) == label


def test_a_closing_day_that_a_month_lacks_is_its_last() -> None:
    manifest = {"timezone": "UTC", "calendar": {"closing_day": 30}}
    assert [labels(manifest, date(2026, m, d), "month") for m, d in ((1, 31), (2, 28), (3, 1), (3, 30), (3, 31))] == [
        *("2026-02", "2026-02", "2026-03", "2026-03", "2026-04"),
    ]


def test_the_fiscal_year_may_be_named_after_its_end() -> None:
    manifest = {"timezone": "UTC", "calendar": {"fiscal_year_starts": "april", "fiscal_year_named": "end"}}
    assert labels(manifest, date(2026, 4, 1), "fiscal_year") == "FY2027"
    assert labels(manifest, date(2026, 3, 31), "fiscal_quarter") == "FY2026Q4"


@pytest.mark.parametrize(
    ("starts", "day", "label"),
    [
        ("monday", date(2027, 1, 3), "2026-W53"),
        ("sunday", date(2027, 1, 3), "2027-W01"),
        ("sunday", date(2026, 9, 19), "2026-W38"),
        ("sunday", date(2026, 9, 20), "2026-W39"),
    ],
)
def test_a_week_is_the_iso_week_of_its_fourth_day(starts: str, day: date, label: str) -> None:
    assert labels({"timezone": "UTC", "calendar": {"week_starts": starts}}, day, "week") == label


def events(zone: str, *moments: object, first: date, last: date, **request: Any) -> list[int]:
    table = [{"at_utc": moment, "kind": "a"} for moment in moments]
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    request = {"grain": "day", "first": first, "last": last, "as_of": as_of, **request}
    return column(run(EVENTS, {"events": table}, "n", manifest={"timezone": zone}, **request), "n")


def test_naive_times_are_read_in_their_declared_zone_and_counted_in_the_projects() -> None:
    moments = (datetime(2026, 1, 1, 14, 59, 59), datetime(2026, 1, 1, 15))
    assert events("Asia/Tokyo", *moments, first=date(2026, 1, 1), last=date(2026, 1, 2)) == [1, 1]


def test_aware_times_are_instants_and_dates_are_never_shifted() -> None:
    moments = (datetime(2026, 1, 1, 23, tzinfo=ZoneInfo("America/New_York")), date(2026, 1, 1))
    assert events("Asia/Tokyo", *moments, first=date(2026, 1, 1), last=date(2026, 1, 2)) == [1, 1]


def test_the_days_of_a_clock_change_have_23_and_25_hours() -> None:
    hours = [datetime(2026, 3, 8) + timedelta(hours=n) for n in range(72)]
    assert events("America/New_York", *hours, first=date(2026, 3, 8), last=date(2026, 3, 9)) == [23, 24]
    hours = [datetime(2026, 11, 1) + timedelta(hours=n) for n in range(72)]
    assert events("America/New_York", *hours, first=date(2026, 11, 1), last=date(2026, 11, 2)) == [25, 24]


def test_an_ambiguous_local_time_is_the_first_one() -> None:
    spec = """
    source events from events { time a in "America/New_York" time b in "UTC" }
    metric hours = sum(events.x) metric passed = max(hours_between(events.a, b))
    """
    table = [{"a": datetime(2026, 11, 1, 1, 30), "b": datetime(2026, 11, 1, 6, 30), "x": 1}]
    as_of = datetime(2026, 12, 1, tzinfo=UTC)
    (row,) = run(spec, {"events": table}, "passed", first=date(2026, 11, 1), last=date(2026, 11, 30), as_of=as_of)
    assert row["passed"] == 1


def test_a_date_in_a_formula_is_the_whole_local_day() -> None:
    moments = [datetime(2026, 1, 1, 14, 59), datetime(2026, 1, 1, 15), datetime(2026, 1, 2, 14, 59)]
    spec = (
        EVENTS
        + "metric on = count(events where at_utc = 2026-01-02) metric to = count(events where at_utc <= 2026-01-01)"
    )
    table = [{"at_utc": moment, "kind": "a"} for moment in moments]
    (row,) = run(spec, {"events": table}, "on", "to", first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert (row["on"], row["to"]) == (2, 1)


def test_a_row_without_a_time_is_in_no_period() -> None:
    assert events("UTC", None, first=date(2026, 1, 1), last=date(2026, 1, 31), grain="month") == [0]
