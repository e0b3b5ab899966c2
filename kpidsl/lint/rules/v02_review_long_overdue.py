"""V02: a review that was left out."""

from collections.abc import Iterator

from kpidsl.lint.cadence import overdue
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.whole import Whole
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "V02", "error",
    "{name} was last reviewed on {last}, and {missed} {cadence} reviews have been left out since", "{name} の最後のレビューは {last} で、その後 {cadence} のレビューが {missed} 回抜けています",
    "review it and record it, or retire it: retire {name} on DATE because \"…\"", "レビューして記録するか、廃止してください: retire {name} on 日付 because \"…\"",
)  # fmt: skip


def check(project: Whole) -> Iterator[Offence]:
    """Yield the numbers of which two reviews or more are late."""
    for each in project.managed:
        late = overdue(project, each)
        if late is not None and len(late.missed) > 1:
            missed, last = len(late.missed), late.last.isoformat()
            yield offence(WORDS, each.sketch.name, each.span, last=last, cadence=late.every, missed=missed)


RULE = Rule(
    WORDS,
    Said("A review that was left out", "抜けたレビュー"),
    Said(
        "A review that is late while the next one is late too was not delayed but dropped. Either the KPI matters and "
        "is looked at, or it is retired with a reason. The days are those of kpidsl reviews.",
        "次の回まで過ぎてしまったレビューは、遅れたのではなく抜けています。その KPI が大切なら見て、そうでなければ理"
        "由を添えて廃止します。日の数え方は kpidsl reviews と同じです。",
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

review 有効リード率 on 2026-10-05 {
  result    34%
  decision  keep
}
""",
    whole=check,
    calendar=True,
)
