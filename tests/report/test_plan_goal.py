"""`kpidsl plan`: a goal calculated back, held against arithmetic on paper."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import duckdb
import pytest

from kpidsl.analysis.plan_odds import Tried, plan_odds
from kpidsl.cli.main import main
from kpidsl.pipeline import connect, load, run_request
from kpidsl.report.goal_plan import GoalPlan, PlanLine, plan_of
from kpidsl.report.refused import Refused

from .conftest import MANIFEST

CALLS = """source calls from "data/calls.parquet" {
  key id
  time day
}
metric wins = count(calls where won = true)
"""
GOAL = """kgi revenue = sum(calls.amount where won = true) {{
  unit JPY
  breakdown n * win_rate * price
  target {target}
}}
kpi n = count(calls) {{
  {n}
}}
kpi win_rate = wins / n {{
  unit %
  {rate}
}}
metric price = revenue / wins
"""
CLOSE = date(2026, 9, 30)
Months = dict[tuple[int, int], tuple[int, int, int]]
Made = Callable[..., GoalPlan | Refused]


def months(count: int = 18, calls: int = 100, wins: int = 20, price: int = 1000) -> Months:
    """Return months from April 2025 on: how many calls, how many of them won, at which price."""
    return {(2025 + (3 + at) // 12, (3 + at) % 12 + 1): (calls, wins, price) for at in range(count)}


def write(folder: Path, spec: str, rows: Months) -> Path:
    (folder / "specs").mkdir()
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "specs" / "s.kpi").write_text(CALLS + spec, encoding="utf-8")
    made = [
        (f"{year}-{month}-{at}", date(year, month, 1 + at % 28), at < wins, float(price) if at < wins else None)
        for (year, month), (calls, wins, price) in rows.items()
        for at in range(calls)
    ]
    with closing(duckdb.connect()) as connection:
        connection.execute("create table calls (id varchar, day date, won boolean, amount double)")
        if made:
            connection.executemany("insert into calls values (?, ?, ?, ?)", made)
        connection.execute(f"copy calls to '{folder / 'data' / 'calls.parquet'}' (format parquet)")
    return folder


def goal(target: str = "300000 in FY2026", n: str = "", rate: str = "") -> str:
    return GOAL.format(target=target, n=n, rate=rate)


@pytest.fixture
def plan(tmp_path: Path) -> Made:
    """Return a function that makes a project of calls and plans its goal; a finding that is an error fails the test."""

    def make(
        spec: str, rows: Months, day: date = CLOSE, confidence: float | None = None, name: str = "revenue"
    ) -> GoalPlan | Refused:
        loaded = load(write(tmp_path, spec, rows))
        assert [each for each in loaded.diagnostics if each.severity == "error"] == []
        project = loaded.value
        warehouse = connect(project, None, {}).value
        assert warehouse is not None
        with closing(warehouse):
            made = plan_of(project.model, lambda ask: run_request(project, ask, warehouse), name, day, confidence)
        assert made.value is not None, made.diagnostics
        return made.value

    return make


def planned(made: GoalPlan | Refused) -> GoalPlan:
    assert isinstance(made, GoalPlan), made
    return made


def line(made: GoalPlan, name: str) -> PlanLine:
    return next(each for each in made.lines if each.metric.name == name)


def weekdays(first: date, last: date) -> int:
    return sum((first + timedelta(at)).weekday() < 5 for at in range((last - first).days + 1))


REST = weekdays(date(2026, 10, 1), date(2027, 3, 31))


def test_what_is_left_is_walked_back_to_the_calls(plan: Made) -> None:
    """300,000 - 6 months of 20 * 1,000 = 180,000, at 1,000 each 180 wins, of which one call in five is one: 900."""
    made = planned(plan(goal(), months()))
    assert (made.actual, made.target, made.wanted, made.workdays) == (120_000, 300_000, 180_000, REST)
    assert line(made, "n").needed == 900 and made.reached == pytest.approx(180_000)
    assert (line(made, "win_rate").needed, line(made, "price").needed) == (0.2, 1000)
    assert not line(made, "win_rate").free


def test_rates_are_ratios_of_sums_over_the_last_twelve_months(plan: Made) -> None:
    """The mean of the monthly rates would be (11 * 20% + 50%) / 12; it is 420 wins of 1,500 calls."""
    rows = {**months(), (2026, 9): (400, 200, 1000), (2025, 4): (100, 100, 9000)}
    made = planned(plan(goal(target="900000 in FY2026"), rows))
    rate = (11 * 20 + 200) / (11 * 100 + 400)
    assert line(made, "win_rate").needed == pytest.approx(rate)
    assert line(made, "n").needed == ceil((900_000 - 5 * 20_000 - 200_000) / rate / 1000)


def test_the_pace_is_the_last_twelve_months_by_business_day(plan: Made) -> None:
    past = weekdays(date(2025, 10, 1), date(2026, 9, 30))
    assert line(planned(plan(goal(), months())), "n").pace == pytest.approx(1200 / past * REST)


def test_a_short_history_is_paced_by_its_own_days(plan: Made) -> None:
    rows: Months = {each: value for each, value in months().items() if each >= (2026, 7)}
    made = planned(plan(goal(), rows))
    assert made.past == (date(2026, 7, 1), CLOSE)
    assert line(made, "n").pace == pytest.approx(300 / weekdays(*made.past) * REST)


def test_months_weeks_days_and_people_add_up(plan: Made) -> None:
    made = planned(plan(goal(target="300001 in FY2026", n="heads 3"), months()))
    cut = line(made, "n").schedule
    assert cut is not None and line(made, "n").needed == 901 == ceil(180_001 / 1000) * 5 - 4
    for parts in (
        [count for _, count in cut.months],
        [count for _, count in cut.weeks],
        [each.count for each in cut.days],
        [sum(each.people) for each in cut.days],
    ):
        assert sum(parts) == 901
    assert all(each.day.weekday() < 5 for each in cut.days) and len(cut.days) == REST
    loads = [sum(each.people[person] for each in cut.days) for person in range(3)]
    assert max(loads) - min(loads) <= 1


def test_a_limit_lets_a_rate_move_and_bounds_it(plan: Made) -> None:
    """Both grow by the same factor f until the rate stops at 22%; the rest is the calls'."""
    made = planned(plan(goal(target="420000 in FY2026", rate='limit 22% because "best"'), months()))
    assert line(made, "win_rate").needed == pytest.approx(0.22) and line(made, "win_rate").bound
    assert line(made, "n").needed == ceil(300_000 / 1000 / 0.22)


def test_twice_the_effort_moves_half_as_far(plan: Made) -> None:
    made = planned(plan(goal(target="420000 in FY2026", rate="effort 2"), months()))
    calls, rate = line(made, "n"), line(made, "win_rate")
    assert calls.pace is not None and made.plan is not None and rate.needed is not None
    factor = 300_000 / (calls.pace * 0.2 * 1000)
    assert rate.needed == pytest.approx(0.2 * factor ** (1 / 3), rel=1e-9)
    assert calls.needed == pytest.approx(calls.pace * factor ** (2 / 3), abs=1)


def test_a_goal_out_of_reach_says_what_would_have_to_give(plan: Made) -> None:
    """5 calls a day at most, 25% at most: 5 * days * 25% * 1,000."""
    spec = goal(target="700000 in FY2026", n="capacity 5 per day", rate='limit 25% because "best"')
    made = planned(plan(spec, months()))
    assert made.plan is not None and not made.plan.feasible and made.plan.shortfall is not None
    missing, best = made.plan.shortfall, 5 * REST * 0.25 * 1000
    assert (missing.best, missing.gap) == pytest.approx((best, 580_000 - best))
    assert set(missing.binding) == {"n", "win_rate"} and missing.cheapest in missing.binding
    alone = {each.name: each.value for each in missing.alone}
    assert alone["n"] == pytest.approx(580_000 / 0.25 / 1000)
    assert alone["win_rate"] == pytest.approx(580_000 / 5 / REST / 1000)
    assert missing.stretch == pytest.approx((580_000 / best) ** 0.5)


def test_a_plan_on_mean_rates_is_a_coin_flip_and_more_calls_are_surer(plan: Made) -> None:
    made = planned(plan(goal(), months()))
    assert not isinstance(made.odds, str) and made.odds.probability == pytest.approx(0.5, abs=0.05)
    assert (made.odds.wins, made.odds.tries) == (180, 900)
    needed = [each.tries for each in made.odds.needed]
    assert [each.confidence for each in made.odds.needed] == [0.5, 0.8, 0.9]
    assert None not in needed and needed == sorted(needed, key=lambda each: each or 0)


def test_asking_for_a_probability_plans_its_calls(plan: Made) -> None:
    made = planned(plan(goal(), months(), confidence=0.8))
    assert not isinstance(made.odds, str) and made.odds.probability == pytest.approx(0.8, abs=0.01)
    assert line(made, "n").needed == made.odds.tries > 900
    cut = line(made, "n").schedule
    assert cut is not None and cut.total == made.odds.tries


def test_prices_that_vary_take_more_calls_to_be_sure(plan: Made) -> None:
    moving = {month: (100, 20, 700 if at % 2 else 1300) for at, month in enumerate(months())}
    made = plan(goal(), moving, confidence=0.9)
    assert isinstance(made, GoalPlan) and not isinstance(made.odds, str) and made.odds.worth is not None
    assert made.odds.worth.spread == pytest.approx((20 * 300**2 * 12 / 11) ** 0.5)
    rates = [Tried(240, 1200)]
    fixed = plan_odds(made.odds.tries, made.odds.wins, rates, (0.9,)).needed[0].tries
    assert fixed is not None and made.odds.tries > fixed


def test_where_nothing_varies_that_is_known_there_are_no_odds(plan: Made) -> None:
    spec = """kgi revenue = sum(calls.amount where won = true) {
  unit JPY
  breakdown wins * price
  target 300000 in FY2026
}
metric price = revenue / wins
"""
    made = plan(spec, {(2026, 8): (100, 20, 900), (2026, 9): (100, 20, 1100)})
    assert isinstance(made, GoalPlan) and made.odds == "nothing_varies"


def test_where_the_pace_is_enough_the_plan_says_how_little_is_needed(plan: Made) -> None:
    made = planned(plan(goal(target="150000 in FY2026"), months()))
    assert line(made, "n").needed == 150 and (line(made, "n").ratio or 1) < 0.3


def test_a_target_that_is_reached_needs_no_plan(plan: Made) -> None:
    made = planned(plan(goal(target="100000 in FY2026"), months()))
    assert made.met and made.lines == ()


def test_a_target_that_has_not_begun_is_planned_whole(plan: Made) -> None:
    made = planned(plan(goal(target="300000 in FY2027"), months()))
    assert (made.actual, made.wanted, made.days) == (None, 300_000, (date(2027, 4, 1), date(2028, 3, 31)))


def test_what_shows_late_has_to_happen_early(plan: Made) -> None:
    """Calls show 30 days later: those from 1 September on count, and none after 1 March."""
    made = planned(plan(goal(n="lag 30 days"), months()))
    calls = line(made, "n")
    assert calls.days == (date(2026, 9, 1), date(2027, 3, 1)) and calls.done == 100 and calls.needed == 900
    assert calls.schedule is not None and calls.schedule.total == 800
    assert (calls.schedule.days[0].day, calls.schedule.days[-1].day) == (date(2026, 10, 1), date(2027, 3, 1))


def test_counts_of_two_channels_share_what_is_left(plan: Made) -> None:
    spec = """kgi total = a + b {
  unit 件
  breakdown a + b
  target 1500 件 in FY2026
}
kpi a = count(calls where won = true) {
  unit 件
}
kpi b = count(calls where won = false) {
  unit 件
}
"""
    made = planned(plan(spec, months(), name="total"))
    parts = [line(made, name).needed or 0 for name in ("a", "b")]
    assert made.wanted == 900 and 900 <= sum(parts) <= 901 and parts[1] / parts[0] == pytest.approx(4, rel=0.02)
    assert made.odds == "not_a_chain"


def test_a_cap_says_how_much_is_left_to_use(plan: Made) -> None:
    spec = goal().replace("  unit JPY\n  breakdown", "  unit JPY\n  better lower\n  breakdown")
    made = planned(plan(spec, months()))
    assert made.better == "lower" and line(made, "n").needed == 900 and (made.reached or 0) <= 180_000


REFUSED = {
    "no target": (goal().replace("  target 300000 in FY2026\n", ""), months(), CLOSE, "no target"),
    "no breakdown": (goal().replace("  breakdown n * win_rate * price\n", ""), months(), CLOSE, "no breakdown"),
    "zero baseline": (goal(target="x2 vs FY2024 in FY2026"), months(), CLOSE, "multiple of 0"),
    "no rows": (goal(), {}, CLOSE, "no complete month"),
    "before all rows": (goal(), months(), date(2020, 1, 1), "no complete month"),
    "last day": (goal(), months(24), date(2027, 3, 31), "due on 2027-03-31"),
    "no wins ever": (goal(), months(wins=0), CLOSE, "price has no value"),
    "band": (goal(target="between 100000 and 200000 in FY2026"), months(), CLOSE, "band"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_planned_is_refused_by_name(case: str, plan: Made) -> None:
    spec, rows, day, words = REFUSED[case]
    made = plan(spec, rows, day)
    assert isinstance(made, Refused) and words in made.why.en and made.why.ja and made.code == 1


def test_the_command_speaks_both_languages_and_writes_json_and_csv(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, goal(n="heads 2"), months())

    def run(language: str, *more: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setenv("KPIDSL_LANG", language)
        with pytest.raises(SystemExit) as ended:
            main(["plan", "revenue", "--project", str(folder), "--as-of", "2026-09-30", *more])
        return ended.value.code, *capsys.readouterr()

    code, out, err = run("en")
    assert (code, err) == (0, "") and "JPY 180 thousand left" in out and "900" in out
    assert "残り 18万円" in run("ja")[1]
    code, out, _ = run("en", "--format", "json")
    told = json.loads(out)
    assert code == 0 and told["needed"] == 180_000 and told["feasible"]
    code, out, _ = run("en", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    for grain in ("month", "week", "day"):
        asked = [each for each in rows if (each["name"], each["grain"], each["person"]) == ("n", grain, "")]
        assert sum(int(each["needed"]) for each in asked) == 900
    code, _, err = run("en", "--confidence", "120%")
    assert code == 2 and "120%" in err


def test_a_goal_out_of_reach_ends_with_1_and_prints_its_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, goal(target="700000 in FY2026", n="capacity 5 per day"), months())
    monkeypatch.setenv("KPIDSL_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main(["plan", "revenue", "--project", str(folder), "--as-of", "2026-09-30"])
    out = capsys.readouterr().out
    assert ended.value.code == 1 and "Out of reach" in out and "2,900" in out


def test_the_demos_plan_is_what_a_spreadsheet_gives(demo: Path) -> None:
    """Sums by SQL of our own; from the top / (win rate * price), / deals a contact, / connect rate, rounded up."""
    project = load(demo).value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    day = date(2026, 10, 31)
    with closing(warehouse):
        asked = plan_of(project.model, lambda ask: run_request(project, ask, warehouse), "受注金額", day)
    made = planned(asked.value)  # type: ignore[arg-type]
    with closing(duckdb.connect(str(demo / "data" / "warehouse.duckdb"), read_only=True)) as tables:

        def one(what: str, table: str, column: str, first: str) -> int:
            sql = f"select {what} from crm.{table} where {column} between date '{first}' and date '2026-10-31'"
            found = tables.execute(sql).fetchone()
            assert found is not None
            return int(found[0])

        def local(column: str) -> str:
            return f"cast(({column} at time zone 'UTC') at time zone 'Asia/Tokyo' as date)"

        rest = 2_700_000_000 - one("sum(amount)", "orders", "ordered_on", "2026-04-01")
        amount, orders = (one(each, "orders", "ordered_on", "2025-11-01") for each in ("sum(amount)", "count(*)"))
        deals = one("count(*)", "deals", local("opened_at"), "2025-11-01")
        calls = one("count(*)", "calls", local("called_at"), "2025-11-01")
        contacts = one("count(*) filter (where result = '接続')", "calls", local("called_at"), "2025-11-01")
    assert made.wanted == rest
    needed = ceil(rest / (orders / deals * (amount / orders)))
    assert line(made, "商談数").needed == needed
    needed = ceil(needed / (deals / contacts))
    assert line(made, "接続数").needed == needed
    assert line(made, "架電数").needed == ceil(needed / (contacts / calls))
    assert (made.reached or 0) >= rest


LEVEL = """kgi win_rate = wins / n {
  unit %
  breakdown wins / n
  target 25% in FY2026
}
metric n = count(calls)
"""


def test_a_goal_that_is_a_level_has_no_rest_and_no_odds(plan: Made) -> None:
    made = planned(plan(LEVEL, months(), name="win_rate"))
    assert made.wanted == 0.25 and made.odds == "level" and (made.reached or 0) >= 0.25
    assert line(made, "n").needed == pytest.approx(line(made, "n").pace, abs=1) and not line(made, "n").free


def test_every_number_of_a_plan_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = goal(n="capacity 30 per week\n  lag 10 business_days\n  heads 2\n  review weekly")
    folder = write(tmp_path, spec, months())
    for day in ("2025-05-01", "2026-04-01", "2026-09-15", "2027-03-30", "2027-06-01"):
        with pytest.raises(SystemExit) as ended:
            main(["plan", "revenue", "--project", str(folder), "--as-of", day, "--format", "json"])
        out, err = capsys.readouterr()
        assert ended.value.code in (0, 1) and "NaN" not in out and "Infinity" not in out
        assert "our own" not in err and "自身の誤り" not in err, err
