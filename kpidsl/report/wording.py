"""What the page says about a judgement: the rule that decided, and why a number is an exception."""

from kpidsl.analysis.limits import Signal as Found
from kpidsl.report.board import Judged
from kpidsl.report.roads import Road
from kpidsl.report.shares import achievement, is_capped
from kpidsl.scorecard.figures import Locale, Unit
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, exact, percent
from kpidsl.scorecard.periods import short_name
from kpidsl.scorecard.words import status_word

_RULES = {
    "ja": {
        "no_target": "目標なし",
        "no_base": "比べる期間の値から目標が決まらない",
        "not_begun": "目標の期間が始まっていない",
        "no_value": "期間内に値がない",
        "stale": "データが古い",
        "reached": "目標に到達",
        "nothing_due_yet": "まだ期日の分がない",
        "due_later": "期日の期間がまだ来ていない",
        "pace": "累計が計画({path})の{share}",
        "way_covered": "起点からの増減が計画の{share}",
        "total": "実績が目標の{share}",
        "level": "水準が目標の{share}",
        "landing": "着地見込みを上限と比べた",
        "band": "範囲の内か外か",
        "sign_only": "目標に届いたかどうか",
        "over": "計画を{over}超過",
        "within": "計画より{within}低い",
    },
    "en": {
        "no_target": "no target",
        "no_base": "the period it is compared with gives its target no value",
        "not_begun": "the target's period has not begun",
        "no_value": "no value in the period",
        "stale": "the data is old",
        "reached": "target reached",
        "nothing_due_yet": "nothing is due yet",
        "due_later": "its due period is still to come",
        "pace": "total to date is {share} of the plan ({path})",
        "way_covered": "{share} of the way due by now",
        "total": "{share} of the target",
        "level": "level is {share} of the target",
        "landing": "the landing held against the cap",
        "band": "inside or outside the band",
        "sign_only": "target met or not",
        "over": "{over} over plan",
        "within": "{within} under plan",
    },
}
_PATHS = {
    "ja": {
        "business_days": "営業日按分",
        "linear": "日割り",
        "geometric": "定率",
        "seasonal": "過去{years}年の季節配分",
    },
    "en": {
        "business_days": "by business days",
        "linear": "by days",
        "geometric": "at a constant rate",
        "seasonal": "by the seasons of {years} past years",
    },
}
_NO_PATH = {
    "ja": {"seasonal": "、季節配分に使える過去1年の記録なし", "geometric": "、0から始まる合計に定率はない"},
    "en": {
        "seasonal": ", no whole year on record for its season",
        "geometric": ", a total from 0 has no constant rate",
    },
}
_BANDS = {"ja": "({risk}未満は注意、{behind}未満は遅れ)", "en": " (at risk below {risk}, behind below {behind})"}
_OUTSIDE = {
    "ja": {
        "below": "{period}の{value}は通常の変動の下限({limit})を下回る",
        "above": "{period}の{value}は通常の変動の上限({limit})を上回る",
    },
    "en": {
        "below": "{period} at {value}, below ordinary variation ({limit})",
        "above": "{period} at {value}, above ordinary variation ({limit})",
    },
}
_RULE_NUMBERS = {
    "ja": {1: "通常範囲の外", 2: "4点中3点が限界寄り", 3: "8点連続で片側"},
    "en": {1: "outside the natural limits", 2: "three of four points near a limit", 3: "eight points on one side"},
}
_BASELINE = {"ja": "(基準{size}期)", "en": " (baseline of {size} periods)"}
_PENDING = {
    "ja": "。今期だけなら{status}。1期だけの変化では状態を変えない",
    "en": "; by this period alone {status}, and one period alone does not change a status",
}
_SCORED = ("pace", "way_covered", "total", "level", "landing")


def rule_words(judged: Judged, locale: Locale) -> str:
    """Return the rule that gave a status, with its numbers and bands."""
    judgement, language = judged.judgement, locale.language
    words = reason_words(judged, locale)
    if judgement.rule in _SCORED and judgement.score is not None:
        risk, behind = (percent(each, locale, places=0) for each in (judgement.bands.at_risk, judgement.bands.behind))
        words += _BANDS[language].format(risk=risk, behind=behind)
    return words + pending_words(judged, locale)


def pending_words(judged: Judged, locale: Locale) -> str:
    """Return what a status that is held back would be, "" where none is."""
    pending = judged.judgement.pending
    return (
        ""
        if pending is None
        else _PENDING[locale.language].format(status=status_word(pending, locale.language).lower())
    )


def reason_words(judged: Judged, locale: Locale) -> str:
    """Return the rule that gave a status, with the share of its target that the page shows."""
    rule, language = judged.judgement.rule, locale.language
    if rule == "no_target" and judged.window is not None and judged.window.unresolved is not None:
        return _RULES[language]["no_base"]
    if rule not in _SCORED:
        return _RULES[language][rule]
    share = exact(achievement(judged))
    if share is None:
        return _RULES[language]["sign_only"]
    if is_capped(judged) and rule != "way_covered":
        over = percent(abs(share - 1), locale)
        return _RULES[language]["over" if share < 1 else "within"].format(over=over, within=over)
    return _RULES[language][rule].format(share=percent(share, locale), path=path_words(judged.road, locale))


def path_words(road: Road, locale: Locale) -> str:
    """Return the road to a target in words; where it is not the one that was asked for, why."""
    language = locale.language
    words = _PATHS[language][road.path].format(years=road.years)
    missed = _NO_PATH[language].get(road.asked, "") if road.asked != road.path else ""
    return f"{words}{missed}"


def signal_rule(signal: Found, locale: Locale) -> str:
    """Return the rule of the process chart that a point broke, and the size of its baseline: few periods cry wolf."""
    return f"{_RULE_NUMBERS[locale.language][signal.rule]}{_BASELINE[locale.language].format(size=signal.size)}"


def outside_words(judged: Judged, index: int, unit: Unit, step: str, locale: Locale) -> str:
    """Return a sentence about a shown period outside its limits, with its value and the limit that it passed."""
    reading, value, style = judged.readings[index], judged.series.values[index], Style(locale, step)
    assert reading.limits is not None
    assert reading.outside is not None
    limit = reading.limits.low if reading.outside == "below" else reading.limits.high
    places = decimals([value, limit], unit, style)
    return _OUTSIDE[locale.language][reading.outside].format(
        period=short_name(judged.series.periods[index].label, locale),
        value=amount_with_unit(value, unit, places, style),
        limit=amount_with_unit(limit, unit, places, style),
    )
