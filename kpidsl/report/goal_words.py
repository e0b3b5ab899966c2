"""Why a goal has no plan, in words."""

from typing import Literal

from kpidsl.model.records import Metric
from kpidsl.report.refused import Refused
from kpidsl.text.diagnostic import Said

_WHY: dict[str, tuple[str, str]] = {
    "no_breakdown": (
        "{name} has no breakdown, so there is nothing to calculate back to; write breakdown A * B",
        "{name} に breakdown がないため、逆算できません。breakdown A * B のように書いてください",
    ),
    "no_target": (
        "{name} has no target for this day or later; write target VALUE in PERIOD",
        "{name} にこの日以降の目標がありません。target VALUE in PERIOD を書いてください",
    ),
    "no_baseline": (
        "the target of {name} is a change, and the period it is compared with has no value",
        "{name} の目標は増減ですが、比べる期間に値がありません",
    ),
    "zero_baseline": (
        "the target of {name} is a share or a multiple of 0, which is no number; write the value itself",
        "{name} の目標は 0 に対する割合か倍率のため、値が決まりません。目標値そのものを書いてください",
    ),
    "negative_baseline": (
        "the target of {name} is a share or a multiple of a number below 0; write the value itself",
        "{name} の目標は負の数に対する割合か倍率です。目標値そのものを書いてください",
    ),
    "band": (
        "{name} is to stay within a band, which is held and not calculated back",
        "{name} は範囲に収める目標のため、逆算の対象ではありません",
    ),
    "over": (
        "the target of {name} was due on {day}; no days are left to plan",
        "{name} の目標の期限は {day} で、計画できる日が残っていません",
    ),
    "spent": (
        "{name} has used up its target; nothing is left to plan",
        "{name} は目標の枠を使い切っており、計画できる残りがありません",
    ),
    "no_history": (
        "no complete month of {name} is on record, so there are no rates to plan with",
        "{name} の完了した月の実績がないため、計画に使う率がありません",
    ),
    "no_value": (
        "{leaf} has no value in the last complete months, so {name} cannot be calculated back",
        "直近の完了した月に {leaf} の値がないため、{name} を逆算できません",
    ),
    "zero": (
        "{leaf} is 0 in the last complete months, and no multiple of 0 reaches the target of {name}",
        "直近の完了した月の {leaf} が 0 のため、何倍しても {name} の目標に届きません",
    ),
    "below_zero": (
        "{leaf} is below 0 in the last complete months, so more of what makes {name} takes it further from its target",
        "直近の完了した月の {leaf} が 0 を下回っているため、増やすほど {name} は目標から遠ざかります",
    ),
    "no_leaf_moves": (
        "no number under {name} may move: only rates that are held; give one of them a limit or an effort",
        "{name} の下に動かせる数値がありません。率のどれかに limit か effort を書いてください",
    ),
    "sign_turns": (
        "more of {leaf} first helps and then harms {name}, so one plan cannot be told",
        "{leaf} は増やすと途中から {name} に逆効果となるため、計画を一つに決められません",
    ),
    "no_confidence": (
        "no plan of {name} has that probability: {why_en}",
        "{name} をその確率で達成する計画は示せません: {why_ja}",
    ),
}

NO_ODDS: dict[str, Said] = {
    "not_a_chain": Said(
        "it is not one count times rates times what one is worth", "一つの件数に率と単価を掛けた形ではないため"
    ),
    "rate_above_one": Said("one of its rates is above 100% or unknown", "100% を超える率か、不明な率があるため"),
    "not_upwards": Said("its target is a cap", "目標が上限のため"),
    "level": Said("its target is a level and no total", "目標が累計ではなく水準のため"),
    "nothing_varies": Said(
        "nothing in it is left to chance but what one is worth, and fewer than three months show how that varies",
        "ばらつくのは単価だけで、そのばらつきを見るには実績が 3 か月に足りないため",
    ),
    "above_cap": Said("it takes more than its cap allows", "必要な件数が上限を超えるため"),
    "out_of_reach": Said("no number of tries gives it", "件数をいくら増やしても届かないため"),
}


def refusal(why: str, goal: Metric, code: Literal[1, 2] = 1, **facts: str) -> Refused:
    """Return why a goal has no plan; `odds` is the reason for which there are none."""
    said = NO_ODDS.get(facts.pop("odds", ""), Said("", ""))
    named = {"name": goal.name, **facts, "why_en": said.en, "why_ja": said.ja}
    en, ja = _WHY[why]
    return Refused(Said(en.format_map(named), ja.format_map(named)), code)
