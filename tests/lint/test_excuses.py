"""`allow` and the manifest's `lint:`: what they silence, what they say of themselves, and what a fix does."""

from datetime import date
from pathlib import Path

import pytest

from kpidsl import pipeline
from kpidsl.lint.every import RULES
from tests.lint.cases import MANIFEST, TODAY, codes, fixed, lay

RULE = {rule.code: rule for rule in RULES}


def with_line(spec: str, line: str) -> str:
    head, brace, tail = spec.strip().rpartition("}")
    return f"{head}  {line}\n{brace}{tail}\n"


def allowed(code: str, until: str = "2026-12-31") -> str:
    return with_line(RULE[code].bad, f'allow {code} until {until} because "the new plan comes in January"')


@pytest.mark.parametrize("code", ["S04", "R01", "S05", "S08"])
def test_an_excuse_silences_its_rule(code: str, tmp_path: Path) -> None:
    assert codes(lay(tmp_path, allowed(code))) == []


def test_an_excuse_holds_on_its_last_day_and_not_on_the_next(tmp_path: Path) -> None:
    folder = lay(tmp_path, allowed("S04", "2026-10-31"))
    assert codes(folder, date(2026, 10, 31)) == []
    assert sorted(codes(folder, date(2026, 11, 1))) == ["K232", "S04"]
    assert codes(folder, None) == []


def test_an_excuse_from_nothing_is_told_and_taken_out(tmp_path: Path) -> None:
    spec = with_line(RULE["S04"].good, 'allow S04 until 2026-12-31 because "who knows"')
    folder = lay(tmp_path, spec)
    assert codes(folder) == ["K233"]
    assert codes(lay(tmp_path, fixed(folder))) == []


def test_an_excuse_from_a_rule_that_was_not_asked_is_not_idle(tmp_path: Path) -> None:
    folder = lay(tmp_path, with_line(RULE["S04"].good, 'allow T05 until 2026-12-31 because "closed that day"'))
    assert pipeline.check(folder, TODAY).diagnostics == ()
    assert codes(folder) == ["K233"]


def test_warnings_of_the_language_are_excused_too(tmp_path: Path) -> None:
    spec = RULE["S04"].good.replace("target      36%", "target      at most 36%")
    better = with_line(spec, "better higher")
    assert codes(lay(tmp_path, better)) == ["K637"]
    excused = with_line(better, 'allow K637 until 2026-12-31 because "it is meant so"')
    assert codes(lay(tmp_path, excused)) == []
    assert pipeline.check(tmp_path, TODAY).diagnostics == ()


def manifest(lint: str) -> str:
    return f"{MANIFEST}lint: {{{lint}}}\n"


def test_a_rule_is_switched_off(tmp_path: Path) -> None:
    folder = lay(tmp_path, RULE["S04"].bad, manifest("S04: off"))
    assert codes(folder) == [] and pipeline.check(folder, TODAY).diagnostics == ()


def test_a_rule_is_made_graver(tmp_path: Path) -> None:
    folder = lay(tmp_path, RULE["S08"].bad, manifest("S08: error"))
    (found,) = pipeline.check(folder, TODAY).diagnostics
    assert (found.code, found.severity) == ("S08", "error")


def test_an_option_is_taken(tmp_path: Path) -> None:
    folder = lay(tmp_path, RULE["G04"].bad, manifest("G04: {max_key_kpis_per_owner: 8, severity: error}"))
    assert codes(folder) == []
    folder = lay(tmp_path, RULE["G04"].good, manifest("G04: {max_key_kpis_per_owner: 2}"))
    assert codes(folder) == ["G04"]


def test_people_who_have_left(tmp_path: Path) -> None:
    folder = lay(tmp_path, RULE["S04"].good, manifest("S05: {left: [マーケティング課長]}"))
    assert codes(folder) == ["S05"]


@pytest.mark.parametrize(
    ("lint", "code"),
    [
        ("G4: off", "K228"),
        ("G04: {max_key_kpis_per_ownr: 9}", "K211"),
        ("G04: {max_key_kpis_per_owner: many}", "K212"),
        ("G04: {max_key_kpis_per_owner: -1}", "K212"),
        ("G04: {severity: loud}", "K212"),
        ("G04: loud", "K212"),
        ("S04: {weight: 3}", "K211"),
        ("K302: off", "K229"),
    ],
)
def test_a_wrong_setting_is_named(lint: str, code: str, tmp_path: Path) -> None:
    folder = lay(tmp_path, "", manifest(lint))
    assert codes(folder) == [code]
    assert [each.code for each in pipeline.check(folder, TODAY).diagnostics] == [code]
