"""V05: a KPI that was dropped on the day it was reached."""

import re
from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V05", "error",
    "{name} was retired as achieved, with {kept} reviews that kept it and nothing in its place", "{name} は達成として廃止されましたが、維持を確かめたレビューは {kept} 回で、後継もありません",
    "review it twice more before retiring it, or name what guards the level: replaced by KPI", "廃止前にあと 2 回レビューするか、水準を見守る後継を replaced by で示してください",
)  # fmt: skip
_ACHIEVED = re.compile(
    r"達成|到達|クリア|\b(?:achieved|reached|met the target|target met|accomplished)\b", re.IGNORECASE
)
_KEPT_TWICE = 2


def check(project: Whole) -> Iterator[Offence]:
    """Yield the tombstones that say achieved, without a successor and without two reviews that kept the number."""
    for each in project.retired:
        sketch = each.sketch
        if sketch.replaced_by or not _ACHIEVED.search(sketch.because):
            continue
        records = project.reviews.get(sketch.name, ())
        kept = sum(one.decision == "keep" and one.on <= sketch.on for one in records)
        if kept < _KEPT_TWICE:
            yield offence(WORDS, "", each.span, name=sketch.name, kept=kept)


RULE = Rule(
    WORDS,
    Said("Achieved and dropped", "達成してすぐ廃止"),
    Said(
        "A number that has reached its target falls back when nobody looks any more. Before it goes it is "
        "kept through two reviews at least, or another KPI guards the level.",
        "達成した数値は、誰も見なくなると元に戻ります。廃止する前に、少なくとも 2 回のレビューで維持を確か"
        "めるか、別の KPI に水準を見守らせます。",
    ),
    bad="""
retire 訪問数 on 2026-09-30 because "target achieved"
""",
    good="""
retire 訪問数 on 2026-09-30 because "target achieved" replaced by 受注率
""",
    whole=check,
)
