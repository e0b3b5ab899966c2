"""`kpidsl explain`: what changed a goal between two periods, held against formulas on paper and the demo's story."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kpidsl.analysis.bridge import Method
from kpidsl.analysis.centre_pin import Ranking
from kpidsl.cli.main import main
from kpidsl.model.calendar import parse_period
from kpidsl.pipeline import asking, connect, load
from kpidsl.report.change_bridge import change_of
from kpidsl.report.change_record import UNEXPLAINED, Change
from kpidsl.report.refused import Refused

from .test_plan_goal import CLOSE, Months, goal, months, write

Made = Callable[..., Change | Refused]


def change(
    folder: Path,
    first: str,
    last: str,
    day: date = CLOSE,
    name: str = "revenue",
    method: Method = "shapley",
    dimension: str | None = None,
) -> Change | Refused:
    loaded = load(folder)
    assert [each for each in loaded.diagnostics if each.severity == "error"] == []
    project = loaded.value
    calendar = project.model.manifest.calendar
    begin, end = parse_period(calendar, first), parse_period(calendar, last)
    warehouse = connect(project, None, {}).value
    assert warehouse is not None and begin is not None and end is not None
    with closing(warehouse):
        made = change_of(project.model, asking(project, warehouse), name, begin, end, day, method, dimension)
    assert made.value is not None, made.diagnostics
    return made.value


def told(made: Change | Refused) -> Change:
    assert isinstance(made, Change), made
    return made


def pinned(made: Change) -> Ranking:
    assert made.pin is not None
    return made.pin


def amounts(made: Change) -> dict[str, float]:
    return {bar.name: bar.amount for bar in made.bridge.bars}


TWO: Months = {(2026, 8): (100, 20, 1000), (2026, 9): (120, 18, 1100)}


def test_the_bars_are_shapleys_and_add_up(tmp_path: Path) -> None:
    """C_x = dx ((y0 z0 + y1 z1) / 3 + (y0 z1 + y1 z0) / 6), for each of the three factors."""
    made = told(change(write(tmp_path, goal(), TWO), "2026-08", "2026-09"))
    before, after = (100, 0.2, 1000), (120, 0.15, 1100)
    for at, name in enumerate(("n", "win_rate", "price")):
        (y0, y1), (z0, z1) = ((before[other], after[other]) for other in range(3) if other != at)
        part = (after[at] - before[at]) * ((y0 * z0 + y1 * z1) / 3 + (y0 * z1 + y1 * z0) / 6)
        assert amounts(made)[name] == pytest.approx(part)
    assert (made.bridge.start, made.bridge.end) == (20_000, 19_800)
    assert sum(amounts(made).values()) == pytest.approx(-200)
    assert (made.before.workdays, made.after.workdays) == (21, 22) and not made.running


def test_a_breakdown_that_misses_has_a_bar_for_what_it_misses(tmp_path: Path) -> None:
    """Wins times 900 is not the revenue: what is missing of it stands apart, and the bars still add up."""
    spec = """kgi revenue = sum(calls.amount where won = true) {
  breakdown k * worth
}
metric k = count(calls where won = true)
metric worth = avg(calls.amount where day >= 2026-09-01)
"""
    rows: Months = {(2026, 9): (100, 20, 1000), (2026, 10): (100, 30, 1000)}
    made = told(change(write(tmp_path, spec, rows), "2026-09", "2026-10", date(2026, 10, 31)))
    assert UNEXPLAINED not in amounts(made) and sum(amounts(made).values()) == pytest.approx(10_000)
    cut = spec.replace("k = count(calls where won = true)", "k = count(calls where won = true and id like '%1')")
    (tmp_path / "other").mkdir()
    made = told(change(write(tmp_path / "other", cut, rows), "2026-09", "2026-10", date(2026, 10, 31)))
    assert UNEXPLAINED in amounts(made) and sum(amounts(made).values()) == pytest.approx(10_000)


def test_the_pin_is_the_leaf_with_room_to_what_it_has_been(tmp_path: Path) -> None:
    """Twelve months of 100 calls and 20 wins, then one of 100 and 5: only the win rate has room, back to 20%."""
    made = told(change(write(tmp_path, goal(), {**months(17), (2026, 9): (100, 5, 1000)}), "2026-08", "2026-09"))
    leaves = {each.name: each for each in pinned(made).leaves}
    assert pinned(made).pin == "win_rate" and leaves["win_rate"].plausible == pytest.approx(0.2)
    assert leaves["win_rate"].gain == pytest.approx(100 * 0.15 * 1000) and leaves["n"].gain == 0
    assert leaves["win_rate"].headroom == pytest.approx(3) and leaves["n"].elasticity == pytest.approx(1)


def test_leaves_with_the_same_room_are_a_tie(tmp_path: Path) -> None:
    """110 calls at most against 100, and 22% at most against 20%: a tenth each."""
    spec = goal(n='limit 110 because "x"', rate='limit 22% because "x"')
    made = told(change(write(tmp_path, spec, months(17)), "2026-07", "2026-08"))
    assert pinned(made).pin is None and set(pinned(made).tie) >= {"n", "win_rate"}


def test_a_running_period_is_said_to_be_one(tmp_path: Path) -> None:
    assert told(change(write(tmp_path, goal(), TWO), "2026-08", "2026-09", date(2026, 9, 15))).running


REFUSED: dict[str, tuple[str, Months, tuple[str, str], Method, str, int]] = {
    "no breakdown": (goal().replace("  breakdown n * win_rate * price\n", ""), TWO, ("2026-08", "2026-09"), "shapley",
                     "no breakdown", 1),
    "one period": (goal(), TWO, ("2026-08", "2026-08"), "shapley", "no change", 2),
    "to come": (goal(), TWO, ("2026-08", "2027-09"), "shapley", "has not begun", 2),
    "backwards": (goal(), TWO, ("2026-09", "2026-08"), "shapley", "2026-09 comes after 2026-08", 2),
    "before all rows": (goal(), TWO, ("2020-08", "2026-09"), "shapley", "has no value in 2020-08", 1),
    "no rows": (goal(), {}, ("2026-08", "2026-09"), "shapley", "has no value in 2026-08", 1),
    "no wins": (goal(), {**TWO, (2026, 9): (100, 0, 0)}, ("2026-08", "2026-09"), "shapley", "price has no value", 1),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_told_is_refused_by_name(case: str, tmp_path: Path) -> None:
    spec, rows, ends, method, words, code = REFUSED[case]
    made = change(write(tmp_path, spec, rows), *ends, method=method)
    assert isinstance(made, Refused) and words in made.why.en and made.why.ja and made.code == code


def test_lmdi_is_refused_where_a_leaf_is_negative(tmp_path: Path) -> None:
    spec = """kgi gain = a - b {
  breakdown a + c
}
metric a = count(calls where won = true)
metric b = count(calls where won = false)
metric c = 0 - b
"""
    made = change(write(tmp_path, spec, TWO), "2026-08", "2026-09", name="gain", method="lmdi")
    assert isinstance(made, Refused) and "c is below it" in made.why.en


@pytest.mark.parametrize("method", ["shapley", "lmdi"])
def test_the_causes_of_the_demos_bad_month_come_first(demo: Path, method: Method) -> None:
    made = told(change(demo, "2026-08", "2026-09", date(2026, 10, 31), "受注金額", method))
    names = [bar.name for bar in made.bridge.bars]
    assert names[:2] == ["受注率", "接続率"] and all(bar.amount < 0 for bar in made.bridge.bars[:2])
    assert pinned(made).pin == "受注率"
    with closing(duckdb.connect(str(demo / "data" / "warehouse.duckdb"), read_only=True)) as tables:
        sums = [
            tables.execute(
                "select sum(amount) from crm.orders where ordered_on between ? and ?",
                [date(2026, month, 1), date(2026, month, 31 if month == 8 else 30)],
            ).fetchone()
            for month in (8, 9)
        ]
    start, end = (float(each[0]) for each in sums if each is not None)
    assert (made.bridge.start, made.bridge.end) == (start, end)
    assert sum(amounts(made).values()) == pytest.approx(end - start)


def test_the_command_tells_it_in_both_languages_and_to_the_yen(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(language: str, *more: str) -> str:
        monkeypatch.setenv("KPIDSL_LANG", language)
        with pytest.raises(SystemExit) as ended:
            main(["explain", "受注金額", "--project", str(demo), "--from", "2026-08", "--to", "2026-09", *more])
        assert ended.value.code == 0
        return capsys.readouterr().out

    as_of = ("--as-of", "2026-10-31")
    assert "最大の要因は受注率" in run("ja", *as_of) and "センターピンは受注率です" in run("ja", *as_of)
    assert "Most of it is Win rate" in run("en", *as_of)
    exact = json.loads(run("en", *as_of, "--format", "json"))
    assert sum(bar["amount"] for bar in exact["bars"]) == exact["end"] - exact["start"] == exact["change"]
    bars = [int(each.replace("−", "-").replace(",", "")) for each in re.findall(r" ([+−][\d,]+) ", run("ja", *as_of))]
    assert len(bars) == 6 and sum(bars[:-1]) == bars[-1] == exact["change"]
