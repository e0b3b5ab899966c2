"""The glossary as Markdown: a section a number, with a worked example; then questions, and their answers at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from kpidsl.model.expression import Apply, Formula, MetricRef
from kpidsl.model.records import Model
from kpidsl.model.words import formula_words, label_of
from kpidsl.report.glossary import MORE, Entry, Part, part_name
from kpidsl.report.naming import own_language, unit_of
from kpidsl.scorecard.figures import Locale
from kpidsl.scorecard.numbers import Style, amount_with_unit, decimals, written
from kpidsl.scorecard.periods import period_name
from kpidsl.text.render.markdown import plain as md

_WORDS: dict[str, dict[str, Any]] = {
    "ja": {
        "title": "{name} の用語集",
        "meaning": "意味",
        "reckoned": "計算",
        "example": "例",
        "unit": "単位",
        "better": "良い方向",
        "owner": "担当",
        "low": "低いとき",
        "high": "高いとき",
        "decision": "動いたら",
        "higher": "高いほど良い",
        "lower": "低いほど良い",
        "within": "範囲の中が良い",
        "questions": "確かめの問題",
        "answers": "答え",
        "more": "{period}の数で、{part} が {more} 多く、ほかは同じだったら、{name} はいくつですか。",
        "under": "{name} は、何を何で割った数ですか。",
        "none": "この期間は値がありません",
        "no_numbers": "数値なし（接続先に問い合わせていません）。",
    },
    "en": {
        "title": "The words of {name}",
        "meaning": "meaning",
        "reckoned": "reckoned as",
        "example": "for example",
        "unit": "unit",
        "better": "good is",
        "owner": "owner",
        "low": "when it is low",
        "high": "when it is high",
        "decision": "when it moves",
        "higher": "higher",
        "lower": "lower",
        "within": "inside its range",
        "questions": "Questions",
        "answers": "Answers",
        "more": "With the numbers of {period}: were {part} {more} more and all else the same, what would {name} be?",
        "under": "{name}: what is divided by what?",
        "none": "no value in this period",
        "no_numbers": "No numbers: the warehouse was not asked.",
    },
}


def as_markdown(model: Model, entries: Sequence[Entry], locale: Locale) -> str:
    """Return the glossary as a Markdown page; whatever specs hold in it is text, never markup."""
    words = _WORDS[locale.language]
    lines = [f"# {md(words['title'].format(name=model.manifest.name))}"]
    for each in entries:
        lines += _section(model, each, locale)
    asked = [(question, answer) for each in entries for question, answer in _questions(model, each, locale)]
    if asked:
        lines += ["", f"## {words['questions']}", ""]
        lines += [f"{number}. {question}" for number, (question, _) in enumerate(asked, 1)]
        lines += ["", f"## {words['answers']}", ""]
        lines += [f"{number}. {answer}" for number, (_, answer) in enumerate(asked, 1)]
    return "\n".join(lines) + "\n"


def _section(model: Model, entry: Entry, locale: Locale) -> Iterator[str]:
    metric, words = entry.metric, _WORDS[locale.language]
    said = label_of(metric, locale.language)
    yield from ("", f"## {md(said)}{f' ({md(metric.name)})' if said != metric.name else ''}", "")
    formula = formula_words(metric.formula, model.metrics, model.sources, locale.language)
    listed = [
        ("meaning", own_language(metric.text("definition") or "", locale)),
        ("reckoned", formula),
        ("example", _example(model, entry, locale)),
        ("unit", metric.shown),
        ("better", words[metric.better] if metric.role != "metric" else ""),
        ("owner", metric.text("owner") or ""),
        ("decision", own_language(metric.text("decision") or "", locale)),
    ]
    yield from (f"- {words[key]}: {md(text)}" for key, text in listed if text)
    for clause in metric.clauses:
        if clause.keyword == "advice":
            when, text = _advice(clause.value)
            yield f"- {words.get(when, when)}: {md(own_language(text, locale))}"


def _advice(value: Any) -> tuple[str, str]:
    """Return when a piece of advice holds, and its words."""
    return value.value.text, value.because.value


def _example(model: Model, entry: Entry, locale: Locale) -> str:
    """Return the formula with the numbers of its period: 2026年10月: 87件 ÷ 459件 = 19.0%."""
    words = _WORDS[locale.language]
    if entry.period is None:
        return str(words["no_numbers"])
    period = period_name(entry.period.label, locale)
    if entry.value is None:
        return f"{period}: {words['none']}"
    whole = _amount(entry, entry.value, locale)
    if entry.formula is None or any(each.value is None for each in entry.parts):
        return f"{period}: {whole}"
    numbers = [_part_amount(each, locale) for each in entry.parts]
    return f"{period}: {_with_names(entry.formula, numbers)} = {whole}"


def _with_names(formula: Formula, names: Sequence[str]) -> str:
    """Return a formula over parts in words, each part under the name given."""
    by_part = {part_name(index): name for index, name in enumerate(names)}

    def renamed(each: Formula) -> Formula:
        match each:
            case MetricRef(name=name):
                return MetricRef(by_part[name], each.span)
            case Apply(arguments=arguments):
                return replace(each, arguments=tuple(renamed(one) for one in arguments))
        return each

    return formula_words(renamed(formula), {}, {}, "ja")


def _amount(entry: Entry, value: Any, locale: Locale) -> str:
    unit, style = unit_of(entry.metric), Style(locale)
    return amount_with_unit(value, unit, decimals([value], unit, style), style)


def _part_amount(part: Part, locale: Locale) -> str:
    if part.metric is not None:
        unit, style = unit_of(part.metric), Style(locale)
        return amount_with_unit(part.value, unit, decimals([part.value], unit, style), style)
    whole = part.value is not None and part.value == int(part.value)
    return written(part.value, 0 if whole else 2, locale)


def _questions(model: Model, entry: Entry, locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield what can be asked of a number that is made of others, with the answers."""
    words, formula = _WORDS[locale.language], entry.formula
    if not isinstance(formula, Apply):
        return
    name = md(label_of(entry.metric, locale.language))
    parts = [formula_words(each.formula, model.metrics, model.sources, locale.language) for each in entry.parts]
    if formula.function == "/":
        yield words["under"].format(name=name), md(_with_names(formula, parts))
    if entry.changed is not None and entry.period is not None and entry.value is not None:
        period = period_name(entry.period.label, locale)
        question = words["more"].format(period=period, part=md(parts[0]), more=f"{MORE:.0%}", name=name)
        before, after = _amount(entry, entry.value, locale), _amount(entry, entry.changed, locale)
        yield question, f"{md(after)} ({md(before)} → {md(after)})"
