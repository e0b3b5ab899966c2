"""M04: a mean of ratios."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.canonical import row_text
from kpidsl.model.expression import Aggregate, Apply, Column, Formula, RawSql, RowExpression
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "M04", "error",
    "{name} is a mean of the ratios of single rows, and small rows weigh as much as large ones", "{name} は行ごとの比率の平均で、小さな行も大きな行も同じ重みになります",
    "divide the sums: {advice}", "合計どうしを割ってください: {advice}",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the numbers that average a ratio of each row, or a column of rates; K414 has averages of metrics."""
    for metric in scene.numbers:
        found = _ratio(metric.formula, metric.shown)
        if found is not None:
            yield offence(WORDS, metric.name, metric.span, advice=found)


def _ratio(formula: Formula, shown: str) -> str | None:
    """Return what to write instead of an average of ratios, None where the formula is none."""
    match formula:
        case Aggregate(function="avg", source=source, argument=Apply(function="/", arguments=(above, below))):
            return f"sum({_of(source, above)}) / sum({_of(source, below)})"
        case Aggregate(function="avg", source=source, argument=Column() | RawSql()) if shown == "%":
            return f"share({source} where …), or sum(…) / sum(…)"
    return None


def _of(source: str, value: RowExpression) -> str:
    return f"{source}.{row_text(value, 9)}"


RULE = Rule(
    WORDS,
    Said("A mean of ratios", "比率の平均"),
    Said(
        "The mean of 1 of 2 and 10 of 100 is 30%, and 11 of 102 are 11%. Averages of ratios let a few small "
        "rows decide, and no total agrees with its parts. The average of a metric is K414.",
        "2 件中 1 件と 100 件中 10 件の平均は 30% ですが、実際は 102 件中 11 件で 11% です。比率の平均は少"
        "数の小さな行に左右され、合計が内訳と合いません。指標の平均は K414 です。",
    ),
    bad="""
kpi 値引率 "Discount" = avg(deals.discount / deals.list_price) {
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
