"""A03: more growth than there ever was."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A03", "warning",
    "the target of {name} asks for {needed} on a year ago, and the most it ever grew in as long a time is {best}", "{name} の目標は前年比 {needed} ですが、同じ長さの期間での過去最大は {best} です",
    "say what is new this time (because, action), or set a target nearer to what was done", "今回は何が違うのかを because や action で書くか、実績に近い目標にしてください",
)  # fmt: skip
_FEWEST = 6


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the totals that have to grow more than they ever did, where at least six such times are on record."""
    for name, each in facts.numbers.items():
        growth = None if facts.likely(name) else each.growth
        if growth is not None and growth.compared >= _FEWEST and growth.needed > max(growth.best, 0):
            yield offence(WORDS, name, each.metric.span, needed=f"{growth.needed:+.0%}", best=f"{growth.best:+.0%}")


RULE = Rule(
    WORDS,
    Said("More growth than ever before", "過去最大を超える伸び"),
    Said(
        "The target is held against the same months of a year ago, and that growth against every stretch of as many "
        "months on record and the one a year before it. What has never been done may be done, but not by itself. At "
        "least six stretches have to be there to compare with, and nothing is said where a cap is meant, or where the "
        "forecast sees the total at its target all the same.",
        "目標を前年の同じ月々と比べ、その伸びを、記録にある同じ長さの期間すべての前年比と比べます。前例のない伸びも"
        "ありえますが、ひとりでには起きません。比べる期間が六つ以上あるときだけ見て、低く抑える目標と、見込みが目標に届くものは見ません。",
    ),
    data=check,
    bad="""
kgi 商談数 "Deals" = count(deals) {
  target      340 in 2026H2
  definition  "Deals, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

action 台本の改訂 {
  for      商談数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  +40 on 商談数
}
""",
    good="""
kgi 商談数 "Deals" = count(deals) {
  target      300 in 2026H2
  definition  "Deals, by day."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}

action 台本の改訂 {
  for      商談数
  owner    "営業課長"
  from     2026-09-01 to 2027-03-31
  expects  +40 on 商談数
}
""",
)
