"""A07: targets of parts that do not make the whole."""

from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from kpidsl.lint.aims import ABSOLUTE, when_words, whole_targets
from kpidsl.lint.rule import Offence, Option, Rule, number, offence
from kpidsl.lint.scene import Scene
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef
from kpidsl.model.records import Metric
from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Said

WORDS = Code(
    "A07", "warning",
    "the targets of the parts of {name} make {made}, and its own is {own}", "{name} の内訳の目標からは {made} になり、{name} 自身の目標 {own} と合いません",
    "change one of them, or write no target where it only follows from the others", "どれかを直すか、ほかから決まるだけの目標は書かないでください",
)  # fmt: skip
TOLERANCE = Option("tolerance_percent", 1, Said("how far off, in percent", "許す差（%）"))


def check(scene: Scene) -> Iterator[Offence]:
    """Yield the targets that the targets of all parts, for the same time, miss by more than the tolerance."""
    tolerance = Decimal(number(scene.settings, WORDS, TOLERANCE)) / 100
    for metric in scene.managed:
        if metric.breakdown is None:
            continue
        for target in whole_targets(metric):
            if target.sense not in ABSOLUTE:
                continue
            made = _made(metric.breakdown, scene, when_words(target))
            own = target.value.value
            if made is not None and abs(made - own) > abs(own) * tolerance:
                yield offence(WORDS, metric.name, target.span, made=_shown(made, metric), own=target.value.text)


def _made(formula: Formula, scene: Scene, when: str) -> Decimal | None:
    """Return what the targets of the parts make, None where a part has none for the same time."""
    match formula:
        case Literal(value=Decimal() as value):
            return value
        case MetricRef(name=name):
            targets = whole_targets(scene.model.metrics[name]) if name in scene.model.metrics else ()
            same = [each.value.value for each in targets if each.sense in ABSOLUTE and when_words(each) == when]
            return same[0] if len(same) == 1 and when else None
        case Apply(function=function, arguments=arguments):
            values = [_made(each, scene, when) for each in arguments]
            known = [each for each in values if each is not None]
            return _reckoned(function, known) if len(known) == len(values) else None
    return None


def _reckoned(function: str, values: list[Decimal]) -> Decimal | None:
    match function, values:
        case "neg", [one]:
            return -one
        case "+", [left, right]:
            return left + right
        case "-", [left, right]:
            return left - right
        case "*", [left, right]:
            return left * right
        case "/", [left, right]:
            try:
                return left / right
            except (InvalidOperation, DivisionByZero):
                return None
    return None


def _shown(value: Decimal, metric: Metric) -> str:
    if metric.shown == "%":
        return f"{value * 100:.4g}%"
    rounded = value.quantize(Decimal(1)) if abs(value) >= 1000 else value.quantize(Decimal("0.01"))
    return f"{rounded:,f} {metric.shown}".strip()


RULE = Rule(
    WORDS,
    Said("Parts that do not make the whole", "内訳の目標が全体に合わない"),
    Said(
        "Where a goal is broken down and every part has a target for the same time, the parts must reproduce "
        "the goal: else everybody may reach their own and the goal is missed, or the goal is reached with "
        "parts in the red. Off by more than 1% is reported.",
        "ゴールに breakdown があり、すべての内訳に同じ期間の目標があれば、掛け合わせるとゴールになるはずで"
        "す。合っていないと、全員が達成してもゴールに届かないことがあります。1% を超える差を報告します。",
    ),
    bad="""
kgi 粗利 "Gross profit" = sum(deals.margin where stage = 'won' at closed_at) {
  unit        JPY
  breakdown   受注件数 * 平均粗利
  target      3000万円 in FY2026
  milestone   1500万円 by 2026-09-30
  definition  "Margin of the deals won, tax excluded."
  decision    "Behind by a month: look at the discounts."
  owner       "営業本部長"
  review      quarterly
}

kpi 受注件数 "Deals won" = 受注数 {
  target      60 in FY2026
  definition  "Deals won, by the day they closed."
  decision    "Below 4 a month: look at the offers."
  owner       "フィールドセールス課長"
  review      monthly
}

kpi 平均粗利 "Margin of a deal" = 粗利 / 受注件数 {
  target      40万 in FY2026
  definition  "Margin of one deal, tax excluded."
  decision    "Below 30万円: look at the discounts."
  owner       "フィールドセールス課長"
  review      monthly
}
""",
    good="""
kgi 粗利 "Gross profit" = sum(deals.margin where stage = 'won' at closed_at) {
  unit        JPY
  breakdown   受注件数 * 平均粗利
  target      3000万円 in FY2026
  milestone   1500万円 by 2026-09-30
  definition  "Margin of the deals won, tax excluded."
  decision    "Behind by a month: look at the discounts."
  owner       "営業本部長"
  review      quarterly
}

kpi 受注件数 "Deals won" = 受注数 {
  target      60 in FY2026
  definition  "Deals won, by the day they closed."
  decision    "Below 4 a month: look at the offers."
  owner       "フィールドセールス課長"
  review      monthly
}

kpi 平均粗利 "Margin of a deal" = 粗利 / 受注件数 {
  target      50万 in FY2026
  definition  "Margin of one deal, tax excluded."
  decision    "Below 30万円: look at the discounts."
  owner       "フィールドセールス課長"
  review      monthly
}
""",
    each=check,
    options=(TOLERANCE,),
)
