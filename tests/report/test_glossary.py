"""The glossary: its examples are the project's own numbers, its answers are what the formula gives."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl

SPECS = """
source 注文 from "data/orders.csv" {
  key   id
  time  day
}
metric 件数 "Orders" = count(注文) {
  unit 件
}
kgi 売上 "Revenue" = sum(注文.amount) {
  unit JPY
  target 1万円 in 2026
  definition "注文の金額、税抜。 / Amount of the orders, tax excluded."
  owner "店長"
}
kpi 単価 "Price" = 売上 / 件数 {
  definition "1件あたりの金額、税抜。"
  advice low "値引きを見る。"
}
kpi 返品率 = share(注文 where returned = 'yes') {
  unit %
}
kpi 平均額 = avg(注文.amount)
kpi 再注文率 = repeated(注文 by customer within 30 days) {
  unit %
}
"""
ROWS = """id,day,amount,returned,customer
1,2026-08-01,100,no,a
2,2026-08-02,200,yes,b
3,2026-08-20,50,no,a
4,2026-09-02,300,no,c
5,2026-09-03,500,yes,
6,2026-09-04,,no,c
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "specs").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\nname: shop\ntimezone: Asia/Tokyo\ncurrency: JPY\n", "utf-8")
    (folder / "specs/shop.kpi").write_text(SPECS, "utf-8")
    (folder / "data/orders.csv").write_text(ROWS, "utf-8")
    return folder


def said(kpidsl: Kpidsl, folder: Path, *names: str, language: str = "ja") -> str:
    ended = kpidsl("glossary", *names, "--as-of", "2026-09-30", "-q", folder=folder, KPIDSL_LANG=language)
    assert ended.code == 0, ended.err
    return ended.out


def example(text: str, name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, text
    line = re.search(r"^- (?:例|for example): (.*)$", found[1], re.MULTILINE)
    assert line is not None, found[1]
    return line[1]


def test_the_example_is_the_formula_in_the_numbers_of_the_last_month(kpidsl: Kpidsl, shop: Path) -> None:
    text = said(kpidsl, shop)
    assert example(text, "売上") == "2026年9月: 800円"
    assert example(text, "単価") == "2026年9月: 800円 ÷ 3件 = 267円/件"
    assert example(text, "返品率") == "2026年9月: 1 ÷ 3 = 33.3%"
    # The order without an amount is not among those that are averaged.
    assert example(text, "平均額") == "2026年9月: 800 ÷ 2 = 400"


def test_a_number_that_is_followed_is_taken_where_all_is_decided(kpidsl: Kpidsl, shop: Path) -> None:
    # Of a and b, who ordered in August, a came again within 30 days.
    assert example(said(kpidsl, shop, "再注文率"), "再注文率") == "2026年8月: 50.0%"


def test_every_question_has_its_answer(kpidsl: Kpidsl, shop: Path) -> None:
    text = said(kpidsl, shop, "単価")
    questions = re.findall(r"^(\d)\. (.*)$", text.partition("## 答え")[0], re.MULTILINE)
    answers = dict(re.findall(r"^(\d)\. (.*)$", text.partition("## 答え")[2], re.MULTILINE))
    assert [number for number, _ in questions] == [*answers]
    assert answers["1"] == "売上 ÷ 件数"
    assert answers["2"] == "293円/件 (267円/件 → 293円/件)"


def test_it_speaks_english_and_names_what_was_written(kpidsl: Kpidsl, shop: Path) -> None:
    text = said(kpidsl, shop, "売上", "単価", language="en")
    assert "## Revenue (売上)" in text
    assert "- meaning: Amount of the orders, tax excluded." in text
    assert "- when it is low: 値引きを見る。" in text


def test_without_numbers_it_says_so_and_asks_what_needs_none(kpidsl: Kpidsl, shop: Path) -> None:
    text = said(kpidsl, shop, "単価", "--no-numbers")
    assert example(text, "単価") == "数値なし（接続先に問い合わせていません）。"
    assert "何を何で割った数" in text
    assert "10% 多く" not in text
