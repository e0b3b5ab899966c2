"""What the page says about a judgement: the rule that decided, and why a number is an exception."""

from kpidsl.analysis.limits import Signal as Found
from kpidsl.analysis.standing import Judgement
from kpidsl.report.judging import Judged
from kpidsl.scorecard.figures import Locale, Number
from kpidsl.scorecard.figures import Unit as PageUnit
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, percent
from kpidsl.scorecard.periods import period_name

_RULES = {
    "ja": {
        "no_target": "目標なし",
        "not_begun": "目標の期間が始まっていない",
        "no_value": "期間内に値がない",
        "stale": "データが古い",
        "reached": "目標に到達",
        "nothing_due_yet": "まだ期日の分がない",
        "due_later": "期日の期間がまだ来ていない",
        "pace": "累計が営業日按分の予定の{score}",
        "way_covered": "到達予定の{score}まで進んだ",
        "total": "実績が目標の{score}",
        "level": "水準が目標の{score}",
        "landing": "着地見込みが上限の枠の{score}",
        "band": "範囲の内か外か",
        "sign_only": "目標に届いたかどうか",
    },
    "en": {
        "no_target": "no target",
        "not_begun": "the target's period has not begun",
        "no_value": "no value in the period",
        "stale": "the data is old",
        "reached": "target reached",
        "nothing_due_yet": "nothing is due yet",
        "due_later": "its due period is still to come",
        "pace": "total to date is {score} of the business-day plan",
        "way_covered": "{score} of the way due by now",
        "total": "{score} of the target",
        "level": "level is {score} of the target",
        "landing": "heading for {score} of the cap's room",
        "band": "inside or outside the band",
        "sign_only": "target met or not",
    },
}
_BANDS = {"ja": "({risk}未満は注意、{behind}未満は遅れ)", "en": " (at risk below {risk}, behind below {behind})"}
_SIGNAL = {
    "ja": {
        ("x", "below"): "{period}が{value}で、通常の変動の下限({limit})を下回った",
        ("x", "above"): "{period}が{value}で、通常の変動の上限({limit})を上回った",
    },
    "en": {
        ("x", "below"): "{period} at {value}, below ordinary variation ({limit})",
        ("x", "above"): "{period} at {value}, above ordinary variation ({limit})",
    },
}
_RULE_NUMBERS = {
    "ja": {1: "通常範囲の外", 2: "4点中3点が限界寄り", 3: "8点連続で片側"},
    "en": {1: "outside the natural limits", 2: "three of four points near a limit", 3: "eight points on one side"},
}


def rule_words(judgement: Judgement, locale: Locale) -> str:
    """Return the rule that gave a status, with its numbers and bands."""
    language = locale.language
    words = _RULES[language][judgement.rule]
    if "{score}" not in words:
        return words
    if judgement.score is None:
        return _RULES[language]["sign_only"]
    risk, behind = percent(judgement.bands.at_risk, locale, places=0), percent(judgement.bands.behind, locale, places=0)
    return words.format(score=percent(judgement.score, locale)) + _BANDS[language].format(risk=risk, behind=behind)


def signal_rule(signal: Found, locale: Locale) -> str:
    """Return the rule of the process chart that a point broke."""
    return _RULE_NUMBERS[locale.language][signal.rule]


def signal_words(judged: Judged, signal: Found, unit: PageUnit, style: Style) -> str:
    """Return a sentence about a point outside the natural limits, with its value and the limit that it passed."""
    index, limits = signal.index, judged.chart.limits
    assert limits is not None
    value = judged.series.values[index]
    scale = judged.scales[index]
    limit: Number = (limits.lower if signal.side == "below" else limits.upper) * scale
    places = decimals([value, limit], unit, style)
    form = _SIGNAL[style.locale.language]["x", signal.side]
    return form.format(
        period=period_name(judged.series.periods[index].label, style.locale),
        value=amount_with_unit(value, unit, places, style),
        limit=amount_with_unit(limit, unit, places, style),
    )
