"""The two spellings give one tree, and the tree says what was written."""

from decimal import Decimal
from typing import Any

import pytest

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENTS
from kpidsl.syntax.read import read
from kpidsl.syntax.tree import Call, Duration, File, Journey, Number, Rate, Statement, Target
from kpidsl.text.source import Source, Span

KPI = """\
# a comment
source leads "リード" from crm.leads {
  key        lead_id, branch
  time       created_at in "UTC"
  time       changed_at
  dimension  channel "チャネル"   # of the first touch
  dimension  size "規模" = if(employees >= 1000, 'large', 'small')
  join       regions on region_id = id
  fresh      within 1 day
}
source visits from "data/visits*.parquet"
source deals from query "select 1"
segment 大口 of deals = amount > 100万円 and not (stage in ('won', 'lost') or size is null)
metric 商談数 = count(deals)
kpi 受注率 "Win rate" = 受注数 / 商談数 {
  unit        %
  better      higher
  drives      商談数
  drives      b, c
  target      +3pt vs FY2025 by 2027-03-31
  target      between 18% and 22%
  target      5 per day for channel 'web'
  milestone   -5% by 2026-09-30
  limit       35% because "best"
  review      monthly on business_day 3
  status      at_risk below 90%, behind below 75%
  key
  before      2026-04-01 = a / b
  because     "it: matters"
  allow       T04 until 2026-12-31 because "y"
}
action 電話 { for 受注率 every 2 days expects +3pt on 受注率 from 2026-04-01 to 2026-06-30 }
action メール { 5 per day }
review 受注率 on 2026-09-30 { decision keep by "me" }
retire 旧率 on 2026-09-30 because "old" replaced by 受注率
event 2026-09-30 "moved" on 受注率
expect 商談数 in 2026-09 for channel 'web' = 120 ± 5
scorecard board { show 受注率 tree every month compare plan, last_year for "board" locale ja-JP }
"""

YAML = """\
# a comment
sources:
  leads:
    label: リード
    from: crm.leads
    key: [lead_id, branch]
    time: [created_at in "UTC", changed_at]
    dimension:
      - channel "チャネル"   # of the first touch
      - size "規模" = if(employees >= 1000, 'large', 'small')
    join: regions on region_id = id
    fresh: within 1 day
  visits: {from: data/visits*.parquet}
  deals: {query: select 1}
segments:
  大口:
    of: deals
    formula: >-
      amount > 100万円
      and not (stage in ('won', 'lost') or size is null)
metrics:
  商談数: {formula: count(deals)}
kpis:
  受注率:
    label: Win rate
    formula: 受注数 / 商談数
    unit: "%"
    better: higher
    drives: [商談数, "b, c"]
    target: ["+3pt vs FY2025 by 2027-03-31", between 18% and 22%, "5 per day for channel 'web'"]
    milestone: -5% by 2026-09-30
    limit: 35% because "best"
    review: monthly on business_day 3
    status: at_risk below 90%, behind below 75%
    key: true
    before: 2026-04-01 = a / b
    because: "it: matters"
    allow: T04 until 2026-12-31 because "y"
actions:
  電話: {for: 受注率, every: 2 days, expects: +3pt on 受注率, from: 2026-04-01 to 2026-06-30}
  メール: {every: 5 per day}
reviews:
  - {kpi: 受注率, on: 2026-09-30, decision: keep, by: me}
retired:
  - {kpi: 旧率, on: 2026-09-30, because: old, replaced_by: 受注率}
events:
  - {date: 2026-09-30, what: moved, on: 受注率}
expects:
  - {name: 商談数, in: 2026-09, for: channel 'web', value: 120 ± 5}
scorecards:
  board: {show: 受注率 tree, every: month, compare: [plan, last_year], for: board, locale: ja-JP}
"""


def read_whole(file: str, text: str) -> File:
    outcome = read(Source(file, text))
    assert outcome.diagnostics == ()
    return outcome.value


def bare(node: Any) -> Any:
    """Return a node without its places."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(bare(part) for part in node)
    if names := getattr(type(node), "__match_args__", None):
        return type(node).__name__, {name: bare(getattr(node, name)) for name in names if not name.endswith("span")}
    return node


def test_both_spellings_give_the_same_tree() -> None:
    kpi, yaml = read_whole("a.kpi", KPI), read_whole("a.yaml", YAML)
    for left, right in zip(kpi.statements, yaml.statements, strict=True):
        assert bare(left) == bare(right)


def test_comments_are_kept_in_both_spellings() -> None:
    for file in (read_whole("a.kpi", KPI), read_whole("a.yaml", YAML)):
        assert [(each.text, each.own_line) for each in file.comments] == [
            ("# a comment", True),
            ("# of the first touch", False),
        ]


def test_every_clause_of_the_table_can_be_written_in_both_spellings() -> None:
    for row in STATEMENTS:
        for clause in CLAUSES_OF[row.kind].values():
            if clause.head is not None:
                continue
            filled = clause.example.replace("…", "x")
            required = [each for each in CLAUSES_OF[row.kind].values() if each.required or each.keyword == "from"]
            head = " ".join(each.example.replace("…", "x") for each in required if each.head is not None)
            kpi = f"{row.kind} x {head} {{ {filled} }}"
            assert read(Source("a.kpi", kpi)).diagnostics == (), kpi


@pytest.mark.parametrize("file", ["a.kpi", "a.yaml"])
def test_every_place_holds_what_the_tree_says(file: str) -> None:
    text = KPI if file.endswith("kpi") else YAML
    for statement in read_whole(file, text).statements:
        for name, span in named_places(statement):
            if name == "1" and "every" in text[span.start - 7 : span.start]:
                continue  # `every 2 days` is once in that time: the number is not written
            assert text[span.start : span.end].replace("% ", "%").strip("\"'") == name


def named_places(node: Any) -> list[tuple[str, Span]]:
    if isinstance(node, tuple) and not isinstance(node, Span):
        return [place for part in node for place in named_places(part)]
    found = []
    match type(node).__name__:
        case "Word" if node.text:
            found.append((node.text, node.span))
        case "Text":
            found.append((node.value, node.span))
        case "Period" | "Number":
            found.append((node.text, node.span))
    names = getattr(type(node), "__match_args__", ())
    return found + [place for name in names for place in named_places(getattr(node, name))]


def formula(text: str) -> Any:
    return read_whole("a.kpi", f"metric x = {text}").statements[0].clauses[0].value


def target(text: str) -> Target:
    value = read_whole("a.kpi", f"kpi x = a {{ target {text} }}").statements[0].clauses[1].value
    assert isinstance(value, Target)
    return value


def test_arithmetic_binds_as_at_school() -> None:
    assert bare(formula("a + b * -c")) == bare(formula("a + (b * (-c))"))
    assert bare(formula("a - b - c")) == bare(formula("(a - b) - c"))
    assert bare(formula("f(x where a = 1 or b = 2 and not c = 3)")) == bare(
        formula("f(x where (a = 1) or ((b = 2) and (not (c = 3))))")
    )


def test_a_call_keeps_its_tails() -> None:
    call = formula("sum(deals.amount where stage = 'won' at closed_at)")
    assert isinstance(call, Call)
    assert (call.name.text, call.at and call.at.text, call.where is not None) == ("sum", "closed_at", True)


def test_journeys() -> None:
    journey = formula("converted(leads -> deals where stage = 'won' at closed_at on lead_id within 30 days)")
    assert isinstance(journey, Journey) and journey.second is not None
    assert journey.first.source.text == "leads"
    assert journey.second.at and journey.second.at.text == "closed_at"
    assert (journey.window.count, journey.window.unit) == (30, "day")
    retained = formula("retained(orders where size = 'L' by customer_id after 3 months)")
    assert isinstance(retained, Journey) and retained.second is None and retained.first.where is not None


def test_a_length_of_time_in_a_formula_and_a_number_in_a_target() -> None:
    assert isinstance(formula("rolling(a, 28 days)").arguments[1], Duration)
    assert isinstance(target("at most 3 days per month").value, Number)


@pytest.mark.parametrize(
    ("text", "sense", "value", "unit"),
    [
        ("1.2億円 in FY2026", "reach", "120000000", "JPY"),
        ("25% by 2027-03-31", "reach", "0.25", "%"),
        ("at least 25% per month", "at_least", "0.25", "%"),
        ("at most 5万円 per month", "at_most", "50000", "JPY"),
        ("hold 100%", "hold", "1", "%"),
        ("+5% vs FY2025 in FY2026", "change", "0.05", "%"),
        ("-10pt vs FY2026Q2 by 2026-12-31", "change", "-0.1", "pt"),
        ("+100 vs 2026-09-30 by 2026-12-31", "change", "100", None),
        ("x2 vs 2026-09 by 2027-03", "times", "2", None),
        ("1 every 2 days", "every", "1", None),
        ("5 件 per day", "reach", "5", "件"),
        ("120_000_000 JPY in FY2026", "reach", "120000000", "JPY"),
    ],
)
def test_targets(text: str, sense: str, value: str, unit: str | None) -> None:
    read_target = target(text)
    assert (read_target.sense, read_target.value.value, read_target.value.unit) == (sense, Decimal(value), unit)


def test_the_tails_of_a_target_stand_in_any_order() -> None:
    assert bare(target("+3pt vs FY2025 by 2027-03-31")) == bare(target("+3pt by 2027-03-31 vs FY2025"))
    assert target("+10% relative vs FY2025 in FY2026").relative


def test_how_often() -> None:
    def every(text: str) -> Any:
        return bare(read_whole("a.kpi", f"action x {{ {text} }}").statements[0].clauses[0].value)

    assert every("5 per day") == every("every 5 per day")
    assert every("every 2 days")[0] == Rate.__name__


def test_order_in_yaml() -> None:
    text = "metrics: {a: {formula: '1'}, b: {formula: '2'}}\nsources: {s: {from: t}}\norder: [metric b, source s]\n"
    statements: tuple[Statement, ...] = read_whole("a.yaml", text).statements
    assert [each.name.text for each in statements if each.name] == ["b", "s", "a"]


def test_a_file_in_yaml_has_a_slash_or_an_ending() -> None:
    kinds = {
        value: type(
            read_whole("a.yaml", f"sources: {{s: {{from: '{value}'}}}}").statements[0].clauses[0].value
        ).__name__
        for value in ("crm.leads", "leads", "data/leads", "leads.csv")
    }
    assert kinds == {"crm.leads": "Table", "leads": "Table", "data/leads": "DataFile", "leads.csv": "DataFile"}
