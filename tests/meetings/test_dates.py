"""From cadences to dates, held against days read off a Japanese calendar of 2026 and 2027."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpidsl.meetings.dates import held_between, held_in, looked_at
from kpidsl.model.cadences import GRAIN_OF, Rhythm
from kpidsl.model.calendar import WEEKDAYS, Calendar, is_business_day, period_of

JAPAN = Calendar(
    timezone="Asia/Tokyo", fiscal_year_starts=4, holidays="JP", closed=("12-29..01-03", "2026-08-10..2026-08-14")
)
CLOSING_20 = Calendar(timezone="Asia/Tokyo", fiscal_year_starts=4, closing_day=20, holidays="JP")


def days(rhythm: Rhythm, first: str, last: str, calendar: Calendar = JAPAN) -> list[str]:
    return [str(on) for _, on in held_between(calendar, rhythm, date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "expected"),
    [
        # Silver week: Monday 21 to Wednesday 23 September are holidays.
        (Rhythm("weekly", weekday="monday"), "2026-09-14", "2026-10-04", ["2026-09-14", "2026-09-24", "2026-09-28"]),
        # The turn of the year: closed up to Sunday the 3rd, so two Fridays are held on the 4th and the 8th.
        (Rhythm("weekly", weekday="friday"), "2026-12-25", "2027-01-08", ["2026-12-25", "2027-01-04", "2027-01-08"]),
        (Rhythm("weekly", business_day=1), "2026-09-21", "2026-10-04", ["2026-09-24", "2026-09-28"]),
        # That week has two business days, Thursday and Friday; the third is its last.
        (Rhythm("weekly", business_day=3), "2026-09-21", "2026-09-27", ["2026-09-25"]),
        # A week that is closed as a whole has no review by its business days.
        (Rhythm("weekly", business_day=1), "2026-08-10", "2026-08-16", []),
        (Rhythm("monthly", day=5), "2026-09-01", "2026-11-30", ["2026-09-07", "2026-10-05", "2026-11-05"]),
        # No 31st in November and a Monday after it; the turn of the year pushes the December one to January.
        (Rhythm("monthly", day=31), "2026-11-03", "2027-02-28", ["2026-11-30", "2027-01-04", "2027-02-01"]),
        (Rhythm("monthly", business_day=3), "2026-11-01", "2027-01-31", ["2026-11-05", "2026-12-03", "2027-01-06"]),
        (Rhythm("monthly", weekday="monday"), "2026-10-01", "2026-11-30", ["2026-10-05", "2026-11-02"]),
        (Rhythm("quarterly", business_day=1), "2026-07-01", "2027-03-31", ["2026-07-01", "2026-10-01", "2027-01-04"]),
        (Rhythm("half_yearly", day=10), "2026-04-01", "2027-03-31", ["2026-04-10", "2026-10-13"]),
        (Rhythm("yearly", weekday="friday"), "2026-04-01", "2027-03-31", ["2026-04-03"]),
        (Rhythm("daily"), "2026-09-18", "2026-09-25", ["2026-09-18", "2026-09-24", "2026-09-25"]),
    ],
    ids=lambda each: each.text if isinstance(each, Rhythm) else "",
)  # fmt: skip
def test_days_over_holidays_and_closed_days(rhythm: Rhythm, first: str, last: str, expected: list[str]) -> None:
    assert days(rhythm, first, last) == expected


def test_months_follow_the_closing_day() -> None:
    rhythm = Rhythm("monthly", business_day=1)
    # The month 2026-10 begins on 21 September, which silver week moves to the 24th;
    # it looks at 21 August to 20 September.
    (held,) = held_between(CLOSING_20, rhythm, date(2026, 9, 21), date(2026, 10, 20))
    assert (held[0].label, str(held[1]), looked_at(CLOSING_20, rhythm, held[0]).label) == (
        "2026-10", "2026-09-24", "2026-09",
    )  # fmt: skip
    assert days(Rhythm("monthly", day=25), "2026-09-21", "2026-10-20", CLOSING_20) == ["2026-09-25"]


def test_a_daily_review_looks_at_the_last_day_with_business() -> None:
    tuesday = period_of(JAPAN, "day", date(2026, 11, 24))
    # Monday the 23rd is a holiday.
    assert looked_at(JAPAN, Rhythm("daily"), tuesday).label == "2026-11-20"


def test_two_reviews_that_a_closure_pushes_onto_one_day_are_one() -> None:
    held = list(held_between(JAPAN, Rhythm("weekly", weekday="thursday"), date(2026, 12, 28), date(2027, 1, 8)))
    assert [(period.label, str(on)) for period, on in held] == [("2026-W53", "2027-01-04"), ("2027-W01", "2027-01-07")]


def test_a_firm_that_never_works_holds_no_review() -> None:
    asleep = Calendar(closed=("01-01..12-31",))
    for rhythm in (Rhythm("daily"), Rhythm("weekly", weekday="monday"), Rhythm("monthly", business_day=2)):
        assert days(rhythm, "2026-01-01", "2026-12-31", asleep) == []


RHYTHMS = st.one_of(
    st.just(Rhythm("daily")),
    st.builds(Rhythm, st.sampled_from(sorted(GRAIN_OF.keys() - {"daily"})), weekday=st.sampled_from(WEEKDAYS)),
    st.builds(Rhythm, st.sampled_from(sorted(GRAIN_OF.keys() - {"daily"})), business_day=st.integers(1, 25)),
    st.builds(Rhythm, st.sampled_from(["monthly", "quarterly", "yearly"]), day=st.integers(1, 31)),
)


@settings(max_examples=150, deadline=None)
@given(RHYTHMS, st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.sampled_from([JAPAN, CLOSING_20]))
def test_every_day_has_business_and_lies_in_or_soon_after_its_period(
    rhythm: Rhythm, day: date, calendar: Calendar
) -> None:
    period = period_of(calendar, rhythm.grain, day)
    held = held_in(calendar, rhythm, period)
    if held is not None:
        assert is_business_day(calendar, held)
        assert period.first <= held <= period.last + timedelta(14)
        assert held in [on for _, on in held_between(calendar, rhythm, held, held)]
