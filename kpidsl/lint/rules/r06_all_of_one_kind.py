"""R06: a goal that is only looked back on, or only forward."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R06", "warning",
    "all {count} KPIs under {name} are {what}", "{name} の下の KPI {count} 件がすべて{what}",
    "{advice}", "{advice}",
)  # fmt: skip
LEAST = Option("min_kpis", 5, Said("from how many KPIs on", "KPI がいくつ以上のとき"))
_LAGGING = Said("results, and none of them moves first", "結果の指標で、先に動くものがありません")
_LEADING = Said("said to move first, and none of them is a part of the goal", "先行指標で、ゴールの内訳がありません")
_ADD_LEADING = Said(
    "add a KPI that drives one of them, or say by lag or capacity which of them comes first",
    "そのどれかを drives で動かす KPI を加えるか、lag や capacity で先に動くものを示してください",
)
_ADD_PARTS = Said("break the goal down into what makes it: breakdown …", "breakdown でゴールの内訳を書いてください")


def check(project: Whole) -> Iterator[Offence]:
    """Yield the goals with many KPIs under them that are all lagging or all leading.

    A KPI leads where it drives another one, has a lag, or is work that people have a capacity for.
    """
    least = number(project.settings, WORDS, LEAST)
    for goal in project.goals:
        below = project.below([goal.sketch.name])
        kpis = [each.sketch for each in project.kpis if each.sketch.name in below]
        leading = [each.leading for each in kpis]
        if len(kpis) >= max(least, 1) and (all(leading) or not any(leading)):
            what, advice = (_LEADING, _ADD_PARTS) if all(leading) else (_LAGGING, _ADD_LEADING)
            yield offence(WORDS, goal.sketch.name, goal.span, count=len(kpis), what=what, advice=advice)


RULE = Rule(
    WORDS,
    Said("All lagging, or all leading", "すべて遅行指標か、すべて先行指標"),
    Said(
        "Results alone come too late to act on; early signs alone may have nothing to do with the goal. A "
        "tree needs both: parts that make the goal, and what is believed to move them.",
        "結果の指標だけでは手を打つのが遅れ、先行指標だけではゴールと関係がないかもしれません。ゴールの内"
        "訳と、それを動かすと考えるものの両方が要ります。",
    ),
    bad="""
kpi 一号店受注数 = count(deals where store = 'a' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store a."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 二号店受注数 = count(deals where store = 'b' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store b."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 三号店受注数 = count(deals where store = 'c' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store c."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 四号店受注数 = count(deals where store = 'd' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store d."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 五号店受注数 = count(deals where store = 'e' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store e."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kgi 全店受注数 "Deals won in all stores" = 一号店受注数 + 二号店受注数 + 三号店受注数 + 四号店受注数 + 五号店受注数 {
  breakdown   一号店受注数 + 二号店受注数 + 三号店受注数 + 四号店受注数 + 五号店受注数
  target      60 in FY2026
  milestone   30 by 2026-09-30
  definition  "Deals won in the stores."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}
""",
    good="""
kpi 一号店受注数 = count(deals where store = 'a' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store a."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 二号店受注数 = count(deals where store = 'b' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store b."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 三号店受注数 = count(deals where store = 'c' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store c."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 四号店受注数 = count(deals where store = 'd' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store d."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kpi 五号店受注数 = count(deals where store = 'e' at closed_at) {
  target      12 in FY2026
  definition  "Deals won in store e."
  decision    "Below 1 a month: visit the store."
  owner       "店長"
  review      monthly
}

kgi 全店受注数 "Deals won in all stores" = 一号店受注数 + 二号店受注数 + 三号店受注数 + 四号店受注数 + 五号店受注数 {
  breakdown   一号店受注数 + 二号店受注数 + 三号店受注数 + 四号店受注数 + 五号店受注数
  target      60 in FY2026
  milestone   30 by 2026-09-30
  definition  "Deals won in the stores."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}

kpi 来店予約率 "Visits booked" = share(leads where booked) {
  unit        %
  drives      全店受注数
  target      36% in FY2026
  definition  "Share of the leads that booked a visit."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    whole=check,
    tree=True,
    options=(LEAST,),
)
