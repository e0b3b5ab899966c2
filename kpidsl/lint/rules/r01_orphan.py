"""R01: a KPI that leads to no goal."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R01", "error",
    "{name} leads to no goal: {how}", "{name} からゴールへの経路がありません。{how}",
    "{advice}", "{advice}",
)  # fmt: skip
_NONE = Said("no kgi stands above the KPIs of this project", "このプロジェクトには KPI の上に立つ kgi がありません")
_MAKE = Said(
    "make a goal of the number that all others serve: kgi NAME = FORMULA { target … }",
    "ほかのすべてが支える数値をゴールにしてください: kgi 名前 = 式 { target … }",
)
_APART = Said(
    "no breakdown holds it, and it drives nothing that leads there",
    "どの breakdown にも含まれず、drives もゴールに届きません",
)


def check(project: Whole) -> Iterator[Offence]:
    """Yield the KPIs from which no way leads to a goal; where there is no goal at all, the first KPI alone."""
    if not project.goals:
        for each in project.kpis[:1]:
            yield offence(WORDS, each.sketch.name, each.span, how=_NONE, advice=_MAKE)
        return
    reached = project.below(each.sketch.name for each in project.goals)
    goal = project.goals[0].sketch.name
    advice = Said(
        f"add drives and the number that it moves, as in drives {goal}; a number that is only watched is a metric",
        f"drives {goal} のように動かす数値を書いてください。見るだけの数値なら metric にします",
    )
    for each in project.kpis:
        if each.sketch.name not in reached:
            yield offence(WORDS, each.sketch.name, each.span, how=_APART, advice=advice)


RULE = Rule(
    WORDS,
    Said("A KPI that leads to no goal", "ゴールにつながらない KPI"),
    Said(
        "A KPI is managed for a goal. One that is part of no breakdown, drives nothing and guards nothing on "
        "the way to a goal takes time from those that are. What is only watched is a metric.",
        "KPI はゴールのために管理します。どの breakdown にも含まれず、drives でも guards でもゴールにつな"
        "がらないものは、ほかの KPI の時間を奪います。見るだけの数値は metric です。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    whole=check,
    tree=True,
)
