"""Ordinary variation in words: its range, what that rests on, and whether effort alone can reach the target.

A target inside the limits of a stable process is met or missed by routine variation; one outside asks for another
process (Wheeler, Understanding Variation, 2nd ed. (2000); domain section 3d).
"""

from kpidsl.analysis.limits import FIRM_BASELINE
from kpidsl.report.board import Judged
from kpidsl.report.naming import own_language, unit_of
from kpidsl.report.shares import is_band, is_capped
from kpidsl.scorecard.figures import Limits, Locale
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, money_step
from kpidsl.syntax import tree

_BASES = {
    "ja": {"plain": "", "season": "、季節を除いて", "few": "、少ない件数として"},
    "en": {"plain": "", "season": ", its season taken out", "few": ", as counts of few things"},
}
_ORDINARY = {
    "ja": "{low}–{high} (基準{size}期{provisional}{basis})",
    "en": "{low} to {high} (baseline of {size} periods{provisional}{basis})",
}
_PROVISIONAL = {"ja": "、暫定", "en": ", provisional"}
_OUTLOOK = {
    "ja": {
        "in": "。目標はその中にあり、達成も未達も通常の変動で起こる",
        "hard": "。目標はその外にあり、進め方を変えなければ届かない",
        "easy": "。目標はその外にあり、通常の変動なら届く",
    },
    "en": {
        "in": "; the target lies inside, met or missed by routine variation",
        "hard": "; the target lies outside, so the process must change",
        "easy": "; the target lies outside, and routine variation meets it",
    },
}
_LOCKED = {"ja": "。{since}から固定: {because}", "en": "; locked from {since}: {because}"}


def ordinary_words(judged: Judged, locale: Locale) -> str:
    """Return the range of ordinary variation at the page's period, what it rests on, and where the target lies."""
    reading, language = judged.readings[-1], locale.language
    if reading.limits is None:
        return ""
    unit, numbers = unit_of(judged.metric), [reading.limits.low, reading.limits.high]
    style = Style(locale, money_step([numbers], locale) if unit.style == "money" else "one")
    places = decimals(numbers, unit, style)
    low, high = (amount_with_unit(each, unit, places, style) for each in numbers)
    provisional = _PROVISIONAL[language] if reading.size < FIRM_BASELINE else ""
    words = _ORDINARY[language].format(
        low=low, high=high, size=reading.size, provisional=provisional, basis=_BASES[language][reading.basis]
    )
    line = period_target(judged)
    if line is not None:
        words += _OUTLOOK[language][_place(line, reading.limits, capped=is_capped(judged))]
    clause = judged.metric.clause("stable")
    if clause is not None and isinstance(clause.value, tree.Reasoned) and clause.value.because is not None:
        since = clause.value.value.text if isinstance(clause.value.value, tree.Period) else ""
        because = own_language(clause.value.because.value, locale)
        words += _LOCKED[language].format(since=since, because=because)
    return words


def _place(line: float, limits: Limits, *, capped: bool) -> str:
    """Say where a target lies: inside the limits, beyond them, or on the side that routine variation never leaves."""
    if limits.low <= line <= limits.high:
        return "in"
    return "hard" if (line < limits.low) == capped else "easy"


def period_target(judged: Judged) -> float | None:
    """Return the target that one period is held against: that of a rate, or of a total over the period itself."""
    window = judged.window
    if window is None or window.value is None or is_band(judged):
        return None
    last = judged.series.periods[-1]
    if window.cumulative and (window.first, window.last) != (last.first, last.last):
        return None
    return window.value
