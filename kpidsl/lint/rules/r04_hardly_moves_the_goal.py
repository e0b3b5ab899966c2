"""R04: a KPI that hardly moves the goal."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts, written
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R04", "warning",
    "{name} can hardly move {goal}: from {present} to {plausible}, the best that can be expected of it, would have made {gain} of {goal} in {period}, and less in every other month", "{name} は {goal} をほとんど動かせません。{period} に {present} から期待できる最良の {plausible} になっても {goal} の {gain} で、他の月はそれ以下です",
    "keep it as a metric, put the effort where it moves more (kpidsl explain), or say how far it can go: limit", "metric として見るだけにするか、より大きく動かせる数値（kpidsl explain）に力を移すか、どこまで動かせるかを limit に書いてください",
)  # fmt: skip
LEAST = Option("least_per_mille", 5, Said("what it moves the goal by at least, in tenths of a percent", "動かすべき幅の下限（0.1% 単位）"))  # fmt: skip


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the KPIs that are leaves of goals and could have moved none of them by so much in any month."""
    least = number(facts.settings, WORDS, LEAST)
    for name, each in facts.numbers.items():
        if each.metric.role != "kpi" or not each.sways:
            continue
        most = max(each.sways, key=lambda sway: sway.gain)
        if most.gain * 1000 < least:
            present, plausible = (written(each.metric, value) for value in (most.present, most.plausible))
            yield offence(
                WORDS,
                name,
                each.metric.span,
                goal=most.goal,
                present=present,
                plausible=plausible,
                gain=f"{most.gain:.2%}",
                period=most.period.label,
            )


RULE = Rule(
    WORDS,
    Said("A KPI that hardly moves the goal", "ゴールをほとんど動かさない KPI"),
    Said(
        "A KPI takes people's attention. One that is part of a goal by arithmetic, and at its best would change the goal "
        "by less than half a percent, takes it from those that matter. How far it can go is its limit or capacity, else "
        "the best quartile of its own last twelve months; the month counts in which it had most room, so that neither a "
        "season nor a record month speaks against it. It takes six months in which the whole tree is known.",
        "KPI は人の注意を使います。計算でゴールの一部でありながら、最良でもゴールを 0.5% も動かせない KPI は、大切な数"
        "値から注意を奪います。どこまで動かせるかは limit か capacity、なければ自身の直近 12 か月の上位四分位で見ます。"
        "最も余地のあった月で判断するので、季節や最高の月が不利になることはありません。ツリー全体が分かる月が 6 か月以上必要です。",
    ),
    data=check,
    options=(LEAST,),
    bad="""
kgi 売上 "Sales" = sum(deals.amount) + 登録料 {
  unit        JPY
  breakdown   商談額 + 登録料
  target      at least 400万円 per month
  definition  "Amount of the deals and their fees, tax excluded, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

metric 商談額 "Amount of deals" = sum(deals.amount) {
  unit        JPY
  definition  "Tax excluded."
}

kpi 登録料 "Fees" = sum(deals.amount where won = true) / 100 {
  unit        JPY
  target      at least 1万円 per month
  definition  "Fees of the deals won, 1% of their amount, tax excluded."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}
""",
    good="""
kgi 売上 "Sales" = sum(deals.amount) + 登録料 {
  unit        JPY
  breakdown   商談額 + 登録料
  target      at least 400万円 per month
  definition  "Amount of the deals and their fees, tax excluded, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

metric 商談額 "Amount of deals" = sum(deals.amount) {
  unit        JPY
  definition  "Tax excluded."
}

kpi 登録料 "Fees" = sum(deals.amount where won = true) / 5 {
  unit        JPY
  target      at least 1万円 per month
  definition  "Fees of the deals won, 20% of their amount, tax excluded."
  decision    "Off for two months: ask why."
  owner       "営業課長"
  review      monthly
}
""",
)
