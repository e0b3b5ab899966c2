"""The story that each pack was given is the one that its numbers tell: what kpidsl names first is what was planted."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kpidsl.demo.packs import Copied, copy_pack
from tests.demo.test_every_pack import kpidsl

DAY = ("--as-of", "2026-10-31")
_JSON = ("--format", "json", *DAY)
_MONTHS = ("2026-08", "2026-09")


def made(name: str, folder: Path) -> Path:
    copied = copy_pack(name, folder / name)
    assert isinstance(copied, Copied)
    return copied.folder


def explained(folder: Path, goal: str, first: str, last: str) -> Any:
    return json.loads(kpidsl(folder, "explain", goal, "--from", first, "--to", last, "--format", "json", *DAY))


@pytest.fixture(scope="module")
def sns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("sns", tmp_path_factory.mktemp("stories"))


def test_sns_loses_its_readers_at_the_link(sns: Path) -> None:
    found = explained(sns, "顧客流入", "2026-07", "2026-10")
    assert found["bars"][0]["name"] == found["centre_pin"]["pin"] == "流入率"
    assert found["bars"][0]["amount"] < 0.9 * found["change"] < 0


def test_sns_does_all_that_it_set_out_to_do(sns: Path) -> None:
    (row,) = json.loads(kpidsl(sns, "run", "--from", "2026-10", "--to", "2026-10", "--format", "json", *DAY))
    assert row["投稿数"] >= 5 * 31
    assert row["写真添付率"] == 1
    assert row["投稿あたりいいね"] >= 20
    (april,) = json.loads(
        kpidsl(sns, "run", "顧客流入", "--from", "2026-04", "--to", "2026-04", "--format", "json", *DAY)
    )
    assert april["顧客流入"] < row["顧客流入"] < 2 * april["顧客流入"]


def test_the_variety_of_formats_is_one_over_the_squares_of_their_shares(sns: Path) -> None:
    month = ("--from", "2026-10", "--to", "2026-10", *_JSON)
    counts = [row["投稿数"] for row in json.loads(kpidsl(sns, "run", "投稿数", "--by", "形式", *month))]
    assert len(counts) == 3
    (row,) = json.loads(kpidsl(sns, "run", "形式の多様さ", *month))
    assert row["形式の多様さ"] == pytest.approx(1 / sum((each / sum(counts)) ** 2 for each in counts))


@pytest.fixture(scope="module")
def online_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("online_shop", tmp_path_factory.mktemp("stories"))


def test_the_shop_loses_orders_at_the_checkout(online_shop: Path) -> None:
    found = explained(online_shop, "売上", "2026-08", "2026-09")
    assert found["bars"][0]["name"] == "購入率"
    assert found["bars"][0]["amount"] < 0.7 * found["change"] < 0


def test_the_shop_buys_its_revenue_with_its_margin(online_shop: Path) -> None:
    rows = json.loads(kpidsl(online_shop, "run", "--from", "2026-04", "--to", "2026-10", "--format", "json", *DAY))
    margins = {row["period"]: row["粗利率"] for row in rows}
    assert all((margin >= 0.30) == (month < "2026-07") for month, margin in margins.items())
    assert all(row["検索広告費"] <= 50_000 for row in rows)
    assert rows[-1]["商品種類数"] >= rows[0]["商品種類数"] + 10


@pytest.fixture(scope="module")
def the_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("the_model", tmp_path_factory.mktemp("stories"))


def test_the_departments_meet_their_counts_and_the_company_its_goal_not(the_model: Path) -> None:
    before, after = json.loads(
        kpidsl(the_model, "run", "--grain", "fiscal_half", "--from", "FY2025H1", "--to", "FY2026H1", *_JSON)
    )[::2]
    assert all(after[name] > before[name] for name in ("リード数", "商談数", "受注数", "継続率"))
    assert after["売上"] < before["売上"]
    tree = kpidsl(the_model, "tree", *DAY)
    marks = re.findall(r"[├└]─\S*\s+(?:Leads|Meetings)\s\s.* (On track)", tree)
    assert marks == ["On track", "On track"]


def test_the_model_is_brought_down_by_its_prices(the_model: Path) -> None:
    found = explained(the_model, "売上", "FY2025H1", "FY2026H1")
    falls = [bar for bar in found["bars"] if bar["amount"] < 0]
    assert falls[0]["name"] == found["centre_pin"]["pin"] == "平均受注単価"


@pytest.fixture(scope="module")
def call_center(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("call_center", tmp_path_factory.mktemp("stories"))


def test_the_call_centre_converts_less_by_its_shares_alone(call_center: Path) -> None:
    found = explained(call_center, "申込数", "2026-08", "2026-09")
    assert found["bars"][0]["name"] == "CVR"
    rows = json.loads(kpidsl(call_center, "run", "CVR", "--by", "台本", "--from", "2026-08", "--to", "2026-09", *_JSON))
    august, september = ({row["台本"]: row["CVR"] for row in rows if row["period"] == month} for month in _MONTHS)
    falls = [august[script] - september[script] for script in ("A", "B")]
    assert max(falls) < 0.01
    whole = json.loads(kpidsl(call_center, "run", "CVR", "--from", "2026-08", "--to", "2026-09", *_JSON))
    assert whole[0]["CVR"] - whole[1]["CVR"] > 0.02


def test_every_change_of_grade_is_counted_once(call_center: Path) -> None:
    asked = ("run", "見込客数", "--by", "移り変わり", "--from", "2026-10", "--to", "2026-10", *_JSON)
    rows = json.loads(kpidsl(call_center, *asked))
    assert {row["移り変わり"] for row in rows} == {"上昇", "下降", "据え置き"}
    assert sum(row["見込客数"] for row in rows) == 2_400


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made("crm", tmp_path_factory.mktemp("stories"))


def test_customers_who_are_not_followed_up_come_again_less(crm: Path) -> None:
    asked = ("run", "リピート率", "LTV", "--from", "2026-01", "--to", "2026-08", *_JSON)
    rows = {row["period"]: row for row in json.loads(kpidsl(crm, *asked))}
    assert all((row["リピート率"] >= 0.65) == (month < "2026-06") for month, row in rows.items())
    assert rows["2026-08"]["LTV"] < rows["2026-05"]["LTV"]


def test_the_crm_is_led_by_the_repeat_rate_and_a_missed_milestone(crm: Path) -> None:
    (tree,) = json.loads(kpidsl(crm, "tree", *_JSON))
    behind = [(each["achievement"], each["name"]) for each in tree["kpis"] if each["status"] == "behind"]
    assert min(behind)[1] == "リピート率"
    (september,) = json.loads(kpidsl(crm, "tree", "--period", "2026-09", *_JSON))
    goal = september["kpis"][0]
    assert (goal["name"], goal["target"], goal["status"]) == ("LTV", 47_500, "at_risk")


def test_the_seven_kpis_of_a_crm_say_what_to_look_at(crm: Path) -> None:
    for name in ("メール開封率", "リード数", "成約率", "リピート率", "顧客単価", "平均受注単価"):
        assert "advice" in kpidsl(crm, "show", name)
