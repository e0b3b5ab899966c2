"""Quantities in clauses, held against the metric they stand in: 25% on a rate, 250万円 on JPY/件, never 5 件 on JPY."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf

from kpidsl.model.kinds import Kind
from kpidsl.model.unit import Unit, above, addable, declared, ratio_of_counts, said
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding

What = OneOf["target", "milestone", "limit", "tolerance", "value", "change", "result", "capacity"]

_WHAT: dict[What, Said] = {
    "target": Said("the target", "目標"),
    "milestone": Said("the milestone", "マイルストーン"),
    "limit": Said("the limit", "上限（limit）"),
    "tolerance": Said("the tolerance", "許容差"),
    "value": Said("the expected value", "見込む値"),
    "change": Said("the expected change", "見込む変化"),
    "result": Said("the result", "レビューの結果"),
    "capacity": Said("the capacity", "能力（capacity）"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a number that quantities are written about; not `sure` where its own unit is at fault, so that
    no quantity is held against it.
    """

    name: str
    unit: Unit | None
    shown: str
    kind: Kind
    sure: bool = True

    @property
    def percentage(self) -> bool:
        """Say whether it is read in percent: shown in %, or a share whose unit is not declared."""
        if self.shown in ("%", "pt"):
            return True
        undeclared = self.shown == ("" if self.unit is None or self.unit.plain else str(self.unit))
        return self.kind == "rate" and undeclared and ratio_of_counts(self.unit)


def check_quantity(what: What, value: tree.Number, about: Measured, per: str = "") -> Iterator[Diagnostic]:
    """Yield what is wrong with a value of a number: its unit, or a percentage without its sign. `per` is the length of
    time that it is said for: so many a day are mostly things that are counted.
    """
    if not about.sure:
        return
    if value.unit is None:
        if about.shown == "%" and abs(value.value) > 1:
            percent = f"{value.text}%"
            advice = Said(f"write {percent}", f"{percent} と書いてください")
            if per:
                advice = Said(
                    f"write {percent} per {per}, or give this target to a number that is counted",
                    f"{percent} per {per} と書くか、件数の指標の目標にしてください",
                )
            read = f"{_plain(value.value * 100)}%"
            yield finding("K618", value.span, name=about.name, text=value.text, read=read, advice=advice)
        return
    if value.unit == "pt":
        yield finding("K617", value.span, text=value.text, percent=value.text.replace("pt", "%"))
    elif not fits_quantity(value, about):
        yield wrong_unit(what, value, about)


def check_difference(what: What, value: tree.Number, about: Measured) -> Iterator[Diagnostic]:
    """Yield what is wrong with a difference between two values of a number: points where it is a percentage,
    else its unit.
    """
    if not about.sure:
        return
    if value.unit == "pt" and (about.percentage or (about.unit is None and about.kind == "rate")):
        return
    if value.unit == "%" and about.percentage:
        yield finding("K619", value.span, text=value.text, points=points(value))
    elif value.unit is None and about.shown == "%" and abs(value.value) > 1:
        yield finding("K619", value.span, text=value.text, points=f"{value.text}pt")
    elif value.unit is not None and not fits_quantity(value, about):
        yield wrong_unit(what, value, about)


def fits_quantity(value: tree.Number, about: Measured) -> bool:
    """Say whether a quantity's unit is that of a number; of JPY/件 the JPY alone is enough."""
    if value.unit in ("%", "pt"):
        return about.percentage or (about.unit is None and about.kind == "rate" and not about.shown)
    unit = declared(value.unit or "")
    shown = declared(about.shown)
    if about.shown == "%":
        return False
    fits = addable(about.unit, unit) or shown == unit
    return fits or (about.kind == "rate" and unit in (above(shown), above(about.unit or shown)))


def wrong_unit(what: What, value: tree.Number, about: Measured) -> Diagnostic:
    """Return the finding about a quantity in another unit than its number's."""
    expected = expected_unit(about)
    found = said(declared(value.unit or "")) if value.unit not in ("%", "pt") else Said(value.unit, value.unit)
    advice = Said(f"write it in {expected.en}", f"{expected.ja} で書いてください")
    if about.percentage and value.unit in _POINTS:
        written = f"{value.text.removesuffix(value.unit or '').strip()}pt"
        advice = Said(f"write {written}", f"{written} と書いてください")
    if about.unit is None and not about.shown:
        expected = Said("no declared unit", "未宣言")
        advice = Said(
            "write an amount, or declare the unit of the number", "量を書くか、指標に unit を宣言してください"
        )
    return finding("K602", value.span, what=_WHAT[what], name=about.name, found=found, expected=expected, advice=advice)


_POINTS = ("point", "points", "ポイント", "pts", "pp", "ppt")


def expected_unit(about: Measured) -> Said:
    """Return the unit that a number is written in."""
    if about.percentage:
        return Said("%", "%")
    return said(declared(about.shown)) if about.shown else said(about.unit)


def points(value: tree.Number) -> str:
    """Return a percentage as percentage points: +10% as +10pt."""
    return value.text.replace(" %", "%").replace("%", "pt")


def ambiguous(value: tree.Number) -> Diagnostic:
    """Return the finding that offers both readings of a percentage of a percentage, with what they would make
    of 20%.
    """
    start = Decimal("0.2")
    added, grown = (_percent(each) for each in (start + value.value, start * (1 + value.value)))
    return finding("K603", value.span, text=value.text, points=points(value), added=added, grown=grown)


def _percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
