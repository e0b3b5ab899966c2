"""The commands as the reference promises them: what they print, where, and with which exit code."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from tests.cli.conftest import Kpidsl

RANGE = ("--from", "2026-08", "--to", "2026-10", "--as-of", "2026-10-15")


def test_check_says_that_all_is_well(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("check", "--project", project)
    assert (ended.code, ended.err) == (0, "")
    assert "0 kpi, 3 metric, 1 source" in ended.out


def test_check_finds_the_project_from_a_folder_below(kpidsl: Kpidsl, project: Path) -> None:
    assert kpidsl("check", folder=project / "data").code == 0


def test_findings_of_check_go_to_stdout_with_exit_code_1(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = 件数 / 件数数\n", encoding="utf-8")
    ended = kpidsl("check", "--project", project)
    assert ended.code == 1
    assert "error[K201]" in ended.out
    assert "specs/wrong.kpi:1:17" in ended.out


def test_check_as_json_keeps_its_contract(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = 件数 / 件数数\n", encoding="utf-8")
    answer = json.loads(kpidsl("check", "--project", project, "--format", "json").out)
    (only,) = answer["diagnostics"]
    keys = {"code", "severity", "message", "hint", "file", "line", "column", "end_line", "end_column"}
    assert set(only) == keys
    assert (only["file"], only["line"], only["column"], only["end_column"]) == ("specs/wrong.kpi", 1, 17, 20)
    assert answer["summary"]["errors"] == 1
    assert set(answer["summary"]) == {"errors", "warnings", "infos", "files", "kgis", "kpis", "metrics", "sources"}


@pytest.mark.parametrize(("form", "sign"), [("sarif", '"2.1.0"'), ("github", "::error "), ("junit", "<testsuite")])
def test_check_for_other_programs(kpidsl: Kpidsl, project: Path, form: str, sign: str) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    ended = kpidsl("check", "--project", project, "--format", form)
    assert ended.code == 1
    assert sign in ended.out


def test_check_of_one_file_says_nothing_of_the_others(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/wrong.kpi").write_text("metric x = nothing\n", encoding="utf-8")
    assert kpidsl("check", project / "specs/shop.kpi").code == 0
    assert kpidsl("check", project / "specs/wrong.kpi").code == 1


def test_run_as_json_is_a_list_of_rows(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "件数", "売上", "単価", "--project", project, "--format", "json", *RANGE)
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == [
        {"period": "2026-08", "件数": 2, "売上": 350, "単価": 175.0, "complete": True},
        {"period": "2026-09", "件数": 0, "売上": 0, "単価": None, "complete": True},
        {"period": "2026-10", "件数": 1, "売上": 50, "単価": 50.0, "complete": False},
    ]


def test_run_by_a_dimension_has_null_last(kpidsl: Kpidsl, project: Path) -> None:
    arguments = ("run", "件数", "--by", "channel", "--from", "2026-08", "--to", "2026-08", "--as-of", "2026-10-15")
    rows = json.loads(kpidsl(*arguments, "--project", project, "--format", "json").out)
    assert [(row["channel"], row["件数"]) for row in rows] == [("web", 1), (None, 1)]
    assert list(rows[0]) == ["period", "channel", "件数", "complete"]


def test_totals_are_marked_and_stand_after_the_slices(kpidsl: Kpidsl, project: Path) -> None:
    """The slice of rows without a channel is null too; only the mark tells it from the total."""
    asked = ("run", "件数", "単価", "--by", "channel", "--totals", "--project", project, *RANGE)
    rows = json.loads(kpidsl(*asked, "--format", "json").out)
    assert list(rows[0]) == ["period", "channel", "件数", "単価", "complete", "total"]
    assert [(row["channel"], row["件数"], row["単価"], row["total"]) for row in rows if row["period"] == "2026-08"] == [
        *(("web", 1, 100, False), ("店", 0, None, False), (None, 1, 250, False), (None, 2, 175, True)),
    ]
    assert [(row["件数"], row["単価"]) for row in rows if row["period"] == "2026-09" and row["total"]] == [(0, None)]
    assert kpidsl(*asked, "--format", "csv").out.splitlines()[4] == "2026-08,,2,175.0,true,true"
    assert "(total)" in kpidsl(*asked).out


def test_totals_without_a_dimension_are_the_rows_themselves(kpidsl: Kpidsl, project: Path) -> None:
    rows = json.loads(kpidsl("run", "件数", "--totals", "--project", project, "--format", "json", *RANGE).out)
    assert [(row["件数"], row["total"]) for row in rows] == [(2, False), (0, False), (1, False)]


def test_a_metric_called_total_and_the_mark_of_totals(kpidsl: Kpidsl, project: Path) -> None:
    (project / "specs/more.kpi").write_text("metric total = 件数\n", encoding="utf-8")
    asked = ("run", "total", "--by", "channel", "--project", project, *RANGE)
    assert kpidsl(*asked).code == 0
    ended = kpidsl(*asked, "--totals")
    assert ended.code == 2
    assert "two columns would be called total" in ended.err


def test_run_as_csv(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "件数", "単価", "--project", project, "--format", "csv", *RANGE)
    rows = list(csv.reader(io.StringIO(ended.out)))
    assert rows[:3] == [
        ["period", "件数", "単価", "complete"],
        ["2026-08", "2", "175.0", "true"],
        ["2026-09", "0", "", "true"],
    ]


def test_run_as_a_table_for_people(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("run", "売上", "単価", "--project", project, *RANGE)
    assert "2026-10*" in ended.out
    assert "350" in ended.out
    assert "* not complete" in ended.out


def test_run_as_parquet_into_a_file(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    ended = kpidsl("run", "件数", "単価", "--project", project, "--format", "parquet", "-o", file, *RANGE)
    assert (ended.code, ended.out) == (0, "")
    rows = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
    assert rows[1] == ("2026-09", 0, None, True)


def test_run_where_and_its_mistakes(kpidsl: Kpidsl, project: Path) -> None:
    only = ("run", "件数", "--project", project, "--format", "json", *RANGE)
    assert json.loads(kpidsl(*only, "--where", "channel = 'web'").out)[0]["件数"] == 1
    broken = kpidsl(*only, "--where", "channel = ")
    assert broken.code == 2
    assert "--where:1" in broken.err
    assert broken.out == ""


def test_compile_prints_the_same_text_each_time(kpidsl: Kpidsl, project: Path) -> None:
    arguments = ("compile", "単価", "--dialect", "duckdb", "--project", project, *RANGE)
    first = kpidsl(*arguments)
    assert first.code == 0
    assert 'FROM "data/orders.csv"' in first.out or "data/orders.csv" in first.out
    assert str(project) not in first.out
    assert kpidsl(*arguments).out == first.out


def test_compile_into_a_folder(kpidsl: Kpidsl, project: Path, tmp_path: Path) -> None:
    ended = kpidsl("compile", "--dialect", "duckdb", "--project", project, "-o", tmp_path / "sql", *RANGE)
    assert (ended.code, ended.out) == (0, "")
    assert sorted(file.name for file in (tmp_path / "sql").iterdir()) == ["件数.sql", "単価.sql", "売上.sql"]


def test_show_tells_where_each_thing_was_written(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("show", "単価", "--project", project)
    assert ended.code == 0
    assert "売上 / 件数" in ended.out
    assert "by zero: n.a." in ended.out
    assert "specs/shop.kpi:1" in ended.out


def test_init_makes_a_project_that_checks(kpidsl: Kpidsl, tmp_path: Path) -> None:
    assert kpidsl("init", "new").code == 0
    assert kpidsl("check", folder=tmp_path / "new").code == 0
    again = kpidsl("init", "new")
    assert again.code == 2
    assert "not empty" in again.err


def test_a_progress_line_is_for_terminals_alone(kpidsl: Kpidsl, project: Path) -> None:
    assert kpidsl("run", "件数", "--project", project, *RANGE).err == ""


def test_rows_lists_what_a_number_is_made_of(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl(
        "rows", "売上", "--from", "2026-08", "--as-of", "2026-10-15", "--format", "csv", "--project", project
    )
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "id,channel,day,age,value,share",
        "2,,2026-08-04,72,250,0.7142857142857143",
        "1,web,2026-08-03,73,100,0.2857142857142857",
    ]


def test_rows_of_a_quotient_name_its_parts(kpidsl: Kpidsl, project: Path) -> None:
    ended = kpidsl("rows", "単価", "--as-of", "2026-10-15", "--project", project)
    assert ended.code == 1
    assert "売上, 件数" in ended.err
