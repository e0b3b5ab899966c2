"""Values of clauses from their parts. Each function takes the parts of its rule in `kpi.lark`, as they were written."""

from decimal import Decimal
from typing import Any

from kpidsl.syntax.misread import scaled
from kpidsl.syntax.mistake import mistake
from kpidsl.syntax.tree import (
    Bands,
    Cadence,
    Dates,
    Duration,
    Earlier,
    Expression,
    Names,
    Number,
    Period,
    Rate,
    Reasoned,
    Reference,
    Shown,
    Text,
    Word,
)
from kpidsl.text.diagnostic import Said
from kpidsl.text.nearest import nearest

_UNITS = ("minute", "hour", "day", "business_day", "week", "month", "quarter", "year")
PAGE_LENGTHS = ("day", "week", "month", "quarter", "half", "year")
DURATION_UNITS = {form: unit for unit in _UNITS for form in (unit, f"{unit}s")}
CADENCES = ("daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly")
BETTER = ("higher", "lower", "within")
PATHS = ("linear", "geometric", "seasonal", "business_days")
VERDICTS = ("keep", "adjust", "retire")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


# --- lists


def none() -> list[Any]:
    """Start a list with nothing in it."""
    return []


def nothing() -> None:
    """Stand for what was left out."""


def one(item: Any) -> list[Any]:
    """Start a list with one item."""
    return [item]


def more(items: list[Any], item: Any) -> list[Any]:
    """Add an item to a list."""
    items.append(item)
    return items


def joined(items: list[Any], _comma: Word, item: Any) -> list[Any]:
    """Add an item that stands after a comma."""
    items.append(item)
    return items


def second(_word: Word, value: Any) -> Any:
    """Keep the second of two parts."""
    return value


# --- numbers and lengths of time


def quantity(number: Number, unit: Word) -> Number:
    """Read `120_000_000 JPY`, `5 件`."""
    span = number.span.to(unit.span)
    if number.unit is not None:
        raise mistake("K135", span, number=number.text, unit=unit.text)
    if unit.text.startswith(("千", "万", "億", "兆")) or unit.text in ("k", "M"):
        raise mistake("K136", span, number=number.text, unit=unit.text)
    if short := scaled(number.text, unit.text):
        raise mistake("K162", span, word=f"{number.text} {unit.text}", advice=short)
    name = "JPY" if unit.text == "円" else unit.text
    return Number(number.value, name, f"{number.text} {unit.text}", span)


def negative(sign: Word, number: Number) -> Number:
    """Read `-5`."""
    return Number(-number.value, number.unit, f"-{number.text}", sign.span.to(number.span))


def duration(number: Number, unit: Word) -> Duration:
    """Read `30 days`."""
    span = number.span.to(unit.span)
    known = DURATION_UNITS.get(unit.text)
    if known is None:
        raise _unknown_choice("K129", unit, DURATION_UNITS)
    if number.unit is not None or number.value != int(number.value) or number.value == 0:
        raise mistake("K137", number.span, number=number.text)
    return Duration(int(number.value), known, span)


def per(word: Word) -> Duration:
    """Read the word after `per`: one of that length."""
    known = DURATION_UNITS.get(word.text)
    if known is None:
        raise _unknown_choice("K129", word, _UNITS)
    return Duration(1, known, word.span)


def rate(count: Number, _per_word: Word, unit: Word) -> Rate:
    """Read `40 per day`."""
    return Rate(count, per(unit), count.span.to(unit.span))


def rate_unit(count: Number, of: Word, per: Word, unit: Word) -> Rate:
    """Read `40 件 per day`."""
    return rate(quantity(count, of), per, unit)


def how_often(value: Duration | Word) -> Rate:
    """Read `2 days`, `day` after `every`: once in that time."""
    length = per(value) if isinstance(value, Word) else value
    return Rate(Number(Decimal(1), None, "1", value.span), length, value.span)


def each(word: Word) -> Duration:
    """Read `month` after `every`, which may also be the half of a year."""
    if word.text in PAGE_LENGTHS:
        return Duration(1, word.text, word.span)
    known = DURATION_UNITS.get(word.text)
    if known is None:
        raise _unknown_choice("K129", word, PAGE_LENGTHS)
    return Duration(1, known, word.span)


# --- names and words


def names(first: Reference) -> Names:
    """Read the first of a list of names."""
    return Names((first,), first.span)


def names_more(left: Names, _comma: Word, item: Reference) -> Names:
    """Read one more name of a list."""
    return Names((*left.items, item), left.span.to(item.span))


def plain(word: Word, _dash: Word | None = None, rest: Word | None = None) -> Text:
    """Read a word that may stand without quotes: `board`, `ja-JP`."""
    if rest is None:
        return Text(word.text, word.span)
    return Text(f"{word.text}-{rest.text}", word.span.to(rest.span))


def unit(word: Word) -> Word:
    """Read a unit; 円 is JPY."""
    return Word("JPY", word.span) if word.text == "円" and not word.quoted else word


def unit_per(above: Word, _: Word, below: Word) -> Word:
    """Read a unit per another one, such as 円/件."""
    return Word(f"{unit(above).text}/{unit(below).text}", above.span.to(below.span))


def _unknown_choice(code: str, word: Word, choices: Any) -> Exception:
    near = _SAME.get(word.text.lower()) or nearest(word.text, choices)
    near = near if near in choices else None
    said = Said(f"did you mean `{near}`?", f"`{near}` のことか") if near else _one_of(choices)
    return mistake(code, word.span, word=word.text, choices=", ".join(dict.fromkeys(choices)), advice=said)


_SAME = {
    "毎日": "daily", "日次": "daily", "毎週": "weekly", "週次": "weekly", "毎月": "monthly", "月次": "monthly",
    "四半期": "quarterly", "毎四半期": "quarterly", "半期": "half_yearly", "半年": "half_yearly", "毎年": "yearly",
    "年次": "yearly", "annually": "yearly", "annual": "yearly", "half": "half_yearly", "biannually": "half_yearly",
    "高い": "higher", "up": "higher", "high": "higher", "max": "higher", "increase": "higher", "増": "higher",
    "低い": "lower", "down": "lower", "low": "lower", "min": "lower", "decrease": "lower", "減": "lower",
    "range": "within", "between": "within", "月": "month", "日": "day", "週": "week", "年": "year", "か月": "month",
    "日間": "day", "週間": "week", "年間": "year", "時間": "hour", "分": "minute", "営業日": "business_day",
    "月曜": "monday", "火曜": "tuesday", "水曜": "wednesday", "木曜": "thursday", "金曜": "friday",
    "月曜日": "monday", "火曜日": "tuesday", "水曜日": "wednesday", "木曜日": "thursday", "金曜日": "friday",
    "継続": "keep", "修正": "adjust", "廃止": "retire", "success": "worked", "成功": "worked", "失敗": "failed",
}  # fmt: skip
"""What choices are called elsewhere."""


def _one_of(choices: Any) -> Said:
    words = choices.values() if isinstance(choices, dict) else choices
    listed = ", ".join(f"`{choice}`" for choice in dict.fromkeys(words))
    return Said(f"write one of {listed}", f"{listed} のいずれかを書く")


def _choice(word: Word, *choices: str) -> Word:
    if word.text not in choices or word.quoted:
        raise _unknown_choice("K160", word, choices)
    return word


def better(word: Word) -> Word:
    """Read `higher`, `lower`, `within`."""
    return _choice(word, *BETTER)


def path(word: Word) -> Word:
    """Read the road to a target."""
    return _choice(word, *PATHS)


def verdict(word: Word) -> Word:
    """Read what a review decided."""
    return _choice(word, *VERDICTS)


def cadence(every: Word, _on: Word | None = None, on: Any = None, day: Number | None = None) -> Cadence:
    """Read `weekly on monday`, `monthly on 5`, `monthly on business_day 3`."""
    _choice(every, *CADENCES)
    last = day or on or every
    if day is not None:
        _choice(on, "business_day")
        return Cadence(every, day, True, every.span.to(last.span))
    if isinstance(on, Word):
        _choice(on, *WEEKDAYS)
    return Cadence(every, on, False, every.span.to(last.span))


# --- the rest


def limit(value: Number, _because: Word | None = None, because: Text | None = None) -> Reasoned:
    """Read `35% because "…"`."""
    return Reasoned(value, because, value.span.to((because or value).span))


def earlier(date: Period, _equal: Word, formula: Expression) -> Earlier:
    """Read `2026-04-01 = a / b`."""
    return Earlier(date, formula, date.span.to(formula.span))


def band(word: Word, _below: Word, value: Number) -> tuple[Word, Number]:
    """Read `at_risk below 90%`."""
    return _choice(word, "at_risk", "behind"), value


def bands(first: tuple[Word, Number]) -> Bands:
    """Read the first band."""
    return Bands((first,), first[0].span.to(first[1].span))


def bands_more(left: Bands, _comma: Word, item: tuple[Word, Number]) -> Bands:
    """Read one more band."""
    return Bands((*left.items, item), left.span.to(item[1].span))


def stable(word: Word, date: Period, _because: Word, because: Text) -> Reasoned:
    """Read `from 2026-04-01 because "…"`."""
    return Reasoned(date, because, word.span.to(because.span))


def advice(level: Word, because: Text) -> Reasoned:
    """Read `low "…"`."""
    return Reasoned(_choice(level, "low", "high"), because, level.span.to(because.span))


def outcome(word: Word, because: Text | None = None) -> Reasoned:
    """Read `worked "…"`."""
    return Reasoned(_choice(word, "worked", "failed", "unknown"), because, word.span.to((because or word).span))


def allow(code: Word, _until: Word, until: Period, _because: Word, because: Text) -> Reasoned:
    """Read `T04 until 2026-12-31 because "…"`."""
    return Reasoned(code, because, code.span.to(because.span), until)


def dates(first: Period, _to: Word, last: Period) -> Dates:
    """Read `2026-04-01 to 2026-06-30`."""
    return Dates(first, last, first.span.to(last.span))


def shown(kpi: Reference, tree: Word | None = None) -> Shown:
    """Read `受注金額 tree`."""
    return Shown(kpi, tree is not None, kpi.span.to((tree or kpi).span))
