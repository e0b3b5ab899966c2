"""G06: a level with one part in it."""

from collections.abc import Iterator

from kpidsl.lint.rule import Edit, Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import MetricRef
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G06", "warning",
    "the breakdown of {name} has one part, {part}, which is {name} itself", "{name} の breakdown は {part} 一つだけで、{name} そのものです",
    "add what it is multiplied with or added to, or leave the breakdown out", "掛ける相手か足す相手を加えるか、breakdown を外してください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the numbers whose breakdown is another number alone."""
    for metric in scene.numbers:
        if isinstance(metric.breakdown, MetricRef):
            part, clause = metric.breakdown.name, metric.clause("breakdown")
            # Where the formula is the part itself there is nothing that could stand beside it.
            alone = isinstance(metric.formula, MetricRef) and metric.formula.name == part
            edits = (Edit(clause.span, ""),) if alone and clause is not None else ()
            yield offence(WORDS, metric.name, metric.breakdown.span, edits=edits, part=part)


RULE = Rule(
    WORDS,
    Said("A breakdown of one part", "内訳が一つだけ"),
    Said(
        "A number that is broken down into one other number is that number under two names: a level of the "
        "tree, a box on the page and a review, and nothing is decided by any of them.",
        "内訳が一つだけの数値は、同じ数値に名前が二つあるのと同じです。ツリーの段、ページの箱、レビューが"
        "一つずつ増えるだけで、何も決まりません。",
    ),
    bad="""
kpi 受注確度 "Deals won of those opened" = 受注率 {
  unit        %
  drives      受注金額
  target      25% in FY2026
  definition  "Deals won over deals opened."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  breakdown   受注率
}
""",
    good="""
kpi 受注確度 "Deals won of those opened" = 受注率 {
  unit        %
  drives      受注金額
  target      25% in FY2026
  definition  "Deals won over deals opened."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
