"""A06: a target that cannot be missed."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A06", "info",
    "the odds that {name} meets its target are {odds}, with {left} of its days to come", "{name} が目標に届く確率は {odds} で、期間はまだ {left} 残っています",
    "ask whether the target is high enough; a maintained level is a fine target too, if that is meant", "目標が低すぎないか確かめてください。維持が目的ならそれでかまいません",
)  # fmt: skip
MOST = Option("most_percent", 95, Said("the highest odds, in percent", "確率の上限（%）"))


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the totals that are all but sure of their target with at least half of its days to come."""
    most = number(facts.settings, WORDS, MOST)
    for name, each in facts.numbers.items():
        if each.odds is None or each.passed is None:
            continue
        if each.odds * 100 > most and each.passed <= _HALF:
            odds = f"{each.odds:.0%}" if each.odds <= 0.99 else "> 99%"
            yield offence(WORDS, name, each.metric.span, odds=odds, left=f"{1 - each.passed:.0%}")


_HALF = 0.51
"""Half of a year by its days, which halves of a year never quite are."""

RULE = Rule(
    WORDS,
    Said("A target that cannot be missed", "外れようのない目標"),
    Said(
        "A target that is met whatever happens asks nothing of anybody. Late in its time a sure target is a success; so "
        "this is told only while half of its days are to come. The odds are those of the landing forecast.",
        "何もしなくても届く目標は、誰にも何も求めません。期間の終わり近くで確実なのは成果なので、半分以上の日数が残って"
        "いるときだけ知らせます。確率は着地見込みのものです。",
    ),
    data=check,
    options=(MOST,),
    bad="""
kgi 商談数 "Deals" = count(deals) {
  target      400 in FY2026
  milestone   200 by 2026-09-30
  definition  "Deals, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
    good="""
kgi 商談数 "Deals" = count(deals) {
  target      600 in FY2026
  milestone   300 by 2026-09-30
  definition  "Deals, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
)
