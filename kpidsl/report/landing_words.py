"""A landing in words: by which method, from how much past, how far that method has been off, and the odds."""

from kpidsl.analysis.landing import Landing
from kpidsl.scorecard.figures import Locale, Unit
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, odds_words, percent, written

_METHODS = {
    "ja": {
        "actual": "確定",
        "run_rate": "これまでの速さが続く場合",
        "growth_on_last_year": "前年の残りの期間×今年の伸び",
        "cumulative_share": "過去の年の累計の割合",
        "holt_winters": "季節と傾向の指数平滑(Holt-Winters)",
    },
    "en": {
        "actual": "final",
        "run_rate": "at the pace so far",
        "growth_on_last_year": "last year's remainder times this year's growth",
        "cumulative_share": "by the share that past years had reached",
        "holt_winters": "smoothed trend and season (Holt-Winters)",
    },
}
_POINTS = {"ja": "過去{n}か月", "en": "{n} past months"}
_ERROR = {"ja": "予測誤差MASE {error}", "en": "forecast error MASE {error}"}
_UNTRIED = {"ja": "誤差は未検証(25か月未満)", "en": "error not tried (under 25 months)"}
_TRIED_FROM = 25


def basis_words(landing: Landing, locale: Locale) -> str:
    """Return the method of a landing, the past that it rests on, and its error where it could be tried."""
    language = locale.language
    parts = [_METHODS[language][landing.method]]
    if landing.points:
        parts.append(_POINTS[language].format(n=landing.points))
    if landing.error is not None:
        parts.append(_ERROR[language].format(error=written(landing.error, 2, locale)))
    elif landing.points and landing.points < _TRIED_FROM:
        parts.append(_UNTRIED[language])
    return ("、" if language == "ja" else ", ").join(parts)


def landing_words(landing: Landing, unit: Unit, step: str, locale: Locale) -> str:
    """Return where a total lands, its range and the odds of the target: 25.8億円 (80%: 24.7億円–26.7億円)、到達 3%."""
    style, ja = Style(locale, step), locale.language == "ja"
    numbers = [landing.value, landing.low, landing.high]
    places = decimals(numbers, unit, style)
    value, low, high = (amount_with_unit(each, unit, places, style) for each in numbers)
    words = value
    if landing.low is not None and landing.high is not None:
        words += f" ({percent(landing.confidence, locale, places=0)}: {low}–{high})"
    if landing.odds is not None:
        odds = odds_words(landing.odds, locale)
        words += f"、目標に届く確率 {odds}" if ja else f", target met with {odds}"
    return words
