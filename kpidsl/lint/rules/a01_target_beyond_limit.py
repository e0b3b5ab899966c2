"""A01: a target that its own spec does not believe in."""

from collections.abc import Iterator

from kpidsl.lint.aims import ABSOLUTE
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.syntax import tree
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said

WORDS = Code(
    "A01", "error",
    "the target of {name} is {target}, beyond its own limit of {limit}", "{name} の目標 {target} は、自身の limit {limit} を超えています",
    "lower the target, or say in limit what has changed", "目標を下げるか、limit を見直してその理由を書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the absolute targets and milestones on the far side of the limit that stands beside them."""
    for metric in scene.managed:
        clause = metric.clause("limit")
        if clause is None or not isinstance(clause.value, tree.Reasoned) or metric.better == "within":
            continue
        limit = clause.value.value
        if not isinstance(limit, tree.Number):
            continue
        sign = -1 if metric.better == "lower" else 1
        aims = [each.value for each in metric.targets if each.sense in ABSOLUTE]
        for value in (*aims, *(each.value for each in metric.milestones)):
            if sign * value.value > sign * limit.value:
                label = Label(limit.span, Said("the limit", "limit"))
                yield offence(WORDS, metric.name, value.span, label, target=value.text, limit=limit.text)


RULE = Rule(
    WORDS,
    Said("A target beyond the limit", "limit を超えた目標"),
    Said(
        "The limit is the value beyond which nobody believes a number can be brought, with the reason. A "
        "target behind it is infeasible by the spec's own word. Whether a goal can be reached by all of its "
        "leaves together is told by kpidsl plan.",
        "limit は、それ以上になるとは誰も考えていない値とその理由です。それを超えた目標は、定義自身の言葉"
        "で達成不可能です。要素全体でゴールに届くかどうかは kpidsl plan が示します。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      60% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  limit       50% because "best quarter of the last three years"
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      45% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  limit       50% because "best quarter of the last three years"
}
""",
    each=check,
)
