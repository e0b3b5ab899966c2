"""T07: a review that comes after the time is over."""

from collections.abc import Iterator

from kpidsl.lint.aims import cadence_rank, target_rank, when_words
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.lint.sketch import cadence_of
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said

WORDS = Code(
    "T07", "warning",
    "the target of {name} is {when}, and it is reviewed {review}", "{name} の目標は {when} ですが、レビューは {review} です",
    "review it at least as often as its target is due", "目標の期限と同じかそれより短い間隔でレビューしてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the targets whose time is shorter than the time between two reviews."""
    for metric in scene.managed:
        review, cadence = metric.clause("review"), cadence_of(metric)
        rank = cadence_rank(cadence)
        if review is None or rank is None:
            continue
        for target in metric.targets:
            length = target_rank(scene.calendar, target)
            if length is not None and length < rank:
                label = Label(target.span, Said("its target", "その目標"))
                yield offence(WORDS, metric.name, review.value.span, label, when=when_words(target), review=cadence)
                break


RULE = Rule(
    WORDS,
    Said("A review that comes too late", "目標の期間より長いレビュー間隔"),
    Said(
        "A target per month that is looked at every quarter has been missed twice before anyone asks.",
        "月ごとの目標を四半期に一度しか見ないと、誰かが尋ねるまでに二度外しています。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      at least 36% per month
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      quarterly
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      at least 36% per month
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
