"""G07: a part that is said to be a belief too."""

from collections.abc import Iterator

from kpidsl.lint.rule import Edit, Offence, Rule, offence
from kpidsl.lint.scene import Scene, parts_of
from kpidsl.model.canonical import spelt
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said
from kpidsl.text.source import Span

WORDS = Code(
    "G07", "warning",
    "{name} is a part of {whole} by its breakdown, and drives says that it is only believed to move it", "{name} は breakdown で {whole} の内訳ですが、drives では動かすと考えているだけとされています",
    "take drives {whole} out: the breakdown is arithmetic and holds more", "drives {whole} を外してください。breakdown は計算であり、より強いつながりです",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the numbers that drive what they are a part of."""
    for metric in scene.numbers:
        for whole in metric.drives:
            above = scene.model.metrics.get(whole)
            if above is not None and metric.name in parts_of(above):
                span, edits = _line(metric, whole)
                yield Offence(offence(WORDS, metric.name, span, whole=whole).diagnostic, metric.name, edits)


def _line(metric: Metric, whole: str) -> tuple[Span, tuple[Edit, ...]]:
    """Return where a number is said to drive another one, and the edit that takes that out.

    A list in YAML is one clause for each item, all of them under one keyword.
    """
    lists: dict[Span, list[tuple[tree.Clause, tree.Reference]]] = {}
    for clause in metric.clauses:
        if clause.keyword == "drives" and isinstance(clause.value, tree.Names):
            lists.setdefault(clause.keyword_span, []).extend((clause, item) for item in clause.value.items)
    for written in lists.values():
        for at, (clause, item) in enumerate(written):
            if item.parts[-1].text == whole:
                alone = Edit(clause.span, "")
                return item.span, (alone if len(written) == 1 else _without([each for _, each in written], at),)
    return metric.span, ()


def _without(items: list[tree.Reference], at: int) -> Edit:
    """Return the edit that takes one name out of several: it and its neighbour become the neighbour."""
    one, other = sorted((at, at + 1 if at + 1 < len(items) else at - 1))
    kept = items[other if one == at else one]
    stretch = items[one].span._replace(end=items[other].span.end)
    return Edit(stretch, ".".join(spelt(part.text) for part in kept.parts))


RULE = Rule(
    WORDS,
    Said("An identity that is also a belief", "恒等式と信念の取り違え"),
    Said(
        "Two kinds of lines make a tree: arithmetic, which is proved, and belief, which is drawn dashed and "
        "never reckoned with. One that is both counts its effect twice to whoever reads it.",
        "ツリーの線には二種類あります。証明される計算の線と、破線で描かれ計算に使わない信念の線です。両方"
        "を兼ねる線は、読む人に効果を二重に見せます。",
    ),
    bad="""
kpi 受注後単価 "Worth of a deal won" = 粗利 / 受注数 {
  drives      粗利
  target      50万 in FY2026
  definition  "Margin of one deal, tax excluded."
  decision    "Below 30万円: look at the discounts."
  owner       "マーケティング課長"
  review      monthly
}

kgi 粗利 "Gross profit" = sum(deals.margin where stage = 'won' at closed_at) {
  unit        JPY
  breakdown   受注数 * 受注後単価
  target      3000万円 in FY2026
  milestone   1500万円 by 2026-09-30
  definition  "Margin of the deals won, tax excluded."
  decision    "Behind by a month: look at the discounts."
  owner       "営業本部長"
  review      quarterly
}
""",
    good="""
kpi 受注後単価 "Worth of a deal won" = 粗利 / 受注数 {
  target      50万 in FY2026
  definition  "Margin of one deal, tax excluded."
  decision    "Below 30万円: look at the discounts."
  owner       "マーケティング課長"
  review      monthly
}

kgi 粗利 "Gross profit" = sum(deals.margin where stage = 'won' at closed_at) {
  unit        JPY
  breakdown   受注数 * 受注後単価
  target      3000万円 in FY2026
  milestone   1500万円 by 2026-09-30
  definition  "Margin of the deals won, tax excluded."
  decision    "Behind by a month: look at the discounts."
  owner       "営業本部長"
  review      quarterly
}
""",
    each=check,
)
