"""V01: a review that is late."""

from collections.abc import Iterator

from kpidsl.lint.cadence import due
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.sketch import day_of
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V01", "warning",
    "the review of {name} was due on {due}, and the last one was on {last}", "{name} のレビューは {due} が期限でしたが、最後のレビューは {last} です",
    "hold it and record it: review {name} on DATE {{ decision keep }}", "レビューをして記録してください: review {name} on 日付 {{ decision keep }}",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers whose next review is late by up to one cadence; beyond that it is V02's.

    Where no review was ever recorded, nothing is late: the project keeps its records elsewhere.
    """
    for each in project.managed:
        records = project.reviews.get(each.sketch.name)
        last = day_of(records[-1].on) if records else None
        if project.today is None or last is None:
            continue
        first = due(project.calendar, each.sketch.cadence, last)
        second = due(project.calendar, each.sketch.cadence, last, 2)
        if first is not None and second is not None and first < project.today <= second:
            yield offence(WORDS, each.sketch.name, each.span, due=first.isoformat(), last=last.isoformat())


RULE = Rule(
    WORDS,
    Said("A review that is late", "遅れているレビュー"),
    Said(
        "A KPI that was reviewed and then was not is on its way to being forgotten. The next review is due by "
        "the end of the period after the one of the last: a monthly one held in August is due again by the "
        "end of September. It depends on the day: --as-of.",
        "一度レビューされ、その後されていない KPI は忘れられつつあります。次の期限は前回の次の期間の末日で"
        "す（8 月に行った月次レビューの次は 9 月末まで）。判定は --as-of の日によります。",
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

review 有効リード率 on 2026-08-05 {
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

review 有効リード率 on 2026-09-03 {
  result    34%
  decision  keep
}
""",
    whole=check,
)
