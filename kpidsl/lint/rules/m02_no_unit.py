"""M02: a number whose unit nobody knows."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M02", "error",
    "{name} has no unit, and its formula does not tell one", "{name} に unit がなく、式からも単位が分かりません",
    "add unit, as in unit JPY or unit 件", "unit JPY や unit 件 のように書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals whose unit is neither written nor derived."""
    for metric in scene.managed:
        if metric.unit is None and metric.clause("unit") is None:
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A KPI without a unit", "単位のない KPI"),
    Said(
        "The sum of a column may be yen, thousands of yen or minutes: nothing in the spec says so, and a "
        "target of 120 could be any of them. With a unit, sums of unlike things become errors. A unit that "
        "does not fit the formula is K306, and sums of unlike units are K302.",
        "列の合計は円かもしれず、千円や分かもしれません。目標の 120 も何の 120 か分かりません。単位があれ"
        "ば、異なる単位の足し算はエラーになります。式と合わない単位は K306、異なる単位の足し算は K302 です"
        "。",
    ),
    bad="""
kpi 商談時間 "Time in meetings" = sum(deals.meeting_minutes) {
  drives      商談数
  target      12_000 in FY2026
  definition  "Minutes spent in meetings with customers."
  decision    "Above 1_500 a month: move the first meeting to video."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 商談時間 "Time in meetings" = sum(deals.meeting_minutes) {
  unit        分
  drives      商談数
  target      12_000 in FY2026
  definition  "Minutes spent in meetings with customers."
  decision    "Above 1_500 a month: move the first meeting to video."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
