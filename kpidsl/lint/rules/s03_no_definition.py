"""S03: a number that is managed and not put into words."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S03", "error",
    "{name} has no definition in words", "{name} に言葉による定義がありません",
    "add definition \"…\": what is counted, by which day, what is left out", "definition \"…\" に、何を・どの日付で数え、何を除くかを書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals whose definition is missing or empty."""
    for metric in scene.managed:
        if not (metric.text("definition") or "").strip():
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A KPI without a definition", "定義のない KPI"),
    Said(
        "A formula tells a machine what to count. Two people who read a win rate still ask: of which deals, by which day, with "
        "or without renewals. The definition answers that once, on the page and for everyone.",
        "式は機械に数え方を伝えますが、読む人は「どの商談の」「いつの日付で」「更新は含むか」を知りたがります。定義はそれを一度だけ、"
        "全員に向けて答えます。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit      %
  drives    商談数
  target    36% in FY2026
  decision  "Below 30%: look at the channels."
  owner     "マーケティング課長"
  review    monthly
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
