"""M08: money of which nobody knows whether it holds tax."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.unit import CURRENCIES
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M08", "warning",
    "{name} is money, and its definition does not say with or without tax", "{name} は金額ですが、定義に税込・税抜の別がありません",
    "say in the definition: tax excluded (税抜) or tax included (税込)", "definition に税抜か税込かを書いてください",
)  # fmt: skip
_TAX = re.compile(r"税|\b(?:tax|taxes|vat|gst|net|gross)\b", re.IGNORECASE)


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals that are totals of money and whose words do not name the tax."""
    for metric in scene.managed:
        unit = metric.unit
        money = unit is not None and len(unit.factors) == 1 and unit.factors[0][0].name in CURRENCIES
        words = f"{metric.name} {metric.label or ''} {metric.text('definition') or ''}"
        if money and unit is not None and unit.factors[0][1] == 1 and not _TAX.search(words):
            yield offence(WORDS, metric.name, metric.span)


RULE = Rule(
    WORDS,
    Said("Money without its tax basis", "税の扱いが書かれていない金額"),
    Said(
        "With tax or without is a tenth of the number. Where it is not written, one report takes the one and "
        "one the other, and both are right.",
        "税込か税抜かで数値は一割違います。書かれていないと、片方の資料は税込、もう片方は税抜になり、どち"
        "らも間違いとは言えません。",
    ),
    bad="""
kpi 大口受注金額 "Large orders" = sum(deals.amount where stage = 'won' and amount >= 5000000 at closed_at) {
  unit        JPY
  drives      受注金額
  target      4000万円 in FY2026
  definition  "Amount of the deals won of 5 million and more, by the day they closed."
  decision    "Below 200万円 a month: call the ten largest customers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 大口受注金額 "Large orders" = sum(deals.amount where stage = 'won' and amount >= 5000000 at closed_at) {
  unit        JPY
  drives      受注金額
  target      4000万円 in FY2026
  definition  "Amount of the deals won of 5 million and more, tax excluded, by the day they closed."
  decision    "Below 200万円 a month: call the ten largest customers."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
