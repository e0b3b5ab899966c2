"""Formulas in words, for readers who do not write them: in Japanese and English."""

from collections.abc import Mapping
from typing import Literal as OneOf

from kpidsl.model.canonical import literal_text, row_text
from kpidsl.model.expression import (
    Aggregate,
    Apply,
    Column,
    Formula,
    Journey,
    Literal,
    MetricRef,
    OverPeriods,
    RawSql,
    RowExpression,
    RowSet,
)
from kpidsl.model.records import Metric, Source

Language = OneOf["ja", "en"]

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_COUNTED = {
    "ja": {
        "count": "{rows}の件数", "count_distinct": "{rows}の {value} の種類の数", "sum": "{rows}の {value} の合計",
        "avg": "{rows}の {value} の平均", "min": "{rows}の {value} の最小", "max": "{rows}の {value} の最大",
        "median": "{rows}の {value} の中央値", "percentile": "{rows}の {value} の {fraction} パーセンタイル",
        "latest": "{rows}の {value} の最新値の合計", "share": "{source}のうち {condition} の割合",
    },
    "en": {
        "count": "number of {rows}",
        "count_distinct": "number of different {value} of {rows}", "sum": "sum of {value} of {rows}",
        "avg": "average {value} of {rows}", "min": "smallest {value} of {rows}", "max": "largest {value} of {rows}",
        "median": "median {value} of {rows}", "percentile": "{fraction}th percentile of {value} of {rows}",
        "latest": "sum of the latest {value} of {rows}", "share": "share of {source} where {condition}",
    },
}  # fmt: skip
_TESTS = {
    "ja": {
        "=": "{0} が {1}", "!=": "{0} が {1} 以外", "<": "{0} が {1} 未満",
        "<=": "{0} が {1} 以下", ">": "{0} が {1} 超",
        ">=": "{0} が {1} 以上", "and": "{0} かつ {1}", "or": "{0} または {1}",
        "not": "{0} でない", "is_null": "{0} が空",
        "like": "{0} が {1} の形", "between": "{0} が {1} から {2}",
        "in": "{0} が {rest} のどれか", "not null": "{0} がある",
    },
    "en": {
        "=": "{0} is {1}", "!=": "{0} is not {1}", "<": "{0} is under {1}",
        "<=": "{0} is at most {1}", ">": "{0} is over {1}",
        ">=": "{0} is at least {1}", "and": "{0} and {1}", "or": "{0} or {1}",
        "not": "not ({0})", "is_null": "{0} is empty",
        "like": "{0} looks like {1}", "between": "{0} is from {1} to {2}",
        "in": "{0} is one of {rest}", "not null": "{0} is there",
    },
}  # fmt: skip
_VALUES = {
    "ja": {
        "if": "{0} なら {1}、でなければ {2}", "coalesce": "{0}(ないときは {rest})", "abs": "{0} の絶対値",
        "round": "{0} を丸めた値", "days_between": "{0} から {1} までの日数",
        "hours_between": "{0} から {1} までの時間数",
    },
    "en": {
        "if": "{1} if {0}, else {2}", "coalesce": "{0} (or {rest} where there is none)", "abs": "size of {0}",
        "round": "{0} rounded", "days_between": "days from {0} to {1}", "hours_between": "hours from {0} to {1}",
    },
}  # fmt: skip

_OVER = {
    "ja": {
        "before": "前期の{0}", "previous": "{count}{unit}前の{0}", "rolling": "直近{count}{unit}の{0}",
        "to_date": "{unit}の初めからの{0}", "cumulative": "{0}の累計",
    },
    "en": {
        "before": "{0} of the period before",
        "previous": "{0} {count} {unit} earlier", "rolling": "{0} over the last {count} {unit}",
        "to_date": "{0} since the start of the {unit}", "cumulative": "{0} in all so far",
    },
}  # fmt: skip
_LENGTHS = {
    "day": "日", "week": "週", "month": "か月", "quarter": "四半期", "half": "半期", "year": "年",
    "fiscal_quarter": "会計四半期", "fiscal_half": "会計半期", "fiscal_year": "会計年度",
}  # fmt: skip


def unit_words(unit: str, count: int, language: Language) -> str:
    """Return a unit of time in words: か月, months, fiscal year."""
    if language == "ja":
        return _LENGTHS.get(unit, unit)
    return unit.replace("_", " ") + ("s" if count != 1 else "")


def formula_words(
    formula: Formula, metrics: Mapping[str, Metric], sources: Mapping[str, Source], language: Language, within: int = 0
) -> str:
    """Return a formula in words: names by their labels, aggregates as a person would say them."""

    def say(each: Formula, strength: int = 0) -> str:
        return formula_words(each, metrics, sources, language, strength)

    match formula:
        case Literal(value=value):
            return literal_text(value)
        case MetricRef(name=name):
            return label_of(metrics[name], language) if name in metrics else name
        case Aggregate():
            words = _aggregate(formula, sources, language)
            return f"({words})" if within else words
        case OverPeriods(function=function, operand=operand, count=count, unit=unit):
            form = _OVER[language][function if unit or function != "previous" else "before"]
            return form.format(say(operand, 3), count=count, unit=unit_words(unit, count, language))
        case Journey():
            words = _journey(formula, sources, language)
            return f"({words})" if within else words
        case Apply(function="neg", arguments=(operand,)):
            return f"−{say(operand, 3)}"
        case Apply(function=operator, arguments=(left, right)) if operator in _SIGNS:
            strength = _STRENGTH[operator]
            words = f"{say(left, strength)}{_SIGNS[operator]}{say(right, strength + 1)}"
            return f"({words})" if strength < within else words
        case Apply(function=function, arguments=arguments) if function in _TESTS[language]:
            parts = [say(each, 3) for each in arguments]
            return _TESTS[language][function].format(*parts, rest=", ".join(parts[1:]))
        case Apply(function=function, arguments=arguments) if function in _VALUES[language]:
            parts = [say(each) for each in arguments]
            words = _VALUES[language][function].format(*parts, rest=", ".join(parts[1:]))
            return f"({words})" if within else words
        case Apply(function=function, arguments=arguments):
            return f"{function}({', '.join(say(each) for each in arguments)})"


def label_of(metric: Metric, language: Language) -> str:
    """Return how a metric is called: names are those of the spec, and labels stand in where the reader's
    language differs.
    """
    if metric.label is None:
        return metric.name
    in_japanese = any(ord(each) > 0x2E7F for each in metric.name)
    return metric.name if (language == "ja") == in_japanese else metric.label


def _aggregate(aggregate: Aggregate, sources: Mapping[str, Source], language: Language) -> str:
    source = sources.get(aggregate.source)
    said = source.label if language == "ja" and source is not None and source.label else aggregate.source
    condition = _condition(aggregate.where, language) if aggregate.where is not None else ""
    rows = said
    if condition and aggregate.function != "share":
        rows = f"{said}({condition})" if language == "ja" else f"{said} where {condition}"
    value = _condition(aggregate.argument, language) if aggregate.argument is not None else ""
    fraction = f"{aggregate.fraction * 100:.0f}" if aggregate.fraction is not None else ""
    form = _COUNTED[language][aggregate.function]
    return form.format(rows=rows, source=said, value=value, condition=condition, fraction=fraction)


_JOURNEYS = {
    "ja": {
        "converted": "{first}のうち、{count}{unit}以内に{second}へ進んだものの割合",
        "repeated": "{first}のあった {key} のうち、{count}{unit}以内にもう一度あったものの割合",
        "retained": "初めて{first}のあった {key} のうち、{count}{unit}後にもあったものの割合",
    },
    "en": {
        "converted": "share of {first} that went on to {second} within {count} {unit}",
        "repeated": "share of the {key} of {first} that come again within {count} {unit}",
        "retained": "share of the {key} new in {first} that are there {count} {unit} later",
    },
}


def _journey(journey: Journey, sources: Mapping[str, Source], language: Language) -> str:
    first, second = (_rows(each, sources, language) if each else "" for each in (journey.first, journey.second))
    unit = unit_words(journey.unit, journey.count, language)
    form = _JOURNEYS[language][journey.function]
    key = _condition(journey.key, language)
    return form.format(first=first, second=second, key=key, count=journey.count, unit=unit)


def _rows(rows: RowSet, sources: Mapping[str, Source], language: Language) -> str:
    """Return rows in words, with the condition on them."""
    source = sources.get(rows.source)
    said = source.label if language == "ja" and source is not None and source.label else rows.source
    if rows.where is None:
        return said
    condition = _condition(rows.where, language)
    return f"{said}({condition})" if language == "ja" else f"{said} where {condition}"


def condition_words(expression: RowExpression, language: Language) -> str:
    """Return a condition on rows in words."""
    return _condition(expression, language)


def _condition(expression: RowExpression, language: Language) -> str:
    match expression:
        case Column(path=path, name=name):
            return ".".join((*path, name))
        case Literal(value=value):
            return literal_text(value)
        case RawSql():
            return row_text(expression)
        case Apply(function="not", arguments=(Apply(function="is_null", arguments=(operand,)),)):
            return _TESTS[language]["not null"].format(_condition(operand, language))
        case Apply(function=function, arguments=arguments) if function in _TESTS[language]:
            parts = [_condition(each, language) for each in arguments]
            return _TESTS[language][function].format(*parts, rest=", ".join(parts[1:]))
        case Apply(function=function, arguments=arguments) if function in _VALUES[language]:
            parts = [_condition(each, language) for each in arguments]
            return _VALUES[language][function].format(*parts, rest=", ".join(parts[1:]))
    return row_text(expression)
