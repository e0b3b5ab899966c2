"""G08: averages multiplied that belong to the same rows."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene, factors
from kpidsl.model.expression import Aggregate, Formula
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G08", "warning",
    "{name} multiplies two averages over the rows of {source}, which is no average of the product", "{name} は {source} の行の平均どうしを掛けていますが、それは積の平均ではありません",
    "take the average of the product, as in avg({source}.a * {source}.b)", "avg({source}.a * {source}.b) のように、積の平均を取ってください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the formulas and breakdowns that multiply averages over one source."""
    for metric in scene.numbers:
        for formula in (metric.formula, metric.breakdown):
            source = _twice(formula, scene) if formula is not None else None
            if source is not None:
                yield offence(WORDS, metric.name, metric.span, source=source)
                break


def _twice(formula: Formula, scene: Scene) -> str | None:
    averaged: set[str] = set()
    for each in factors(formula):
        match scene.opened(each):
            case Aggregate(function="avg", source=source):
                if source in averaged:
                    return source
                averaged.add(source)
    return None


RULE = Rule(
    WORDS,
    Said("A product of averages", "平均どうしの積"),
    Said(
        "The average price times the average number of pieces is not the average order, when those who buy "
        "much pay less for each. The product of two averages over the same rows is right only where the two "
        "have nothing to do with each other.",
        "平均単価に平均個数を掛けても、まとめ買いほど単価が下がるなら、平均注文額にはなりません。同じ行の"
        "平均どうしの積が正しいのは、二つが無関係なときだけです。",
    ),
    bad="""
kpi 平均提案額 "Average offer" = avg(deals.seats) * avg(deals.seat_price) {
  unit        JPY
  drives      商談数
  target      240万 in FY2026
  definition  "Worth of one offer, tax excluded."
  decision    "Below 200万円: offer the larger plan."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 平均提案額 "Average offer" = avg(deals.seats * deals.seat_price) {
  unit        JPY
  drives      商談数
  target      240万 in FY2026
  definition  "Worth of one offer, tax excluded."
  decision    "Below 200万円: offer the larger plan."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
