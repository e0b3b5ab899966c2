"""The other ends of a bridge: plan and actual, two slices, members of a dimension, a definition of today."""

import csv
import json
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kpidsl.cli.main import main
from kpidsl.model.calendar import parse_period
from kpidsl.pipeline import asking, connect, load
from kpidsl.report.change_bridge import change_of
from kpidsl.report.change_notes import notes
from kpidsl.report.change_plan import gap_to_plan
from kpidsl.report.change_record import UNEXPLAINED, Change
from kpidsl.report.change_said import beside_words
from kpidsl.report.change_slices import between_slices
from kpidsl.report.refused import Refused
from kpidsl.scorecard.figures import Language, Locale

from .conftest import MANIFEST
from .test_plan_goal import Months, goal, write

LANGUAGES: tuple[Language, ...] = ("en", "ja")
AUGUST, SEPTEMBER, CLOSE = "2026-08", "2026-09", date(2026, 10, 31)
CALLS = """source calls from "data/calls.parquet" {
  key id
  time day
  dimension team
}
"""
Rows = list[tuple[date, str | None, int, int, int]]
"""A day, a team, how many calls, how many of them won, at which price."""


def teams(folder: Path, spec: str, rows: Rows) -> Path:
    for name in ("specs", "data"):
        (folder / name).mkdir()
    (folder / "kpidsl.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "specs" / "s.kpi").write_text(CALLS + spec, encoding="utf-8")
    made = [
        (f"{at}-{number}", day, team, number < wins, float(price) if number < wins else None)
        for at, (day, team, calls, wins, price) in enumerate(rows)
        for number in range(calls)
    ]
    with closing(duckdb.connect()) as connection:
        connection.execute("create table calls (id varchar, day date, team varchar, won boolean, amount double)")
        connection.executemany("insert into calls values (?, ?, ?, ?, ?)", made)
        connection.execute(f"copy calls to '{folder / 'data' / 'calls.parquet'}' (format parquet)")
    return folder


def asked(
    folder: Path,
    name: str,
    *,
    by: str | None = None,
    plan: bool = False,
    slices: tuple[str | None, str | None] | None = None,
    first: str = AUGUST,
    last: str = SEPTEMBER,
    day: date = CLOSE,
) -> Change | Refused:
    loaded = load(folder)
    assert [each for each in loaded.diagnostics if each.severity == "error"] == []
    project, calendar = loaded.value, loaded.value.model.manifest.calendar
    begin, end = parse_period(calendar, first), parse_period(calendar, last)
    warehouse = connect(project, None, {}).value
    assert warehouse is not None and begin is not None and end is not None
    with closing(warehouse):
        ask_of = asking(project, warehouse)
        if plan:
            made = gap_to_plan(project.model, ask_of, name, end, day)
        elif slices is not None:
            made = between_slices(project.model, ask_of, name, "team", slices, end, day)
        else:
            made = change_of(project.model, ask_of, name, begin, end, day, dimension=by)
    assert made.value is not None, made.diagnostics
    return made.value


def told(made: Change | Refused) -> Change:
    assert isinstance(made, Change), made
    return made


def amounts(made: Change) -> dict[tuple[str, str], float]:
    return {(bar.name, bar.cause): bar.amount for bar in made.bridge.bars}


SIMPSON: Rows = [
    (date(2026, 8, 3), "A", 900, 90, 1),
    (date(2026, 8, 3), "B", 100, 40, 1),
    (date(2026, 9, 3), "A", 500, 45, 1),
    (date(2026, 9, 3), "B", 500, 190, 1),
]
PERCENT = " {\n  unit %\n}\n"
RATES = {
    "a ratio": f"kpi rate = count(calls where won = true) / count(calls){PERCENT}",
    "a ratio of metrics": "metric w = count(calls where won = true)\nmetric n = count(calls)\n"
    f"kpi rate = w / n{PERCENT}",
    "a share": f"kpi rate = share(calls where won = true){PERCENT}",
    "a mean": f"kpi rate = avg(calls.worth){PERCENT}",
}


@pytest.mark.parametrize("way", RATES)
def test_every_member_fell_and_the_whole_rose(way: str, tmp_path: Path) -> None:
    """TV9: rate -1.3pt (A -.70, B -.60), mix +11.8pt (A +3.5, B +8.3), total 13.0% to 23.5%."""
    spec = RATES[way]
    folder = teams(tmp_path, spec, SIMPSON)
    if way == "a mean":
        text = (folder / "specs" / "s.kpi").read_text("utf-8")
        worth = "  dimension team\n  dimension worth = if(won = true, 1, 0)\n"
        (folder / "specs" / "s.kpi").write_text(text.replace("  dimension team\n", worth), "utf-8")
    made = told(asked(folder, "rate", by="team"))
    assert made.split is not None
    parts = {(part.member, part.what): part.amount for part in made.split.parts}
    assert parts == {
        ("A", "rate"): pytest.approx(-0.007),
        ("B", "rate"): pytest.approx(-0.006),
        ("A", "mix"): pytest.approx(0.035, abs=1e-3),
        ("B", "mix"): pytest.approx(0.083, abs=1e-3),
    }
    assert sum(parts.values()) == pytest.approx(0.105)
    (against,) = made.split.against
    assert against.every and against.rate == pytest.approx(-0.013) and against.mix == pytest.approx(0.118)
    english, japanese = (list(notes(made, Locale(language, "ja-JP"))) for language in LANGUAGES)
    warning = "every member's own rate moved the other way than the whole (rate −1.3pt, mix +11.8pt)"
    assert any("Simpson's paradox" in note and warning in note for note in english)
    assert any("シンプソンのパラドックス" in note and "率 −1.3pt、構成 +11.8pt" in note for note in japanese)


def test_the_parts_of_every_bar_add_up_to_the_yen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = goal().replace("kpi win_rate", "metric wins = count(calls where won = true)\nkpi win_rate")
    rows: Rows = [
        (date(2026, 8, 3), "A", 70, 13, 999),
        (date(2026, 8, 4), "B", 31, 17, 1013),
        (date(2026, 8, 5), None, 7, 1, 500),
        (date(2026, 9, 3), "A", 51, 19, 1051),
        (date(2026, 9, 4), "C", 53, 11, 977),
        (date(2026, 9, 5), None, 3, 1, 501),
    ]
    folder = teams(tmp_path, spec, rows)
    made = told(asked(folder, "revenue", by="team"))
    assert made.split is not None and made.split.whole == ()
    for bar in made.bridge.bars:
        own = [part.amount for part in made.split.parts if part.leaf == bar.name]
        assert sum(own) == pytest.approx(bar.amount) and len(own) >= 4
    with pytest.raises(SystemExit):
        main([*_command(folder), "--from", AUGUST, "--to", SEPTEMBER, "--by", "team", "--format", "json"])
    exact = json.loads(capsys.readouterr().out)
    assert sum(bar["amount"] for bar in exact["bars"]) == exact["end"] - exact["start"]
    for bar in exact["bars"]:
        own = [part["amount"] for part in exact["split"]["parts"] if part["leaf"] == bar["name"]]
        assert sum(own) == bar["amount"] and all(each == int(each) for each in own)
    assert {part["member"] for part in exact["split"]["parts"]} == {"A", "B", "C", None}


def _command(folder: Path) -> list[str]:
    return ["explain", "revenue", "--project", str(folder), "--as-of", CLOSE.isoformat()]


def test_what_does_not_add_up_over_the_members_is_named(tmp_path: Path) -> None:
    spec = """kgi worth = mid * people {
  unit JPY
  breakdown mid * people
}
metric mid = median(calls.amount)
metric people = count_distinct(calls.day)
"""
    rows: Rows = [(date(2026, month, 3), team, 9, wins, wins) for month, wins in ((8, 3), (9, 5)) for team in "AB"]
    made = told(asked(teams(tmp_path, spec, rows), "worth", by="team"))
    assert made.split is not None and set(made.split.whole) == {"mid", "people"} and made.split.parts == ()


PLANNED = (
    goal(target="240000 in FY2026", n="target 1200 in FY2026", rate="target 25% in FY2026")
    .replace("metric price = revenue / wins", "kpi price = revenue / wins {\n  target 1000 in FY2026\n}")
)  # fmt: skip
TWO: Months = {(2026, 8): (100, 20, 1000), (2026, 9): (80, 10, 900)}


def test_the_gap_to_the_plan_is_told_leaf_by_leaf(tmp_path: Path) -> None:
    """September has 22 of the year's 261 weekdays; there 1,200 * 22 / 261 calls at 25% and 1,000 were planned."""
    made = told(asked(write(tmp_path, PLANNED, TWO), "revenue", plan=True))
    share = 22 / 261
    before, after = (1200 * share, 0.25, 1000.0), (80, 0.125, 900.0)
    assert made.bridge.start == pytest.approx(240_000 * share) and made.bridge.end == 9_000
    found = amounts(made)
    assert found.pop(("revenue", "parts")) == pytest.approx((300_000 - 240_000) * share)
    for at, name in enumerate(("n", "win_rate", "price")):
        (y0, y1), (z0, z1) = ((before[other], after[other]) for other in range(3) if other != at)
        part = (after[at] - before[at]) * ((y0 * z0 + y1 * z1) / 3 + (y0 * z1 + y1 * z0) / 6)
        assert found[name, "leaf"] == pytest.approx(part)
    assert sum(amounts(made).values()) == pytest.approx(9_000 - 240_000 * share)
    assert made.untargeted == ()


def test_leaves_without_a_target_stand_as_they_came_and_are_named(tmp_path: Path) -> None:
    spec = goal(target="240000 in FY2026", rate="target 25% in FY2026")
    made = told(asked(write(tmp_path, spec, TWO), "revenue", plan=True))
    assert set(made.untargeted) == {"n", "price"}
    assert amounts(made)["n", "leaf"] == 0 and amounts(made)["win_rate", "leaf"] == pytest.approx(80 * -0.125 * 900)


def test_a_number_with_a_target_stands_for_parts_that_have_none(tmp_path: Path) -> None:
    spec = """kgi revenue = sum(calls.amount where won = true) {
  unit JPY
  breakdown wins * price
  target 20000 per month
}
kpi wins = count(calls where won = true) {
  breakdown n * rate
  target 20 per month
}
metric n = count(calls)
metric rate = wins / n
metric price = revenue / wins
"""
    folder = write(tmp_path, spec, TWO)
    file = folder / "specs" / "s.kpi"
    file.write_text(file.read_text("utf-8").replace("metric wins = count(calls where won = true)\n", "", 1), "utf-8")
    made = told(asked(folder, "revenue", plan=True))
    assert set(made.leaves) == {"wins", "price"} and made.untargeted == ("price",)
    quarter = told(asked(folder, "revenue", plan=True, last="FY2026Q2"))
    assert quarter.bridge.start == pytest.approx(60_000)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (goal().replace("  target 300000 in FY2026\n", ""), "no target that says what is due in 2026-09"),
        (goal(), "no number under revenue has a target for 2026-09"),
        (goal(target="300000 in FY2027"), "no target that says what is due in 2026-09"),
    ],
)
def test_a_plan_that_is_not_there_is_not_made_up(spec: str, words: str, tmp_path: Path) -> None:
    made = asked(write(tmp_path, spec, TWO), "revenue", plan=True)
    assert isinstance(made, Refused) and words in made.why.en and made.why.ja and made.code == 1


def test_two_slices_are_told_apart_by_the_same_formula(tmp_path: Path) -> None:
    spec = goal().replace("kpi win_rate", "metric wins = count(calls where won = true)\nkpi win_rate")
    rows: Rows = [
        (date(2026, 9, 3), "A", 100, 20, 1000),
        (date(2026, 9, 4), "B", 120, 18, 1100),
        (date(2026, 9, 4), None, 10, 5, 100),
    ]
    folder = teams(tmp_path, spec, rows)
    made = told(asked(folder, "revenue", slices=("A", "B")))
    assert (made.bridge.start, made.bridge.end) == (20_000, 19_800)
    before, after = (100, 0.2, 1000), (120, 0.15, 1100)
    for at, name in enumerate(("n", "win_rate", "price")):
        (y0, y1), (z0, z1) = ((before[other], after[other]) for other in range(3) if other != at)
        part = (after[at] - before[at]) * ((y0 * z0 + y1 * z1) / 3 + (y0 * z1 + y1 * z0) / 6)
        assert amounts(made)[name, "leaf"] == pytest.approx(part)
    assert told(asked(folder, "revenue", slices=("A", None))).bridge.end == 500
    for slices, words in ((("A", "a"), "did you mean A?"), (("A", "A"), "no difference to explain")):
        refused = asked(folder, "revenue", slices=slices)
        assert isinstance(refused, Refused) and words in refused.why.en and refused.code == 2


def test_a_changed_definition_has_a_bar_of_its_own(tmp_path: Path) -> None:
    """Until September every call counted as a win; August is measured both ways, and the rest is performance."""
    spec = goal(rate="before 2026-09-01 = n / n")
    made = told(asked(write(tmp_path, spec, TWO), "revenue"))
    assert [name for name, _ in made.redefined] == ["win_rate"]
    found = amounts(made)
    assert (made.bridge.start, made.bridge.end) == (20_000, 9_000)
    assert sum(found.values()) == pytest.approx(-11_000)
    # The revenue itself was not defined anew: what the rate's definition takes away, the old breakdown did not give.
    assert found["win_rate", "definition"] == pytest.approx(-80_000)
    assert found["revenue", "definition"] == pytest.approx(80_000)
    assert (UNEXPLAINED, "leaf") not in found
    assert sum(found[name, "leaf"] for name in ("n", "win_rate", "price")) == pytest.approx(-11_000)


def test_a_goal_defined_anew_is_measured_by_both(tmp_path: Path) -> None:
    spec = goal().replace(
        "  unit JPY\n", "  unit JPY\n  before 2026-09-01 = sum(calls.amount where won = true) * 2\n", 1
    )
    made = told(asked(write(tmp_path, spec, TWO), "revenue"))
    assert (made.bridge.start, made.bridge.end) == (40_000, 9_000)
    found = amounts(made)
    # The price is the revenue over the wins, so it is where the definition of the revenue works.
    assert found["price", "definition"] == pytest.approx(-20_000)
    assert sum(found.values()) == pytest.approx(-31_000)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", SEPTEMBER], "one of --from P, --against plan"),
        (["--to", SEPTEMBER, "--from", AUGUST, "--against", "plan"], "one of --from P, --against plan"),
        (["--to", SEPTEMBER, "--against", "plan", "--by", "team"], "give --from"),
        (["--to", SEPTEMBER, "--between", "team", "team=B"], "'team' is not DIM=MEMBER"),
        (["--to", SEPTEMBER, "--between", "team=A", "size=B"], "two dimensions"),
    ],
)
def test_questions_that_are_not_one(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPIDSL_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main([*_command(write(tmp_path, goal(), TWO)), *options])
    assert ended.value.code == 2 and words in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "2026-08", "--by", "規模"],
        ["--against", "plan"],
        ["--between", "規模=大手", "規模='中堅'"],
    ],
)
def test_the_demo_is_told_in_every_form(demo: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = ["explain", "受注金額", "--project", str(demo), "--to", SEPTEMBER, "--as-of", CLOSE.isoformat(), *options]
    outputs = {}
    for form in ("table", "csv", "json"):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--format", form])
        outputs[form], _ = capsys.readouterr()
        assert ended.value.code == 0
    exact = json.loads(outputs["json"])
    rows = list(csv.DictReader(outputs["csv"].splitlines()))
    bars = [float(row["amount"]) for row in rows if row["cause"] not in ("start", "end", "part")]
    assert float(rows[0]["amount"]) + sum(bars) == float(rows[-1]["amount"]) == exact["end"]
    assert f"{exact['change']:+,.0f}".replace("-", "−") in outputs["table"]


def test_a_dimension_that_is_not_there_is_said_once(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPIDSL_LANG", "en")
    options = ["--from", AUGUST, "--to", SEPTEMBER, "--as-of", CLOSE.isoformat(), "--by", "nope"]
    with pytest.raises(SystemExit) as ended:
        main(["explain", "受注金額", "--project", str(demo), *options])
    assert ended.value.code == 2 and capsys.readouterr().err.count("cannot be sliced by nope") == 1


def test_what_stands_beside_the_bars_is_what_the_data_shows(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the bad month the new script's win rate and the bad list's connect rate lie under their own past; no more."""
    options = ["--from", AUGUST, "--to", SEPTEMBER, "--as-of", CLOSE.isoformat(), "--format", "json"]
    with pytest.raises(SystemExit):
        main(["explain", "受注金額", "--project", str(demo), *options])
    exact = json.loads(capsys.readouterr().out)
    steps = {each["name"]: each for each in exact["funnel"]["steps"]}
    assert exact["funnel"]["bottleneck"] == "受注率"
    assert {name for name, each in steps.items() if each["below"]} == {"受注率", "接続率"}
    for each in steps.values():
        assert each["low"] < each["rate"] < each["high"] and each["below"] == (each["high"] < each["benchmark"])
    assert {each["verdict"] for each in exact["leading"]} <= {"shown", "not_shown", "too_few_points", "never_moves"}
    assert {"決裁者接触率", "商談日数"} <= {each["driver"] for each in exact["leading"] if each["driven"] == "受注率"}
    assert exact["not_kept"] == ["restated"]


def test_hands_that_are_full_are_said_to_be(tmp_path: Path) -> None:
    """100 calls in 22 business days of two people who can do 2 a day each: 100 of 88."""
    rows: Months = {(2026, 8): (80, 20, 1000), (2026, 9): (100, 20, 1000)}
    made = told(asked(write(tmp_path, goal(n="capacity 2 per business_day\n  heads 2"), rows), "revenue"))
    assert made.loads is not None and made.loads.bottleneck == "n" and made.loads.overloaded == ("n",)
    assert made.loads.stages[0].utilisation == pytest.approx(100 / 88)


FUNNEL: Rows = [
    (date(2026, 8, 3), "A", 400, 40, 1000),
    (date(2026, 9, 3), "A", 400, 40, 1000),
    (date(2026, 9, 3), "B", 400, 80, 1000),
    (date(2026, 9, 3), None, 4, 2, 1000),
]
TEAMS = goal().replace("kpi win_rate", "metric wins = count(calls where won = true)\nkpi win_rate")
CARD = "scorecard s {\n  show revenue tree\n  by team\n}\n"


@pytest.mark.parametrize(("spec", "by"), [(TEAMS, "team"), (TEAMS + CARD, None)])
def test_a_step_of_the_funnel_stands_against_its_best_slice(spec: str, by: str | None, tmp_path: Path) -> None:
    """B wins 20% of 400, all others together 42 of 404: the intervals lie apart."""
    made = told(asked(teams(tmp_path, spec, FUNNEL), "revenue", by=by))
    assert made.funnel is not None
    (best,) = next(each for each in made.funnel.steps if each.name == "win_rate").best
    assert (best.dimension, best.member, best.rate, best.tie) == ("team", "B", 0.2, False)
    assert best.others == pytest.approx(42 / 404)
    assert best.lost == pytest.approx(122_000 * (0.2 / (122 / 804) - 1))
    for language, words in (("en", "Best slice of win_rate: team=B at 20.0%"), ("ja", "最良の切り口: team=B 20.0%")):
        assert any(words in each for each in beside_words(made, Locale(language, "ja-JP")))


def test_without_a_dimension_no_slice_is_looked_at(tmp_path: Path) -> None:
    made = told(asked(teams(tmp_path, TEAMS, FUNNEL), "revenue"))
    assert made.funnel is not None and all(each.best == () for each in made.funnel.steps)


def test_slices_that_the_data_cannot_tell_apart_are_a_tie(tmp_path: Path) -> None:
    rows: Rows = [
        (date(2026, month, 3), team, 20, wins, 1000) for month in (8, 9) for team, wins in (("A", 3), ("B", 4))
    ]
    made = told(asked(teams(tmp_path, TEAMS, rows), "revenue", by="team"))
    assert made.funnel is not None and made.funnel.steps[0].best[0].tie
    assert any("a tie, for the intervals meet" in each for each in beside_words(made, Locale("en", "ja-JP")))
