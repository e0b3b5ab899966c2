"""The algebra of units: what a number is a number of.

A unit is a product of bases with powers, such as JPY per deal. Percent is a way to print a plain number, never a base.
An unknown unit is None: a column has one until it meets a declared unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kpidsl.text.diagnostic import Said

Sort = Literal["currency", "count", "time", "custom"]

# fmt: off
CURRENCIES = frozenset({
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "QAR", "RON", "RUB",
    "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
})
# fmt: on
_TIMES = {
    "second": "second",
    "seconds": "second",
    "秒": "second",
    "minute": "minute",
    "minutes": "minute",
    "分": "minute",
    "hour": "hour",
    "hours": "hour",
    "時間": "hour",
    "day": "day",
    "days": "day",
    "日": "day",
    "week": "week",
    "weeks": "week",
    "週": "week",
    "週間": "week",
    "month": "month",
    "months": "month",
    "か月": "month",
    "ヶ月": "month",
    "year": "year",
    "years": "year",
    "年": "year",
}  # fmt: skip


class Base(NamedTuple):
    """One thing that can be counted: a currency, the rows of a source, a length of time, or a team's own unit."""

    name: str
    sort: Sort


PLAIN_COUNT = Base("count", "count")


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of bases with powers, sorted by name; no factors: a plain number."""

    factors: tuple[tuple[Base, int], ...] = ()

    @property
    def plain(self) -> bool:
        """Say whether this is a plain number."""
        return not self.factors

    @property
    def counting(self) -> Base | None:
        """Return the base when this is a bare count (of a source's rows or of a team's own unit)."""
        match self.factors:
            case ((Base(sort="count" | "custom") as base, 1),):
                return base
        return None

    def __str__(self) -> str:
        above = [_power(base, power) for base, power in self.factors if power > 0]
        below = [_power(base, -power) for base, power in self.factors if power < 0]
        if not self.factors:
            return "1"
        return ("·".join(above) or "1") + "".join(f"/{each}" for each in below)


def _power(base: Base, power: int) -> str:
    return base.name if power == 1 else f"{base.name}^{power}"


PLAIN = Unit()


_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_JAPANESE = {"second": "秒", "minute": "分", "hour": "時間", "day": "日", "week": "週", "month": "か月", "year": "年"}


def said(unit: Unit | None) -> Said:
    """Return a unit in words: lengths of time in the reader's language, a plain number as such."""
    if unit is None:
        return Said("an unknown unit", "不明な単位")
    if unit.plain:
        return Said("a plain number", "単位のない数")
    japanese = Unit(tuple((base._replace(name=_japanese(base)), power) for base, power in unit.factors))
    plural = Unit(tuple((base._replace(name=_plural(base, power)), power) for base, power in unit.factors))
    return Said(str(plural), str(japanese))


def _japanese(base: Base) -> str:
    return _JAPANESE.get(base.name, base.name) if base.sort == "time" else base.name


def _plural(base: Base, power: int) -> str:
    return f"{base.name}s" if base.sort == "time" and power > 0 else base.name


def factor(small: Unit | None, large: Unit | None) -> int | None:
    """Return how many of one length of time make another (60 minutes an hour), None where it is no whole number."""
    one, other = _length(small), _length(large)
    return other // one if one and other and other % one == 0 else None


def _length(unit: Unit | None) -> int | None:
    match unit:
        case Unit(factors=((Base(sort="time", name=name), 1),)):
            return _SECONDS.get(name)
    return None


def above(unit: Unit) -> Unit:
    """Return what stands above the line of a unit: the JPY of JPY/件."""
    return Unit(tuple((base, power) for base, power in unit.factors if power > 0))


def ratio_of_counts(unit: Unit | None) -> bool:
    """Say whether a unit is that of a share: a plain number, or as many counts above the line as below."""
    return unit is not None and _ratio_of_counts(unit)


def rows_of(source: str) -> Unit:
    """Return the unit of a count of a source's rows."""
    return Unit(((Base(source, "count"), 1),))


def declared(word: str) -> Unit:
    """Return the unit that a `unit` clause or a quantity names; `%`, `pt` and 倍 are plain numbers. Parts may
    be parted by `/`.
    """
    result = PLAIN
    for index, part in enumerate(word.split("/")):
        unit = _single(part.strip())
        result = times(result, unit, -1 if index else 1)
    return result


def _single(word: str) -> Unit:
    if word in ("%", "pt", "倍", "x", "1", ""):
        return PLAIN
    if word == "円":
        return Unit(((Base("JPY", "currency"), 1),))
    if word in CURRENCIES:
        return Unit(((Base(word, "currency"), 1),))
    if word in _TIMES:
        return Unit(((Base(_TIMES[word], "time"), 1),))
    return Unit(((Base(word, "custom"), 1),))


def times(left: Unit, right: Unit, power: int = 1) -> Unit:
    """Return `left * right ** power`."""
    powers = dict(left.factors)
    for base, exponent in right.factors:
        powers[base] = powers.get(base, 0) + exponent * power
    return Unit(tuple(sorted((base, exponent) for base, exponent in powers.items() if exponent)))


def one_count(unit: Unit | None) -> Unit | None:
    """Return a unit with all that can be counted taken for one thing, as 件 is only a label of deals."""
    if unit is None:
        return None
    result = PLAIN
    for base, power in unit.factors:
        single = PLAIN_COUNT if base.sort in ("count", "custom") else base
        result = times(result, Unit(((single, 1),)), power)
    return result


def common(left: Unit | None, right: Unit | None) -> Unit | None:
    """Return the unit of a sum; the caller has checked `addable`. Counts of different things add to a plain count."""
    if left is None or left == right:
        return right
    if right is None:
        return left
    return Unit(((PLAIN_COUNT, 1),))


def addable(left: Unit | None, right: Unit | None) -> bool:
    """Say whether two units can be added or compared: the same, one unknown, or two counts of rows."""
    if left is None or right is None or left == right:
        return True
    one, other = left.counting, right.counting
    return one is not None and other is not None and "count" in (one.sort, other.sort)


def fits(derived: Unit | None, shown: str) -> bool:
    """Say whether a declared unit may be printed on what the formula's arithmetic gives.

    A count may be relabelled (`unit 件`); `%` fits a plain number and a ratio of counts, as 商談 per リード is a rate.
    """
    if derived is None:
        return True
    word = declared(shown)
    if word == derived:
        return True
    if word.plain:
        return _ratio_of_counts(derived)
    return _shape(word.factors) == _shape(derived.factors)


def _ratio_of_counts(unit: Unit) -> bool:
    return (
        all(base.sort in ("count", "custom") for base, _ in unit.factors)
        and sum(power for _, power in unit.factors) == 0
    )


def _shape(factors: Iterable[tuple[Base, int]]) -> list[tuple[str, str, int]]:
    """Return the factors with every countable thing made alike, so that 円/件 fits JPY per deal."""
    alike = {"count": "count", "custom": "count"}
    return sorted((alike.get(base.sort, base.name), alike.get(base.sort, base.sort), power) for base, power in factors)
