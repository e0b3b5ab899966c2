"""From rows to status, landing and radar: seasons, odd months, old rows, green teams, what is no number to judge."""

from datetime import date, timedelta
from random import Random

import pytest

from kpidsl.analysis.radar import GreenTeam
from kpidsl.report.as_data import tree_as_data
from kpidsl.report.landing_words import basis_words
from kpidsl.report.optimum_notes import ConflictIn, DentIn, HollowIn
from kpidsl.report.rolled import rolled_up
from kpidsl.report.wording import path_words
from kpidsl.scorecard.figures import Locale

from .conftest import MANIFEST, ORDERS, Days, Page, Small, monthly

CLOSE = date(2026, 10, 31)
JA = Locale("ja", "ja-JP")
GOAL = "kgi a = sum(orders.amount) {\n  unit JPY\n  target 1400 in FY2026\n"
DECEMBER = [100.0] * 8 + [300.0] + [100.0] * 3


def test_a_seasonal_path_owes_what_past_years_brought_by_then(small: Small) -> None:
    days = monthly(date(2024, 4, 1), [*DECEMBER, *DECEMBER, *[100] * 7])
    judged = small(f"{GOAL}  path seasonal\n}}\n", days, CLOSE).board.judged["a"]
    assert judged.expected == pytest.approx(700) and judged.judgement.status == "on_track"
    assert (judged.road.path, judged.road.years, path_words(judged.road, JA)) == ("seasonal", 2, "過去2年の季節配分")


def test_a_season_without_a_year_on_record_is_said_to_be_none(small: Small) -> None:
    days = monthly(date(2025, 9, 1), [100] * 14)
    judged = small(f"{GOAL}  path seasonal\n}}\n", days, CLOSE).board.judged["a"]
    assert judged.road.path == "business_days"
    assert path_words(judged.road, JA) == "営業日按分、季節配分に使える過去1年の記録なし"


def test_one_odd_month_does_not_turn_a_status_and_two_do(small: Small) -> None:
    spec = "kpi k = latest(orders.amount) {\n  target 140 by 2027-03-31\n  path linear\n}\n"
    start = {date(2026, 3, 31): [100.0]}
    road = [103.3, 106.7, 110.1, 113.5, 117.0]

    def stands(values: list[float]) -> tuple[str, str | None]:
        days = {**start, **monthly(date(2026, 4, 28), values)}
        judged = small(spec, days, date(2026, 4 + len(values) - 1, 28), period=f"2026-{3 + len(values):02}").board
        judgement = judged.judged["k"].judgement
        return judgement.status, judgement.pending

    assert stands([*road[:3]])[0] == "on_track"
    status, pending = stands([*road[:3], 112.5])
    assert (status, pending) == ("on_track", "at_risk")
    assert stands([*road[:3], 112.5, 115.0]) == ("at_risk", None)


def test_the_rule_says_what_the_month_alone_would_give(small: Small) -> None:
    spec = "kpi k = latest(orders.amount) {\n  target 140 by 2027-03-31\n  path linear\n}\n"
    days = {date(2026, 3, 31): [100.0], **monthly(date(2026, 4, 28), [103.3, 106.7, 110.1, 112.5])}
    row = small(spec, days, date(2026, 7, 28), period="2026-07").row("k")
    assert row.status == "on_track" and row.rule.endswith("今期だけなら注意。1期だけの変化では状態を変えない")


def test_rows_that_are_older_than_they_may_be_are_stale(small: Small) -> None:
    source = ORDERS.replace("  time day\n", "  time day\n  fresh within 3 days\n")
    spec = "kpi c = count(orders) {\n  target 9 in FY2026\n}\n"
    days: Days = {**monthly(date(2025, 4, 1), [100] * 19), date(2026, 10, 28): [1.0]}
    page = small(spec, days, CLOSE, source=source)
    assert page.row("c").status == "stale" and "データが古い" in page.row("c").rule
    told = page.card.sources[0]
    assert (told.latest, told.within, told.fresh) == ("2026-10-28", "3日", False)
    fresh = small(spec, {**days, date(2026, 10, 29): [1.0]}, CLOSE, source=source)
    assert fresh.row("c").status == "done" and fresh.card.sources[0].fresh is True


def test_bands_of_the_project_hold_where_a_kpi_writes_none(small: Small) -> None:
    manifest = f"{MANIFEST}status: {{at_risk: 80%, behind: 60%}}\n"
    aims = "  target 10 per month\n"
    own = f"kpi own = avg(orders.amount) {{\n{aims}  status behind below 75%\n}}\n"
    spec = f"{own}kpi k = avg(orders.amount) {{\n{aims}}}\n"
    page = small(spec, monthly(date(2026, 1, 1), [7] * 10), CLOSE, manifest=manifest)
    assert [page.row(name).status for name in ("own", "k")] == ["behind", "at_risk"]


def test_a_landing_has_a_range_odds_and_its_method_with_its_error(small: Small) -> None:
    chance = Random(3)
    values = [(140 if month % 12 == 8 else 100) * chance.uniform(0.9, 1.1) for month in range(43)]
    page = small(f"{GOAL}}}\n", monthly(date(2023, 4, 1), values), CLOSE)
    landing, goal = page.board.judged["a"].landing, page.card.goal
    assert landing is not None and goal is not None and landing.low is not None and landing.high is not None
    assert landing.low <= landing.value <= landing.high  # type: ignore[operator]
    assert landing.points == 43 and landing.error is not None and landing.odds is not None
    assert f"過去43か月、予測誤差MASE {landing.error:.2f}" in goal.forecast_basis
    assert basis_words(landing, JA) == goal.forecast_basis
    assert goal.series[-1].forecast == pytest.approx(landing.value) and goal.series[0].forecast is None


TEAMS = """kgi goal = sum(orders.amount) {
  unit JPY
  better higher
  breakdown orders_made * size
  target 2400 in FY2026
  team "all"
}
kpi orders_made = count(orders) {
  better higher
  target 14 in FY2026
  team "calls"
}
kpi size = goal / orders_made {
  better higher
}
"""


def test_a_team_is_green_while_the_goal_is_red(small: Small) -> None:
    """Twice the orders of a year ago, each worth less than half: every call is made, and the goal is behind."""
    made = {day: [values[0], values[0]] for day, values in monthly(date(2026, 4, 1), [45] * 7).items()}
    page = small(TEAMS, {**monthly(date(2025, 4, 1), [100] * 12), **made}, CLOSE)
    green = next(each for each in page.board.radar if isinstance(each, GreenTeam))
    assert (green.team, green.goal) == ("calls", "goal") and green.periods >= 2
    hollow = next(each for each in page.board.radar if isinstance(each, HollowIn))
    assert (hollow.volume, hollow.hollow.volume, hollow.hollow.value) == ("orders_made", 1.0, pytest.approx(-0.1))
    assert page.card.notes[0] == "callsの指標はすべて順調なのに、goalは3期続けて遅れている"


def test_a_green_goal_has_nothing_to_say(small: Small) -> None:
    page = small(TEAMS, monthly(date(2025, 4, 1), [250] * 19), CLOSE)
    assert page.board.radar == () and page.card.notes == ()


def test_a_number_wanted_against_its_goal_is_told(small: Small) -> None:
    before, _, after = TEAMS.rpartition("better higher")
    spec = f"{before}better lower{after}"
    page = small(spec, monthly(date(2025, 4, 1), [250] * 19), CLOSE)
    assert [each.conflict.name for each in page.board.radar if isinstance(each, ConflictIn)] == ["size"]


def test_results_brought_forward_leave_a_dent_that_is_told(small: Small) -> None:
    values = [100.0] * 42
    values[29], values[30] = 180.0, 20.0
    spec = "kgi a = sum(orders.amount) {\n  target 1200 in FY2025\n}\n"
    page = small(spec, monthly(date(2023, 4, 1), values), date(2025, 12, 31))
    dents = [each for each in page.board.radar if isinstance(each, DentIn)]
    assert [each.period for each in dents] == ["2025-09"]


def test_parents_roll_up_by_the_worst_and_by_weight(small: Small) -> None:
    page = small(TEAMS.replace("2400", "1200").replace("14 in", "40 in"), monthly(date(2025, 4, 1), [120] * 19), CLOSE)
    model, board = page.project.model, page.board
    assert board.judged["goal"].judgement.status == "on_track"
    assert rolled_up(model, "goal", board, "own") == {}
    worst = rolled_up(model, "goal", board, "worst")["goal"]
    assert (worst.status, worst.by) == ("behind", "orders_made")
    weighted = rolled_up(model, "goal", board, "weighted")["goal"]
    assert weighted.status == "behind" and weighted.score == 0.0 and weighted.left_out == ("size",)


def test_the_tree_as_data_holds_what_a_program_asks(small: Small) -> None:
    page = small(TEAMS, monthly(date(2025, 4, 1), [100] * 19), CLOSE)
    made = tree_as_data(page.project.model, "goal", page.board, JA, {})
    goal = made["kpis"][0]
    assert (goal["name"], goal["value"], goal["target"], goal["status"]) == ("goal", 700.0, 2400.0, "behind")
    assert goal["rule"]["id"] == "pace" and goal["pace"] == pytest.approx(700 / goal["expected"])
    assert set(goal["landing"]) >= {"value", "low", "high", "method", "error", "odds"}
    assert [(each["parent"], each["child"], each["operator"]) for each in made["edges"]] == [
        ("goal", "orders_made", None),
        ("goal", "size", "*"),
    ]


def test_few_things_a_month_are_counted_and_not_charted(small: Small) -> None:
    counts = [1, 0, 2, 1, 1, 0, 1, 2, 0, 1, 1, 1, 1, 4, 1, 0, 1, 1, 9]
    first = date(2025, 4, 1)
    days = {day: [1.0] * count for day, count in zip(monthly(first, [1] * 19), counts, strict=True)}
    page = small("kpi c = count(orders) {\n  better lower\n  target at most 3 per month\n}\n", days, CLOSE)
    readings = page.board.judged["c"].readings
    assert readings[-1].basis == "few" and readings[-1].outside == "above"
    assert [each.outside for each in readings[:-1]] == [None] * 12


NONSENSE: dict[str, tuple[str, Days, str, float | None]] = {
    "a baseline of zero": (
        "kpi k = sum(orders.amount) {\n  target x2 vs FY2025 in FY2026\n}\n",
        {**monthly(date(2025, 4, 1), [0] * 12), **monthly(date(2026, 4, 1), [5] * 7)},
        "none",
        None,
    ),
    "a target below zero": (
        "kpi k = sum(orders.amount) {\n  target at least -10 in FY2026\n}\n",
        monthly(date(2026, 4, 1), [-5] * 7),
        "behind",
        -10.0,
    ),
    "no history": ("kpi k = sum(orders.amount) {\n  target 100 in FY2026\n}\n", {}, "no_data", 100.0),
    "one point": (
        "kpi k = sum(orders.amount) {\n  target 100 in FY2026\n}\n",
        {date(2026, 10, 5): [60.0]},
        "on_track",
        100.0,
    ),
    "all zeros": (
        "kpi k = sum(orders.amount) {\n  target 100 in FY2026\n}\n",
        monthly(date(2024, 4, 1), [0] * 31),
        "no_data",
        100.0,
    ),
    "already met": (
        "kpi k = sum(orders.amount) {\n  target 100 in FY2026\n}\n",
        monthly(date(2026, 4, 1), [50] * 7),
        "done",
        100.0,
    ),
    "a target of zero": (
        "kpi k = sum(orders.amount) {\n  target 0 in FY2026\n}\n",
        monthly(date(2026, 4, 1), [5] * 7),
        "done",
        0.0,
    ),
    "a period to come": (
        "kpi k = sum(orders.amount) {\n  target 100 in FY2028\n}\n",
        monthly(date(2026, 4, 1), [5] * 7),
        "not_due",
        100.0,
    ),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_gets_a_status_of_its_own_and_no_made_up_number(case: str, small: Small) -> None:
    spec, days, status, target = NONSENSE[case]
    page: Page = small(spec, days, CLOSE)
    judged = page.board.judged["k"]
    assert (judged.judgement.status, judged.judgement.target) == (status, target)
    if judged.landing is not None and judged.landing.value is None:
        assert judged.landing.reason is not None
    tree_as_data(page.project.model, "k", page.board, JA, {})


def test_the_pace_of_what_began_in_the_window_is_that_of_its_own_days(small: Small) -> None:
    """Rows from October on: 22 of the 129 weekdays until March brought 60; no 0 is taken for the half year before."""
    page = small("kpi k = sum(orders.amount) {\n  target 1000 in FY2026\n}\n", {date(2026, 10, 5): [60.0]}, CLOSE)
    landing = page.board.judged["k"].landing
    assert landing is not None and landing.method == "run_rate"
    assert landing.value == pytest.approx(60 / 22 * _weekdays(date(2026, 10, 1), date(2027, 3, 31)))


def _weekdays(first: date, last: date) -> int:
    return sum((first + timedelta(at)).weekday() < 5 for at in range((last - first).days + 1))


@pytest.mark.parametrize(
    ("period", "target", "status"),
    [("2026-08", 20.0, "not_due"), ("2026-09", 15.0, "behind"), ("2026-10", 20.0, "not_due")],
)
def test_a_rate_is_due_at_its_milestone_too(period: str, target: float, status: str, small: Small) -> None:
    spec = (
        "kgi k = sum(orders.amount) / count(orders) {\n  target    20 by 2027-03-31\n  milestone 15 by 2026-09-30\n}\n"
    )
    page = small(spec, monthly(date(2026, 4, 1), [10] * 7), date(2026, 10, 31), period=period)
    judged = page.board.judged["k"]
    assert (judged.judgement.target, judged.judgement.status) == (target, status)
