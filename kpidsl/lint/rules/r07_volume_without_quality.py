"""R07: many, and nobody asks how good."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R07", "warning",
    "{name} counts how many, and no KPI beside it tells how good or how much worth", "{name} は数だけを数え、質や価値を示す KPI が横にありません",
    "add a rate or an amount over the same rows, or name one in guards", "同じ行についての率か金額の KPI を加えるか、guards で示してください",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the KPIs that count things and have no rate or amount beside them.

    Beside it is a KPI over a common source, one that is reckoned from it (a goal too), a part of the same breakdown,
    one that it drives, or a guard.
    """
    telling = [each.sketch for each in project.kpis if each.sketch.sort in ("rate", "money")]
    sources = {source for each in telling for source in each.sources}
    paired = {name for each in telling for name in (*each.uses, *each.guards)}
    paired.update(name for each in project.goals if each.sketch.sort in ("rate", "money") for name in each.sketch.uses)
    names = {each.name for each in telling}
    paired.update(each.sketch.name for each in project.kpis if names & {*each.sketch.drives, *each.sketch.guards})
    for each in project.numbers.values():
        if names & set(each.sketch.parts):
            paired.update(each.sketch.parts)
    for each in project.kpis:
        sketch = each.sketch
        counting = sketch.sort == "count" and sketch.better == "higher"
        if counting and sketch.name not in paired and not sources & set(sketch.sources):
            yield offence(WORDS, sketch.name, each.span)


RULE = Rule(
    WORDS,
    Said("A volume without quality or value", "質や価値と対になっていない数量"),
    Said(
        "A count can always be raised: more calls, more mails, more cheap leads. Beside each volume belongs "
        "what tells whether it was worth it: a rate over the same rows, or an amount. (Grove's paired "
        "indicators.)",
        "数はいつでも増やせます。電話も、メールも、質の低いリードも。それぞれの数の横に、意味があったかを"
        "示す率や金額を置きます（グローブの対指標）。",
    ),
    bad="""
kpi リード数 "Leads" = count(leads) {
  drives      商談数
  target      900 in FY2026
  definition  "Leads that came."
  decision    "Below 60 a month: add a campaign."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi リード数 "Leads" = count(leads) {
  drives      商談数
  target      900 in FY2026
  definition  "Leads that came."
  decision    "Below 60 a month: add a campaign."
  owner       "マーケティング課長"
  review      monthly
}

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
    whole=check,
    tree=True,
)
