"""V01: a review that is late."""

from collections.abc import Iterator

from kpidsl.lint.cadence import overdue
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V01", "warning",
    "the review of {name} was due on {due}, and the last one was on {last}", "{name} のレビューは {due} が期限でしたが、最後のレビューは {last} です",
    "hold it and record it: review {name} on DATE {{ decision keep }}", "レビューをして記録してください: review {name} on 日付 {{ decision keep }}",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers of which one review is late; where more are it is V02's.

    Where no review was ever recorded, nothing is late: the project keeps its records elsewhere.
    """
    for each in project.managed:
        late = overdue(project, each)
        if late is not None and len(late.missed) == 1:
            due, last = late.missed[0].isoformat(), late.last.isoformat()
            yield offence(WORDS, each.sketch.name, each.span, due=due, last=last)


RULE = Rule(
    WORDS,
    Said("A review that is late", "遅れているレビュー"),
    Said(
        "A KPI that was reviewed and then was not is on its way to being forgotten. A review is late from the day after "
        "the one that its cadence names (without a day: the first business day of the period), as kpidsl reviews has "
        "it. It depends on the day: --as-of; and on holidays, so it is not for kpidsl check.",
        "一度レビューされ、その後されていない KPI は忘れられつつあります。review の間隔が指す日（日の指定がなければ期"
        "間の最初の営業日）の翌日から遅れとなり、kpidsl reviews と同じ数え方です。判定は --as-of の日と祝日によるため、"
        "kpidsl check では調べません。",
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

review 有効リード率 on 2026-09-03 {
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

review 有効リード率 on 2026-10-05 {
  result    34%
  decision  keep
}
""",
    whole=check,
    calendar=True,
)
