"""Every rule finds its bad case and nothing else in it, and nothing in its good case; a fix mends it for good."""

from pathlib import Path

import pytest

from kpidsl.lint.every import RULES
from kpidsl.lint.rule import Rule
from tests.lint.cases import codes, edited, fixed, lay

STATIC = [each for each in RULES if each.data is None]
RULE = {rule.code: rule for rule in RULES}
MENDED = {"G06", "G07", "G10"}
"""Rules whose finding has one remedy, which changes no number. The others ask for what only people know: a number, a
date, a person, a word, or which of two things is meant.
"""


def test_the_company_is_without_fault(tmp_path: Path) -> None:
    assert codes(lay(tmp_path, "")) == []


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_the_bad_case_has_that_fault_alone(rule: Rule, tmp_path: Path) -> None:
    assert set(codes(lay(tmp_path, rule.bad))) == {rule.code}


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_the_good_case_has_none(rule: Rule, tmp_path: Path) -> None:
    assert codes(lay(tmp_path, rule.good)) == []


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_there_is_a_fix_where_one_is_safe_and_it_mends_the_case_for_good(rule: Rule, tmp_path: Path) -> None:
    folder = lay(tmp_path, rule.bad)
    if rule.code not in MENDED:
        assert edited(folder) == {}
        return
    folder = lay(tmp_path, fixed(folder))
    assert codes(folder) == []
    assert edited(folder) == {}


@pytest.mark.parametrize(
    ("drives", "left"),
    [("粗利, 商談数", "商談数"), ("商談数, 粗利", "商談数"), ("商談数, 粗利, 受注率", "商談数, 受注率")],
)
def test_one_of_several_beliefs_is_taken_out(drives: str, left: str, tmp_path: Path) -> None:
    bad = RULE["G07"].bad.replace("drives      粗利", f"drives      {drives}")
    assert fixed(lay(tmp_path, bad)) == RULE["G07"].bad.replace("drives      粗利", f"drives      {left}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("drives: [粗利, 商談数]", "drives: [商談数]"),
        ("drives:\n      - 商談数\n      - 粗利\n", "drives:\n      - 商談数\n"),
    ],
)
def test_one_of_several_beliefs_is_taken_out_of_yaml(before: str, after: str, tmp_path: Path) -> None:
    spec = (
        "metrics:\n  粗利: {formula: 受注単価 * 受注数, breakdown: 受注単価 * 受注数}\nkpis:\n"
        f"  受注単価:\n    formula: avg(deals.amount)\n    {before}\n"
    )
    folder = lay(tmp_path, spec, name="case.yaml")
    assert edited(folder)["specs/case.yaml"].split() == spec.replace(before, after).split()


def test_a_breakdown_that_is_not_the_formula_is_left_alone(tmp_path: Path) -> None:
    folder = lay(tmp_path, RULE["G06"].bad.replace("= 受注率 {", "= 受注数 / 商談数 {"))
    assert "G06" in codes(folder)
    assert edited(folder).get("specs/case.kpi", "") in ("", RULE["G06"].bad)


def test_a_formula_that_stands_twice_is_named_in_yaml(tmp_path: Path) -> None:
    yaml = "metrics:\n  成約件数: {formula: \"count(deals where stage = 'won' at closed_at)\"}\n"
    folder = lay(tmp_path, yaml, name="case.yaml")
    assert codes(folder) == ["G10"]
    assert edited(folder) == {"specs/case.yaml": 'metrics:\n  成約件数: {formula: "受注数"}\n'}
