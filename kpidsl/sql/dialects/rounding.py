"""Rounding half away from zero, for dialects whose ROUND does otherwise or is not said to do it."""

from sqlglot import exp

from kpidsl.sql.dialects.row import Unsayable
from kpidsl.text.diagnostic import Said

REFUSAL = Said("`round` to a number of digits that is reckoned", "桁数を計算で決める round")


def half_away(value: exp.Expr, digits: exp.Expr | None = None) -> exp.Expr:
    """Return a rounded number: the sign, and the size of the number and a half cut to whole ones."""
    places = _whole(digits)
    size: exp.Expr = exp.Abs(this=value.copy())
    if places:
        size = exp.Mul(this=size, expression=_power(places))
    up = exp.Floor(this=exp.Add(this=size, expression=exp.Literal.number("0.5")))
    rounded = exp.Mul(this=exp.Sign(this=value), expression=up)
    return exp.paren(exp.Mul(this=rounded, expression=_power(-places)) if places else rounded)


def _power(places: int) -> exp.Expr:
    return exp.Literal.number(f"1{'0' * places}" if places > 0 else f"0.{'0' * (-places - 1)}1")


def _whole(digits: exp.Expr | None) -> int:
    if digits is None:
        return 0
    inner = digits.unnest()
    sign = -1 if isinstance(inner, exp.Neg) else 1
    inner = inner.this if isinstance(inner, exp.Neg) else inner
    if isinstance(inner, exp.Literal) and inner.is_int:
        return sign * int(inner.this)
    raise Unsayable(
        Said(REFUSAL.en, f"{REFUSAL.ja} "),
        Said("write the number of digits as a plain number", "桁数は数字で書いてください"),
    )
