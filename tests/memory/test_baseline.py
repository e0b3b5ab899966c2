"""A baseline accepts what was there, however it moves, and nothing that is new."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl
from tests.cli.conftest import project as project

WRONG = """\
# two mistakes and a repeated one
metric a = 件数 / nothing
kpi b = 件数 {
  unit    JPY
  target  at least 5 JPY per month
}
metric c = 件数 + other + other
"""


def codes(kpidsl: Kpidsl, project: Path, *more: object) -> list[str]:
    answer = json.loads(kpidsl("check", "--format", "json", *more, "--project", project).out)
    return sorted(each["code"] for each in answer["diagnostics"])


@pytest.fixture
def accepted(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> Path:
    (project / "specs/wrong.kpi").write_text(WRONG, encoding="utf-8")
    file = tmp_path / "baseline.json"
    ended = kpidsl("check", "--write-baseline", file, "--project", project)
    assert ended.code == 0, ended.err
    return file


def severe(kpidsl: Kpidsl, project: Path) -> Counter[str]:
    answer = json.loads(kpidsl("check", "--format", "json", "--project", project).out)
    return Counter(each["code"] for each in answer["diagnostics"] if each["severity"] != "info")


def test_everything_of_today_is_accepted_and_stands_in_the_file(kpidsl: Kpidsl, project: Path, accepted: Path) -> None:
    whole = json.loads(accepted.read_text("utf-8"))
    counted: Counter[str] = Counter()
    for each in whole["findings"]:
        counted[each["code"]] += each["count"]
    assert counted == severe(kpidsl, project)
    assert counted["K201"] >= 3
    ended = kpidsl("check", "--strict", "--baseline", accepted, "--project", project)
    assert ended.code == 0
    assert f"{sum(counted.values())} findings are accepted" in ended.err


def test_the_file_has_a_sorted_line_for_each_and_is_the_same_again(
    kpidsl: Kpidsl, project: Path, accepted: Path, tmp_path: Path
) -> None:
    lines = accepted.read_text("utf-8").splitlines()[1:-1]
    entries = [json.loads(line.rstrip(",")) for line in lines]
    assert entries == sorted(entries, key=lambda each: (each["file"], each["name"], each["clause"], each["code"]))
    again = tmp_path / "again.json"
    kpidsl("check", "--write-baseline", again, "--project", project)
    assert again.read_bytes() == accepted.read_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        "\n\n# moved\n" + WRONG,
        # Statements and clauses in another order, other blanks, full-width signs, another label.
        "metric c = 件数+other　＋ other\n"
        "kpi b \"B\" = 件数 {\n  target at least  5 JPY per month\n  unit JPY\n}\nmetric a = 件数/nothing\n",
        WRONG.replace("kpi b = 件数 {", "kpi b = 件数 {\n  because \"new\""),
    ],
    ids=["moved", "written otherwise", "a clause more"],
)  # fmt: skip
def test_what_moved_is_still_accepted(kpidsl: Kpidsl, project: Path, accepted: Path, changed: str) -> None:
    (project / "specs/wrong.kpi").write_text(changed, encoding="utf-8")
    assert codes(kpidsl, project, "--baseline", accepted) == []


@pytest.mark.parametrize(
    ("changed", "new"),
    [
        # The accepted formula says something else now.
        (WRONG.replace("件数 / nothing", "件数 * nothing"), 1),
        # One more of the same in another statement.
        (WRONG + "metric d = nothing\n", 1),
    ],
    ids=["another formula", "another statement"],
)
def test_what_is_new_is_reported_alone(kpidsl: Kpidsl, project: Path, accepted: Path, changed: str, new: int) -> None:
    (project / "specs/wrong.kpi").write_text(changed, encoding="utf-8")
    assert codes(kpidsl, project, "--baseline", accepted).count("K201") == new
    assert kpidsl("check", "--baseline", accepted, "--project", project).code == 1


def test_entries_that_are_gone_are_told(kpidsl: Kpidsl, project: Path, accepted: Path) -> None:
    (project / "specs/wrong.kpi").unlink()
    answer = json.loads(kpidsl("check", "--format", "json", "--baseline", accepted, "--project", project).out)
    (only,) = (each for each in answer["diagnostics"] if each["code"] == "K931")
    assert only["severity"] == "info"
    assert "specs/wrong.kpi" in only["message"]
    # Of other files nothing is known.
    assert "K931" not in codes(kpidsl, project, "--baseline", accepted, project / "specs/shop.kpi")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"kpidsl_baseline": 2, "findings": []}',
        '{"kpidsl_baseline": 1}',
        '{"kpidsl_baseline": 1, "findings": [{}]}',
        '{"kpidsl_baseline": 1, "findings": [3]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_baseline_ends_the_command(kpidsl: Kpidsl, project: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, encoding="utf-8")
    ended = kpidsl("check", "--baseline", file, "--project", project)
    assert (ended.code, ended.out) == (2, "")
    assert "error[K930]" in ended.err


def test_a_baseline_is_of_the_whole_project_and_takes_the_place_of_no_spec(kpidsl: Kpidsl, project: Path) -> None:
    specs = project / "specs/shop.kpi"
    assert kpidsl("check", specs, "--write-baseline", "b.json", folder=project).code == 2
    before = specs.read_bytes()
    assert kpidsl("check", "--write-baseline", specs, "--project", project).code == 2
    assert specs.read_bytes() == before
