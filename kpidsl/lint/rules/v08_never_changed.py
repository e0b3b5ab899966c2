"""V08: a KPI that every review leaves as it is."""

from collections.abc import Iterator

from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V08", "info",
    "the last {count} reviews of {name} all kept it as it is", "{name} は直近 {count} 回のレビューですべて keep となっています",
    "ask what it decides: raise its target, or leave it to a metric", "何を決めているかを問い直し、目標を上げるか metric に戻すことを考えてください",
)  # fmt: skip
REVIEWS = Option("reviews", 4, Said("how many reviews in a row", "続けて何回のレビュー"))


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers whose last reviews, as recorded, all decided to keep them."""
    count = number(project.settings, WORDS, REVIEWS)
    for each in project.managed:
        last = project.reviews_of(each.sketch)[-count:] if count else ()
        if count and len(last) == count and all(one.decision == "keep" for one in last):
            yield offence(WORDS, each.sketch.name, each.span, count=count)


RULE = Rule(
    WORDS,
    Said("Never changed", "変わらない KPI"),
    Said(
        "A KPI that four reviews in a row have left as it is may be right, or may have stopped deciding "
        "anything. It is named, not judged.",
        "4 回続けて keep となった KPI は、正しいのかもしれず、もう何も決めていないのかもしれません。判定で"
        "はなく、気づきとして示します。",
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
}

review 有効リード率 on 2026-07-03 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-08-05 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-09-03 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-10-05 {
  result    34%
  decision  keep
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
}

review 有効リード率 on 2026-07-03 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-08-05 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-09-03 {
  result    34%
  decision  keep
}

review 有効リード率 on 2026-10-05 {
  result    34%
  decision  adjust
}
""",
    whole=check,
)
