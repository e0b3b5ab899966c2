"""The letters of SMART: whole where every rule was passed, else a share with the codes that failed."""

from pathlib import Path

from kpidsl.lint.every import RULES
from kpidsl.lint.smart import LETTERS, Letter, letters
from tests.cli.conftest import Kpidsl
from tests.cli.conftest import kpidsl as kpidsl
from tests.lint.cases import lay, looked

RULE = {rule.code: rule for rule in RULES}


def scored(folder: Path) -> dict[str, dict[str, Letter]]:
    linted = looked(folder).value
    names = [name for name, each in linted.project.model.metrics.items() if each.role != "metric"]
    found = letters(names, linted.rules, linted.looked.offences)
    return {name: dict(own) for name, own in found.items()}


def test_a_company_without_fault_has_five_whole_letters(tmp_path: Path) -> None:
    for own in scored(lay(tmp_path, "")).values():
        assert [own[letter].failed for letter in LETTERS] == [()] * 5


def test_a_letter_names_the_rules_that_were_failed(tmp_path: Path) -> None:
    spec = RULE["S04"].bad.replace("  decision", "  # decision").replace("  target", "  # target")
    own = scored(lay(tmp_path, spec))["有効リード率"]
    assert (own["S"].failed, own["T"].failed) == (("S04", "S08"), ("T01",))
    assert own["S"].passed == own["S"].asked - 2


def test_a_finding_of_the_language_counts_for_its_rule(tmp_path: Path) -> None:
    spec = RULE["S04"].good.replace("36% in FY2026", "360% in FY2026")
    assert scored(lay(tmp_path, spec))["有効リード率"]["A"].failed == ("A08",)


def test_below_the_letters_stands_what_each_code_means(kpidsl: Kpidsl, tmp_path: Path) -> None:
    spec = RULE["S04"].bad.replace("  decision", "  # decision") + RULE["S08"].bad.replace("有効リード率", "別の率")
    folder = lay(tmp_path, spec)
    for language, title in (("en", RULE["S08"].title.en), ("ja", RULE["S08"].title.ja)):
        lines = kpidsl("lint", "--smart", folder=folder, KPIDSL_LANG=language).out.splitlines()
        assert f"S08  {title} (2)" in lines
    whole = lay(tmp_path / "whole", "")
    assert "--explain" not in kpidsl("lint", "--smart", folder=whole).out
