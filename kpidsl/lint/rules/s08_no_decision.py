"""S08: a number from which nothing follows."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S08", "info",
    "{name} does not say what is decided when it moves", "{name} に、動いたときに何を決めるかがありません",
    "add decision, as in decision \"Below 20% for two months: revise the script.\"", "decision \"2か月続けて20%を下回ったら台本を直す。\" のように書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals without a decision or an advice."""
    for metric in scene.managed:
        if metric.clause("decision") is None and metric.clause("advice") is None:
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A KPI without a decision", "判断の書かれていない KPI"),
    Said(
        "A KPI is managed because something is done when it moves. Writing that down beforehand, with the value at which it "
        "is done, spares the debate when the value is there.",
        "KPI を管理するのは、動いたときに何かをするためです。いくつになったら何をするかを先に書いておけば、その値になったときに議論せずに済みます。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
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
