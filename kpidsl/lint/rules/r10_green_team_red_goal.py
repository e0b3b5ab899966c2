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
kgi 受注率 "Win rate" = 受注数 / 商談数 {
  unit        %
  breakdown   受注数 / 商談数
  target      34% in FY2026
  milestone   34% by 2026-09-30
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

metric 商談数 "Deals" = count(deals)

kpi 受注数 "Deals won" = count(deals where won = true) {
  team        "営業"
  target      at least 10 per month
  definition  "Deals won, by day."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}

action 台本の改訂 {
  for      受注数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  +3 on 受注数
}
""",
    good="""
kgi 受注率 "Win rate" = 受注数 / 商談数 {
  unit        %
  breakdown   受注数 / 商談数
  target      34% in FY2026
  milestone   34% by 2026-09-30
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

metric 商談数 "Deals" = count(deals)

kpi 受注数 "Deals won" = count(deals where won = true) {
  team        "営業"
  target      at least 18 per month
  definition  "Deals won, by day."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}

action 台本の改訂 {
  for      受注数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  +3 on 受注数
}
""",
)
