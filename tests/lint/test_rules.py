"""Every rule finds its bad case and nothing else in it, and nothing in its good case; a fix mends it for good."""

from pathlib import Path

import pytest

from kpidsl.lint.every import RULES
from kpidsl.lint.rule import Rule
from tests.lint.cases import codes, lay

STATIC = [each for each in RULES if each.data is None]


def test_the_company_is_without_fault(tmp_path: Path) -> None:
    assert codes(lay(tmp_path, "")) == []


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_the_bad_case_has_that_fault_alone(rule: Rule, tmp_path: Path) -> None:
    assert set(codes(lay(tmp_path, rule.bad))) == {rule.code}


@pytest.mark.parametrize("rule", STATIC, ids=lambda rule: rule.code)
def test_the_good_case_has_none(rule: Rule, tmp_path: Path) -> None:
    assert codes(lay(tmp_path, rule.good)) == []
