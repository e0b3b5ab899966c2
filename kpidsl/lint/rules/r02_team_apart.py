"""R02: a team that works for another goal."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R02", "warning",
    "the team {team} has KPIs and none of them leads to {goal}, which the other teams share", "チーム {team} の KPI は、ほかのチームと共有する {goal} につながっていません",
    "say by drives how its work moves {goal}", "その仕事が {goal} をどう動かすかを drives で書いてください",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the teams whose KPIs lead only to goals other than the one that most teams share.

    A KPI that leads to no goal at all is R01's.
    """
    if len(project.goals) < 2:
        return
    under = {each.sketch.name: project.below([each.sketch.name]) for each in project.goals}
    teams: dict[str, list[str]] = {}
    for each in project.kpis:
        if each.sketch.team:
            teams.setdefault(each.sketch.team, []).append(each.sketch.name)
    counted = {goal: sum(any(name in names for name in own) for own in teams.values()) for goal, names in under.items()}
    shared = max(counted, key=lambda goal: counted[goal])
    if counted[shared] < 2:
        return
    for team, own in teams.items():
        reached = [name for name in own if any(name in names for names in under.values())]
        if reached and not any(name in under[shared] for name in own):
            yield offence(WORDS, reached[0], project.numbers[reached[0]].span, team=team, goal=shared)


RULE = Rule(
    WORDS,
    Said("A team apart from the shared goal", "共有のゴールから離れたチーム（部分最適）"),
    Said(
        "Marketing, inside sales and field sales each reach their own numbers while the company misses its "
        "own: partial optimum. A team whose KPIs lead only to a goal of its own is named, so that the missing "
        "line is drawn or the goal is questioned.",
        "マーケティング・インサイドセールス・フィールドセールスがそれぞれの数値を達成しても、会社のゴール"
        "に届かないことがあります（部分最適）。自分たちだけのゴールにつながるチームを示します。",
    ),
    bad="""
kgi 認知度 "Awareness" = share(leads where asked_for_us) {
  unit        %
  target      30% in FY2026
  milestone   25% by 2026-09-30
  definition  "Share of the leads that asked for us by name."
  decision    "Below 20%: look at the campaigns."
  owner       "広報部長"
  review      quarterly
}

kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      認知度
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  team        "広報"
}
""",
    good="""
kgi 認知度 "Awareness" = share(leads where asked_for_us) {
  unit        %
  target      30% in FY2026
  milestone   25% by 2026-09-30
  definition  "Share of the leads that asked for us by name."
  decision    "Below 20%: look at the campaigns."
  owner       "広報部長"
  review      quarterly
}

kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      認知度, 商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  team        "広報"
}
""",
    whole=check,
    tree=True,
)
