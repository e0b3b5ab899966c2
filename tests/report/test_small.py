"""Pages of small projects: what is missing, not begun, running, capped, or of another grain."""

from datetime import date

import pytest

from kpidsl.report.trees import tree_of
from kpidsl.scorecard.designs import find_design
from kpidsl.scorecard.page import render_html

from .conftest import Page, Small, monthly

CLOSE = date(2026, 10, 31)
GOAL = "kgi a = sum(orders.amount) {\n  unit JPY\n  target 1200 in FY2026\n}\n"
STEADY = monthly(date(2025, 4, 1), [100] * 19)


def html(page: Page) -> str:
    design = find_design("executive").value
    assert design is not None
    made = render_html(page.card, design)
    assert made.value is not None, made.diagnostics
    return made.value


def test_a_source_without_any_row_is_missing_and_not_zero(small: Small) -> None:
    spec = f"{GOAL}kpi b = avg(orders.amount) {{\n  target 5 in FY2026\n}}\n"
    page = small(spec, {}, CLOSE)
    for name in ("a", "b"):
        row = page.row(name)
        assert (row.actual, row.absent, row.status, row.achievement) == (None, "no_data", "no_data", None)
        assert all(point.value is None for point in row.series)
    assert page.card.goal is not None and all(each.actual is None for each in page.card.goal.series)
    assert "欠測" in html(page)


def test_nothing_bad_in_an_empty_table_is_good_news(small: Small) -> None:
    row = small("kpi b = count(orders) {\n  better lower\n  target at most 3 per month\n}\n", {}, CLOSE).row("b")
    assert (row.actual, row.status) == (0, "done")


def test_a_total_over_nothing_but_nulls_is_missing(small: Small) -> None:
    row = small(GOAL, {date(2026, 9, 3): [None], date(2026, 10, 5): [None]}, CLOSE).row("a")
    assert (row.actual, row.status) == (None, "no_data")


def test_before_the_first_row_nothing_is_drawn_and_nothing_judged(small: Small) -> None:
    page = small(GOAL, monthly(date(2026, 9, 1), [100, 100]), CLOSE, period="2026-06")
    assert page.row("a").status == "no_data" and page.card.concerns == ()
    assert page.card.goal is not None and {each.actual for each in page.card.goal.series} == {None}


def test_a_year_of_which_a_part_is_on_record_is_no_year_to_land_by(small: Small) -> None:
    whole = small(GOAL, monthly(date(2025, 4, 1), [100] * 12 + [110] * 7), CLOSE).card.goal
    assert whole is not None and whole.forecast == pytest.approx(1320)
    part = small(GOAL, monthly(date(2025, 9, 1), [100] * 7 + [110] * 7), CLOSE).card.goal
    assert part is not None and {each.last_year for each in part.series} == {None}
    # FY2026 has 261 weekdays, 22 + 21 + 22 + 23 + 21 + 22 + 22 = 153 of them up to the end of October.
    assert part.forecast == pytest.approx(770 * 261 / 153)


def test_without_a_target_there_is_a_number_and_no_judgement(small: Small) -> None:
    page = small("kgi a = sum(orders.amount) {\n  unit JPY\n}\n", STEADY, CLOSE)
    row, goal = page.row("a"), page.card.goal
    assert (row.actual, row.target, row.achievement, row.status) == (100, None, None, "none")
    assert goal is not None and (goal.year, goal.target, goal.series) == ("2026-10", None, ())
    assert 'class="landing"' not in html(page)


@pytest.mark.parametrize(("formula", "target"), [("avg", "90 in FY2026"), ("latest", "200 by 2027-03-31")])
def test_a_goal_that_is_no_total_has_no_share_no_landing_and_no_cumulative_words(
    formula: str, target: str, small: Small
) -> None:
    page = small(f"kgi a = {formula}(orders.amount) {{\n  unit JPY\n  target {target}\n}}\n", STEADY, CLOSE)
    goal = page.card.goal
    assert goal is not None and (goal.share, goal.forecast, goal.series) == (None, None, ())
    assert "実績累計" not in html(page) and "計画累計" not in html(page)


def test_a_kpi_is_judged_by_its_shortest_target_and_a_goal_by_its_longest(small: Small) -> None:
    aims = "{\n  target 12 in FY2026\n  target 1 per month\n}\n"
    page = small(f"kpi k = count(orders) {aims}kgi g = count(orders) {aims}", STEADY, CLOSE)
    assert (page.row("k").actual, page.row("k").window) == (1, "period")
    assert (page.row("g").actual, page.row("g").window) == (7, "to_date")


def test_a_target_of_the_past_judges_nothing_and_one_of_the_future_is_not_due(small: Small) -> None:
    spec = (
        "kpi past = count(orders) {\n  target 12 in FY2025\n}\nkpi next = count(orders) {\n  target 12 in FY2027\n}\n"
    )
    page = small(spec, STEADY, CLOSE)
    assert (page.row("past").actual, page.row("past").target, page.row("past").status) == (1, None, "none")
    assert (page.row("next").actual, page.row("next").target, page.row("next").status) == (1, None, "not_due")


def test_bands_written_in_the_spec_decide_status_and_bullet(small: Small) -> None:
    aims = "  target 10 per month\n"
    spec = (
        f"kpi usual = avg(orders.amount) {{\n{aims}}}\n"
        f"kpi wide = avg(orders.amount) {{\n{aims}  status at_risk below 80%, behind below 50%\n}}\n"
        f"kpi low = avg(orders.amount) {{\n{aims}  status at_risk below 60%\n}}\n"
    )
    page = small(spec, monthly(date(2026, 1, 1), [7] * 10), CLOSE)
    assert [page.row(name).status for name in ("usual", "wide", "low")] == ["behind", "at_risk", "on_track"]
    bullet = page.row("wide").bullet
    assert bullet is not None and (bullet.at_risk, bullet.behind) == pytest.approx((8, 5))


def test_a_range_has_both_its_ends_and_no_share(small: Small) -> None:
    row = small("kpi b = avg(orders.amount) {\n  target between 80 and 95 per month\n}\n", STEADY, CLOSE).row("b")
    assert (row.target, row.upper, row.achievement, row.bullet, row.status) == (80, 95, None, None, "at_risk")


def test_a_cap_on_a_year_is_held_against_what_was_due_by_now(small: Small) -> None:
    spec = "kpi c = sum(orders.amount) {\n  better lower\n  target at most 1000 in FY2026\n}\n"
    row = small(spec, STEADY, CLOSE).row("c")
    due = 1000 * 153 / 261
    assert row.target == pytest.approx(due) and row.achievement == pytest.approx(2 - 700 / due)
    assert row.status == "behind" and row.rule.startswith(f"計画を{(700 / due - 1) * 100:.1f}%超過")


def test_a_linear_path_counts_calendar_days(small: Small) -> None:
    row = small("kpi c = count(orders) {\n  target 365 in FY2026\n  path linear\n}\n", STEADY, CLOSE).row("c")
    assert row.target == pytest.approx(30 + 31 + 30 + 31 + 31 + 30 + 31)


def test_a_running_month_is_held_against_the_same_business_days(small: Small) -> None:
    """14 October is the 10th weekday; so are 14 September 2026 and 14 October 2025."""
    days = {
        **{date(2026, 9, day): [10.0] for day in (1, 10, 11, 14, 25)},
        **{date(2026, 10, day): [12.0] for day in (1, 9, 14)},
        **{date(2025, 10, day): [20.0] for day in (7, 15)},
    }
    page = small(
        f"{GOAL}kpi m = count(orders) {{\n  target 22 per month\n}}\n", days, date(2026, 10, 14), period="2026-10"
    )
    row = page.row("a")
    assert not page.card.period.complete
    assert (row.vs_previous, row.vs_last_year) == pytest.approx((36 / 40 - 1, 36 / 20 - 1))
    assert row.series[-1].complete is False and row.limits is None and row.series[-1].signal is None
    assert page.row("m").target == pytest.approx(22 * 10 / 22)
    assert "途中経過" in html(page) and "同じ営業日数まで" in html(page)


def test_a_week_has_its_year_ago_and_its_goal_its_months(small: Small) -> None:
    days = {**STEADY, date(2026, 10, 20): [5.0], date(2025, 10, 21): [4.0]}
    page = small(f"{GOAL}kpi w = sum(orders.amount) {{\n  target 1 per week\n}}\n", days, CLOSE, every="week")
    row = page.row("w")
    assert page.card.period.code == "2026-W43" and (row.actual, row.vs_last_year) == (5, pytest.approx(0.25))
    assert page.card.goal is not None and [each.actual for each in page.card.goal.series][:7] == [
        100, 200, 300, 400, 500, 600, 705
    ]  # fmt: skip
    assert "直近13期の推移" in html(page)


def test_a_quarter_names_the_month_that_a_monthly_target_is_about(small: Small) -> None:
    page = small("kpi b = count(orders) {\n  target 2 per month\n}\n", STEADY, CLOSE, every="quarter")
    row = page.row("b")
    assert (row.actual, row.target, row.window, row.days) == (1, 2, "within", "2026-09")
    assert '<span class="unit">9月</span> 1' in html(page)


def test_a_day_without_rows_does_not_hide_the_total(small: Small) -> None:
    row = small(GOAL, STEADY, CLOSE, every="day").row("a")
    assert (row.actual, row.window) == (700, "to_date")


@pytest.mark.parametrize("every", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("as_of", [date(2025, 3, 31), date(2025, 4, 1), date(2026, 2, 28), date(2027, 4, 1)])
@pytest.mark.parametrize("locale", ["ja-JP", "en-GB"])
def test_every_grain_at_every_edge_gives_a_page(every: str, as_of: date, locale: str, small: Small) -> None:
    spec = (
        f"{GOAL}kpi r = avg(orders.amount) {{\n  target 90 by 2027-03-31\n  better lower\n}}\n"
        "kpi s = latest(orders.amount) {\n  target +10 vs 2026-03-31 by 2027-03-31\n}\nkpi n = count(orders) {\n}\n"
    )
    assert "<table" in html(small(spec, STEADY, as_of, every=every, locale=locale))


def test_limits_locked_by_the_spec_rest_on_its_first_twelve_periods(small: Small) -> None:
    values = [10.0, 12.0] * 6 + [30.0, 32.0] * 6
    rolling = small("kpi k = avg(orders.amount) {\n}\n", monthly(date(2024, 11, 1), values), CLOSE).row("k")
    locked = small(
        'kpi k = avg(orders.amount) {\n  stable from 2024-11-01 because "the new process"\n}\n',
        monthly(date(2024, 11, 1), values),
        CLOSE,
    ).row("k")
    assert locked.limits is not None and rolling.limits is not None
    assert float(locked.limits.mean) == pytest.approx(11) and float(rolling.limits.mean) > 25
    assert [each.signal for each in locked.series[1:]] == ["high"] * 12 and rolling.series[-1].signal is None


def test_one_bad_month_does_not_widen_the_limits_after_it(small: Small) -> None:
    usual = [10.0, 11.0] * 9
    row = small("kpi k = avg(orders.amount) {\n}\n", monthly(date(2025, 4, 1), [*usual, 3.0]), CLOSE).row("k")
    after = small("kpi k = avg(orders.amount) {\n}\n", monthly(date(2025, 3, 1), [*usual, 3.0, 10.0]), CLOSE).row("k")
    assert row.series[-1].signal == "low" and after.series[-2].signal == "low" and after.series[-1].signal is None
    assert after.limits is not None and float(after.limits.low) > 7


def test_the_run_does_not_hang_on_the_place_of_a_target_in_its_file(small: Small) -> None:
    one = small(GOAL, STEADY, CLOSE).card.run
    assert small(f"\n\n# moved\n{GOAL}", STEADY, CLOSE).card.run == one
    other = small(GOAL.replace("1200", "1300"), STEADY, CLOSE).card.run
    assert other.fingerprint != one.fingerprint and other.id != one.id


def test_the_date_of_issue_is_that_of_the_as_of(small: Small) -> None:
    run = small(GOAL, STEADY, CLOSE, period="2026-08").card.run
    assert (run.as_of, run.issued) == ("2026-08-31", "2026-10-31")


def test_what_is_followed_for_a_while_is_judged_when_all_is_decided(small: Small) -> None:
    spec = (
        "kgi a = sum(orders.amount) {\n  unit JPY\n  target 1200 in FY2026\n}\n"
        "kpi b = repeated(orders by order_id within 60 days) {\n  unit %\n  target at least 10% per month\n}\n"
    )
    page = small(spec, STEADY, CLOSE)
    row = page.row("b")
    # Sixty days after August 31 is October 30: of September nothing is decided yet.
    assert (row.days, row.actual) == ("2026-08", 0)
    assert [point.absent for point in row.series[-3:]] == [None, "not_due", "not_due"]
    assert page.card.period.complete
    assert all(point.complete for point in page.row("a").series)


@pytest.mark.parametrize(("words", "due"), [("1 every 2 days", 15), ("2 per day", 62)])
def test_an_interval_that_a_month_cuts_asks_for_none(words: str, due: float, small: Small) -> None:
    spec = f"{GOAL}kpi b = count(orders) {{\n  target {words}\n}}\n"
    rows = {date(2026, 10, day): [1] for day in range(1, 16)}
    row = small(spec, rows, CLOSE).row("b")
    assert row.target == due
    assert (row.status == "done") == (due < 62)


def test_a_tree_shows_no_number_of_which_nothing_is_decided(small: Small) -> None:
    spec = (
        "kgi a = sum(orders.amount) {\n  unit JPY\n  target at least 100 per month\n}\n"
        "kpi b = repeated(orders by order_id within 60 days) {\n  unit %\n  drives a\n"
        "  target at least 10% per month\n}\n"
    )
    page = small(spec, STEADY, CLOSE)
    tree = tree_of(page.project.model, "a", page.board, [page.row("a"), page.row("b")])
    node = next(each for each in tree.nodes if each.id == "b")
    assert (tree.days, node.value, node.absent) == ("2026-10", None, "not_due")
    assert node.apart is not None
    assert (node.apart.days, node.apart.value) == ("2026-08", 0)


def test_a_tree_says_which_days_a_number_covers_that_is_followed(small: Small) -> None:
    """Of a half year only what was ordered until August is decided by October 31; the status is about August."""
    spec = (
        "kgi a = sum(orders.amount) {\n  unit JPY\n  target 1200 in FY2026\n}\n"
        "kpi b = repeated(orders by order_id within 60 days) {\n  unit %\n  drives a\n"
        "  target at least 10% per month\n}\n"
    )
    page = small(spec, STEADY, CLOSE)
    nodes = {each.id: each for each in tree_of(page.project.model, "a", page.board, list(page.card.rows)).nodes}
    assert (nodes["a"].days, nodes["b"].days, nodes["b"].value) == ("", "2026-04-01..2026-08-31", 0)


def test_a_status_that_is_held_back_says_what_it_would_be(small: Small) -> None:
    """April alone was behind; by the close of May all is made up for, which was seen once only."""
    rows = {date(2026, 4, 6): [10.0], date(2026, 5, 7): [230.0]}
    page = small("kgi a = sum(orders.amount) {\n  target 1200 in FY2026\n}\n", rows, date(2026, 5, 31))
    (node,) = tree_of(page.project.model, "a", page.board, list(page.card.rows)).nodes
    assert (node.status, node.pending) == ("behind", "on_track")
    assert node.achievement is not None and node.achievement > 1


@pytest.mark.parametrize(("formula", "absent"), [("sum(orders.amount)", "no_data"), ("avg(orders.amount)", "no_data")])
def test_before_all_data_there_is_no_data_whenever_the_target_begins(formula: str, absent: str, small: Small) -> None:
    page = small(f"kpi a = {formula} {{\n  target 1200 in FY2026\n}}\n", STEADY, CLOSE, period="2020-01")
    (row,) = page.card.rows
    assert (row.actual, row.absent, row.status) == (None, absent, "not_due")
