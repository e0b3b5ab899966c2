"""M10: a survey of nobody knows how many."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M10", "warning",
    "{name} comes from a survey, and its definition does not say how many answered", "{name} はアンケートの値ですが、定義に回答数がありません",
    "say in the definition who is asked and how many answers there are: sample size, 回答数", "definition に、誰に尋ね、回答が何件あるかを書いてください",
)  # fmt: skip
_SURVEY = re.compile(
    r"満足度|アンケート|(?<![A-Za-z])(?:NPS|CSAT|CES)(?![A-Za-z])|\bsurvey|\bsatisfaction|\bpoll\b", re.IGNORECASE
)
_SAMPLE = re.compile(
    r"回答(?:数|者|件|率|\d)|サンプル|標本|母数|有効回答|\bn\s*=|\bsample|\bresponses?\b|\brespondents?\b|\banswers?\b|\banswered\b",
    re.IGNORECASE,
)


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals that are named like a survey and whose words do not name its answers."""
    for metric in scene.managed:
        definition = metric.text("definition") or ""
        if _SURVEY.search(f"{metric.name} {metric.label or ''} {definition}") and not _SAMPLE.search(definition):
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("A survey without its sample", "回答数のないアンケート"),
    Said(
        "A satisfaction of 80% of five answers moves by 20 points with one of them. The reader has to know "
        "who was asked and how many answered, or noise is taken for a result.",
        "5 件の回答で満足度 80% なら、1 件で 20 ポイント動きます。誰に尋ねて何件の回答があったかが分からな"
        "いと、ばらつきを成果と取り違えます。",
    ),
    bad="""
kpi 満足度 "Satisfaction" = share(deals where rating >= 4) {
  unit        %
  drives      受注率
  target      70% in FY2026
  definition  "Share of the deals rated 4 or 5."
  decision    "Below 60%: talk to ten customers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 満足度 "Satisfaction" = share(deals where rating >= 4) {
  unit        %
  drives      受注率
  target      70% in FY2026
  definition  "Share of the deals rated 4 or 5; about 100 answers a month."
  decision    "Below 60%: talk to ten customers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
