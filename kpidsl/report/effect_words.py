"""What a measure was followed by, in words: before, after, the change beside what was hoped for, and what it means."""

from kpidsl.model.chronicle import Action
from kpidsl.report.action_effects import Effect, Verdict
from kpidsl.report.naming import is_japanese, name_of, own_language, unit_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, money_step, percent, points
from kpidsl.scorecard.periods import period_name

VERDICTS: dict[str, dict[Verdict, str]] = {
    "ja": {
        "better": "改善（通常変動の外）",
        "worse": "悪化（通常変動の外）",
        "changed": "変化（通常変動の外）",
        "ordinary": "通常変動の中",
        "unknown": "判定できない（比べる期間が足りない）",
        "too_early": "まだ早い（終わった期間が2つない）",
        "no_days": "開始日（from）がない",
    },
    "en": {
        "better": "better, outside ordinary variation",
        "worse": "worse, outside ordinary variation",
        "changed": "changed, outside ordinary variation",
        "ordinary": "within ordinary variation",
        "unknown": "not judged: too few periods to compare",
        "too_early": "too early: no two periods are over",
        "no_days": "no first day (from)",
    },
}


def action_said(action: Action, locale: Locale) -> str:
    """Return how a measure is called in the reader's language: its label where its name is in the other one."""
    japanese = is_japanese(action.name)
    return action.name if action.label is None or japanese == (locale.language == "ja") else action.label


def kpi_said(effect: Effect, locale: Locale) -> str:
    """Return how a measure's KPI is called in the reader's language."""
    return name_of(effect.metric).said(locale.language)


def values_said(effect: Effect, locale: Locale) -> tuple[str, str]:
    """Return the KPI before and after, with its unit; a dash where it is not known."""
    unit, both = unit_of(effect.metric), [effect.was, effect.now]
    style = Style(locale, money_step([both], locale) if unit.style == "money" else "one")
    places = decimals(both, unit, style)
    before, after = ("–" if each is None else amount_with_unit(each, unit, places, style) for each in both)
    return before, after


def change_said(effect: Effect, locale: Locale) -> str:
    """Return what the KPI changed by: points for a rate, else percent of what it was."""
    return _moved(effect, effect.change, locale)


def hoped_said(effect: Effect, locale: Locale) -> str:
    """Return the change that was hoped for, in the terms of `change_said`; a dash where none was named."""
    return _moved(effect, effect.hoped, locale)


def _moved(effect: Effect, amount: float | None, locale: Locale) -> str:
    if amount is None:
        return "–"
    unit = unit_of(effect.metric)
    if unit.style == "percent":
        return points(amount, locale)
    if effect.was:
        return percent(amount / abs(effect.was), locale, signed=True)
    return amount_with_unit(amount, unit, decimals([amount], unit, Style(locale)), Style(locale))


def compared_said(effect: Effect, locale: Locale) -> str:
    """Return which periods were compared: 2026年4月〜6月 → 2026年7月〜9月; "" where none were."""
    if not effect.before or not effect.after:
        return ""
    names = []
    for periods in (effect.before, effect.after):
        first, last = period_name(periods[0].label, locale), period_name(periods[-1].label, locale)
        names.append(first if first == last else f"{first} – {last}")
    return " → ".join(names)


def verdict_said(effect: Effect, locale: Locale) -> str:
    """Return what the change means."""
    return VERDICTS[locale.language][effect.verdict]


_OUTCOMES = {
    "ja": {"worked": "効果あり", "failed": "効果なし", "unknown": "不明"},
    "en": {"worked": "worked", "failed": "failed", "unknown": "not known"},
}


def outcome_said(action: Action, locale: Locale) -> str:
    """Return the outcome that was written down for a measure, with why; "" where none is."""
    if action.outcome is None:
        return ""
    outcome = _OUTCOMES[locale.language][action.outcome]
    return f"{outcome}: {own_language(action.why, locale)}" if action.why else outcome


def meanwhile_said(effect: Effect, locale: Locale) -> str:
    """Return what else happened in those days, "" where nothing is on record."""
    if not effect.meanwhile:
        return ""
    listed = ("、" if locale.language == "ja" else "; ").join(_own(each, locale) for each in effect.meanwhile)
    return f"同じ時期: {listed}" if locale.language == "ja" else f"in the same days: {listed}"


def _own(text: str, locale: Locale) -> str:
    day, space, words = text.partition(" ")
    if len(day) == len("2026-07-01") and day[:4].isdigit() and space:
        return f"{day} {own_language(words, locale)}"
    return own_language(text, locale)
