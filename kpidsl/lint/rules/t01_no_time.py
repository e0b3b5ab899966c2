"""T01: a KPI without a target in time."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "T01", "error",
    "{name} has no target for any time", "{name} に、期間や期限のある目標がありません",
    "add a target with its time, as in target 25% by 2027-03-31; a number that is only watched is a metric", "target 25% by 2027-03-31 のように期限のある目標を書いてください。見るだけの数値なら metric にします",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs without a target, and those whose targets hold for review periods that they do not have.

    A goal without a target is S01's, and a value without a time K609's.
    """
    for metric in scene.managed:
        if metric.role == "kpi" and not metric.targets and not metric.milestones:
            yield offence(WORDS, metric.name, metric.span)
        open_ended = [each for each in metric.targets if each.when is None and each.interval is None]
        if open_ended and metric.clause("review") is None:
            yield offence(WORDS, metric.name, open_ended[0].span)


RULE = Rule(
    WORDS,
    Said("A KPI without a time", "期限のない KPI"),
    Said(
        "A number to reach without a time to reach it is a wish. A KPI has a target in, by or per some time; "
        "between and hold bind every review period, so they need a review. A value without its time is K609, "
        "and a goal without a target S01.",
        "期限のない数値は願望です。KPI の目標には in、by、per のいずれかの時期が要ります。between と hold"
        " は各レビュー期間に効くため review が要ります。時期のない値は K609、目標のないゴールは S01 です。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
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
    each=check,
)
