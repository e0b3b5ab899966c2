"""T03: parts that are aimed at another time than the whole."""

from collections.abc import Iterator

from kpidsl.lint.aims import Days, days_of, whole_targets
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene, parts_of
from kpidsl.model.records import Metric
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Label, Said

WORDS = Code(
    "T03", "warning",
    "the targets of {part} are for other days than those of {name}, which it is a part of", "{part} の目標の期間は、それを内訳とする {name} の目標の期間と重なりません",
    "give it a target that lies in the time of {name}", "{name} の目標の期間に入る目標を書いてください",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the parts of a breakdown whose dated targets all lie outside of the days of the whole's."""
    for metric in scene.managed:
        own = _dated(scene, metric)
        if not own:
            continue
        for name in parts_of(metric):
            part = scene.model.metrics.get(name)
            theirs = _dated(scene, part) if part is not None else []
            if part is not None and theirs and len(theirs) == len(whole_targets(part)) and not _meet(own, theirs):
                label = Label(part.targets[0].span, Said("its target", "その目標"))
                yield offence(WORDS, metric.name, metric.span, label, part=name)


def _dated(scene: Scene, metric: Metric) -> list[Days]:
    days = [days_of(scene.calendar, each) for each in whole_targets(metric)]
    return [each for each in days if each is not None]


def _meet(own: list[Days], theirs: list[Days]) -> bool:
    return any(one.first <= other.last and other.first <= one.last for one in own for other in theirs)


RULE = Rule(
    WORDS,
    Said("A part aimed at another time", "親と期間の合わない目標"),
    Said(
        "A goal for this year cannot be reached by parts that are aimed at last year or the next. A part with "
        "a target per month, or over a part of the year, fits; one whose targets all lie outside of the "
        "goal's time does not.",
        "今年のゴールは、去年や来年に向けた内訳では達成できません。月ごとの目標や年の一部の目標は構いませ"
        "んが、すべての目標がゴールの期間の外にあるものを報告します。",
    ),
    bad="""
kgi 年間受注数 "Deals won" = 受注数 {
  breakdown   商談数 * 年度受注率
  target      50 in FY2026
  milestone   25 by 2026-09-30
  definition  "Deals won, by the day they closed."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}

kpi 年度受注率 "Deals won of those opened" = 年間受注数 / 商談数 {
  unit        %
  target      26% in FY2025
  definition  "Deals won over deals opened."
  decision    "Below 20%: revise the script."
  owner       "フィールドセールス課長"
  review      monthly
}
""",
    good="""
kgi 年間受注数 "Deals won" = 受注数 {
  breakdown   商談数 * 年度受注率
  target      50 in FY2026
  milestone   25 by 2026-09-30
  definition  "Deals won, by the day they closed."
  decision    "Behind by a month: look at the offers."
  owner       "営業本部長"
  review      quarterly
}

kpi 年度受注率 "Deals won of those opened" = 年間受注数 / 商談数 {
  unit        %
  target      25% in FY2026
  definition  "Deals won over deals opened."
  decision    "Below 20%: revise the script."
  owner       "フィールドセールス課長"
  review      monthly
}
""",
    each=check,
)
