"""Numbers, periods, names, keywords, lines and characters."""

from decimal import Decimal
from typing import Any

import pytest

from kpidsl.syntax.read import read, read_kpi
from kpidsl.syntax.tree import Number, Period, Reference, Target, Word
from kpidsl.text.source import Source


def value_of(text: str) -> Any:
    outcome = read_kpi(Source("a.kpi", text))
    assert outcome.diagnostics == (), text
    return outcome.value.statements[0].clauses[0].value


def codes(text: str, file: str = "a.kpi") -> list[str]:
    return [each.code for each in read(Source(file, text)).diagnostics]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("120_000_000", "120000000", None),
        ("0.25", "0.25", None),
        ("25%", "0.25", "%"),
        ("25 %", "0.25", "%"),
        ("3pt", "0.03", "pt"),
        ("3 pt", "0.03", "pt"),
        ("1.2億円", "120000000", "JPY"),
        ("1億2000万円", "120000000", "JPY"),
        ("1億2千万円", "120000000", "JPY"),
        ("5千万円", "50000000", "JPY"),
        ("50千円", "50000", "JPY"),
        ("5000 円", "5000", "JPY"),
        ("2兆", "2000000000000", None),
        ("1.5M", "1500000", None),
        ("200k", "200000", None),
        ("120 USD", "120", "USD"),
        ("１２０％", "1.2", "%"),
        ("010", "10", None),
    ],
)
def test_numbers(text: str, value: str, unit: str | None) -> None:
    number = value_of(f"metric x = {text}")
    assert isinstance(number, Number)
    assert (number.value, number.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["30days", "1.5Mx", "1e6", "1.", "1_", "5万件", "1万2億", "1" * 40, "0x1", "1.2.3"])
def test_no_numbers(text: str) -> None:
    assert codes(f"metric x = {text}") == ["K126"]


@pytest.mark.parametrize(
    "text",
    [
        "FY2026",
        "FY2026H1",
        "FY2026Q3",
        "2026",
        "2026H1",
        "2026Q3",
        "2026-09",
        "2026-W38",
        "2026-09-30",
        "2026年度",
        "2026年度上期",
        "2026年9月",
        "2027年3月期",
        "2026年9月30日",
        "2026年度第2四半期",
        "ＦＹ２０２６",
    ],
)
def test_periods(text: str) -> None:
    outcome = read_kpi(Source("a.kpi", f"kpi x = a {{ target 5 in {text} }}"))
    assert outcome.diagnostics == ()
    target = outcome.value.statements[0].clauses[1].value
    assert isinstance(target, Target) and target.when is not None and target.when.period is not None
    assert target.when.period.text == text.translate(str.maketrans("ＦＹ０２６", "FY026"))


@pytest.mark.parametrize(
    "text", ["2026-13", "2026Q5", "FY26", "2026-9-30", "20260930", "2026-W54", "2026/09/30", "FY2026H3"]
)
def test_no_periods(text: str) -> None:
    assert codes(f"kpi x = a {{ target 5 in {text} }}") == ["K131"]


def test_a_day_in_a_formula_is_a_day_and_a_subtraction_needs_blanks_only_where_it_looks_like_a_month() -> None:
    assert isinstance(value_of("segment s of d = c >= 2026-09-30").span, tuple)
    assert isinstance(
        read_kpi(Source("a.kpi", "metric x = f(2026-09-30)")).value.statements[0].clauses[0].value.arguments[0], Period
    )  # type: ignore[union-attr]
    assert codes("metric x = 2026-09") == ["K133"]
    assert codes("metric x = 2026 - 09") == codes("metric x = 500-20") == []


@pytest.mark.parametrize(
    "word",
    [
        "owner",
        "unit",
        "key",
        "target",
        "kpi",
        "metric",
        "from",
        "in",
        "by",
        "where",
        "per",
        "because",
        "review",
        "x2",
        "tree",
        "every",
        "hold",
        "least",
    ],
)
def test_a_keyword_is_one_only_where_it_can_stand(word: str) -> None:
    source = f"source {word} from {word}.{word} {{ key {word} }}"
    text = f"metric {word} = sum({word}.{word} where {word} = 1 at {word})\n{source}"
    statements = read_kpi(Source("a.kpi", text)).value.statements
    assert codes(text) == []
    assert [each.name.text for each in statements if each.name] == [word, word]


def test_a_word_that_begins_like_a_keyword_is_a_name() -> None:
    assert isinstance(value_of("metric x = inside"), Reference)


def test_full_width_signs_and_letters_are_read_as_their_twins() -> None:
    wide = "ｍｅｔｒｉｃ　ｘ　＝　（ａ＋ｂ）×２÷３－１"
    plain = "metric x = (a+b)*2/3-1"
    assert str(value_of(wide)).replace("a.kpi", "") == str(value_of(plain)).replace("a.kpi", "")


def test_full_width_signs_stay_in_text() -> None:
    outcome = read_kpi(Source("a.kpi", 'kpi x "１００％（税抜）＼" = a'))
    assert outcome.value.statements[0].label is not None
    assert outcome.value.statements[0].label.value == "１００％（税抜）＼"


def test_names_are_compared_after_nfkc_and_sql_keeps_the_spelling() -> None:
    half = value_of("metric x = ﾒｰﾙ")
    assert half.parts == (Word("メール", half.span, written="ﾒｰﾙ"),)
    assert value_of("metric x = `金額（税抜）`").parts[0].text == "金額(税抜)"
    assert value_of("metric x = `金額（税抜）`").parts[0].written == "金額（税抜）"


def test_combining_marks_continue_a_name() -> None:
    assert value_of("metric x = か\u3099く").parts[0].text == "がく"


def test_a_tail_begins_on_its_line_and_a_clause_anywhere() -> None:
    apart = 'kpi x = a {\n limit 35%\n because "why"\n}'
    joined = 'kpi x = a {\n limit 35% because "why"\n}'
    on_one = 'kpi x = a { unit % because "why" }'
    counts = [len(read_kpi(Source("a.kpi", text)).value.statements[0].clauses) for text in (apart, joined, on_one)]
    assert counts == [3, 2, 3]


def test_a_unit_begins_on_the_line_of_its_number() -> None:
    outcome = read_kpi(Source("a.kpi", "kpi x = a {\n effort 2\n incentive\n}"))
    assert outcome.diagnostics == ()
    assert len(outcome.value.statements[0].clauses) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(end: str) -> None:
    text = f"\ufeff# one{end}kpi x = a {{{end}  limit 5 # two{end}  key{end}}}{end}metric y = 1{end}"
    outcome = read_kpi(Source("a.kpi", text))
    assert outcome.diagnostics == ()
    assert [(each.text, each.own_line) for each in outcome.value.comments] == [("# one", True), ("# two", False)]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\u202e", "\u2028", "\x85"])
@pytest.mark.parametrize("file", ["a.kpi", "a.yaml"])
def test_what_cannot_be_seen_is_said_and_the_rest_is_read(character: str, file: str) -> None:
    kpi = f'kpi x "a{character}b" = a\nkpi y = b {{ uint 3 }}\n'
    yaml = f'kpis:\n  x: {{label: "a{character}b", formula: a}}\n  y: {{formula: b, uint: 3}}\n'
    assert codes(yaml if file.endswith("yaml") else kpi, file) == ["K120", "K102"]
