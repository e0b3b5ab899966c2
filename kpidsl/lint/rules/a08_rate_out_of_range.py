"""A08: a share above the whole, or below nothing."""

from collections.abc import Iterator

from kpidsl.lint.aims import ABSOLUTE
from kpidsl.lint.rule import Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import Aggregate, Apply, Formula, Journey
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A08", "warning",
    "{name} is a part of a whole, and {target} lies outside of 0% to 100%", "{name} は全体に占める割合ですが、{target} は 0% から 100% の外です",
    "check the number; what may pass 100% is not a share of its denominator", "数値を確かめてください。100% を超えうるものは分母の一部ではありません",
)  # fmt: skip


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the targets and milestones of shares, and of counts over counts of the same rows, that cannot be."""
    for metric in scene.managed:
        if not _share(metric.formula, scene):
            continue
        aims = [
            value
            for each in metric.targets
            if each.sense in (*ABSOLUTE, "between", "hold")
            for value in (each.value, each.upper)
        ]
        for value in (*aims, *(each.value for each in metric.milestones)):
            if value is not None and not 0 <= value.value <= 1:
                yield offence(WORDS, metric.name, value.span, target=value.text)


def _share(formula: Formula, scene: Scene) -> bool:
    """Say whether a formula is a part over its whole: that holds by its form."""
    match formula:
        case Aggregate(function="share") | Journey():
            return True
        case Apply(function="/", arguments=(above, below)):
            match scene.opened(above), scene.opened(below):
                case (
                    Aggregate(function="count", source=one, time=when),
                    Aggregate(function="count", source=other, time=then, where=None),
                ):
                    return one == other and when == then
    return False


RULE = Rule(
    WORDS,
    Said("A share outside of 0% to 100%", "0% から 100% の外の割合"),
    Said(
        "A share cannot be more than its whole. A target of 120% on one is mistyped, or the number is no "
        "share. Rates that may pass 100%, such as this year over last year, are left alone.",
        "割合は全体を超えません。120% という目標は書き間違いか、その数値が割合ではないかのどちらかです。前"
        "年比のように 100% を超えうる率は対象外です。",
    ),
    bad="""
kpi 有効リード率 "Qualified leads" = share(leads where score >= 60) {
  unit        %
  drives      商談数
  target      360% in FY2026
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
  target      36% in FY2026
  definition  "Share of the leads that score 60 or more, by the day they came."
  decision    "Below 30%: look at the channels."
  owner       "マーケティング課長"
  review      monthly
}
""",
    each=check,
)
