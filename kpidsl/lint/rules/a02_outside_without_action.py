"""A02: a target that the process does not give, and nothing that changes the process."""

from collections.abc import Iterator

from kpidsl.lint.facts import Facts, written
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A02", "warning",
    "the target of {name} asks for {needed} each period, outside of its ordinary variation ({low} to {high}), and no action is under way", "{name} の目標には毎期 {needed} が必要ですが、通常の変動（{low}〜{high}）の外で、進行中の施策がありません",
    "write what will change the process: action NAME {{ for {name} … }}, or set a target that it can give", "仕組みを変える施策を action 名前 {{ for {name} … }} と書くか、届く目標にしてください",
)  # fmt: skip


def check(facts: Facts) -> Iterator[Offence]:
    """Yield the numbers whose target lies beyond their natural limits, with nothing under way for them."""
    for name, each in facts.numbers.items():
        limits, better = each.ordinary, each.metric.better
        if limits is None or limits.needed is None or facts.likely(name):
            continue
        beyond = limits.needed > limits.high if better == "higher" else limits.needed < limits.low
        if beyond and better != "within" and not facts.acted_on(name):
            needed, low, high = (written(each.metric, part) for part in (limits.needed, limits.low, limits.high))
            yield offence(WORDS, name, each.metric.span, needed=needed, low=low, high=high)


RULE = Rule(
    WORDS,
    Said("A target outside of the natural limits, and no action", "施策なしに管理限界を超えた目標"),
    Said(
        "A stable process gives what lies within its natural limits (XmR). A target beyond them is not met by more "
        "effort of the same kind: the process has to change, and an action says how. Of a total over a longer time it "
        "is what is left of it, spread over the business days that are left; where months differ by season that is not "
        "looked at, and neither is a total that the forecast sees at its target.",
        "安定した仕組みの値は管理限界（XmR）の中に収まります。その外の目標は、同じやり方の頑張りでは届きません。仕組み"
        "を変える施策が要ります。長い期間の合計は、残りを残りの営業日に割り振って見ます。季節で月が異なるものと、見込みが目標に届くものは見ません。",
    ),
    data=check,
    bad="""
kgi 受注率 "Win rate" = share(deals where won = true) {
  unit        %
  target      33% in FY2026
  milestone   33% by 2026-09-30
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
    good="""
kgi 受注率 "Win rate" = share(deals where won = true) {
  unit        %
  target      31% in FY2026
  milestone   31% by 2026-09-30
  definition  "Deals won over deals."
  decision    "Behind for two months: change how it is done."
  owner       "営業本部長"
  review      monthly
}
""",
)
