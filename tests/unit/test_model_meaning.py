"""What a spec comes to mean: the records that later stages are given."""

from decimal import Decimal

import pytest

from kpidsl.model.records import Model, QueryRows, TableRows
from tests.golden.model.projects import project


def model_of(text: str, alone: bool = False) -> Model:
    model, _, found = project({"alone" if alone else "kpi": text})
    assert [each for each in found if each.severity == "error"] == []
    return model


@pytest.mark.parametrize(
    ("formula", "shown", "kind"),
    [
        ("売上 / 受注数", "JPY/deals", "rate"),
        ("売上 / 受注数 * 受注数", "JPY", "flow"),
        ("売上 * 2", "JPY", "flow"),
        ("売上 / 1000", "JPY", "flow"),
        ("売上 + 100万円", "JPY", "rate"),
        ("商談数 + リード数", "count", "flow"),
        ("商談数 + 30 件", "count", "rate"),
        ("商談数 * 受注率", "deals", "flow"),
        ("残高 - previous(残高)", "", "stock"),
        ("残高 / 商談数", "", "rate"),
        ("受注率 + 3pt", "", "rate"),
        ("1 - 受注率", "", "rate"),
        ("abs(売上)", "JPY", "rate"),
        ("rolling(売上, 28 days)", "JPY", "rate"),
        ("avg(days_between(deals.opened_at, closed_at))", "day", "rate"),
        ("if(売上 > 100万円, 売上, 0)", "JPY", "rate"),
        ("coalesce(売上, 0)", "JPY", "flow"),
        ("count_distinct(deals.customer_id)", "customer_id", "flow"),
        ("max(deals.amount)", "", "rate"),
    ],
)
def test_units_and_kinds(formula: str, shown: str, kind: str) -> None:
    metric = model_of(f"metric x = {formula}").metrics["x"]
    assert (metric.shown, metric.kind) == (shown, kind)


def test_the_advice_about_unlike_units_can_be_followed() -> None:
    model = model_of(
        "metric 対応分 = 対応時間 * 60 { unit 分 }\nmetric a = 対応分 + 通話分\n"
        "metric 為替 = 150 { unit `JPY/USD` }\nmetric b = 売上 + 米国売上 * 為替"
    )
    assert (model.metrics["a"].shown, model.metrics["b"].shown) == ("minute", "JPY")


def test_everything_that_is_written_is_in_the_records() -> None:
    model = model_of(
        """
kpi 訪問数 "Visits" = count(calls) {
  was 来訪数
  guards 受注率
  tags weekly, field
  allow T04 until 2026-12-31 because "new team"
  key
  incentive
}
action 同行 "Ride along" {
  for 来訪数
  from 2026-04-01 to 2026-06-30
  budget 200万円
  every 2 days
  expects +3pt on 受注率
  outcome worked "more meetings"
}
review 来訪数 on 2026-06-30 { result 310  cause "spring"  decision keep  by "boss"  note "-" }
retire 来店数 on 2026-03-31 because "no shop" replaced by 来訪数
event 2026-09-15 "typhoon" on 来訪数
expect 商談数 in 2026-09 for size 'large' = 120 ± 5
"""
    )
    visits, action = model.metrics["訪問数"], model.actions["同行"]
    assert (visits.was, visits.guards, visits.tags) == ("来訪数", ("受注率",), ("weekly", "field"))
    assert (visits.key, visits.incentive, visits.sources) == (True, True, ("calls",))
    assert [(each.code, each.because) for each in visits.allows] == [("T04", "new team")]
    assert (action.kpis, str(action.first), str(action.last)) == (("訪問数",), "2026-04-01", "2026-06-30")
    assert action.budget is not None and action.budget.value == Decimal(2_000_000)
    assert action.every is not None and action.every.per.count == 2
    assert [(each.kpi, each.change.value) for each in action.expects] == [("受注率", Decimal("0.03"))]
    assert (action.outcome, action.why) == ("worked", "more meetings")
    (review,) = model.reviews
    assert (review.kpi, review.decision, review.by, review.cause) == ("訪問数", "keep", "boss", "spring")
    (retired,) = model.retirements
    assert (retired.kpi, retired.replaced_by, retired.because) == ("来店数", "訪問数", "no shop")
    assert [(each.number, each.what) for each in model.events] == [("訪問数", "typhoon")]
    (expected,) = model.expectations
    assert (expected.name, expected.period.label, expected.slice) == ("商談数", "2026-09", ("size", "large"))


def test_a_query_is_an_origin_and_freshness_is_kept() -> None:
    model = model_of(
        'source a from query "select 1 as made" {\n  time made\n  fresh within 2 days\n}\nmetric x = count(a)', True
    )
    source = model.sources["a"]
    assert isinstance(source.origin, QueryRows) and source.origin.sql == "select 1 as made"
    assert source.fresh is not None and (source.fresh.count, source.fresh.unit) == (2, "day")


def test_sql_gets_names_as_they_were_written() -> None:
    # Half-width katakana and full-width letters are the same names after NFKC, and other columns in the warehouse.
    model = model_of(
        "source s from db.`ﾃｰﾌﾞﾙ` {\n  key `ＩＤ`\n  time `ﾋﾆﾁ`\n  dimension `ﾁｬﾈﾙ`\n}\n"
        "metric x = count(s where チャネル = 'a' and ID = 1 at ヒニチ)",
        True,
    )
    source, formula = model.sources["s"], model.metrics["x"].formula
    assert isinstance(source.origin, TableRows) and source.origin.parts[-1].name == "ﾃｰﾌﾞﾙ"
    assert source.keys[0].name == "ＩＤ" and source.times[0].name == "ﾋﾆﾁ"
    assert source.dimensions[0].name == "チャネル"
    assert source.dimensions[0].formula.name == "ﾁｬﾈﾙ"  # type: ignore[union-attr]
    assert formula.time == "ﾋﾆﾁ"  # type: ignore[union-attr]
    names = [each.arguments[0].name for each in formula.where.arguments]  # type: ignore[union-attr]
    assert names == ["ﾁｬﾈﾙ", "ＩＤ"]


def test_metrics_stand_in_the_order_of_their_making() -> None:
    model = model_of("metric z = y + 1 件\nmetric y = x + 1 件\nmetric x = 商談数")
    order = [each for each in model.metrics if each in "xyz"]
    assert order == ["x", "y", "z"]
