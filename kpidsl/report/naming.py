"""How the things of a spec are called on a page: names, units, cadences, and texts in two languages."""

from datetime import date

from kpidsl.model.cadences import Rhythm, rhythm_of
from kpidsl.model.calendar import GRAINS, Calendar, period_of
from kpidsl.model.records import FileRows, Metric, QueryRows, Source, TableRows
from kpidsl.model.unit import CURRENCIES
from kpidsl.scorecard.figures import Locale, Name, Unit
from kpidsl.syntax import tree

_EVERY = {
    "ja": {
        "daily": "毎日",
        "weekly": "毎週",
        "monthly": "毎月",
        "quarterly": "四半期ごと",
        "half_yearly": "半期ごと",
        "yearly": "毎年",
    },
    "en": {
        "daily": "daily",
        "weekly": "weekly",
        "monthly": "monthly",
        "quarterly": "quarterly",
        "half_yearly": "half-yearly",
        "yearly": "yearly",
    },
}
_WEEKDAYS = {
    "monday": "月曜日",
    "tuesday": "火曜日",
    "wednesday": "水曜日",
    "thursday": "木曜日",
    "friday": "金曜日",
    "saturday": "土曜日",
    "sunday": "日曜日",
}


def locale_of(tag: str) -> Locale:
    """Return how a document in this locale speaks."""
    return Locale("ja" if tag.split("-")[0] == "ja" else "en", tag)


def name_of(metric: Metric) -> Name:
    """Return a metric's name in both languages: the label stands for the one that the name is not in."""
    label = metric.label or metric.name
    return Name(metric.name, metric.name, label) if is_japanese(metric.name) else Name(metric.name, label, metric.name)


def unit_of(metric: Metric) -> Unit:
    """Return how a metric's values are written."""
    head, _, per = metric.shown.partition("/")
    if metric.shown == "%":
        return Unit("percent")
    if head in CURRENCIES:
        return Unit("money", head, per)
    return Unit("number", metric.shown)


def is_japanese(text: str) -> bool:
    """Say whether a text has a character that only Japanese is written with."""
    return any(ord(each) > 0x2E7F for each in text)


def own_language(text: str, locale: Locale) -> str:
    """Return the half of a bilingual text ("日本語 / English") that is in the reader's language."""
    first, slash, second = text.partition(" / ")
    if not slash or is_japanese(first) == is_japanese(second):
        return text
    return first if (locale.language == "ja") == is_japanese(first) else second


def cadence_words(metric: Metric, locale: Locale) -> str:
    """Return how often a metric is reviewed, in words: 毎月 第3営業日, weekly on Monday; "" where nothing is said."""
    clause = metric.clause("review")
    if clause is None or not isinstance(clause.value, tree.Cadence):
        return ""
    cadence = clause.value
    return every_word(cadence.every.text, locale) if cadence.on is None else rhythm_words(rhythm_of(cadence), locale)


def rhythm_words(rhythm: Rhythm, locale: Locale) -> str:
    """Return a rhythm in words with its day: 毎週 月曜日, monthly on business day 3."""
    every, on = every_word(rhythm.every, locale), _on(rhythm, locale.language)
    return f"{every} {on}" if on else every


_UNITS = {
    "minute": "分",
    "hour": "時間",
    "day": "日",
    "business_day": "営業日",
    "week": "週間",
    "month": "か月",
    "quarter": "四半期",
    "year": "年",
}


def duration_words(duration: tree.Duration, locale: Locale) -> str:
    """Return a length of time in words: 2営業日, 1 day."""
    count, unit = duration.count, duration.unit
    if locale.language == "ja":
        return f"{count}{_UNITS.get(unit, unit)}"
    return f"{count} {unit.replace('_', ' ')}{'' if count == 1 else 's'}"


def every_word(every: str, locale: Locale) -> str:
    """Return how often, in words: 毎月, half-yearly."""
    return _EVERY[locale.language].get(every, every)


def _on(rhythm: Rhythm, language: str) -> str:
    japanese = language == "ja"
    if rhythm.weekday is not None:
        first = "" if rhythm.every == "weekly" else "最初の" if japanese else "the first "
        return f"{first}{_WEEKDAYS[rhythm.weekday]}" if japanese else f"on {first}{rhythm.weekday.capitalize()}"
    if rhythm.business_day is not None:
        number = rhythm.business_day
        return f"第{number}営業日" if japanese else f"on business day {number}"
    if rhythm.day is not None:
        return f"{rhythm.day}日" if japanese else f"on day {rhythm.day}"
    return ""


def days_label(calendar: Calendar, first: date, last: date) -> str:
    """Name a range of days: the period that it is, or else `2026-04-01..2026-10-31`."""
    for grain in reversed(GRAINS):
        period = period_of(calendar, grain, first)
        if (period.first, period.last) == (first, last):
            return period.label
    return f"{first.isoformat()}..{last.isoformat()}"


def table_of(source: Source) -> str:
    """Return where a source's rows are, as the spec writes it."""
    match source.origin:
        case TableRows(parts=parts):
            return ".".join(each.name for each in parts)
        case FileRows(path=path):
            return path
        case QueryRows():
            return source.name
