"""Targets that only the data can tell to be at odds: members without one, members that miss the whole, no baseline."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpidsl.model.calendar import parse_period
from kpidsl.pipeline import asking, check_warehouse, connect, judge_scorecard, load
from kpidsl.report.change_plan import gap_to_plan
from kpidsl.text.diagnostic import Diagnostic
from kpidsl.text.render.words import Locale, message

from .test_explain_ends import CLOSE, Rows, teams
from .test_plan_goal import goal

ROWS: Rows = [
    (date(2026, 8, 3), "A", 9, 1, 1),
    (date(2026, 9, 3), "B", 5, 1, 1),
    (date(2026, 9, 4), None, 2, 1, 1),
    (date(2025, 9, 4), "gone", 2, 1, 1),
]
SPEC = """kpi n = count(calls) {{
  target 100 in FY2026
{parts}
}}
scorecard s {{ show n }}
"""


def message_of(found: Diagnostic, locale: Locale) -> str:
    return message(found, locale)[0]


def judged(folder: Path, card: str = "s") -> list[Diagnostic]:
    project = load(folder).value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        found = judge_scorecard(project, warehouse, project.model.scorecards[card], None, CLOSE)
    return [each for each in found.diagnostics if each.code.startswith("K62")]


CASES = {
    "nobody has one": ("", "", ""),
    "some have one": ("A 60, B 20", "K627", "(no value) of team have rows and no target for n in FY2026; those with "
                      "one add up to 80 of 100"),
    "one of three": ("B 20", "K627", "A, (no value) of team have rows"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_members_without_a_target(case: str, tmp_path: Path) -> None:
    """A member of last year, which has no rows in the target's days, needs none."""
    shares, code, words = CASES[case]
    parts = "\n".join(f"  target {each.split()[1]} in FY2026 for team '{each.split()[0]}'" for each in _listed(shares))
    found = judged(teams(tmp_path, SPEC.format(parts=parts), ROWS))
    assert [each.code for each in found] == ([code] if code else [])
    assert all(words in message_of(each, "en") and message_of(each, "ja") for each in found)


def test_the_check_of_the_warehouse_says_it_too(tmp_path: Path) -> None:
    spec = SPEC.format(parts="  target 60 in FY2026 for team 'A'")
    project = load(teams(tmp_path, spec, ROWS)).value
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        end = datetime(2026, 11, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
        found = check_warehouse(project, warehouse, end, lambda _: None)
    (told,) = (each for each in found.diagnostics if each.code == "K627")
    assert "B, (no value) of team" in message_of(told, "en") and "B、（値なし）" in message_of(told, "ja")


@pytest.mark.parametrize(("shares", "codes"), [("A 60, B 30", ["K628"]), ("A 60, B 40", [])])
def test_every_member_has_one_and_they_are_held_against_the_whole(
    shares: str, codes: list[str], tmp_path: Path
) -> None:
    parts = "\n".join(f"  target {each.split()[1]} in FY2026 for team '{each.split()[0]}'" for each in _listed(shares))
    rows = [each for each in ROWS if each[1] is not None]
    found = judged(teams(tmp_path, SPEC.format(parts=parts), rows))
    assert [each.code for each in found] == codes
    assert all("add up to 90 of 100" in message_of(each, "en") for each in found)


def test_members_of_a_rate_make_no_whole(tmp_path: Path) -> None:
    spec = """kpi rate = share(calls where won = true) {
  unit %
  target 20% in FY2026
  target 10% in FY2026 for team 'A'
}
scorecard s { show rate }
"""
    assert judged(teams(tmp_path, spec, ROWS)) == []


BASES = {"+10% vs FY2020 in FY2026": "is 0", "x2 vs FY2024 in FY2026": "is 0"}


@pytest.mark.parametrize("target", BASES)
def test_a_target_on_a_baseline_of_nothing_is_said_to_have_no_value(target: str, tmp_path: Path) -> None:
    folder = teams(tmp_path, goal(target=target) + "scorecard s { show revenue }\n" + WINS, ROWS)
    (found,) = judged(folder)
    assert found.code == "K629" and BASES[target] in message_of(found, "en") and " 0 です" in message_of(found, "ja")
    project = load(folder).value
    period = parse_period(project.model.manifest.calendar, "2026-09")
    warehouse = connect(project, None, {}).value
    assert warehouse is not None and period is not None
    with closing(warehouse):
        made = gap_to_plan(project.model, asking(project, warehouse), "revenue", period, CLOSE)
    assert [each.code for each in made.diagnostics] == ["K629"]


WINS = "metric wins = count(calls where won = true)\n"


def _listed(shares: str) -> list[str]:
    return [each.strip() for each in shares.split(",") if each.strip()]
