"""What teams hand to each other, and what more spend brings: in the packs whose data tell of it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.demo.test_every_pack import kpidsl
from tests.demo.test_pack_stories import DAY, made


@pytest.fixture(scope="module")
def the_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("the_model", tmp_path_factory.mktemp("teams"))


def test_each_team_stands_after_the_one_whose_work_it_takes_over(the_model: Path) -> None:
    found = json.loads(kpidsl(the_model, "teams", "--format", "json", *DAY))
    chain = ["マーケティング", "インサイドセールス", "フィールドセールス", "カスタマーサクセス"]
    assert [each["team"] for each in found["teams"]][:4] == chain
    given = [(each["from"], each["to"], each["name"]) for team in found["teams"] for each in team["hands_over"]]
    taken = [(each["from"], each["to"], each["name"]) for team in found["teams"] for each in team["takes_over"]]
    assert given == sorted(taken, key=given.index)
    assert given == list(zip(chain, chain[1:], ["リード数", "商談数", "受注数"], strict=False))


def test_what_is_handed_over_is_on_track_and_its_quality_is_not(the_model: Path) -> None:
    found = json.loads(kpidsl(the_model, "teams", "--format", "json", *DAY))
    handed = [each for team in found["teams"] for each in team["hands_over"]]
    assert {each["status"] for each in handed} == {"on_track"}
    assert {guard["status"] for each in handed for guard in each["quality"]} == {"behind"}
    text = kpidsl(the_model, "teams", *DAY)
    assert "hands to インサイドセールス: Leads 7,903 件 / 7,714 件 (102.5%)  ● On track" in text
    assert "of what quality: Qualified leads 34.4% / 40.0% (86.0%)  ✗ Behind" in text


def test_the_bands_hold_all_months_and_all_of_the_spend(the_model: Path) -> None:
    bands = [*csv.DictReader(io.StringIO(kpidsl(the_model, "returns", "--format", "csv", *DAY)))]
    months = ("--from", "2023-11", "--to", "2026-10", *DAY, "--format", "csv")
    ran = [*csv.DictReader(io.StringIO(kpidsl(the_model, "run", "リード数", "顧客獲得単価", *months)))]
    spent = [float(each["リード数"]) * float(each["顧客獲得単価"]) for each in ran if each["顧客獲得単価"]]
    assert sum(int(each["periods"]) for each in bands) == len(spent)
    assert sum(int(each["periods"]) * float(each["spent"]) for each in bands) == pytest.approx(sum(spent))
    low, middle, _ = (each for each in bands)
    grown = (float(middle["spent"]) - float(low["spent"])) / (float(middle["gained"]) - float(low["gained"]))
    assert float(middle["one_more"]) == pytest.approx(grown)
