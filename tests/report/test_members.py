"""A scorecard for each member: the numbers of its own rows, its own targets, and one set of statements for all."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpidsl import pipeline
from kpidsl.pipeline import Judged, Project, connect, judge_by_member, judge_whole, load
from kpidsl.query.plan import Request

DAY = date(2026, 9, 30)
SPECS = """
source deals from "data/deals.csv" {
  key  id
  time day
  dimension team
}

kpi 件数 "Deals" = count(deals) {
  target 10 per month
  target 2 per month for team 'east'
}
kpi 金額 "Amount" = sum(deals.amount) { unit JPY }
kpi 単価 "Price" = 金額 / 件数

scorecard m "M" {
  show 件数
  show 金額
  show 単価
}
"""
ROWS = """id,day,team,amount
1,2026-08-01,east,100
2,2026-09-02,east,200
3,2026-09-03,east,300
4,2026-09-04,a/b: O'Neil,50
5,2026-08-05,west,70
6,2026-09-06,,900
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "specs").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "kpidsl.yaml").write_text("kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\n", "utf-8")
    (tmp_path / "specs" / "shop.kpi").write_text(SPECS, "utf-8")
    (tmp_path / "data" / "deals.csv").write_text(ROWS, "utf-8")
    loaded = load(tmp_path)
    assert not loaded.failed, loaded.diagnostics
    return loaded.value


def judged(project: Project) -> dict[object, Judged]:
    warehouse = connect(project, None, {}).value
    assert warehouse is not None
    with closing(warehouse):
        spec = project.model.scorecards["m"]
        made = judge_by_member(project, warehouse, spec, "team", None, DAY, frozenset())
        assert made.value is not None, made.diagnostics
        found = {each.member: each for each in made.value[1]}
        found[None] = judge_whole(project, warehouse, spec, None, DAY, frozenset())
    return found


def value(each: Judged, name: str) -> object:
    assert each.board.value is not None, each.board.diagnostics
    return each.board.value.judged[name].value


def test_each_member_has_its_own_numbers(project: Project) -> None:
    found = judged(project)
    assert set(found) == {"east", "west", "a/b: O'Neil", None}
    assert [value(found["east"], name) for name in ("件数", "金額", "単価")] == [2, 500, 250]
    assert [value(found["a/b: O'Neil"], name) for name in ("件数", "金額", "単価")] == [1, 50, 50]
    assert value(found["west"], "件数") == 0 and value(found["west"], "単価") is None
    assert value(found[None], "件数") == 4


def test_a_member_is_judged_by_its_own_target_and_by_no_other(project: Project) -> None:
    found = judged(project)
    targets = {
        name: each.board.value.judged["件数"].judgement.target for name, each in found.items() if each.board.value
    }
    assert targets == {"east": 2, "west": None, "a/b: O'Neil": None, None: 10}


def test_more_members_ask_no_more_statements(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []
    real = pipeline.run_request

    def counting(project: Project, request: Request, warehouse: object) -> object:
        asked.append(request)
        return real(project, request, warehouse)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run_request", counting)
    judged(replace(project))
    by_member = [each for each in asked if each.by]
    assert len(by_member) == len(set(by_member)) and all(each.by == ("team",) for each in by_member)
