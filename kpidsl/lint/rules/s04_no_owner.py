"""S04: a number that nobody answers for."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S04", "error",
    "{name} has no owner", "{name} に owner がありません",
    "add owner and the person or role that answers for it", "owner に、責任を持つ人か役割を書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals whose owner is missing or empty."""
    for metric in scene.managed:
        if not (metric.text("owner") or "").strip():
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A KPI without an owner", "責任者のいない KPI"),
    Said(
        "What everybody looks at and nobody owns is not acted on. The owner is asked when the number moves, leads its review "
        "and stands on the page beside it.",
        "全員が見ていて誰の担当でもない数値には、誰も手を打ちません。owner は数値が動いたときに尋ねられ、レビューを主導し、ページに名前が載ります。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
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
