"""Formulas in words: no name of a function is left in them, in either language."""

from pathlib import Path

import pytest

from kpidsl.model.functions import FUNCTIONS
from kpidsl.model.words import formula_words
from kpidsl.pipeline import load

SPEC = """
source orders "注文" from "orders.csv" {
  key  order_id
  time ordered_at
}

source leads "リード" from "leads.csv" {
  key  lead_id
  time created_at
}

metric 再購入率 = repeated(orders by customer_id within 60 days)
metric 継続率 = retained(orders where plan = 'pro' by customer_id after 3 months)
metric 受注化率 = converted(leads -> orders on lead_id within 1 month)
metric 支払日数 = avg(days_between(orders.ordered_at, paid_at))
metric 受注 = count(orders)
metric 差 = abs(受注 - 再購入率)
"""
WORDS = {
    "再購入率": (
        "注文のあった customer_id のうち、60日以内にもう一度あったものの割合",
        "share of the customer_id of orders that come again within 60 days",
    ),
    "継続率": (
        "初めて注文(plan が 'pro')のあった customer_id のうち、3か月後にもあったものの割合",
        "share of the customer_id new in orders where plan is 'pro' that are there 3 months later",
    ),
    "受注化率": (
        "リードのうち、1か月以内に注文へ進んだものの割合",
        "share of leads that went on to orders within 1 month",
    ),
    "支払日数": (
        "注文の ordered_at から paid_at までの日数 の平均",
        "average days from ordered_at to paid_at of orders",
    ),
}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, object]:
    folder = tmp_path_factory.mktemp("words")
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\nname: words\ntimezone: Asia/Tokyo\n", encoding="utf-8")
    (folder / "specs").mkdir()
    (folder / "specs" / "a.kpi").write_text(SPEC, encoding="utf-8")
    model = load(Path(folder)).value.model
    return model.metrics, model.sources


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_formula_is_said_as_a_person_would_say_it(name: str, metrics: tuple[object, object]) -> None:
    known, sources = metrics
    formula = known[name].formula  # type: ignore[index]
    said = tuple(formula_words(formula, known, sources, language) for language in ("ja", "en"))  # type: ignore[arg-type]
    assert said == WORDS[name]


def test_no_function_goes_by_its_name(metrics: tuple[object, object]) -> None:
    known, sources = metrics
    for metric in known.values():  # type: ignore[attr-defined]
        for language in ("ja", "en"):
            words = formula_words(metric.formula, known, sources, language)  # type: ignore[arg-type]
            assert not any(f"{function}(" in words for function in FUNCTIONS), words
