"""T05: a deadline on a day when nobody works."""

from collections.abc import Iterator
from datetime import timedelta

from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.calendar import Period, is_business_day, read_period
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "T05", "warning",
    "{day} is no business day", "{day} は営業日ではありません",
    "write {before}, the last business day before it", "直前の営業日の {before} を書いてください",
)  # fmt: skip
_FAR = 31


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the deadlines of targets and milestones, written as a day, on which the company is closed."""
    for metric in scene.managed:
        written = [
            each.when.period for each in metric.targets if each.when is not None and each.when.preposition == "by"
        ]
        for day in (*written, *(each.by for each in metric.milestones)):
            read = read_period(scene.calendar, day.text) if day is not None else None
            if day is None or not isinstance(read, Period) or read.grain != "day":
                continue
            before = read.first
            while not is_business_day(scene.calendar, before) and (read.first - before).days < _FAR:
                before -= timedelta(1)
            if before != read.first:
                yield offence(WORDS, metric.name, day.span, day=day.text, before=before.isoformat())


RULE = Rule(
    WORDS,
    Said("A deadline on a day off", "営業日でない期限"),
    Said(
        "A deadline on a Sunday is met on the Friday before it or missed. It counts with the project's "
        "holidays and closed days, so it runs with kpidsl lint, not with kpidsl check.",
        "日曜日の期限は、前の金曜日に間に合わせるか、遅れるかです。プロジェクトの祝日と休業日を使うため、"
        "kpidsl check ではなく kpidsl lint で調べます。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% by 2027-03-28
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% by 2027-03-26
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
    calendar=True,
)
