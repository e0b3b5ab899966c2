"""Whether a number is what was expected: to the digits that were written, or within a tolerance."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from kpidsl.analysis.numbers import Number
from kpidsl.syntax import tree
from kpidsl.syntax.folding import fold
from kpidsl.syntax.numbers import NUMBER, magnitude

_PERCENT = {"%": 2, "pt": 2}
_DIGITS_AT_MOST = 80
_NEAR = Decimal("1e-9")


def meets(found: Number, expected: tree.Number, tolerance: tree.Number | None) -> bool:
    """Say whether a number is the expected one: after rounding to the digits written, halves away from zero, or no
    further off than `tolerance`. All are in the metric's own unit; 25% is 0.25.
    """
    value = exact(found)
    with localcontext(prec=_DIGITS_AT_MOST):
        if tolerance is None:
            place = last_place(expected.text)
            return (value / place).to_integral_value(ROUND_HALF_UP) == expected.value / place
        off = abs(value - expected.value)
        # A quotient of whole numbers may miss the edge of a tolerance by a hair.
        hair = _NEAR * abs(expected.value) if isinstance(found, float) else Decimal(0)
        return off <= tolerance.value + hair


def exact(found: Number) -> Decimal:
    """Return a number as a decimal; a float as it is written."""
    return Decimal(repr(found)) if isinstance(found, float) else Decimal(found)


def last_place(text: str) -> Decimal:
    """Return what one is worth in the last digit written: 0.01 in 25%, 10 million in 1.2億円, 10,000 in 1億2000万."""
    match = NUMBER.fullmatch(_bare(text))
    assert match is not None, text
    size = match["size"]
    at = max(place for place, letter in enumerate(size) if letter.isdigit())
    one = re.sub(r"\d", "0", size[:at]) + "1" + size[at + 1 :]
    worth = magnitude(one)
    assert worth is not None, text
    return worth.scaleb(-_PERCENT.get(match["sign"] or "", 0))


def _bare(text: str) -> str:
    """Return a number without its sign, and without a unit that stands apart from it."""
    bare = fold(text).strip().lstrip("-+ ")
    match = NUMBER.match(bare)
    return match[0] if match is not None else bare
