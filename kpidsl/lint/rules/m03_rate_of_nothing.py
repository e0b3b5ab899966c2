"""M03: a rate that is taken from a column."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import Aggregate
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M03", "error",
    "{name} is in % and has no numerator and denominator: it is the {function} of a column", "{name} は % ですが分子と分母がなく、列の {function} になっています",
    "divide two counts or sums, as in 受注数 / 商談数, or write share(… where …)", "受注数 / 商談数 のように割るか、share(… where …) と書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the numbers in % that add up a column, or take its last value."""
    for metric in scene.numbers:
        if metric.shown != "%":
            continue
        match scene.opened(metric.formula):
            case Aggregate(function="sum" | "latest" as function):
                yield offence(WORDS, metric.name, metric.span, function=function)


RULE = Rule(
    WORDS,
    Said("A rate without numerator and denominator", "分子と分母のない率"),
    Said(
        "A rate that lies ready in a column cannot be totalled: not over months, not over teams. Made of a "
        "numerator and a denominator it is right at every grain, and its page can say of how many it is a "
        "rate.",
        "列に入っている率は、月でもチームでも合計できません。分子と分母から作れば、どの粒度でも正しく、何"
        "件のうちの率かも示せます。",
    ),
    bad="""
kpi 値引率 "Discount" = sum(deals.discount) {
  unit        %
  drives      商談数
  target      at most 8% in FY2026
  definition  "Discount given on deals, tax excluded."
  decision    "Above 10%: the head of sales signs each offer."
  owner       "マーケティング課長"
  review      monthly
  better      lower
}
""",
    good="""
kpi 値引率 "Discount" = sum(deals.discount) / sum(deals.list_price) {
  unit        %
  drives      商談数
  target      at most 8% in FY2026
  definition  "Discount given over list prices, tax excluded."
  decision    "Above 10%: the head of sales signs each offer."
  owner       "マーケティング課長"
  review      monthly
  better      lower
}
""",
    each=check,
)
