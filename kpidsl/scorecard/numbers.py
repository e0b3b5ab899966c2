"""Numbers as people read them: one step of money per page, halves away from zero, U+2212 or ▲ for negatives.

Every function takes a value and returns text. No float artefact survives: a float is read by its shortest spelling.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

from kpidsl.scorecard.figures import Absence, Locale, Number, Unit
from kpidsl.scorecard.words import ABSENT, COUNT_STEPS, MONEY_STEPS, NOT_SET, POINTS

MINUS = "\N{MINUS SIGN}"
STEPS = {"one": 0, "thousand": 3, "ten_thousand": 4, "million": 6, "hundred_million": 8, "billion": 9, "trillion": 12}
LADDER = {
    "ja": ("one", "thousand", "ten_thousand", "million", "hundred_million"),
    "en": ("one", "thousand", "million", "billion"),
}
MOST_DIGITS = 6
COLUMN_DIGITS = 8
LARGEST = 11
HUGE_SHARE = 100
_SURE = 0.005
BELOW_NOTHING = "<0%"


@dataclass(frozen=True, slots=True)
class Style:
    """A locale and the step of money that one page uses for all its amounts."""

    locale: Locale
    step: str = "one"


def exact(value: Number | None) -> Decimal | None:
    """Return the value as a Decimal, None for what is not finite."""
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    return number if number.is_finite() else None


def rounded(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero (JIS Z 8401 rule B)."""
    with localcontext() as context:
        context.prec = 60
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def written(value: Number | None, places: int, locale: Locale, *, signed: bool = False) -> str:
    """Write a number with thousands separators; a difference (`signed`) always has a sign, `±` at zero."""
    number = exact(value)
    if number is None:
        return ABSENT[locale.language]["undefined"]
    if number and number.adjusted() > LARGEST:
        return _scientific(number, locale)
    near = rounded(number, places)
    digits = f"{abs(near):,.{places}f}"
    if near == 0:
        return f"±{digits}" if signed else digits
    return f"{_sign(near, locale, signed)}{digits}"


def _sign(number: Decimal, locale: Locale, signed: bool) -> str:
    if number < 0:
        return "▲" if locale.negative == "triangle" else MINUS
    return "+" if signed else ""


def _scientific(number: Decimal, locale: Locale) -> str:
    power = number.adjusted()
    return f"{_sign(number, locale, False)}{abs(number.scaleb(-power)):.1f}×10^{power}"


def percent(value: Number | None, locale: Locale, *, signed: bool = False, places: int = 1) -> str:
    """Write a fraction as a percentage: 0.936 gives 93.6%; from a hundredfold on only that it is more."""
    number = exact(value)
    if number is None:
        return written(None, places, locale)
    return f"{_bounded(number, places, locale, signed=signed)}%"


def odds_words(odds: Number, locale: Locale) -> str:
    """Write a probability in whole percents; what no simulated path showed is not said to be impossible, or sure."""
    share = float(odds)
    if share < _SURE:
        return "<1%"
    return ">99%" if share > 1 - _SURE else percent(odds, locale, places=0)


def share_words(value: Number | None, style: Style) -> str:
    """Write a share of a plan; below nothing there is no more to say than that."""
    number = exact(value)
    if number is None:
        return NOT_SET
    return percent(number, style.locale) if number >= 0 else BELOW_NOTHING


def _bounded(number: Decimal, places: int, locale: Locale, *, signed: bool) -> str:
    if abs(number) < HUGE_SHARE:
        return written(number * 100, places, locale, signed=signed)
    return f"{'>' if number > 0 else '<'}{written(9999 if number > 0 else -9999, 0, locale, signed=signed)}"


def points(value: Number | None, locale: Locale, *, long: bool = False) -> str:
    """Write a difference of fractions in percentage points, signed: 0.03 gives +3.0pt, or +3.0ポイント when `long`."""
    number = exact(value)
    if number is None:
        return written(None, 1, locale)
    return f"{_bounded(number, 1, locale, signed=True)}{POINTS[locale.language] if long else 'pt'}"


def change(value: Number | None, change_style: Literal["relative", "points"], locale: Locale) -> str:
    """Write a comparison: a relative change of an amount in percent, or a change of a rate in points."""
    return points(value, locale) if change_style == "points" else percent(value, locale, signed=True)


def amount(value: Number | None, unit: Unit, places: int, style: Style, absent: Absence | None = None) -> str:
    """Write a value in its unit's terms without the unit, but with the percent sign; `absent` says why it is none."""
    if value is None:
        return ABSENT[style.locale.language][absent] if absent else NOT_SET
    if unit.style == "percent":
        return percent(value, style.locale, places=places)
    return written(_in_step(value, unit, style), places, style.locale)


def amount_with_unit(value: Number | None, unit: Unit, places: int, style: Style, absent: Absence | None = None) -> str:
    """Write a value with its unit, for running text: 5,230万円, JPY 52.3 million, 1,024 deals, 23.4%."""
    text = amount(value, unit, places, style, absent)
    label = unit_label(unit, style)
    if value is None or unit.style == "percent" or not label:
        return text
    if style.locale.language == "ja":
        return f"{text}{label}"
    return f"{label.replace(' ', f' {text} ', 1)}" if " " in label and unit.style == "money" else f"{text} {label}"


def unit_label(unit: Unit, style: Style) -> str:
    """Name the unit once for a row or a title: 万円/件, JPY million, deals; nothing for percent."""
    if unit.style == "percent":
        return ""
    base = (
        MONEY_STEPS[style.locale.language][style.step].format(currency=_currency(unit, style))
        if unit.style == "money"
        else COUNT_STEPS[style.locale.language][unit.step].format(label=unit.label).strip()
    )
    return f"{base}/{unit.per}" if unit.per else base


def _currency(unit: Unit, style: Style) -> str:
    return "円" if style.locale.language == "ja" and unit.label == "JPY" else unit.label


def _in_step(value: Number, unit: Unit, style: Style) -> Number:
    number = exact(value)
    if unit.style == "percent" or number is None:
        return value
    return number.scaleb(-STEPS[style.step if unit.style == "money" else unit.step])


def decimals(values: Iterable[Number | None], unit: Unit, style: Style) -> int:
    """Choose the number of decimals that one row keeps for all its values."""
    if unit.decimals is not None:
        return unit.decimals
    if unit.style == "percent":
        return 1
    known = [
        abs(number)
        for value in values
        if value is not None and (number := exact(_in_step(value, unit, style))) is not None
    ]
    largest = max(known, default=Decimal(0))
    if all(number == number.to_integral_value() for number in known if number.adjusted() < LARGEST):
        return 0
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def money_step(rows: Sequence[Sequence[Number | None]], locale: Locale) -> str:
    """Choose one step of money for a page, given the values of each row that is money.

    The greatest step in which the smallest row still has two digits, but never so small a step that the largest value
    has more than six.
    """
    if locale.money != "auto":
        return locale.money
    largest = [number for row in rows if (number := _largest(row))]
    if not largest:
        return "one"
    ladder = LADDER[locale.language]
    readable = [step for step in ladder if min(largest).scaleb(-STEPS[step]) >= 10] or [ladder[0]]
    short = [step for step in ladder if max(largest).scaleb(-STEPS[step]) < 10**MOST_DIGITS] or [ladder[-1]]
    return max(readable[-1], short[0], key=STEPS.__getitem__)


def step_that_fits(rows: Sequence[Sequence[Number | None]], locale: Locale) -> str:
    """Choose the step of money of a table of many narrow columns, which names it: that of the page, or the next in
    which no amount has more than eight digits.
    """
    step, largest = money_step(rows, locale), max(map(_largest, rows), default=Decimal(0))
    larger = [each for each in LADDER[locale.language] if STEPS[each] > STEPS[step]]
    return next((each for each in (step, *larger) if largest.scaleb(-STEPS[each]) < 10**COLUMN_DIGITS), step)


def _largest(row: Sequence[Number | None]) -> Decimal:
    return max((abs(number) for value in row if (number := exact(value)) is not None), default=Decimal(0))


def difference(value: Number, beside: Sequence[Number | None], unit: Unit, style: Style) -> str:
    """Write a difference with its sign, to the decimals of the amounts `beside` it; of a percent in points."""
    if unit.style == "percent":
        return points(value, style.locale)
    places = decimals(beside, unit, style)
    text = amount(value, unit, places, style)
    return f"+{text}" if float(value) > 0 and text.strip("0.,") else text
