"""S07: names that mean one thing to people, over different denominators."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.sketch import NumberSketch
from kpidsl.lint.whole import Placed, Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said

WORDS = Code(
    "S07", "warning",
    "{name} and {other} mean the same to many, and are divided by different things", "{name} と {other} は同じ意味に読まれがちですが、分母が異なります",
    "let the names say the difference, or use one denominator", "違いが分かる名前にするか、分母をそろえてください",
)  # fmt: skip
FAMILIES = (
    ("受注率", "成約率", "クロージング率", "成約割合", "win rate", "close rate", "closing rate"),
    ("接続率", "架電率", "通電率", "コンタクト率", "connect rate", "contact rate"),
    ("商談化率", "アポ率", "アポイント率", "アポ獲得率", "opportunity rate", "appointment rate"),
    ("リピート率", "再購入率", "再購買率", "repeat rate", "repurchase rate"),
    ("顧客単価", "客単価", "revenue per customer", "average revenue per customer"),
    ("解約率", "チャーンレート", "離脱率", "churn", "churn rate", "cancellation rate"),
)
"""Names that are used for one another; 受注率, 成約率 and クロージング率 are told apart by their denominators alone."""


def check(project: Whole) -> Iterator[Offence]:
    """Yield the second of two numbers of one family of names whose denominators differ."""
    first: dict[int, Placed[NumberSketch]] = {}
    for each in project.numbers.values():
        sketch = each.sketch
        family = next((index for index, names in enumerate(FAMILIES) if _named(sketch) & set(names)), None)
        if family is None or not sketch.below:
            continue
        other = first.setdefault(family, each)
        if other.sketch.below != sketch.below:
            label = Label(other.span, Said("the other one", "もう一方"))
            yield offence(WORDS, sketch.name, each.span, label, other=other.sketch.name)


def _named(sketch: NumberSketch) -> set[str]:
    return {sketch.name.casefold().replace("_", " "), sketch.label.casefold()}


RULE = Rule(
    WORDS,
    Said("One name in two meanings", "同じ意味に読まれる名前、異なる分母"),
    Said(
        "受注率, 成約率 and クロージング率 are used for one another, while one is divided by deals and the other by leads. Two pages then "
        "show two win rates, and a meeting is lost to finding out why.",
        "「受注率」「成約率」「クロージング率」は同じ意味で使われがちですが、分母が商談のものもリードのものもあります。二つのページに二つの率が並び、"
        "会議がその説明で終わります。",
    ),
    bad="""
kpi 成約率 "Leads won" = 受注数 / count(leads) {
  unit        %
  drives      受注金額
  target      6% in FY2026
  definition  "Deals won over leads that came, in the same period."
  decision    "Below 5%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi リード成約率 "Leads won" = 受注数 / count(leads) {
  unit        %
  drives      受注金額
  target      6% in FY2026
  definition  "Deals won over leads that came, in the same period."
  decision    "Below 5%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    whole=check,
)
