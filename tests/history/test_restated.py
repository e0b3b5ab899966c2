"""What was reported is kept, and held against what the same report would print today."""

import json
from pathlib import Path
from typing import Any

from kpidsl.history.kept import as_text, closed_number, read_runs
from tests.history.conftest import DEALS, Repository

LATE = DEALS + "5,2026-08-10,2026-08-31,won,900,web\n"


def report(repository: Repository, day: str, *options: str) -> list[Path]:
    ended = repository.kpidsl("scorecard", "月次", "-o", "page.html", "--as-of", day, *options)
    assert ended.code == 0, ended
    return sorted(repository.folder.glob("runs/*"))


def restated(repository: Repository, *options: str) -> list[dict[str, Any]]:
    ended = repository.kpidsl("restated", "--format", "json", "--as-of", "2026-10-15", *options)
    assert ended.code == 0, ended
    rows: list[dict[str, Any]] = json.loads(ended.out)
    return rows


def test_a_report_is_one_file_and_the_same_report_is_the_same_file(repository: Repository) -> None:
    (file,) = report(repository, "2026-09-03")
    before = file.read_bytes()
    page = (repository.folder / "page.html").read_bytes()
    assert report(repository, "2026-09-03") == [file]
    assert (file.read_bytes(), (repository.folder / "page.html").read_bytes()) == (before, page)
    assert len(report(repository, "2026-09-04")) == 2
    assert len(report(repository, "2026-09-05", "--no-keep")) == 2


def test_what_is_kept(repository: Repository) -> None:
    (file,) = report(repository, "2026-09-03")
    (run,) = read_runs(repository.folder).value
    assert (run.command, run.of, run.as_of.isoformat()) == ("scorecard", "月次", "2026-09-03")
    assert run.commit == repository.git("rev-parse", "HEAD")
    assert run.latest == {"deals": "2026-09-01", "leads": "2026-09-01"}
    assert all(each.running == () for each in run.numbers)
    numbers = {each.name: each for each in run.numbers}
    assert numbers["受注金額"].values["2026-08"] == 100
    target = numbers["受注率"].target
    assert target is not None and (target.text, target.value) == ("30% in 2026-08", 0.3)
    assert as_text(run) == file.read_text("utf-8")
    assert run.file == file.name


def test_nothing_changed(repository: Repository) -> None:
    report(repository, "2026-09-03")
    assert restated(repository) == []


def test_late_data(repository: Repository) -> None:
    report(repository, "2026-09-03")
    repository.write(data__deals_dot_csv=LATE)
    rows = {(each["name"], each["period"]): each for each in restated(repository)}
    assert set(rows) == {(each, "2026-08") for each in ("商談数", "受注金額", "平均単価", "受注率", "商談化率")}
    money = rows["受注金額", "2026-08"]
    assert (money["reported"], money["today"], money["why"]) == (100, 1000, "data")
    assert (money["by_data"], money["by_definition"], money["reported_as_of"]) == (900, None, "2026-09-03")


def test_late_data_and_another_definition_are_told_apart(repository: Repository) -> None:
    report(repository, "2026-09-03")
    repository.replace("amount > 0", "amount > 150")
    repository.commit("another definition")
    repository.write(data__deals_dot_csv=LATE)
    (money,) = restated(repository, "受注金額")
    assert (money["reported"], money["today"], money["why"]) == (100, 900, "data definition")
    assert (money["by_data"], money["by_definition"]) == (900, -100)


def test_another_target_and_a_rename(repository: Repository) -> None:
    report(repository, "2026-09-03")
    repository.replace("30% in 2026-08", "20% in 2026-08")
    text = (repository.folder / "specs/営業.kpi").read_text("utf-8").replace("受注率", "成約率")
    repository.write(specs__営業_dot_kpi=text.replace('  owner       "営業"', '  was 受注率\n  owner       "営業"'))
    (row,) = restated(repository)
    assert (row["name"], row["why"], row["reported"], row["today"]) == ("成約率", "target", 0.5 / 1.5, 0.5 / 1.5)
    assert (row["target_then"], row["target_today"]) == ("30% in 2026-08", "20% in 2026-08")


def test_run_keeps_when_asked(repository: Repository) -> None:
    assert repository.kpidsl("run", "商談数", "--as-of", "2026-09-03").code == 0
    assert not list(repository.folder.glob("runs/*"))
    assert repository.kpidsl("run", "商談数", "--keep", "--by", "channel", "--as-of", "2026-09-03").code == 2
    assert repository.kpidsl("run", "商談数", "--keep", "--as-of", "2026-09-03").code == 0
    (run,) = read_runs(repository.folder).value
    over = closed_number(run, ["商談数"], "2026-08")
    assert over is not None and over.values["2026-08"] == 3
    assert closed_number(run, ["商談数"], "2026-09") is None, "September was still running"


def test_a_file_that_is_no_record(repository: Repository) -> None:
    (file,) = report(repository, "2026-09-03")
    (file.parent / "2026-01-01-x.jsonl").write_text(file.read_text("utf-8")[:-40], encoding="utf-8")
    (file.parent / "2026-01-02-x.jsonl").symlink_to("/etc/passwd")
    ended = repository.kpidsl("restated", "--as-of", "2026-10-15")
    assert ended.code == 0
    assert ended.err.count("K254") == 2
    assert "0 reported numbers would print otherwise today (1 runs kept)" in ended.out


def test_runs_that_lead_out_of_the_project(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repository.folder / "runs").symlink_to(tmp_path / "elsewhere")
    ended = repository.kpidsl("scorecard", "月次", "-o", "page.html", "--as-of", "2026-09-03")
    assert ended.code == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_forecasts_are_scored_when_their_days_are_over(repository: Repository) -> None:
    """At the end of September 100 and 250 had come in of a year that ends at 350: the run rate said more."""
    repository.replace("target     1000万円 in 2026", "target     1000万円 in 2026H2")
    report(repository, "2026-10-03")
    (run,) = read_runs(repository.folder).value
    forecast = next(each.forecast for each in run.numbers if each.name == "受注金額")
    assert forecast is not None and forecast.last.isoformat() == "2026-12-31"
    early = repository.kpidsl("restated", "--forecasts", "--as-of", "2026-10-15")
    assert (early.code, early.out) == (0, "no kept forecast has come to its end yet\n")
    ended = repository.kpidsl("restated", "受注金額", "--forecasts", "--format", "json", "--as-of", "2027-01-15")
    whole, one = json.loads(ended.out)
    assert (whole["name"], one["name"], one["method"], one["forecasts"]) == (None, "受注金額", forecast.method, 1)
    assert one["bias"] == (forecast.value - 350) / 350
    assert one["mape"] == abs(one["bias"])
    shown = repository.kpidsl("restated", "--forecasts", "--as-of", "2027-01-15").out
    assert "受注金額" in shown and f"{one['bias']:+.1%}" in shown
