"""Parts that look well while the whole does not, statuses of parents, and paths with a season."""

from datetime import date

import pytest

from kpidsl.analysis.radar import green_teams, pull_forward_dents, sign_conflicts, volume_without_value
from kpidsl.analysis.rollup import Child, roll_up, score_of, settled
from kpidsl.analysis.season_path import month_shares, season_share
from kpidsl.analysis.standing import Judgement
from kpidsl.analysis.target_path import expected_on, part_of
from kpidsl.analysis.target_window import TargetWindow
from kpidsl.model.calendar import Calendar

JAPAN = Calendar("Asia/Tokyo", fiscal_year_starts=4, holidays="JP", closed=("12-29..01-03",))


def test_a_team_is_green_while_the_goal_is_red():
    goal = ["on_track", "behind", "behind"]
    teams = {
        "inside sales": {"calls": ["at_risk", "done", "on_track"], "talks": ["no_data", "no_data", "not_due"]},
        "field": {"wins": ["done", "behind", "done"]},
        "new": {"leads": ["not_due", "not_due", "no_data"]},
    }
    assert [(each.team, each.periods) for each in green_teams("sales", goal, teams)] == [("inside sales", 2)]
    assert green_teams("sales", ["on_track"], teams) == ()
    assert green_teams("sales", [], {}) == ()


def test_a_direction_against_the_goal():
    found = sign_conflicts(
        {"calls": 1, "churn": -0.4, "days": 0.0, "size": 0.3}, {"calls": "lower", "churn": "lower", "size": "within"}
    )
    assert [each.name for each in found] == ["calls"]
    assert [each.name for each in sign_conflicts({"cost": 1.0}, {"cost": "higher"}, "lower")] == ["cost"]


def test_results_brought_forward_leave_a_dent():
    usual = [100.0] * 6
    values = [100, 100, 140, 65, 100, 100]
    closing = [False, False, True, False, False, True]
    (dent,) = pull_forward_dents(values, usual, closing)
    assert (dent.index, dent.above, dent.below) == (2, pytest.approx(0.4), pytest.approx(0.35))
    assert dent.net == pytest.approx(0.025)
    assert pull_forward_dents([100, 140, 100], usual[:3], [False, True, False]) == ()
    assert pull_forward_dents([None, 140, 0], [0, 0, 0], [True, True, True]) == ()


def test_more_of_it_is_worth_less():
    found = volume_without_value([100, 100, 100, 120, 120, 120], [10, 10, 10, 9, 9, 9])
    assert (found.volume, found.value, found.each) == (pytest.approx(0.2), pytest.approx(-0.1), pytest.approx(-0.25))
    assert volume_without_value([100] * 6, [10] * 6) is None
    assert volume_without_value([0] * 6, [0] * 6) is None
    assert volume_without_value([1, 2], [2, 1]) is None


OWN = Judgement("on_track", "pace", score=1.0)
CHILDREN = [
    Child("a", Judgement("on_track", "pace", score=1.05), 3),
    Child("b", Judgement("behind", "pace", score=0.8), 1),
    Child("c", Judgement("no_data", "no_value"), 5),
]


def test_three_ways_to_a_parents_status():
    assert roll_up(OWN, CHILDREN).status == "on_track"
    worst = roll_up(OWN, CHILDREN, "worst")
    assert (worst.status, worst.by, worst.left_out) == ("behind", "b", ("c",))
    weighed = roll_up(OWN, CHILDREN, "weighted")
    # a: 10/3 (1 + .15/.1) = 8.33; b: 10/3 (1 - 1) = 0
    assert weighed.score == pytest.approx((8.3333 * 3 + 0) / 4, abs=1e-3)
    assert weighed.status == "at_risk"


def test_a_parent_without_judged_children_is_itself():
    assert roll_up(OWN, CHILDREN[2:], "worst").way == "own"
    assert roll_up(OWN, [], "weighted").status == "on_track"


def test_the_scale_turns_at_the_bands():
    assert score_of(Judgement("on_track", "pace", score=1.0)) == pytest.approx(20 / 3)
    assert score_of(Judgement("at_risk", "pace", score=0.9)) == pytest.approx(10 / 3)
    assert score_of(Judgement("behind", "pace", score=-4)) == 0
    assert score_of(Judgement("on_track", "band")) == pytest.approx(20 / 3)


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        ([], None),
        (["on_track"], "on_track"),
        (["on_track", "at_risk"], "on_track"),
        (["on_track", "at_risk", "at_risk"], "at_risk"),
        (["on_track", "at_risk", "on_track", "at_risk"], "on_track"),
        (["on_track", "no_data"], "no_data"),
        (["no_data", "behind"], "behind"),
        (["at_risk", "done"], "done"),
    ],
)
def test_a_status_does_not_flicker(seen, shown):
    assert settled(seen) == shown


def year(december: float) -> dict[int, float]:
    return {month: december if month == 12 else 100.0 for month in range(1, 13)}


def test_a_seasonal_path_follows_past_shares():
    shares = month_shares([year(300), year(300), {1: 5}])
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[12] == pytest.approx(300 / 1400)
    window = TargetWindow(
        date(2026, 4, 1), date(2027, 3, 31), date(2027, 3, 31), 1400.0, "reach", True, date(2026, 4, 1)
    )
    months = [(date(2026, 11, 1), date(2026, 11, 30), 100), (date(2026, 12, 1), date(2026, 12, 31), 300)]
    for first, last, due in months:
        assert part_of(JAPAN, window, first, last, "seasonal", shares) == pytest.approx(due)
    assert expected_on(JAPAN, window, date(2027, 3, 31), "seasonal", shares) == pytest.approx(1400)
    plain = expected_on(JAPAN, window, date(2026, 9, 30))
    assert expected_on(JAPAN, window, date(2026, 9, 30), "seasonal") == plain


def test_a_season_inside_a_month_goes_by_business_days():
    shares = month_shares([year(300)])
    first, last = date(2026, 5, 1), date(2026, 5, 31)
    assert season_share(JAPAN, first, last, date(2026, 5, 7), shares) == pytest.approx(2 / 18)
    assert season_share(JAPAN, first, last, date(2026, 4, 30), shares) == 0


def test_no_past_no_shares():
    assert month_shares([]) is None
    assert month_shares([dict.fromkeys(range(1, 13), 0)]) is None
    assert month_shares([{**year(100), 3: -1}]) is None
    assert season_share(JAPAN, date(2026, 5, 1), date(2026, 5, 31), date(2026, 5, 7), {}) == pytest.approx(2 / 18)
