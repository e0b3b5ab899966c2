"""Landing forecasts, their choice, their intervals, and how they did."""

import json
from pathlib import Path
from random import Random

import pytest

from kpidsl.analysis.forecast import backtest, landing_forecast
from kpidsl.analysis.forecast_methods import cumulative_share, forecast_by, seasonal_naive
from kpidsl.analysis.forecast_score import Kept, score_forecasts
from kpidsl.analysis.holt_winters import Smoothing, State, ahead, fit, run, starting_state

SHAPE = [0.8, 0.9, 1.0, 0.9, 0.8, 1.0, 0.9, 0.9, 1.3, 0.9, 0.9, 1.7]


def series(months: int, noise: float = 0.04, growth: float = 0.01, seed: int = 2) -> list[float]:
    chance = Random(seed)
    return [200 * (1 + growth * at) * SHAPE[at % 12] * (1 + chance.gauss(0, noise)) for at in range(months)]


def test_last_year_times_growth():
    year = [100.0 * each for each in SHAPE]
    assert seasonal_naive([*year, *[each * 1.1 for each in year[:6]]], 6, begun=6) == pytest.approx(
        [each * 1.1 for each in year[6:]]
    )
    assert seasonal_naive(year, 3) is None


def test_cumulative_share_is_the_part_over_its_share():
    year = [100.0 * each for each in SHAPE]
    made = cumulative_share([*year, *year, *[each * 1.2 for each in year[:4]]], 8, begun=4)
    assert sum(made) == pytest.approx(1.2 * sum(year[4:]))


def test_one_step_of_holt_winters_by_hand():
    start = State(level=100, trend=10, season=(0.5, 1.5))
    state, made = run([60.0], Smoothing(0.5, 0.2, 0.1, 0.9), start)
    # f = (100 + 9) * .5; l = .5 * 120 + .5 * 109; b = .2 * 14.5 + .8 * 9; s = .1 * 60 / 109 + .9 * .5
    assert made == [pytest.approx(54.5)]
    assert state.level == pytest.approx(114.5)
    assert state.trend == pytest.approx(0.2 * 14.5 + 0.8 * 9)
    assert state.season == (1.5, pytest.approx(0.1 * 60 / 109 + 0.45))
    assert ahead(state, 0.9, 2)[0] == pytest.approx((state.level + 0.9 * state.trend) * 1.5)


VECTORS = json.loads(Path(__file__).with_name("statsmodels_vectors.json").read_text("utf-8"))
CASES = VECTORS["cases"]


def test_the_vectors_are_of_the_version_that_is_named():
    assert VECTORS["statsmodels"] == "0.15.0"
    assert sorted(CASES) == ["growing", "noisy", "shrinking", "two years and a half", "without noise"]


@pytest.mark.parametrize("name", CASES)
def test_the_state_to_begin_with(name):
    level, trend, factors = CASES[name]["start"]
    start = starting_state(CASES[name]["values"], 12)
    assert (start.level, start.trend) == (pytest.approx(level), pytest.approx(trend, abs=1e-9))
    assert start.season == pytest.approx(factors)


@pytest.mark.parametrize("name", CASES)
def test_holt_winters_is_that_of_statsmodels(name):
    """Each smoothing one step ahead all along, the state that it ends in, and the eleven months to come."""
    values = CASES[name]["values"]
    for theirs in CASES[name]["runs"]:
        alpha, beta, gamma, phi = theirs["smoothing"]
        state, made = run(values, Smoothing(alpha, beta, gamma, phi), starting_state(values, 12))
        assert made == pytest.approx(theirs["fitted"], rel=1e-12)
        assert state.level == pytest.approx(theirs["level"], rel=1e-12)
        assert state.trend == pytest.approx(theirs["trend"], rel=1e-9, abs=1e-9)
        assert state.season == pytest.approx(theirs["season"], rel=1e-12)
        assert ahead(state, phi, 11) == pytest.approx(theirs["ahead"], rel=1e-12)


@pytest.mark.parametrize("name", ["growing", "shrinking", "without noise"])
def test_the_fit_lands_about_where_that_of_statsmodels_does(name):
    """A fit of ours is good to about 0.01 of a smoothing; on noise or few years two fits may differ by more."""
    found = fit(CASES[name]["values"])
    theirs = CASES[name]["fit"]["six_months"]
    assert sum(ahead(found.state, found.smoothing.phi, 6)) == pytest.approx(theirs, rel=0.03)


def test_a_season_with_growth_is_forecast_within_its_interval():
    truth = series(48)
    found = landing_forecast(truth[:42], 6, begun=6)
    assert found.method == "holt_winters"
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(sum(truth[36:]), rel=0.05)
    assert found.value == pytest.approx(sum(truth[36:42]) + sum(found.periods))
    assert found.probability_of(found.low) > 0.85
    assert found.probability_of(found.high) < 0.15
    assert found == landing_forecast(truth[:42], 6, begun=6)


def test_intervals_hold_what_comes_about_as_often_as_they_say():
    held = 0
    for seed in range(40):
        truth = series(48, noise=0.06, seed=seed)
        found = landing_forecast(truth[:45], 3, begun=9)
        held += found.low <= sum(truth[36:]) <= found.high
    assert 24 <= held <= 40


def test_the_method_with_the_least_error_is_taken():
    found = backtest(series(48), 3)
    assert [each.mase for each in found] == sorted(each.mase for each in found)
    assert {each.method for each in found} == {"seasonal_naive", "cumulative_share", "holt_winters", "run_rate"}
    chosen = landing_forecast(series(48), 3)
    assert chosen.method == found[0].method
    flat = [100 + Random(at).gauss(0, 10) for at in range(48)]
    assert backtest(flat, 3)[0].mase < 1


@pytest.mark.parametrize(
    ("months", "method"), [(1, "run_rate"), (12, "run_rate"), (13, "seasonal_naive"), (24, "seasonal_naive")]
)
def test_a_short_history_has_no_choice(months, method):
    found = landing_forecast(series(months), 6, begun=months % 12)
    assert found.method == method
    assert found.backtests == ()
    assert found.value > 0


def test_what_has_come_in_is_kept():
    found = landing_forecast([100.0] * 30, 2, begun=10, running=400)
    assert found.value >= 1000 + 400
    assert landing_forecast([100.0] * 30, 0, begun=12) == landing_forecast([100.0] * 30, 0, begun=12)
    assert landing_forecast([100.0] * 30, 0, begun=12).value == 1200


def test_history_without_forecast():
    assert landing_forecast([], 6).reason == "no_history"
    assert landing_forecast([None], 6).reason == "no_history"
    assert landing_forecast([0.0] * 36, 6).reason == "all_zeros"
    assert landing_forecast([5, None, 7], 1).value == 7
    assert forecast_by("run_rate", [], 3) is None


def test_the_score_of_kept_forecasts():
    found = score_forecasts(
        [
            Kept(110, 100, low=90, high=120, probability=0.8, target=100),
            Kept(80, 100, low=70, high=90, probability=0.6, target=120),
            Kept(50, None),
            Kept(50, 0),
        ]
    )
    assert found.count == 3
    assert found.bias == pytest.approx(-0.05)
    assert found.mape == pytest.approx(0.15)
    assert found.coverage == 0.5
    assert found.brier == pytest.approx((0.04 + 0.36) / 2)
    assert score_forecasts([]).bias is None
