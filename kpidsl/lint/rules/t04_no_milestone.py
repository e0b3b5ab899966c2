"""T04: a long way without a mark on it."""

from collections.abc import Iterator
from datetime import timedelta

from kpidsl.lint.aims import ABSOLUTE, SLOWEST, cadence_rank, days_of, whole_targets
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.scene import Scene
from kpidsl.lint.sketch import cadence_of
from kpidsl.model.calendar import period_of
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "T04", "warning",
    "the target of {name} is {months} months away, and nothing is to be reached on the way", "{name} の目標まで {months} か月ありますが、途中の目標がありません",
    "add a milestone, as in milestone {half} by {day}", "milestone {half} by {day} のように途中の目標を書いてください",
)  # fmt: skip
MONTHS = Option("months", 6, Said("longest way without a milestone", "中間目標なしでよい月数"))
_MONTH = 30.4


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the goals, and the KPIs that are looked at less than every quarter, with a long target and no milestone.

    A KPI that is reviewed more often is held against its pace each time.
    """
    longest = number(scene.settings, WORDS, MONTHS)
    for metric in scene.managed:
        rank = cadence_rank(cadence_of(metric))
        if metric.milestones or (metric.role == "kpi" and rank is not None and rank <= SLOWEST):
            continue
        aims = (each for each in whole_targets(metric) if each.sense in ABSOLUTE)
        dated = [(days, each) for each in aims if (days := days_of(scene.calendar, each)) is not None]
        shorter = any(days.length <= (longest + 0.5) * _MONTH for days, _ in dated)
        for days, target in dated:
            if days.length > (longest + 0.5) * _MONTH and not shorter:
                middle = period_of(scene.calendar, "month", days.first + timedelta(days.length // 2)).first - timedelta(
                    1
                )
                half = f"{(target.value.value / 2).normalize():,f}".replace(",", "_") if metric.kind == "flow" else "…"
                months = round(days.length / _MONTH)
                yield offence(WORDS, metric.name, target.span, months=months, half=half, day=middle.isoformat())


RULE = Rule(
    WORDS,
    Said("A long way without a milestone", "中間目標のない長い目標"),
    Said(
        "A year is long: without a value to have reached half way, trouble shows when nothing can be done. It "
        "is asked of goals, and of KPIs that are reviewed less than every quarter; others are held against "
        "their pace at each review.",
        "一年は長く、途中で達しているべき値がないと、問題が見えたときには手遅れです。ゴールと、レビューが"
        "四半期より少ない KPI に求めます。それ以外はレビューのたびに進み具合と照らされます。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      half_yearly
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
  review      half_yearly
  milestone   33% by 2026-09-30
}
""",
    each=check,
    options=(MONTHS,),
)
