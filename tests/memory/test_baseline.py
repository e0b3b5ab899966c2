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


VAGUE = """\
kpi 改善率 = 件数 {
  target  at least 5 per month
}
kpi 同じ数 = 件数 {
  target  at least 5 per month
  owner   "課長"
}
"""


def linted(kpidsl: Kpidsl, project: Path, *more: object) -> list[str]:
    answer = json.loads(kpidsl("lint", "--format", "json", *more, "--project", project).out)
    return sorted(each["code"] for each in answer["diagnostics"] if each["severity"] != "info")


@pytest.mark.parametrize("writer", ["check", "lint"])
def test_check_and_lint_take_the_same_file(kpidsl: Kpidsl, project: Path, tmp_path: Path, writer: str) -> None:
    (project / "specs/vague.kpi").write_text(VAGUE, encoding="utf-8")
    file = tmp_path / "baseline.json"
    assert kpidsl(writer, "--write-baseline", file, "--project", project).code == 0
    assert {"S03", "S04"} <= {each["code"] for each in json.loads(file.read_text("utf-8"))["findings"]}
    assert linted(kpidsl, project, "--baseline", file) == []
    ended = kpidsl("lint", "--strict", "--baseline", file, "--project", project)
    assert ended.code == 0, ended.out
    assert codes(kpidsl, project, "--baseline", file) == []
    (project / "specs/vague.kpi").write_text(VAGUE + "kpi 新 = 件数 { target at least 5 per month }\n", "utf-8")
    assert "S04" in linted(kpidsl, project, "--baseline", file)
    (project / "specs/vague.kpi").write_text(VAGUE.replace("= 件数 {", '= 件数 {\n  owner "係長"', 1), "utf-8")
    answer = json.loads(kpidsl("lint", "--format", "json", "--baseline", file, "--project", project).out)
    assert "K931" in {each["code"] for each in answer["diagnostics"]}


def test_what_a_check_does_not_look_for_is_not_gone(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    late = VAGUE + "review 同じ数 on 2026-01-05 { decision keep }\n"
    (project / "specs/vague.kpi").write_text(late.replace('"課長"', '"課長"\n  review monthly'), "utf-8")
    file = tmp_path / "baseline.json"
    assert kpidsl("lint", "--write-baseline", file, "--as-of", "2026-10-01", "--project", project).code == 0
    assert "V02" in file.read_text("utf-8")
    assert codes(kpidsl, project, "--baseline", file, "--as-of", "2026-10-01") == []


def test_nothing_is_mended_while_there_are_errors(kpidsl: Kpidsl, project: Path) -> None:
    text = "metric a = count(rows)\nmetric b = count(rows)\n"
    own = (project / "specs/shop.kpi").read_text("utf-8")
    source = own.split("source ", 1)[1].split()[0]
    text = text.replace("rows", source)
    file = project / "specs/twice.kpi"
    file.write_text(text + "metric c = nothing\n", encoding="utf-8")
    ended = kpidsl("lint", "--fix", "--project", project)
    assert (ended.code, file.read_text("utf-8")) == (1, text + "metric c = nothing\n")
    assert "nothing was mended" in ended.err
    file.write_text(text, encoding="utf-8")
    assert kpidsl("lint", "--fix", "--project", project).err == ""
    assert file.read_text("utf-8") != text
