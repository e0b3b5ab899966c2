"""The story that each pack was given is the one that its numbers tell: what kpidsl names first is what was planted."""

import json
from pathlib import Path
from typing import Any

import pytest

from kpidsl.demo.packs import Copied, copy_pack
from tests.demo.test_every_pack import kpidsl

DAY = ("--as-of", "2026-10-31")


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
