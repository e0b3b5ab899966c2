"""V03: red, and nobody does anything."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V03", "warning",
    "{name} is behind at two closes in a row, and no action is under way for it", "{name} は 2 回続けて遅れていますが、進行中の施策がありません",
    "write what is done about it: action NAME {{ for {name}  owner …  from DATE to DATE }}", "対策を書いてください: action 名前 {{ for {name}  owner …  from 日付 to 日付 }}",
)  # fmt: skip


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the numbers that were behind at the close before and are now, for which nothing is under way."""
    for name, each in facts.numbers.items():
        if each.statuses[-2:] == ("behind", "behind") and not facts.acted_on(name):
            yield offence(WORDS, name, each.metric.span)


RULE = Rule(
    WORDS,
    Said("Red for two periods, and no action", "二期連続の未達で施策なし"),
    Said(
        "One bad month may be chance; after two something has to be done, or the target is no target. An action for the "
        "number, or for one that stands under it in the tree, counts while it is under way or still to come. One "
        "that has ended, or has its outcome, does not.",
        "一か月の未達は偶然かもしれませんが、二か月続けば手を打つか、目標を見直すべきです。その数値か、ツリーで下に"
        "ある数値への施策が、進行中かこれから始まるものであれば数えます。終わったものや結果の出たものは数えません。",
    ),
    data=check,
    bad="""
kgi 受注率 "Win rate" = share(deals where won = true) {
  unit        %
  target      between 35% and 40%
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
    good="""
kgi 受注率 "Win rate" = share(deals where won = true) {
  unit        %
  target      between 35% and 40%
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

action 台本の改訂 {
  for      受注率
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  +5pt on 受注率
}
""",
)
