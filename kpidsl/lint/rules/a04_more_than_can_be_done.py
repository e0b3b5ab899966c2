"""A04: more work than people can do."""

from collections.abc import Iterator
from decimal import Decimal

from kpidsl.lint.aims import ABSOLUTE, days_of, whole_targets
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.calendar import business_days
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A04", "warning",
    "the target of {name} takes {need} a business day, and {heads} at {each} can do {most}", "{name} の目標には営業日あたり {need} が必要ですが、{heads} 名 × {each} では {most} までです",
    "lower the target, add heads, or raise the capacity with a reason", "目標を下げるか、heads を増やすか、根拠を持って capacity を上げてください",
)  # fmt: skip
_PER_DAY = {"day": Decimal(1), "business_day": Decimal(1), "week": Decimal(5), "month": Decimal(21)}
"""Business days in what a capacity is counted by: a person's capacity a day is that of a day of work."""

_CALENDAR_DAYS = Decimal(7) / Decimal(5)


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the targets that take more a business day than `capacity` times `heads`."""
    for metric in scene.managed:
        most = _most(metric)
        if most is None:
            continue
        capacity, heads = most
        for target in whole_targets(metric):
            need = _need(scene, target)
            if need is not None and need > capacity * heads:
                yield offence(
                    WORDS,
                    metric.name,
                    target.span,
                    need=f"{need:.1f}",
                    heads=f"{heads.normalize():f}",
                    each=f"{capacity:.4g}",
                    most=f"{capacity * heads:.4g}",
                )


def _most(metric: Metric) -> tuple[Decimal, Decimal] | None:
    """Return what one person can do on a business day, and how many people there are."""
    clause, heads = metric.clause("capacity"), metric.clause("heads")
    if clause is None or not isinstance(clause.value, tree.Rate):
        return None
    rate = clause.value
    days = _PER_DAY.get(rate.per.unit)
    if days is None or rate.per.count < 1:
        return None
    people = heads.value.value if heads is not None and isinstance(heads.value, tree.Number) else Decimal(1)
    return rate.count.value / (days * rate.per.count), people


def _need(scene: Scene, target: tree.Target) -> Decimal | None:
    if target.sense not in ABSOLUTE or target.sense == "at_most":
        return None
    days = days_of(scene.calendar, target)
    if days is not None:
        worked = business_days(scene.calendar, days.first, days.last)
        return target.value.value / worked if worked else None
    match target.when:
        case tree.When(preposition="per", unit=tree.Word(text=unit)):
            length = unit.removesuffix("s")
            if length == "day":
                return target.value.value * _CALENDAR_DAYS
            return target.value.value / _PER_DAY[length] if length in _PER_DAY else None
    return None


RULE = Rule(
    WORDS,
    Said("More than can be done", "できる量を超えた目標"),
    Said(
        "A target for what people do is held against how many of them there are and what one can do on a day. "
        "It counts the business days of the project's calendar, so it runs with kpidsl lint, not with kpidsl "
        "check.",
        "人が行うことの目標を、人数と一人が一日にできる量に照らします。プロジェクトの暦で営業日を数えるた"
        "め、kpidsl check ではなく kpidsl lint で調べます。",
    ),
    bad="""
kpi 有効リード数 "Qualified leads" = count(leads where score >= 60) {
  drives      商談数
  target      90_000 in FY2026
  definition  "Leads that score 60 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  capacity    40 per day
  heads       6
}

kpi 有効リード率 "Share qualified" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    good="""
kpi 有効リード数 "Qualified leads" = count(leads where score >= 60) {
  drives      商談数
  target      50_000 in FY2026
  definition  "Leads that score 60 or more."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
  capacity    40 per day
  heads       6
}

kpi 有効リード率 "Share qualified" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
    calendar=True,
)
