"""R10: a team that is well while the goal is not."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R10", "warning",
    "all KPIs of {team} were well at the last {closes} closes, while {name} was behind", "{team} の KPI は直近 {closes} 回の締めですべて良好ですが、{name} は遅れています",
    "look at whether the team's KPIs are those that move {name}, and whether their targets are high enough", "チームの KPI が {name} を動かすものか、目標が低すぎないかを確かめてください",
)  # fmt: skip


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the teams that were all green while a goal was red."""
    for each in facts.green:
        goal = facts.model.metrics[each.goal]
        yield offence(WORDS, each.goal, goal.span, team=each.team, closes=each.closes)


RULE = Rule(
    WORDS,
    Said("A team that is well while the goal is not", "ゴール未達の間のチーム達成"),
    Said(
        "Every KPI of a team is on track or done, and the goal that all share is behind, at two closes in a row or "
        "more. The team may have done all it promised: then it promised the wrong things, or too little. What cannot be "
        "judged (no data, not due) counts neither way.",
        "チームの KPI はすべて順調か達成で、共有のゴールは 2 回以上続けて遅れています。チームが約束を果たしたので"
        "あれば、約束した数値が的外れか、低すぎたのです。判定できないもの（データなし、期日前）は数えません。",
    ),
    data=check,
    bad="""
kgi 売上 "Sales" = sum(deals.amount) {
  unit        JPY
  target      8000万円 in FY2026
  definition  "Amount of the deals, by day."
  owner       "営業本部長"
  review      monthly
}

kpi 商談数 "Deals" = count(deals) {
  drives      売上
  target      560 in FY2026
  definition  "Deals, by day."
  team        "営業"
  owner       "営業課長"
  review      monthly
}

action 単価の見直し {
  for    売上
  owner  "営業課長"
  from   2026-09-01 to 2027-03-31
}
""",
    good="""
kgi 売上 "Sales" = sum(deals.amount) {
  unit        JPY
  target      8000万円 in FY2026
  definition  "Amount of the deals, by day."
  owner       "営業本部長"
  review      monthly
}

kpi 商談数 "Deals" = count(deals) {
  drives      売上
  target      720 in FY2026
  definition  "Deals, by day."
  team        "営業"
  owner       "営業課長"
  review      monthly
}

action 単価の見直し {
  for    売上
  owner  "営業課長"
  from   2026-09-01 to 2027-03-31
}
""",
)
