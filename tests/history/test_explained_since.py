"""`explain` and the scorecard's bridge start from what was reported: late data, definitions and targets stand apart."""

import csv
import json
from typing import Any

from tests.history.conftest import DEALS, Ended, Repository

LATE = DEALS + "5,2026-08-10,2026-08-31,won,900,web\n"
PERIODS = ("--from", "2026-08", "--to", "2026-09", "--as-of", "2026-10-15")


def report(repository: Repository, day: str, *options: str) -> Ended:
    ended = repository.kpidsl("scorecard", "月次", "-o", "page.json", "--as-of", day, *options)
    assert ended.code == 0, ended
    return ended


def explained(repository: Repository, *options: str) -> dict[str, Any]:
    ended = repository.kpidsl("explain", "受注金額", *options, "--format", "json")
    assert ended.code == 0, ended
    made: dict[str, Any] = json.loads(ended.out)
    assert made["start"] + sum(bar["amount"] for bar in made["bars"]) == made["end"]
    return made


def by_cause(made: dict[str, Any]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for bar in made["bars"]:
        sums[bar["cause"]] = sums.get(bar["cause"], 0) + bar["amount"]
    return sums


def test_without_a_report_nothing_is_restated(repository: Repository) -> None:
    made = explained(repository, *PERIODS)
    assert (made["start"], made["end"], made["reported"], made["not_kept"]) == (100, 250, None, ["restated"])


def test_a_report_that_still_holds_has_no_bar(repository: Repository) -> None:
    report(repository, "2026-09-03")
    made = explained(repository, *PERIODS)
    assert set(by_cause(made)) == {"leaf"} and made["not_kept"] == []
    assert (made["reported"]["as_of"], made["reported"]["value"]) == ("2026-09-03", 100)
    shown = repository.kpidsl("explain", "受注金額", *PERIODS).out
    assert "Aug 2026 was reported as 100 JPY (as of 2026-09-03); today it would be the same." in shown


def test_late_data_stands_before_performance(repository: Repository) -> None:
    """100 was printed of August; with a late 900 the leaves go from 1,000 to September's 250."""
    report(repository, "2026-09-03")
    repository.write(data__deals_dot_csv=LATE)
    made = explained(repository, *PERIODS)
    assert (made["start"], made["end"]) == (100, 250)
    assert by_cause(made) == {"restated": 900, "leaf": -750}
    assert {bar["name"] for bar in made["bars"] if bar["cause"] == "restated"} <= {"商談数", "受注率", "平均単価"}
    before = explained(repository, "--from", "2026-08", "--to", "2026-09", "--as-of", "2026-09-02")
    assert (before["start"], before["not_kept"]) == (1000, ["restated"]), "on the 2nd nothing was reported yet"


def test_late_data_and_a_definition_of_another_commit(repository: Repository) -> None:
    """On today's data the definition of then gives 1,000, that of today leaves out the order of 100."""
    report(repository, "2026-09-03")
    repository.replace("amount > 0", "amount > 150")
    repository.commit("another definition")
    repository.write(data__deals_dot_csv=LATE)
    made = explained(repository, *PERIODS)
    assert by_cause(made) == {"restated": 900, "definition": -100, "leaf": -650}
    assert "受注金額" in made["reported"]["redefined"] and made["reported"]["data_told_apart"]
    rows = list(csv.DictReader(repository.kpidsl("explain", "受注金額", *PERIODS, "--format", "csv").out.splitlines()))
    assert [rows[0]["cause"], rows[-1]["cause"]] == ["start", "end"]
    assert sum(float(row["amount"]) for row in rows if row["cause"] == "restated") == 900
    for language, words in (("en", "restated data of "), ("ja", "データの訂正（")):
        assert words in repository.kpidsl("explain", "受注金額", *PERIODS, KPIDSL_LANG=language).out


def test_a_definition_that_can_be_read_no_more_is_not_told_from_the_data(repository: Repository) -> None:
    repository.replace("amount > 0", "amount > 20")
    report(repository, "2026-09-03")
    repository.replace("amount > 20", "amount > 150")
    repository.write(data__deals_dot_csv=LATE)
    made = explained(repository, *PERIODS)
    assert by_cause(made) == {"definition": 800, "leaf": -650}
    assert not made["reported"]["data_told_apart"]
    assert "can be read no more" in repository.kpidsl("explain", "受注金額", *PERIODS).out


def test_a_renamed_goal_keeps_its_reports(repository: Repository) -> None:
    report(repository, "2026-09-03")
    repository.write(data__deals_dot_csv=LATE)
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8").replace("平均単価", "単価")
    repository.write(specs__営業_dot_kpi=text)
    assert by_cause(explained(repository, *PERIODS)) == {"restated": 900, "leaf": -750}, "one bar, for a leaf is new"


PLAN = ("--against", "plan", "--to", "2026-08", "--as-of", "2026-10-15")


def planned(repository: Repository) -> None:
    repository.replace("1000万円 in 2026", "2610 in 2026")
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8")
    text = text.replace("metric 商談数 = count(deals)", "kpi 商談数 = count(deals) {\n  target 26 in 2026\n}")
    repository.write(specs__営業_dot_kpi=text)
    repository.commit("plans")


def test_a_goal_aimed_at_otherwise_since(repository: Repository) -> None:
    """2026 has 261 weekdays, August 21: 210 was aimed at, twice that is today."""
    planned(repository)
    assert explained(repository, *PLAN)["not_kept"] == ["target"]
    report(repository, "2026-09-03")
    assert "target" not in by_cause(explained(repository, *PLAN))
    repository.replace("2610 in 2026", "5220 in 2026")
    made = explained(repository, *PLAN)
    (bar,) = (bar for bar in made["bars"] if bar["cause"] == "target")
    assert (made["start"], bar["name"], bar["amount"], bar["before"], bar["after"]) == (210, "受注金額", 210, 210, 420)
    assert made["retargeted"][0] | {"as_of": ""} == {
        "name": "受注金額", "then": "2610 in 2026", "now": "5220 in 2026", "as_of": "",
    }  # fmt: skip
    shown = repository.kpidsl("explain", "受注金額", *PLAN).out
    assert "The target of 受注金額 was `2610 in 2026`" in shown
    assert "below the plan of 210 JPY as it was reported" in shown


def test_the_target_of_another_month_is_no_change(repository: Repository) -> None:
    """August was judged by 30% in 2026-08; that September is on its way to 35% in 2026-12 was written all along."""
    planned(repository)
    report(repository, "2026-09-03")
    made = explained(repository, "--against", "plan", "--to", "2026-09", "--as-of", "2026-10-15")
    assert (made["retargeted"], made["not_kept"]) == ([], [])
    repository.replace("35% in 2026-12", "36% in 2026-12")
    assert explained(repository, "--against", "plan", "--to", "2026-09", "--as-of", "2026-10-15")["retargeted"] == []


def test_a_target_for_every_month_is_held_against_that_of_the_month_before(repository: Repository) -> None:
    planned(repository)
    repository.replace("26 in 2026", "3 per month")
    report(repository, "2026-09-03")
    repository.replace("3 per month", "4 per month")
    made = explained(repository, "--against", "plan", "--to", "2026-09", "--as-of", "2026-10-15")
    assert [(each["name"], each["then"], each["now"]) for each in made["retargeted"]] == [
        ("商談数", "3 per month", "4 per month")
    ]
    (bar,) = (bar for bar in made["bars"] if bar["cause"] == "target")
    assert (bar["name"], bar["before"], bar["after"]) == ("商談数", 3, 4)


def test_a_leaf_aimed_at_otherwise_since(repository: Repository) -> None:
    planned(repository)
    report(repository, "2026-09-03")
    before = explained(repository, *PLAN)
    repository.replace("26 in 2026", "52 in 2026")
    made = explained(repository, *PLAN)
    (bar,) = (bar for bar in made["bars"] if bar["cause"] == "target")
    assert bar["name"] == "商談数" and bar["after"] == 2 * bar["before"]
    assert made["start"] == before["start"] and by_cause(made)["parts"] == by_cause(before)["parts"]


def test_the_scorecards_bridge_has_the_changed_target(repository: Repository) -> None:
    """September's page stands against what August's was judged by; the same page twice is the same."""
    planned(repository)
    report(repository, "2026-09-03")
    repository.replace("2610 in 2026", "5220 in 2026")
    pages = []
    for _ in range(2):
        report(repository, "2026-10-03")
        pages.append((repository.folder / "page.json").read_bytes())
    assert pages[0] == pages[1]
    bridge = json.loads(pages[0])["bridge"]
    assert bridge["plan"] + sum(part["amount"] for part in bridge["parts"]) == bridge["actual"]
    (part,) = (part for part in bridge["parts"] if part["name"] == "目標の変更: 受注金額")
    assert (part["amount"], part["before"], part["value"]) == (bridge["plan"], bridge["plan"], 2 * bridge["plan"])
