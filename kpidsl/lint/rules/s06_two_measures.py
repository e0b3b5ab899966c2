"""S06: two measures in one KPI."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "S06", "warning",
    "{name} names two measures: {one} and {other}", "{name} は二つの指標（{one}、{other}）を名乗っています",
    "make a kpi of each, with a target of its own", "それぞれを別の KPI にし、目標を分けてください",
)  # fmt: skip
_MEASURE = r"(?:率|数|額|単価|量|件数|時間|日数|人数|売上|利益|原価|度|比|点|高|コスト)"
_JAPANESE = re.compile(rf"^(?P<one>.*{_MEASURE})(?:と|や|及び|および|ならびに|・|＆|&|、)(?P<other>.*{_MEASURE})$")
_NOUN = (
    r"(?:rate|ratio|share|count|number|price|value|revenue|sales|cost|costs|time|profit|margin|volume|score|amount)s?"
)
_ENGLISH = re.compile(rf"^(?P<one>.*\b{_NOUN})\s+(?:and|&)\s+(?P<other>.*\b{_NOUN})$", re.IGNORECASE)


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals whose name or label joins two measures with と, や, and."""
    for metric in scene.managed:
        for text in (metric.name.replace("_", " "), metric.label or ""):
            found = _JAPANESE.match(text) or _ENGLISH.match(text)
            if found is not None:
                yield offence(WORDS, metric.name, metric.span, one=found["one"], other=found["other"])
                break


RULE = Rule(
    WORDS,
    Said("Two measures in one KPI", "一つの KPI に二つの指標"),
    Said(
        "A KPI called 客単価とリピート率 has one target for two things: when it is missed nobody knows which of the two fell, and "
        "one can be traded for the other.",
        "「客単価とリピート率」のような KPI は、一つの目標で二つのものを見ます。外れたときにどちらが下がったか分からず、片方で他方を埋め合わせられます。",
    ),
    bad="""
kpi 受注率と有効リード率 "Two in one" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
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
