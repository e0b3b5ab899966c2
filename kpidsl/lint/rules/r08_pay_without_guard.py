"""R08: pay that hangs on a number with nothing beside it."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "R08", "warning",
    "pay hangs on {name}, and nothing guards what may suffer for it", "{name} は報酬に結び付いていますが、犠牲になりうるものの歯止めがありません",
    "add guards and the KPI that must not suffer, such as a cancellation rate", "guards に、犠牲にしてはならない KPI（解約率など）を書いてください",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers with `incentive` that neither name a guard nor are named by one."""
    guarded = {name for each in project.managed for name in each.sketch.guards}
    for each in project.managed:
        sketch = each.sketch
        if sketch.incentive and not sketch.guards and sketch.name not in guarded:
            yield offence(WORDS, sketch.name, each.span)


RULE = Rule(
    WORDS,
    Said("Pay without a guardrail", "歯止めのない報酬連動"),
    Said(
        "When a measure becomes a target that people are paid for, they find ways to move it that were not "
        "meant (Goodhart). A guard names what must not get worse on the way.",
        "測る値が報酬の目標になると、人は意図しない方法でそれを動かします（グッドハートの法則）。guards は"
        "、その途中で悪くしてはならないものを示します。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  incentive
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  incentive
  guards      平均受注単価
}
""",
    whole=check,
    tree=True,
)
