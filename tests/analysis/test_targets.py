"""Targets as they are written, and the days, values and ways that they mean."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.analysis.baseline import target_value
from kpidsl.analysis.status import judge
from kpidsl.analysis.target_days import Asked, baseline_days, milestone_as_target, review_grain
from kpidsl.analysis.target_path import expected_on, part_of, standing_on
from kpidsl.analysis.target_window import window_on
from kpidsl.model.calendar import Calendar, between, business_days
from kpidsl.syntax import tree
from kpidsl.text.source import Span

JAPAN = Calendar("Asia/Tokyo", fiscal_year_starts=4, holidays="JP", closed=("12-29..01-03",))
HERE = Span("specs/sales.kpi", 0, 0)
TODAY = date(2026, 9, 15)


def number(text: str) -> tree.Number:
    unit = next((unit for unit in ("%", "pt") if text.endswith(unit)), None)
    value = Decimal(text.removesuffix(unit or "")) / (100 if unit else 1)
    return tree.Number(value, unit, text, HERE)


def target(sense: str, value: str, when: str = "", versus: str = "", upper: str = "", every: str = "") -> tree.Target:
    preposition, _, rest = when.partition(" ")
    period = tree.Period(rest, HERE) if preposition in ("in", "by") else None
    unit = tree.Word(rest, HERE) if preposition == "per" else None
    count, _, of = every.partition(" ")
    return tree.Target(
        sense,
        number(value),
        number(upper) if upper else None,
        False,
        tree.Duration(int(count), of, HERE) if every else None,
        tree.When(preposition, period, unit, HERE) if when else None,
        tree.Period(versus, HERE) if versus else None,
        None,
        HERE,
    )


def milestone(value: str, by: str) -> tree.Milestone:
    return tree.Milestone(number(value), tree.Period(by, HERE), HERE)


def window(written: tree.Target, kind: str, day: date = TODAY, baseline: float | None = None, **around):
    found = window_on(JAPAN, Asked(written, kind, **around), day, baseline)
    assert found is not None
    return found


YEAR = target("reach", "120000000", "in FY2026")


@pytest.mark.parametrize(
    ("written", "kind", "first", "last", "value"),
    [
        (YEAR, "flow", date(2026, 4, 1), date(2027, 3, 31), 120e6),
        (target("reach", "50", "by 2026-09-30"), "flow", date(2026, 4, 1), date(2026, 9, 30), 50),
        (target("reach", "50", "by 2027-03"), "flow", date(2026, 4, 1), date(2027, 3, 31), 50),
        (target("at_most", "50000", "per month"), "flow", date(2026, 9, 1), date(2026, 9, 30), 50000),
        (target("reach", "5", "per day"), "flow", date(2026, 9, 1), date(2026, 9, 30), 150),
        (target("reach", "5", "per business_day"), "flow", date(2026, 9, 1), date(2026, 9, 30), 95),
        (target("every", "1", every="2 day"), "flow", date(2026, 9, 1), date(2026, 9, 30), 15),
        (target("every", "1", every="3 day"), "flow", date(2026, 9, 1), date(2026, 9, 30), 10),
        (target("every", "2", every="2 week"), "flow", date(2026, 9, 14), date(2026, 9, 27), 2),
        (target("at_least", "25%", "per month"), "rate", date(2026, 9, 1), date(2026, 9, 30), 0.25),
        (target("reach", "25%", "in FY2026"), "rate", date(2026, 4, 1), date(2027, 3, 31), 0.25),
        (target("reach", "25%", "by 2026-09-30"), "rate", date(2026, 9, 1), date(2026, 9, 30), 0.25),
        (target("hold", "100%"), "rate", date(2026, 9, 1), date(2026, 9, 30), 1.0),
        (target("reach", "900", "by 2026-12-31"), "stock", date(2026, 4, 1), date(2026, 12, 31), 900),
    ],
)
def test_a_target_names_its_days_and_its_value(written, kind, first, last, value):
    found = window(written, kind)
    assert (found.first, found.last, found.value) == (first, last, pytest.approx(value))


def test_a_rate_due_later_is_measured_in_the_running_review_period():
    found = window(target("reach", "25%", "by 2027-03-31"), "rate")
    assert (found.first, found.last, found.due) == (date(2026, 9, 1), date(2026, 9, 30), date(2027, 3, 31))
    assert found.due_later
    assert judge(standing_on(JAPAN, found, TODAY, 0.2, better="higher")).status == "not_due"


def test_a_quarterly_review_measures_a_rate_over_the_quarter():
    found = window(target("reach", "25%", "by 2027-03-31"), "rate", date(2027, 2, 1), review=review_grain("quarterly"))
    assert (found.first, found.last) == (date(2027, 1, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("written", "baseline", "value", "unresolved"),
    [
        (target("change", "5%", "in FY2026", "FY2025"), 200, 210, None),
        (target("change", "-100", "by 2026-12-31", "2026-09-30"), 900, 800, None),
        (target("change", "3pt", "by 2027-03-31", "FY2025"), Decimal("0.2"), 0.23, None),
        (target("times", "2", "by 2027-03", "2026-09"), 300, 600, None),
        (target("times", "2", "by 2027-03", "2026-09"), 0, None, "zero_baseline"),
        (target("change", "5%", "in FY2026", "FY2025"), -10, None, "negative_baseline"),
        (target("change", "5%", "in FY2026", "FY2025"), None, None, "no_baseline"),
        (target("change", "100", "in FY2026", "FY2025"), 0, 100, None),
        (YEAR, 5, 120e6, None),
    ],
)
def test_changes_are_taken_from_a_measured_baseline(written, baseline, value, unresolved):
    found = target_value(written, baseline)
    assert found.unresolved == unresolved
    assert found.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("written", "kind", "days"),
    [
        (target("change", "5%", "in FY2026", "FY2025"), "flow", (date(2025, 4, 1), date(2026, 3, 31))),
        (target("reach", "900", "in FY2026"), "stock", (date(2026, 3, 31), date(2026, 3, 31))),
        (target("reach", "900", "by 2026-12-31"), "stock", (date(2026, 3, 31), date(2026, 3, 31))),
        (target("reach", "900", "per month"), "stock", None),
        (YEAR, "flow", None),
        (target("reach", "25%", "by 2027-03-31"), "rate", None),
    ],
)
def test_the_days_of_a_baseline(written, kind, days):
    assert baseline_days(JAPAN, Asked(written, kind)) == days


def test_a_flow_that_changes_by_a_month_is_compared_like_for_like():
    found = window(target("times", "2", "by 2027-03", "2026-09"), "flow", baseline=300)
    assert (found.first, found.last, found.value) == (date(2027, 3, 1), date(2027, 3, 31), 600)
    yearly = window(target("change", "5%", "by 2027-03-31", "FY2025"), "flow", baseline=100)
    assert (yearly.first, yearly.last) == (date(2026, 4, 1), date(2027, 3, 31))


def test_a_milestone_cumulates_from_the_period_of_its_target():
    half = target("reach", "100", "in FY2026H2")
    found = window(milestone_as_target(milestone("40", "2026-12-31")), "flow", siblings=(half,))
    assert (found.first, found.last, found.value) == (date(2026, 10, 1), date(2026, 12, 31), 40)


def test_milestones_bend_the_way():
    found = window(YEAR, "flow", milestones=(milestone("50000000", "2026-09-30"), milestone("1", "2025-01-01")))
    assert expected_on(JAPAN, found, date(2026, 9, 30)) == 50e6
    assert expected_on(JAPAN, found, date(2027, 3, 31)) == 120e6
    assert part_of(JAPAN, found, date(2026, 4, 1), date(2026, 9, 30)) == 50e6


def test_a_year_is_due_by_its_business_days():
    found = window(YEAR, "flow")
    assert expected_on(JAPAN, found, date(2026, 3, 31)) is None
    assert expected_on(JAPAN, found, date(2026, 4, 30)) == pytest.approx(120e6 * 21 / 241)
    assert expected_on(JAPAN, found, date(2026, 9, 30)) == pytest.approx(120e6 * 122 / 241)
    assert part_of(JAPAN, found, date(2026, 5, 1), date(2026, 5, 31)) == pytest.approx(120e6 * 18 / 241)
    assert part_of(JAPAN, found, date(2025, 5, 1), date(2025, 5, 31)) is None


def test_a_cadence_by_the_day_counts_every_day():
    found = window(target("reach", "5", "per day"), "flow")
    assert expected_on(JAPAN, found, date(2026, 9, 6)) == pytest.approx(30)


def test_a_stock_is_on_its_way_from_where_it_stood():
    found = window(target("reach", "1000", "in FY2026H1"), "stock", baseline=600)
    assert (found.first, found.last) == (date(2026, 4, 1), date(2026, 9, 30))
    assert expected_on(JAPAN, found, date(2026, 4, 30)) == pytest.approx(600 + 400 * 21 / 122)
    assert judge(standing_on(JAPAN, found, date(2026, 4, 30), 690, better="higher")).status == "on_track"


def test_a_rate_in_points_is_on_its_way_from_its_baseline():
    found = window(target("change", "3pt", "by 2027-03-31", "FY2025"), "rate", baseline=0.2)
    assert expected_on(JAPAN, found, date(2026, 9, 30)) == pytest.approx(0.2 + 0.03 * 122 / 241)
    standing = standing_on(JAPAN, found, date(2026, 9, 30), 0.216, better="higher")
    assert judge(standing).status == "on_track"


def test_a_geometric_way_doubles_evenly():
    found = window(target("times", "4", "by 2026-09-30", "2026-03-31"), "stock", baseline=100)
    halfway = expected_on(JAPAN, found, date(2026, 6, 30), "geometric")
    assert halfway == pytest.approx(100 * 4 ** (61 / 122))


def test_the_running_month_is_judged_by_pace_and_the_finished_one_whole():
    monthly = target("reach", "190", "per month")
    running = window(monthly, "flow")
    assert judge(standing_on(JAPAN, running, TODAY, 110, better="higher")).status == "on_track"
    assert judge(standing_on(JAPAN, running, date(2026, 9, 30), 110, better="higher")).status == "behind"
    assert judge(standing_on(JAPAN, running, date(2026, 8, 31), None, better="higher")).status == "not_due"


def test_a_change_without_a_baseline_is_judged_by_nothing():
    found = window(target("change", "5%", "in FY2026", "FY2025"), "flow")
    assert found.unresolved == "no_baseline"
    assert judge(standing_on(JAPAN, found, TODAY, 50, better="higher")).status == "none"


@pytest.mark.parametrize(
    "written",
    [
        target("reach", "5", "in 2026-13"),
        target("reach", "5", "per fortnight"),
        target("every", "1", every="99999999 week"),
        target("every", "1", every="0 day"),
        target("every", "1", every="2 minute"),
    ],
)
def test_words_that_name_no_days_give_no_window(written):
    assert window_on(JAPAN, Asked(written, "flow"), TODAY) is None


@given(st.integers(1, 12), st.integers(1, 31), st.floats(1, 1e9))
def test_the_parts_of_a_total_add_up(starts, closing, value):
    calendar = Calendar("UTC", fiscal_year_starts=starts, closing_day=closing)
    found = window_on(calendar, Asked(target("reach", str(round(value)), "in FY2026"), "flow"), TODAY)
    assert found is not None
    months = between(calendar, "month", found.first, found.last)
    parts = [part_of(calendar, found, month.first, month.last) for month in months]
    assert sum(part for part in parts if part is not None) == pytest.approx(found.value)
    assert business_days(calendar, found.first, found.last) > 250


@given(st.integers(0, 400))
def test_a_way_never_goes_back(after):
    found = window(YEAR, "flow", milestones=(milestone("50000000", "2026-09-30"),))
    day = date(2026, 4, 1) + timedelta(after)
    now, later = expected_on(JAPAN, found, day), expected_on(JAPAN, found, day + timedelta(1))
    assert now is not None and later is not None
    assert 0 <= now <= later <= 120e6
