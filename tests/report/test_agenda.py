"""The pack of a meeting: its numbers are those of the commands, its statements check, and nothing in it is markup."""

import csv
import io
import re
from pathlib import Path
from shutil import copytree

import pytest

from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def rows(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


@pytest.fixture
def copied(demo: Path, tmp_path: Path) -> Path:
    return copytree(demo, tmp_path / "copied")


def pack(kpidsl: Kpidsl, project: Path, *arguments: str) -> dict[str, str]:
    ended = kpidsl("agenda", *arguments, "-q", "--project", project)
    assert ended.code == 0, ended.err
    return sections(ended.out)


def test_a_signal_is_what_a_comment_is_asked_for_and_only_that(kpidsl: Kpidsl, demo: Path) -> None:
    said = pack(kpidsl, demo, "monthly", "--date", "2026-10-01", "--as-of", "2026-10-01")
    asked = re.findall(r"^- \*\*(.*?)\*\*", said["Comments asked for"], re.MULTILINE)
    marked = [row[0] for row in rows(said["KPIs to review"]) if row[-1].startswith("**")]
    assert asked == marked
    assert "受注率" in asked
    ordinary = re.search(r"no comment needed: (.*)", said["Comments asked for"])
    assert ordinary is not None
    assert not set(asked) & set(ordinary[1].split(", "))
    for statement in re.split(
        r"(?=^review )", said["The record: fill in, and paste into the specs"], flags=re.MULTILINE
    ):
        if name := re.match(r"review (\S+) on 2026-10-01", statement):
            assert ("# cause" in statement) == (name[1] in asked)
            assert ('note    "ordinary variation"' in statement) == (name[1] not in asked)


def test_values_are_those_of_run(kpidsl: Kpidsl, demo: Path) -> None:
    said = pack(kpidsl, demo, "monthly", "--date", "2026-11-02", "--as-of", "2026-11-02")
    october = ("--from", "2026-10", "--to", "2026-10", "--as-of", "2026-11-02")
    ran = kpidsl("run", "接続数", "受注率", *october, "--format", "csv", "--project", demo)
    (row,) = csv.DictReader(io.StringIO(ran.out))
    values = {each[0]: each[2] for each in rows(said["KPIs to review"])}
    assert values["接続数"] == f"{int(row['接続数']):,} 件"
    assert values["受注率"] == f"{float(row['受注率']):.1%}"


@pytest.mark.parametrize("every", ["weekly", "monthly", "quarterly"])
def test_the_statements_check_as_they_stand_and_the_reviews_are_done(kpidsl: Kpidsl, copied: Path, every: str) -> None:
    said = pack(kpidsl, copied, every, "--date", "2026-10-01", "--as-of", "2026-10-01")
    pasted = said["The record: fill in, and paste into the specs"].split("```kpi\n")[1].split("\n```")[0]
    before = kpidsl("check", "-q", "--as-of", "2026-10-01", "--project", copied).out
    (copied / "specs/reviews.kpi").write_text(pasted + "\n", encoding="utf-8")
    assert kpidsl("check", "-q", "--as-of", "2026-10-01", "--project", copied).out == before
    assert kpidsl("fmt", "--check", "specs/reviews.kpi", folder=copied).code == 0
    stood = kpidsl("reviews", "--format", "json", "--as-of", "2026-10-01", "--project", copied).out
    assert stood.count('"state": "done"') == pasted.count("review ")


def test_the_morning_asks_about_missed_process_numbers_only(kpidsl: Kpidsl, demo: Path) -> None:
    said = pack(kpidsl, demo, "daily", "--as-of", "2026-10-30")
    (title,) = (name for name in said if name.startswith("Process KPIs"))
    assert title == "Process KPIs, 29 Oct 2026"
    assert [row[0] for row in rows(said[title])] == ["架電数", "接続率"]


def test_without_a_connection_it_says_so_and_has_no_numbers(kpidsl: Kpidsl, copied: Path) -> None:
    manifest = copied / "kpidsl.yaml"
    manifest.write_text(re.sub(r"^connection:.*\n", "", manifest.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    (copied / "data/warehouse.duckdb").unlink()
    said = pack(kpidsl, copied, "monthly", "--date", "2026-10-01", "--as-of", "2026-10-01")
    assert "**No numbers**" in said[""]
    assert "Comments asked for" not in said
    assert {tuple(row[2:]) for row in rows(said["KPIs to review"])} == {("–", "–")}
    assert "# result a value or words" in said["The record: fill in, and paste into the specs"]


def test_a_warehouse_that_cannot_be_reached_is_no_pack_without_numbers(kpidsl: Kpidsl, copied: Path) -> None:
    (copied / "data/warehouse.duckdb").unlink()
    ended = kpidsl("agenda", "monthly", "--as-of", "2026-10-01", "--project", copied)
    assert (ended.code, ended.out) == (2, "")
    assert kpidsl("agenda", "monthly", "--as-of", "2026-10-01", "--no-numbers", "--project", copied).code == 0


def test_a_period_that_has_not_begun_has_no_numbers_and_says_why(kpidsl: Kpidsl, demo: Path) -> None:
    said = pack(kpidsl, demo, "monthly", "--date", "2026-12-01", "--as-of", "2026-10-01")
    assert "**No numbers**: Nov 2026 has not begun on 2026-10-01." in said[""]


def test_measures_and_decisions_stand_with_their_days(kpidsl: Kpidsl, copied: Path) -> None:
    (copied / "specs/meeting.kpi").write_text(
        'action 再教育 { for 受注率 owner "課長" from 2026-08-01 to 2026-09-20 expects +3pt on 受注率 }\n'
        "action 増員 { for 架電数 from 2026-11-01 to 2027-01-31 }\n"
        'action 台本 { for 受注率 from 2026-07-01 to 2026-09-30 outcome failed "効かなかった" }\n'
        'review 受注率 on 2026-09-01 { cause "担当が替わった" decision adjust by "本部長" }\n',
        encoding="utf-8",
    )
    said = pack(kpidsl, copied, "monthly", "--date", "2026-10-01", "--as-of", "2026-10-01")
    measures = {row[0]: row[1:] for row in rows(said["Measures"])}
    assert measures["再教育"] == [
        "受注率", "課長", "2026-08-01 – 2026-09-20", "+3pt 受注率", "**11 days past its end, no outcome on record**",
    ]  # fmt: skip
    assert measures["増員"][-1] == "still to come"
    assert measures["台本"][-1] == "failed: 効かなかった"
    assert "- **受注率**: 2026-09-01, adjust, 担当が替わった (本部長)" in said["Decided last time"]


def test_what_has_come_to_its_target_stands_with_its_slices_and_measures(kpidsl: Kpidsl, copied: Path) -> None:
    (copied / "specs/meeting.kpi").write_text(
        "action 件名の見直し { for メール開封率 from 2026-09-01 to 2026-12-31 expects +1pt on メール開封率 }\n",
        encoding="utf-8",
    )
    day = ("--date", "2026-11-02", "--as-of", "2026-10-31")
    said = pack(kpidsl, copied, "monthly", *day)
    reached = said["Come to their targets this period"]
    # 24.8% in September was short of the 25% that it is to be, 26.0% in October is not.
    assert re.findall(r"^- \*\*(.*?)\*\*: (.*)", reached, re.MULTILINE) == [("メール開封率", "26.0% / 25.0% (104.0%)")]
    months = ("--from", "2026-09", "--to", "2026-10", "--as-of", "2026-10-31", "--format", "csv")
    ran = kpidsl("run", "メール開封率", "--by", "製品", *months, "--project", copied)
    rates = {(row["製品"], row["period"]): float(row["メール開封率"]) for row in csv.DictReader(io.StringIO(ran.out))}
    pro = " → ".join(f"{rates['プロ', month]:.1%}" for month in ("2026-09", "2026-10"))
    assert f"製品 (Sep 2026 → Oct 2026): プロ {pro}, " in reached
    assert "measure **件名の見直し** → メール開封率" in reached
    assert "Come to their targets this period" not in pack(kpidsl, copied, "monthly", "--date", "2026-10-01", *day[2:])


def test_a_number_that_is_followed_for_a_while_says_of_which_period_it_is(kpidsl: Kpidsl, tmp_path: Path) -> None:
    folder = tmp_path / "crm"
    assert kpidsl("init", folder, "--pack", "crm").code == 0
    said = pack(kpidsl, folder, "monthly", "--date", "2026-11-02", "--as-of", "2026-10-31")
    values = {each[0]: each[2] for each in rows(said["KPIs to review"])}
    assert values["リピート率"].endswith("% (Aug 2026)")
    assert "(" not in values["リード数"]


def test_what_specs_hold_is_text_in_the_pack(kpidsl: Kpidsl, copied: Path) -> None:
    (copied / "specs/hostile.kpi").write_text(
        'kpi `a|b <script>` = count(calls) {\n  owner "``` | <img src=x> [x](javascript:0)"\n  review yearly\n}\n',
        encoding="utf-8",
    )
    ended = kpidsl("agenda", "yearly", "--no-numbers", "--as-of", "2026-10-01", "--project", copied)
    page, _, fenced = ended.out.partition("````kpi\n")
    assert ended.code == 0, ended.err
    assert not re.search(r"(?<!\\)<|(?<!\\)\[x", page)
    assert fenced.endswith("\n````\n")
    (row,) = rows(page)
    assert len(row) == 4


def test_a_cadence_that_nobody_has_is_told(kpidsl: Kpidsl, demo: Path) -> None:
    ended = kpidsl("agenda", "yearly", "--project", demo)
    assert ended.code == 1
    assert "no kpi says review yearly" in ended.err
