"""Rules about data: each finds its bad case in measured rows, and nothing in its good case."""

from datetime import date
from pathlib import Path

import pytest

from kpidsl import pipeline
from kpidsl.lint.every import RULES
from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Rule
from tests.lint.cases import TODAY
from tests.lint.shop import data_codes, measured, open_shop

DATA = [each for each in RULES if each.data is not None]
RULE = {rule.code: rule for rule in DATA}


@pytest.mark.parametrize("rule", DATA, ids=lambda rule: rule.code)
def test_the_bad_case_has_that_fault_alone(rule: Rule, tmp_path: Path) -> None:
    assert all_codes(open_shop(tmp_path, rule.bad)) == [rule.code]


@pytest.mark.parametrize("rule", DATA, ids=lambda rule: rule.code)
def test_the_good_case_has_none(rule: Rule, tmp_path: Path) -> None:
    assert all_codes(open_shop(tmp_path, rule.good)) == []


def all_codes(folder: Path) -> list[str]:
    """Return what every rule finds, those that need no data among them, and what the language itself says."""
    return [each.code for each in measured(folder).diagnostics]


def test_a_check_and_a_lint_without_data_ask_none_of_them(tmp_path: Path) -> None:
    folder = open_shop(tmp_path, RULE["V03"].bad)
    asked = [*pipeline.lint(folder, TODAY).diagnostics, *pipeline.check(folder, TODAY).diagnostics]
    assert not {each.code for each in asked} & set(RULE)


def test_an_excuse_silences_a_rule_about_data(tmp_path: Path) -> None:
    line = '  allow V03 until 2026-12-31 because "the script is being written anew"\n}\n'
    excused = RULE["V03"].bad.rstrip().removesuffix("}") + line
    assert "V03" not in data_codes(open_shop(tmp_path, excused))
    # Without data the rule is not asked, so nobody says that the excuse is idle.
    assert "K233" not in {each.code for each in pipeline.lint(tmp_path, TODAY).diagnostics}


def test_a_spec_with_errors_is_not_measured(tmp_path: Path) -> None:
    folder = open_shop(tmp_path, RULE["V03"].bad.replace("deals", "deels"))
    linted = measured(folder)
    assert [each.code for each in linted.diagnostics if each.severity == "error" and each.code.startswith("K")]
    assert not [each for each in linted.value.rules if each.data]


def test_rows_that_are_too_old_are_told_at_their_source(tmp_path: Path) -> None:
    folder = open_shop(tmp_path, RULE["M09"].good, fresh="5 days")
    assert data_codes(folder, date(2026, 10, 2)) == []
    (found,) = [each for each in measured(folder, date(2026, 11, 15)).diagnostics if each.code == "M09"]
    assert found.span is not None and found.span.file == "specs/a_shop.kpi"


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        ("from 2026-11-01 to 2026-12-31", True),
        ("from 2026-04-01 to 2026-10-15", True),
        ("from 2026-04-01 to 2026-09-30", False),
        ('from 2026-04-01 to 2026-12-31\n  outcome failed "nothing came of it"', False),
    ],
)
def test_what_counts_as_an_action(lines: str, counts: bool, tmp_path: Path) -> None:
    action = f'\naction 台本の改訂 {{\n  for 受注率\n  owner "営業課長"\n  {lines}\n}}\n'
    loaded = pipeline.load(open_shop(tmp_path, RULE["V03"].bad + action))
    assert not loaded.failed
    assert Facts(loaded.value.model, TODAY, {}, {}).acted_on("受注率") is counts


def test_a_review_without_words_explains_nothing(tmp_path: Path) -> None:
    review = "\nreview 来場者数 on 2026-10-05 {\n  result 48\n  decision keep\n}\n"
    assert data_codes(open_shop(tmp_path, RULE["V10"].bad + review)) == ["V10"]


def test_an_option_of_a_rule_about_data(tmp_path: Path) -> None:
    folder = open_shop(tmp_path, RULE["M09"].bad)
    with (folder / "kpidsl.yaml").open("a", encoding="utf-8") as file:
        file.write("lint: {M09: {fewest_rows: 2}}\n")
    assert data_codes(folder) == []


@pytest.mark.parametrize(
    ("lines", "explained"),
    [
        ('event 2026-09-10 "The fair in Tokyo." on 来場者数', True),
        ('event 2026-09-10 "The fair in Tokyo."', True),
        ('event 2026-08-31 "The fair in Osaka." on 来場者数', False),
        ('action 招待 {\n  for 来場者数\n  owner "営業課長"\n  from 2026-08-01 to 2026-09-30\n}', True),
        ('action 招待 {\n  for 来場者数\n  owner "営業課長"\n  from 2026-06-01 to 2026-08-31\n}', False),
    ],
)
def test_what_explains_a_signal(lines: str, explained: bool, tmp_path: Path) -> None:
    found = data_codes(open_shop(tmp_path, f"{RULE['V10'].bad}\n{lines}\n"))
    assert found == ([] if explained else ["V10"])


def test_an_action_explains_nothing_that_got_worse(tmp_path: Path) -> None:
    spec = RULE["V10"].bad.replace("  target", "  better      lower\n  target").replace("at least 5", "at most 50")
    action = 'action 招待 {\n  for 来場者数\n  owner "営業課長"\n  from 2026-08-01 to 2026-12-31\n}\n'
    assert data_codes(open_shop(tmp_path, f"{spec}\n{action}")) == ["V10"]


def test_what_is_said_of_a_part_that_is_out_too_explains_the_whole(tmp_path: Path) -> None:
    part = RULE["V10"].bad.replace("kgi 来場者数", "kpi 来場者数")
    whole = (
        'kgi 来客 "Guests" = 来場者数 + 受注数 {\n  breakdown 来場者数 + 受注数\n  target at least 5 per month\n}\n'
        "metric 受注数 = count(visitors where minutes > 100)\n"
    )
    assert data_codes(open_shop(tmp_path, part + whole)) == ["V10", "V10"]
    event = 'event 2026-09-10 "The fair in Tokyo." on 来場者数\n'
    assert data_codes(open_shop(tmp_path, part + whole + event)) == []
