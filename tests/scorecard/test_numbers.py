"""Numbers and periods as a Japanese and an English reader expect them."""

from decimal import Decimal

import pytest

from kpidsl.scorecard.figures import Absence, Locale, Number, Unit
from kpidsl.scorecard.numbers import (
    Style,
    amount,
    amount_with_unit,
    change,
    decimals,
    money_step,
    percent,
    points,
    unit_label,
    written,
)
from kpidsl.scorecard.periods import period_name, short_name

JA, EN = Locale("ja", "ja-JP"), Locale("en", "en-GB")
TRIANGLE = Locale("ja", "ja-JP", negative="triangle")
YEN, RATE, DEALS = Unit("money", "JPY"), Unit("percent"), Unit("number", "件")


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (1234567, 0, "1,234,567"),
        (-1234, 0, "−1,234"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "−3"),
        (0.1 + 0.2, 1, "0.3"),
        (1.005, 2, "1.01"),
        (-0.04, 1, "0.0"),
        (0, 0, "0"),
        (None, 0, "算出不可"),
        (float("nan"), 0, "算出不可"),
    ],
)
def test_a_number_is_written_with_separators_and_rounded_half_away_from_zero(
    value: Number | None, places: int, expected: str
) -> None:
    assert written(value, places, JA) == expected


def test_a_negative_is_a_triangle_where_the_locale_wants_it() -> None:
    assert written(-1234, 0, TRIANGLE) == "▲1,234"


@pytest.mark.parametrize(("value", "expected"), [(0.052, "+5.2%"), (-0.052, "−5.2%"), (0, "±0.0%"), (1e6, ">+9,999%")])
def test_a_change_always_has_its_sign(value: float, expected: str) -> None:
    assert change(value, "relative", EN) == expected


def test_a_change_of_a_rate_is_in_points_not_percent() -> None:
    assert (points(0.03, JA), points(-0.03, JA, long=True)) == ("+3.0pt", "−3.0ポイント")


def test_zero_null_no_data_and_not_due_are_four_different_texts() -> None:
    reasons: tuple[Absence, ...] = ("undefined", "no_data", "not_due")
    for locale in (JA, EN):
        style = Style(locale)
        texts = [
            amount(0, DEALS, 0, style),
            *(amount(None, DEALS, 0, style, reason) for reason in reasons),
            amount(None, DEALS, 0, style),
        ]
        assert len(set(texts)) == 5


@pytest.mark.parametrize(
    ("rows", "locale", "step"),
    [
        ([[52_360_000, 120_000_000], [418_000]], JA, "ten_thousand"),
        ([[52_360_000, 120_000_000], [418_000]], EN, "thousand"),
        ([[900]], JA, "one"),
        ([[12_000_000_000]], JA, "hundred_million"),
        ([[12_000_000_000], [500]], JA, "million"),
        ([[None], [0]], JA, "one"),
    ],
)
def test_one_step_of_money_serves_a_whole_page(rows: list[list[int | None]], locale: Locale, step: str) -> None:
    assert money_step(rows, locale) == step


def test_an_amount_in_running_text_has_its_unit() -> None:
    assert amount_with_unit(52_360_000, YEN, 0, Style(JA, "ten_thousand")) == "5,236万円"
    assert amount_with_unit(52_360_000, YEN, 1, Style(EN, "million")) == "JPY 52.4 million"
    assert amount_with_unit(20, Unit("number", "deals"), 0, Style(EN)) == "20 deals"
    assert unit_label(Unit("money", "JPY", "件"), Style(JA, "ten_thousand")) == "万円/件"


def test_a_row_keeps_one_number_of_decimals() -> None:
    style = Style(JA, "ten_thousand")
    assert (
        decimals([418_000, 400_000], YEN, style),
        decimals([8_360_001], YEN, style),
        decimals([0.2], RATE, style),
    ) == (1, 0, 1)
    assert decimals([3, 4], DEALS, style) == 0


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("2026-09", "2026年9月", "Sep 2026"),
        ("FY2026", "2026年度", "FY2026"),
        ("FY2026H1", "2026年度上期", "FY2026 H1"),
        ("FY2026Q3", "2026年度第3四半期", "FY2026 Q3"),
        ("2026-W38", "2026年第38週", "Week 38, 2026"),
        ("2026-09-30", "2026年9月30日", "30 Sep 2026"),
    ],
)
def test_periods_have_names(code: str, ja: str, en: str) -> None:
    assert (period_name(code, JA), period_name(code, EN)) == (ja, en)


def test_the_foot_of_a_chart_names_months_shortly() -> None:
    assert (short_name("2026-09", JA), short_name("2026-09", EN)) == ("9月", "Sep")


def test_a_percentage_does_not_show_float_artefacts() -> None:
    assert percent(0.29, EN, places=14) == "29.00000000000000%"
