"""G09: a leaf that nothing measures."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene, parts_of
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "G09", "warning",
    "{name} is a fixed number and stands where one is measured", "{name} は固定の数値で、測定される場所に立っています",
    "measure it from a source, or make it a metric that a formula uses", "ソースから測るか、式の中で使う metric にしてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the KPIs and goals that come down to no source, and the parts of breakdowns that do."""
    for metric in scene.numbers:
        if metric.role != "metric" and not metric.sources:
            yield offence(WORDS, metric.name, metric.span)
        for name in parts_of(metric):
            part = scene.model.metrics.get(name)
            if part is not None and part.role == "metric" and not part.sources:
                yield Offence(offence(WORDS, name, metric.span).diagnostic, metric.name)


RULE = Rule(
    WORDS,
    Said("A leaf without a source", "ソースのない末端"),
    Said(
        "A KPI that is a constant is always the same, and a leaf of the tree that nothing measures cannot "
        "move the goal. A fixed assumption is a metric, and belongs in a formula.",
        "定数の KPI はいつも同じ値で、測られないツリーの末端はゴールを動かせません。固定の前提は metric に"
        "して式の中で使います。",
    ),
    bad="""
kpi 想定有効率 "Assumed share" = 0.36 {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that are assumed to be of use."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 想定有効率 "Share of use" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
