"""A05: a target that will hardly be reached."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A05", "warning",
    "the odds that {name} meets its target are {odds}, as its months go on", "{name} が今の推移で目標に届く確率は {odds} です",
    "bring what would change that (kpidsl plan), or set a target that can be met and say why", "推移を変える手を打つ（kpidsl plan）か、届く目標に改めて理由を書いてください",
)  # fmt: skip
LEAST = Option("least_percent", 20, Said("the lowest odds, in percent", "確率の下限（%）"))


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the totals whose forecast meets the target less often than that."""
    least = number(facts.settings, WORDS, LEAST)
    for name, each in facts.numbers.items():
        if each.odds is not None and each.odds * 100 < least:
            odds = f"{each.odds:.0%}" if each.odds >= 0.01 else "< 1%"
            yield offence(WORDS, name, each.metric.span, odds=odds)


RULE = Rule(
    WORDS,
    Said("A target that will hardly be reached", "ほとんど届かない目標"),
    Said(
        "A target that nobody believes in steers nothing. The odds are those of the landing forecast: its months, and "
        "how far it has missed before. It needs a total over several months with a year of months before it; nothing is "
        "said of others. Being improbable is no fault of the people: it says that more of the same will not do.",
        "誰も信じない目標は何も導きません。確率は着地見込みのもので、月々の推移と過去の外れ方から求めます。一年分の"
        "過去がある、数か月にわたる合計だけを見ます。確率が低いのは人の責任ではなく、同じやり方では届かないということです。",
    ),
    data=check,
    options=(LEAST,),
    bad="""
kgi 失注数 "Deals lost" = count(deals where won = false) {
  better      lower
  target      at most 400 in FY2026
  milestone   200 by 2026-09-30
  definition  "Deals lost, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

action 台本の改訂 {
  for      失注数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  -20 on 失注数
}
""",
    good="""
kgi 失注数 "Deals lost" = count(deals where won = false) {
  better      lower
  target      at most 430 in FY2026
  milestone   215 by 2026-09-30
  definition  "Deals lost, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

action 台本の改訂 {
  for      失注数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  -20 on 失注数
}
""",
)
