"""What the formatter makes of a file: one form, in which every comment is still where it says something."""

import re
from pathlib import Path

import pytest

from kpidsl.syntax.formatting.format import formatted
from kpidsl.syntax.formatting.periods import plain_period
from kpidsl.text.source import Source

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "specs").glob("*/specs/**/*.*"))
BLOCK = re.compile(r"^```(kpi|yaml)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    (page.name, spelling, text)
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for spelling, text in BLOCK.findall(page.read_text("utf-8"))
]


def fmt(spelling: str, text: str, to: str | None = None) -> str:
    outcome = formatted(Source(f"a.{spelling}", text), to)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def goes_and_returns(spelling: str, text: str) -> None:
    kpi = fmt(spelling, text, "kpi")
    assert fmt("yaml", fmt("kpi", kpi, "yaml"), "kpi") == kpi


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_spec_of_the_project_goes_to_the_other_spelling_and_returns(path: Path) -> None:
    spelling, text = path.suffix.strip("."), path.read_text("utf-8")
    goes_and_returns(spelling, text)
    once = fmt(spelling, text)
    assert fmt(spelling, once) == once


def test_every_block_of_the_docs_goes_to_the_other_spelling_and_returns() -> None:
    read = 0
    for page, spelling, text in BLOCKS:
        source = Source(f"{page}.{spelling}", text)
        if all(formatted(source, to).value for to in ("kpi", "yaml")):
            goes_and_returns(spelling, text)
            read += 1
    assert read > len(BLOCKS) // 2


UNTIDY = """\
# The goal.


kgi 売上 "Sales"= sum( deals . amount where stage='won' ) { unit 円   # money
target １.２億円 in 2026年度  # the plan
  better higher
target 25 ％ by 2026年9月

  # what we believe
  drives a ,b
  status  at_risk below 90 %,behind below - 5%
} # done
metric x=a×-b
metric `Lead ID` = (a - (b - c)) / 2  # kept as it is


# below
"""

TIDY = """\
# The goal.

kgi 売上 "Sales" = sum(deals.amount where stage = 'won') {
  unit    JPY                               # money
  target  1.2億円 in FY2026                 # the plan
  target  25% by 2026-09
  better  higher

  # what we believe
  drives  a, b
  status  at_risk below 90%, behind below -5%
  # done
}

metric x = a * -b
metric `Lead ID` = (a - (b - c)) / 2  # kept as it is

# below
"""


def test_one_clause_a_line_values_in_a_column_repeated_ones_together() -> None:
    assert fmt("kpi", UNTIDY) == TIDY


def test_the_same_in_yaml() -> None:
    assert fmt("kpi", UNTIDY, "yaml") == (
        "# The goal.\n"
        "kgis:\n"
        "  売上:\n"
        "    label: Sales\n"
        "    formula: sum(deals.amount where stage = 'won')\n"
        "    unit: JPY  # money\n"
        "    target:\n"
        "      - 1.2億円 in FY2026  # the plan\n"
        "      - 25% by 2026-09\n"
        "    better: higher\n\n"
        "    # what we believe\n"
        "    drives: a, b\n"
        "    status: at_risk below 90%, behind below -5%\n"
        "    # done\n\n"
        "metrics:\n"
        "  x:\n"
        "    formula: a * -b\n"
        '  "`Lead ID`":  # kept as it is\n'
        "    formula: (a - (b - c)) / 2\n\n"
        "# below\n"
    )


def test_a_comment_inside_a_formula_stays_there_and_is_a_block_in_yaml() -> None:
    text = "kpi x = if(a,  # first\n  b,\n  # then\n  c) {\n  breakdown  y *  # times\n             z\n}\n"
    kpi = "kpi x = if(a,  # first\n    b,\n    # then\n    c) {\n  breakdown  y *  # times\n             z\n}\n"
    assert fmt("kpi", text) == kpi
    assert "    formula: |-\n      if(a,  # first\n      b,\n      # then\n      c)\n" in fmt("kpi", text, "yaml")
    assert fmt("yaml", fmt("kpi", text, "yaml"), "kpi") == kpi


def test_a_comment_before_a_tail_waits_for_its_end() -> None:
    text = "kpis:\n  x:\n    formula: a\n    target: |\n      25%  # much\n      by 2027-03-31\n"
    assert fmt("yaml", text, "kpi") == f"kpi x = a {{\n  target  25% by 2027-03-31{' ' * 17}# much\n}}\n"


def test_statements_of_several_kinds_keep_their_order_in_yaml() -> None:
    text = "metric a = 1\nkpi b = 2\n# of c\nmetric c = 3\n"
    yaml = fmt("kpi", text, "yaml")
    assert yaml.endswith("\norder:\n  - metric a\n  - kpi b\n  - metric c\n")
    assert fmt("yaml", yaml, "kpi") == text
    assert "order" not in fmt("yaml", yaml.replace("  - kpi b\n  - metric c\n", "  - metric c\n  - kpi b\n"))


def test_yaml_in_any_style_has_one_form() -> None:
    text = (
        "metrics: # tracked\n  n: {formula: 'count(deals)'} # of all\n\n"
        "events:\n- what: 移転  # moved\n  date: 2026年9月5日\n- {date: 2026, what: '12'}\n"
        'scorecards:\n    s:\n        compare: [plan,   last_year]\n        show: [n]\n        for: "a: b"\n'
        "    # tail\n"
    )
    assert fmt("yaml", text) == (
        "metrics:\n  # tracked\n  n:\n    formula: count(deals)  # of all\n\n"
        "events:\n  - date: 2026-09-05\n    what: 移転  # moved\n"
        '  - date: 2026\n    what: "12"\n\n'
        'scorecards:\n  s:\n    compare: plan, last_year\n    show: n\n    for: "a: b"\n\n# tail\n'
    )


def test_what_only_looks_like_a_file_or_a_number_comes_back_as_what_it_is() -> None:
    for value in (
        "from crm.csv",
        'from "data"',
        'from "crm.csv"',
        "from `a/b`",
        'from "\\"a/b\\""',
        'from query "select a\\nfrom b"',
    ):
        text = f"source s {value}\n"
        assert fmt("yaml", fmt("kpi", text, "yaml"), "kpi") == text
    text = 'review x on 2026-09-30 {\n  result  "12 deals"\n}\n'
    assert fmt("yaml", fmt("kpi", text, "yaml"), "kpi") == text


def test_a_very_long_name_is_a_key_that_yaml_can_read() -> None:
    text = f"metric {'長' * 3000} = 1\n"
    assert fmt("yaml", fmt("kpi", text, "yaml"), "kpi") == text


def test_line_ends_and_a_mark_of_byte_order_go() -> None:
    assert fmt("kpi", "\ufeffmetric a = 1\r\nmetric b = 2\r") == "metric a = 1\nmetric b = 2\n"
    assert fmt("yaml", "\ufeffmetrics:\r\n  a:\r\n    formula: 1\r\n") == "metrics:\n  a:\n    formula: 1\n"


@pytest.mark.parametrize("text", ["", "\n\n", "# only this\n"])
def test_files_without_statements(text: str) -> None:
    for spelling in ("kpi", "yaml"):
        assert fmt(spelling, text) == text.strip("\n") + "\n" * bool(text.strip())


def test_a_file_with_an_error_has_findings_and_no_form() -> None:
    outcome = formatted(Source("a.kpi", "metric a == 1\nmetric b = 2\n"))
    assert outcome.value is None and [each.code for each in outcome.diagnostics] == ["K107"]


def test_a_name_that_would_be_a_key_twice_stays_in_the_own_spelling() -> None:
    source = Source("a.kpi", "metric a = 1\nmetric a = 2\n")
    assert formatted(source).value == source.text
    refused = formatted(source, "yaml")
    assert refused.value is None and [each.code for each in refused.diagnostics] == ["K208"]


def test_a_source_with_two_origins_stays_in_yaml() -> None:
    source = Source("a.yaml", "sources:\n  s:\n    from: t\n    query: select 1\n")
    assert formatted(source).value == source.text
    refused = formatted(source, "kpi")
    assert refused.value is None and [each.code for each in refused.diagnostics] == ["K425"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("2026年度", "FY2026"),
        ("2026年度上期", "FY2026H1"),
        ("2026年度下半期", "FY2026H2"),
        ("2026年度第3四半期", "FY2026Q3"),
        ("2026年", "2026"),
        ("2026年上半期", "2026H1"),
        ("2026年第2四半期", "2026Q2"),
        ("2026年9月", "2026-09"),
        ("2026年9月5日", "2026-09-05"),
        # What these mean is in the manifest, or in the head of who wrote them.
        ("2027年3月期", "2027年3月期"),
        ("2026年上期", "2026年上期"),
        ("2026-W38", "2026-W38"),
    ],
)
def test_periods(written: str, plain: str) -> None:
    assert plain_period(written) == plain


@pytest.mark.parametrize("text", ['"a\\rb"', '"a\\0"', '"\\u202e"'])
def test_an_escape_of_yaml_brings_in_nothing_unseen(text: str) -> None:
    for clause in (f"definition: {text}", f"drives: {text}"):
        yaml = f"kpis:\n  x:\n    formula: a\n    {clause}\n"
        assert [each.code for each in formatted(Source("a.yaml", yaml)).diagnostics] == ["K120"]
