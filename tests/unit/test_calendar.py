"""Periods: how days are cut, what each piece is called, and how names are read back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.model.calendar import (
    GRAINS,
    WEEKDAYS,
    Calendar,
    Misset,
    NotAPeriod,
    Period,
    between,
    count_between,
    following,
    index_of,
    parse_period,
    period_of,
    read_calendar,
    read_period,
    year_before,
)

JAPAN = Calendar("Asia/Tokyo", fiscal_year_starts=4)
CLOSES_20TH = Calendar("Asia/Tokyo", fiscal_year_starts=4, closing_day=20)

calendars = st.builds(
    Calendar,
    fiscal_year_starts=st.integers(1, 12),
    fiscal_year_named=st.sampled_from(["start", "end"]),
    closing_day=st.integers(1, 31),
    week_starts=st.sampled_from(WEEKDAYS),
)
days = st.dates(date(1001, 1, 1), date(8999, 12, 31))
grains = st.sampled_from(GRAINS)


def named(calendar: Calendar, text: str) -> Period:
    found = parse_period(calendar, text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("grain", "first", "last", "label"),
    [
        ("day", date(2026, 9, 30), date(2026, 9, 30), "2026-09-30"),
        ("week", date(2026, 9, 28), date(2026, 10, 4), "2026-W40"),
        ("month", date(2026, 9, 1), date(2026, 9, 30), "2026-09"),
        ("quarter", date(2026, 7, 1), date(2026, 9, 30), "2026Q3"),
        ("half", date(2026, 7, 1), date(2026, 12, 31), "2026H2"),
        ("year", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("fiscal_quarter", date(2026, 7, 1), date(2026, 9, 30), "FY2026Q2"),
        ("fiscal_half", date(2026, 4, 1), date(2026, 9, 30), "FY2026H1"),
        ("fiscal_year", date(2026, 4, 1), date(2027, 3, 31), "FY2026"),
    ],
)
def test_each_grain_has_its_period_and_label(grain, first, last, label):
    assert period_of(JAPAN, grain, date(2026, 9, 30)) == Period(grain, first, last, label)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-09", date(2026, 8, 21), date(2026, 9, 20)),
        ("2026Q3", date(2026, 6, 21), date(2026, 9, 20)),
        ("2026", date(2025, 12, 21), date(2026, 12, 20)),
        ("FY2026", date(2026, 3, 21), date(2027, 3, 20)),
        ("FY2026H2", date(2026, 9, 21), date(2027, 3, 20)),
    ],
)
def test_a_closing_day_moves_months_and_all_that_is_made_of_them(text, first, last):
    found = named(CLOSES_20TH, text)
    assert (found.first, found.last) == (first, last)


def test_a_missing_closing_day_is_the_months_last():
    closes_30th = Calendar(closing_day=30)
    assert named(closes_30th, "2026-02").last == date(2026, 2, 28)
    assert named(closes_30th, "2026-03").first == date(2026, 3, 1)
    assert period_of(closes_30th, "month", date(2026, 3, 31)).label == "2026-04"


@pytest.mark.parametrize(
    ("week_starts", "first", "label"),
    [("monday", date(2025, 12, 29), "2026-W01"), ("sunday", date(2025, 12, 28), "2026-W01")],
)
def test_a_week_belongs_to_the_iso_week_of_its_fourth_day(week_starts, first, label):
    found = period_of(Calendar(week_starts=week_starts), "week", date(2025, 12, 31))
    assert (found.first, found.label) == (first, label)


def test_a_fiscal_year_can_be_named_after_its_end():
    calendar = Calendar(fiscal_year_starts=4, fiscal_year_named="end")
    assert period_of(calendar, "fiscal_year", date(2026, 9, 30)).label == "FY2027"
    assert named(calendar, "FY2027").first == date(2026, 4, 1)
    assert named(calendar, "2027年3月期").label == "FY2027"


def test_a_fiscal_year_from_january_has_one_name():
    calendar = Calendar(fiscal_year_starts=1, fiscal_year_named="end")
    assert named(calendar, "FY2026").first == date(2026, 1, 1)
    assert named(calendar, "2026年12月期").label == "FY2026"


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("2026年度", "FY2026"),
        ("2026年度上期", "FY2026H1"),
        ("2026年度下期", "FY2026H2"),
        ("2026年度下半期", "FY2026H2"),
        ("2026年度第3四半期", "FY2026Q3"),
        ("2026年度3Q", "FY2026Q3"),
        ("2027年3月期", "FY2026"),
        ("2027年3月期第2四半期", "FY2026Q2"),
        ("2026年", "2026"),
        ("2026年上半期", "2026H1"),
        ("2026年第4四半期", "2026Q4"),
        ("2026年9月", "2026-09"),
        ("2026年09月", "2026-09"),
        ("2026年9月3日", "2026-09-03"),
    ],
)
def test_japanese_twins(written, label):
    assert named(JAPAN, written).label == label


@pytest.mark.parametrize(
    ("written", "reason", "limit"),
    [
        ("2026-13", "month", 12),
        ("2026-00", "month", 12),
        ("2026-02-30", "day", 28),
        ("2026-02-00", "day", 28),
        ("2026-W54", "week", 53),
        ("2025-W53", "week", 52),
        ("2026-W00", "week", 53),
        ("2026Q5", "quarter", 4),
        ("FY2026Q0", "quarter", 4),
        ("0999-12", "year", 0),
        ("FY9001", "year", 0),
        ("2027年2月期", "fiscal_end", 3),
        ("2027年13月期", "month", 12),
        ("next month", "form", 0),
        ("2026年上期", "form", 0),
        ("2026-9", "form", 0),
        ("２０２６", "form", 0),
        ("2026\n", "form", 0),
        ("", "form", 0),
    ],
)
def test_what_is_no_period_says_why(written, reason, limit):
    assert read_period(JAPAN, written) == NotAPeriod(written, reason, limit)
    assert parse_period(JAPAN, written) is None


@pytest.mark.parametrize(
    ("this", "last_year"),
    [
        ("2026-09", "2025-09"),
        ("FY2026Q1", "FY2025Q1"),
        ("FY2026", "FY2025"),
        ("2026-W38", "2025-W38"),
        ("2024-02-29", "2023-02-28"),
        ("2026-03-01", "2025-03-01"),
    ],
)
def test_the_year_before_has_the_same_number(this, last_year):
    before = year_before(JAPAN, named(JAPAN, this))
    assert before is not None
    assert before.label == last_year


def test_week_53_has_no_year_before():
    assert year_before(JAPAN, named(JAPAN, "2026-W53")) is None


def test_steps_cross_years():
    assert following(JAPAN, named(JAPAN, "2026-11"), 3).label == "2027-02"
    assert following(JAPAN, named(JAPAN, "FY2026Q1"), -1).label == "FY2025Q4"
    assert following(JAPAN, named(JAPAN, "2026-W53"), 1).label == "2027-W01"


def test_a_range_takes_every_period_that_it_touches():
    found = between(JAPAN, "month", date(2026, 1, 31), date(2026, 3, 1))
    assert [period.label for period in found] == ["2026-01", "2026-02", "2026-03"]
    assert between(JAPAN, "month", date(2026, 3, 1), date(2026, 2, 1)) == ()


@given(calendars, grains, days)
def test_periods_partition_the_days(calendar, grain, day):
    period = period_of(calendar, grain, day)
    assert day in period
    assert following(calendar, period, 1).first == period.last + timedelta(1)
    assert following(calendar, period, -1).last == period.first - timedelta(1)
    assert index_of(calendar, grain, period.first) == index_of(calendar, grain, period.last)


@given(calendars, grains, days)
def test_a_label_is_read_back_as_its_period(calendar, grain, day):
    period = period_of(calendar, grain, day)
    assert parse_period(calendar, period.label) == period


@given(calendars, grains, days, st.integers(0, 800))
def test_a_range_is_covered_without_gap_and_counted(calendar, grain, day, length):
    end = day + timedelta(length)
    found = between(calendar, grain, day, end)
    assert found[0].first <= day
    assert end <= found[-1].last
    assert count_between(calendar, grain, day, end) == len(found)


@given(calendars, st.text(alphabet="0123456789-QHWFY年度月日期上下半第四 ", max_size=14))
def test_any_text_is_a_period_or_a_reason(calendar, text):
    assert isinstance(read_period(calendar, text), Period | NotAPeriod)


def test_settings_are_read_as_people_write_them():
    settings = {"fiscal_year_starts": "april", "closing_day": "20", "week_starts": "Sunday", "closed": ["12-29..01-03"]}
    calendar, wrong = read_calendar("Asia/Tokyo", settings)
    assert wrong == ()
    assert calendar == Calendar("Asia/Tokyo", 4, "start", 20, "sunday", None, ("12-29..01-03",))


@pytest.mark.parametrize("month", ["april", "Apr", 4, "4"])
def test_a_month_is_a_name_or_a_number(month):
    assert read_calendar(None, {"fiscal_year_starts": month})[0].fiscal_year_starts == 4


@pytest.mark.parametrize(
    ("key", "written", "problem"),
    [
        ("fiscal_year_starts", "avril", "unknown_month"),
        ("fiscal_year_starts", 13, "unknown_month"),
        ("fiscal_year_named", "middle", "start_or_end"),
        ("closing_day", 0, "bad_day"),
        ("closing_day", True, "bad_day"),
        ("week_starts", "someday", "unknown_weekday"),
        ("holidays", "japan", "bad_country"),
        ("closed", "02-30", "bad_closed"),
        ("closed", "2026-08-15..2026-08-13", "bad_closed"),
        ("closed", "12-29..2027-01-03", "bad_closed"),
        ("closing_days", 20, "unknown_key"),
        ("timezone", "UTC", "unknown_key"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_and_keeps_its_default(key, written, problem):
    calendar, wrong = read_calendar("UTC", {key: written})
    assert [(each.key, each.problem) for each in wrong] == [(key, problem)]
    assert calendar == Calendar()


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "../etc/passwd", "/etc/passwd", "America", "zone.tab", "localtime", "a" * 5000, "a\0b", "", 9]
)
def test_a_zone_that_is_none_is_said(zone):
    assert read_calendar(zone, {})[1] == (Misset("timezone", "unknown_zone", str(zone)),)
