"""V02: a review that was left out."""

from collections.abc import Iterator

from kpidsl.lint.cadence import due
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.sketch import day_of
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V02", "error",
    "{name} was last reviewed on {last}, and a whole {cadence} review has been left out since", "{name} の最後のレビューは {last} で、その後 {cadence} のレビューが丸ごと抜けています",
    "review it and record it, or retire it: retire {name} on DATE because \"…\"", "レビューして記録するか、廃止してください: retire {name} on 日付 because \"…\"",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers whose next review is late by more than one cadence."""
    for each in project.managed:
        records = project.reviews.get(each.sketch.name)
        last = day_of(records[-1].on) if records else None
        if project.today is None or last is None:
            continue
        second = due(project.calendar, each.sketch.cadence, last, 2)
        if second is not None and project.today > second:
            yield offence(WORDS, each.sketch.name, each.span, last=last.isoformat(), cadence=each.sketch.cadence)


RULE = Rule(
    WORDS,
    Said("A review that was left out", "抜けたレビュー"),
    Said(
        "A review that is more than one cadence late was not delayed but dropped. Either the KPI matters and "
        "is looked at, or it is retired with a reason.",
        "間隔一つ分以上遅れたレビューは、遅れたのではなく抜けています。その KPI が大切なら見て、そうでなけ"
        "れば理由を添えて廃止します。",
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

review 有効リード率 on 2026-06-05 {
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
