"""R05: a leading KPI that is not shown to lead."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R05", "warning",
    "{name} is said to drive {driven}, and {months} months show no trace of it: their changes go together by {correlation} at most, which chance alone gives {chance} of the time", "{name} は {driven} を動かすとされていますが、{months} か月の実績にその跡がありません。増減の相関は最大 {correlation} で、偶然だけでも {chance} の確率で起きます",
    "ask what it moves, and when: name what it does drive, or make it a metric to look at", "何をいつ動かすのかを確かめ、drives を改めるか、見るだけの metric にしてください",
)  # fmt: skip
CHANCE = Option(
    "least_chance_percent",
    50,
    Said("how likely chance alone gives as much at least, in percent", "偶然だけで同じ相関になる確率の下限（%）"),
)


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the KPIs that drive something by belief, without a trace of it in that or in a goal above."""
    least = number(facts.settings, WORDS, CHANCE)
    for name, each in facts.numbers.items():
        if each.metric.role != "kpi" or not each.beliefs:
            continue
        nearest = min(each.beliefs, key=lambda belief: belief.chance)
        if nearest.chance * 100 >= least:
            yield offence(
                WORDS,
                name,
                each.metric.span,
                driven=nearest.driven,
                months=nearest.months,
                correlation=f"{nearest.correlation:+.2f}",
                chance=f"{nearest.chance:.0%}",
            )


RULE = Rule(
    WORDS,
    Said("A leading KPI that does not lead", "先行しない先行指標"),
    Said(
        "A KPI is steered by because it is believed to move something else. The belief is held against up to 36 months: "
        "the changes of both, those of what it drives in the same month or up to six months later, and how often chance "
        "gives as much where the months of the driver are put in another order. Half of the time or more is no trace: of "
        "drivers that make a quarter of the ups and downs, nine in ten show more in 30 months. It is said only where what "
        "it drives and the goals above are all without a trace. Not shown is not false; but nobody should be paid by it. "
        "Under 24 months nothing is said, and neither of what never moves.",
        "先行指標は、他の何かを動かすという信念で使われます。その信念を最長 36 か月の実績に照らします。同じ月から 6 か月"
        "後までの増減の相関を、月の順序を入れ替えた場合の偶然と比べ、半分以上の確率で同じになるなら跡がないとします（増減の"
        "4 分の 1 を生む要因なら、30 か月で 10 のうち 9 はそれより強く現れます）。動かす先と上のゴールのどれにも跡がないときだけ"
        "知らせます。示されないことは誤りを意味しませんが、その数値で人を評価すべきではありません。24 か月未満のものと、動かないものは見ません。",
    ),
    data=check,
    options=(CHANCE,),
    bad="""
kgi 売上 "Sales" = sum(deals.amount) {
  unit        JPY
  target      at least 400万円 per month
  definition  "Amount of the deals, tax excluded, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

kpi 来場者比率 "Share of visitors" = share(visitors where guide in ('A', 'C')) {
  unit        %
  drives      売上
  target      at least 10% per month
  definition  "Visitors with guide A or C, over all."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}
""",
    good="""
kgi 売上 "Sales" = sum(deals.amount) {
  unit        JPY
  target      at least 400万円 per month
  definition  "Amount of the deals, tax excluded, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

kpi 来場者比率 "Share of visitors" = share(visitors where guide = 'B') {
  unit        %
  drives      売上
  target      at least 10% per month
  definition  "Visitors with guide B, over all."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}
""",
)
