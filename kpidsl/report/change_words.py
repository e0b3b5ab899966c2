"""Why a change cannot be told, in words."""

from typing import Literal

from kpidsl.model.records import Metric
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Said

_WHY: dict[str, tuple[str, str]] = {
    "no_breakdown": (
        "{name} has no breakdown, so its change has no parts; write breakdown A * B",
        "{name} に breakdown がないため、変化を分けられません。breakdown A * B のように書いてください",
    ),
    "same": (
        "both periods are {period}; there is no change to explain",
        "どちらも {period} で、説明する変化がありません",
    ),
    "future": (
        "{period} has not begun on {day}, so it has no numbers",
        "{period} は {day} の時点で始まっておらず、数値がありません",
    ),
    "backwards": (
        "{first} comes after {last}; a change goes from the earlier period to the later one",
        "{first} は {last} より後です。前の期間から後の期間の順に書いてください",
    ),
    "no_plan": (
        "{name} has no target that says what is due in {period}; write target VALUE in PERIOD",
        "{name} には {period} に見込むべき値を示す目標がありません。target VALUE in PERIOD を書いてください",
    ),
    "no_leaf_plan": (
        "no number under {name} has a target for {period}, so the gap to its plan has no parts",
        "{name} の内訳のどれにも {period} の目標がないため、計画との差を分けられません",
    ),
    "same_slice": (
        "both slices are {member}; there is no difference to explain",
        "どちらの切り口も {member} で、説明する差がありません",
    ),
    "no_member": (
        "{dimension} has no {member} in {period}{near}; there are: {known}",
        "{period} の {dimension} に {member} はありません{near_ja}。あるもの: {known}",
    ),
    "no_value_before": ("{leaf} has no value in {period}", "{period} の {leaf} に値がありません"),
    "no_value_after": ("{leaf} has no value in {period}", "{period} の {leaf} に値がありません"),
    "no_value_between": (
        "{name} has no value for some mix of the two periods (something is divided by 0)",
        "二つの期間を混ぜると 0 で割る組み合わせがあり、{name} の変化を分けられません",
    ),
    "nothing": ("no number under {name} is on record in {period}", "{period} には {name} の内訳の実績がありません"),
    "no_value": ("{name} has no value for some of its terms", "{name} の項の一部に値がありません"),
    "not_a_sum_of_products": (
        "lmdi splits sums of products, which the breakdown of {name} is not; use --method shapley",
        "lmdi は積の和を分ける方法で、{name} の breakdown には使えません。--method shapley を使ってください",
    ),
    "below_zero": (
        "lmdi needs numbers above 0, and {leaf} is below it; use --method shapley",
        "lmdi は正の数にしか使えず、{leaf} は負です。--method shapley を使ってください",
    ),
}


def refusal(why: str, goal: Metric, code: Literal[1, 2] = 1, **facts: str) -> Refused:
    """Return why a change cannot be told."""
    en, ja = _WHY[why]
    named = {"name": goal.name, **facts}
    return Refused(Said(en.format_map(named), ja.format_map(named)), code)
