"""Targets that make no sense for a plan: each is refused by name, or planned as what it says."""

from datetime import date

import pytest

from kpidsl.report.refused import Refused

from .test_plan_goal import CLOSE, Made, Months, goal, months, plan, planned  # noqa: F401 - a fixture

LOSS = """kgi result = gain - cost {
  breakdown gain - cost
  target TARGET
}
metric gain = sum(calls.amount where won = true)
kpi cost = count(calls) * 300 {
  better lower
}
"""


def test_a_negative_target_is_planned_as_the_loss_that_it_allows(plan: Made) -> None:  # noqa: F811
    """20,000 earned and 30,000 spent a month: half a year lost 60,000, and 100,000 may be lost in the year."""
    made = planned(plan(LOSS.replace("TARGET", "at least -100000 in FY2026"), months(), name="result"))
    assert (made.actual, made.target, made.wanted) == (-60_000, -100_000, -40_000)
    assert (made.reached or 0.0) >= -40_000


CASES: dict[str, tuple[str, Months, date, str]] = {
    "the share of a negative baseline": (
        LOSS.replace("TARGET", "+10% vs FY2025 in FY2026"), months(), CLOSE, "below 0"),
    "the share of a baseline of 0": (
        goal(target="+10% vs FY2024 in FY2026"), months(), CLOSE, "of 0"),
    "a target that was due long ago": (goal(target="1000 in FY2025"), months(), CLOSE, "no target"),
    "no history at all": (goal(), {}, CLOSE, "no complete month"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_plan_is_made_up(case: str, plan: Made) -> None:  # noqa: F811
    spec, rows, day, words = CASES[case]
    made = plan(spec, rows, day, name="result" if "kgi result" in spec else "revenue")
    assert isinstance(made, Refused) and words in made.why.en and made.why.ja


def test_what_brings_less_than_nothing_is_no_way_to_a_goal(plan: Made) -> None:  # noqa: F811
    """Every sale loses 1,000: the more calls, the further from the target. No count of 0 is proposed."""
    made = plan(goal(), months(price=-1000))
    assert isinstance(made, Refused) and "price is below 0" in made.why.en and made.why.ja and made.code == 1


def test_a_goal_of_billions_is_planned_to_the_yen(plan: Made) -> None:  # noqa: F811
    """What the days of the goal add up to is what is left, not two yen less."""
    made = planned(plan(goal(target="2700000000 in FY2026"), months()))
    (line,) = (each for each in made.lines if each.metric.name == "revenue")
    assert line.schedule is not None and line.schedule.total == made.wanted == 2_700_000_000 - 120_000
    assert sum(count for _, count in line.schedule.months) == made.wanted


def test_a_target_of_nothing_is_met(plan: Made) -> None:  # noqa: F811
    made = planned(plan(goal(target="0 in FY2026"), months()))
    assert made.met and made.lines == ()


def test_a_target_in_years_is_planned_over_its_own_days(plan: Made) -> None:  # noqa: F811
    made = planned(plan(goal(target="300000 in FY2028"), months()))
    assert made.days == (date(2028, 4, 1), date(2029, 3, 31)) and made.actual is None
    assert made.wanted == 300_000
