"""Values and what operators do to them: three-valued logic, exact numbers, whole local days.

A value is None, a bool, a Fraction, a str, a date or an aware datetime in UTC. Both levels of the language, rows and
formulas, use the operators here; they differ only in what a name means, which they pass in as `child`.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from kpidsl.syntax import tree

Value = None | bool | Fraction | str | date | datetime
Child = Callable[[tree.Expression], Value]


def normal(raw: object, zone: ZoneInfo) -> Value:
    """Return a cell as a value; a naive datetime is local to `zone`, the first of two where the clock went back."""
    match raw:
        case None | bool() | str():
            return raw
        case int() | float() | Decimal() | Fraction():
            return Fraction(raw)
        case datetime():
            return (raw if raw.tzinfo else raw.replace(tzinfo=zone, fold=0)).astimezone(UTC)
        case date():
            return raw
    raise TypeError(f"no such value in a table: {raw!r}")


def plain(value: Value) -> object:
    """Return a value as a result row shows it: int, else Decimal where it ends within 20 digits, else float."""
    if not isinstance(value, Fraction):
        return value
    if value.denominator == 1:
        return value.numerator
    scaled = value * 10**20
    if scaled.denominator == 1 and abs(scaled.numerator) < 10**38:
        return Decimal(scaled.numerator).scaleb(-20).normalize()
    return float(value)


def local_day(value: Value, zone: ZoneInfo) -> date:
    """Return the local day of an instant; a date is its own day."""
    match value:
        case datetime():
            return value.astimezone(zone).date()
        case date():
            return value
    raise TypeError(f"not a time: {value!r}")


def instant(value: Value, zone: ZoneInfo) -> datetime:
    """Return an instant; a date begins at its local midnight."""
    match value:
        case datetime():
            return value
        case date():
            return datetime.combine(value, time(), zone).astimezone(UTC)
    raise TypeError(f"not a time: {value!r}")


def level(left: Value, right: Value, zone: ZoneInfo) -> tuple[Value, Value]:
    """Bring two values to one footing: against a date, an instant stands for its local day."""
    if isinstance(left, date) and isinstance(right, date) and (type(left) is date or type(right) is date):
        return local_day(left, zone), local_day(right, zone)
    return left, right


def compare(operator: str, left: Value, right: Value, zone: ZoneInfo) -> bool | None:
    """Return `left operator right`, None where either is null. Text compares by code point."""
    if left is None or right is None:
        return None
    a, b = level(left, right, zone)
    match operator:
        case "=":
            return a == b
        case "!=":
            return a != b
        case "<":
            return bool(a < b)  # type: ignore[operator]
        case "<=":
            return bool(a <= b)  # type: ignore[operator]
        case ">":
            return bool(a > b)  # type: ignore[operator]
        case ">=":
            return bool(a >= b)  # type: ignore[operator]
    raise ValueError(operator)


def negate(value: Value) -> bool | None:
    """Return `not value`."""
    return None if value is None else not value


def both(left: Value, right: Value) -> bool | None:
    """Return `left and right`: false wins over null."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Value, right: Value) -> bool | None:
    """Return `left or right`: true wins over null."""
    return negate(both(negate(left), negate(right)))


def like(text: Value, pattern: Value) -> bool | None:
    """Match `%` (any run) and `_` (one character), `\\` before either takes it as it is; case counts."""
    if text is None or pattern is None:
        return None
    assert isinstance(text, str)
    assert isinstance(pattern, str)
    return like_text(text, pattern)


def like_text(text: str, pattern: str) -> bool:
    """Match a text against a pattern, one sign of the pattern at a time."""
    if not pattern:
        return not text
    sign, rest = pattern[0], pattern[1:]
    if sign == "%":
        return any(like_text(text[at:], rest) for at in range(len(text) + 1))
    if sign == "\\" and rest:
        return text[:1] == rest[0] and like_text(text[1:], rest[1:])
    return bool(text) and sign in ("_", text[0]) and like_text(text[1:], rest)


def arithmetic(operator: str, left: Value, right: Value) -> Fraction | None:
    """Return a sum, difference, product or real quotient; null with a null, and for a division by zero."""
    if left is None or right is None:
        return None
    assert isinstance(left, Fraction)
    assert isinstance(right, Fraction)
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def half_away(number: Value, digits: int) -> Fraction | None:
    """Round to a number of decimals, halves away from zero."""
    if number is None:
        return None
    assert isinstance(number, Fraction)
    scaled = abs(number) * Fraction(10) ** digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (1 if number >= 0 else -1) * Fraction(whole) / Fraction(10) ** digits


def days_between(first: Value, second: Value, zone: ZoneInfo) -> Fraction | None:
    """Return the local day of the second less that of the first."""
    if first is None or second is None:
        return None
    return Fraction((local_day(second, zone) - local_day(first, zone)).days)


def hours_between(first: Value, second: Value, zone: ZoneInfo) -> Fraction | None:
    """Return the hours that passed from the first to the second, whatever the clocks did."""
    if first is None or second is None:
        return None
    passed = instant(second, zone) - instant(first, zone)
    return (passed.days * 86400 + passed.seconds + Fraction(passed.microseconds, 10**6)) / Fraction(3600)


def interpolate(values: Sequence[Fraction], fraction: Fraction) -> Fraction | None:
    """Return a percentile by linear interpolation, R-7 (Hyndman and Fan, 1996); null over no values."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * fraction
    below = int(place)
    steps = [b - a for a, b in pairwise(ordered)]
    return ordered[below] + (place - below) * steps[below] if place > below else ordered[below]


def scalar(name: str, given: Sequence[Value], zone: ZoneInfo) -> Value:
    """Return a function of values that stands at either level."""
    match name, given:
        case "if", (condition, then, otherwise):
            return then if condition is True else otherwise
        case "coalesce", _:
            return next((each for each in given if each is not None), None)
        case "abs", (Fraction() as number,):
            return abs(number)
        case "abs", (None,):
            return None
        case "round", (number,):
            return half_away(number, 0)
        case "round", (number, Fraction() as digits):
            return half_away(number, int(digits))
        case "days_between", (first, second):
            return days_between(first, second, zone)
        case "hours_between", (first, second):
            return hours_between(first, second, zone)
    raise ValueError(f"no such function here: {name} of {len(given)}")


def binary(operator: str, left: Value, right: Value, zone: ZoneInfo) -> Value:
    """Return what an operator between two values gives."""
    match operator:
        case "and":
            return both(left, right)
        case "or":
            return either(left, right)
        case "like":
            return like(left, right)
        case "+" | "-" | "*" | "/":
            return arithmetic(operator, left, right)
    return compare(operator, left, right, zone)


def membership(value: Value, items: Sequence[Value], zone: ZoneInfo) -> bool | None:
    """Return `value in (items)`: the comparisons joined by or."""
    found: bool | None = False
    for item in items:
        found = either(found, compare("=", value, item, zone))
    return found


def operate(expression: tree.Expression, child: Child, zone: ZoneInfo) -> Value:
    """Return the value of a literal, an operator or a scalar function; `child` gives the values of its parts."""
    match expression:
        case tree.Number(value=number):
            return Fraction(number)
        case tree.Text(value=text):
            return text
        case tree.Period(text=text):
            return date.fromisoformat(text)
        case tree.Constant(name=name):
            return {"null": None, "true": True, "false": False}[name]
        case tree.Unary(operator="-", operand=operand):
            return arithmetic("-", Fraction(0), child(operand))
        case tree.Unary(operand=operand):
            return negate(child(operand))
        case tree.Binary(operator=operator, left=left, right=right):
            return binary(operator, child(left), child(right), zone)
        case tree.Membership(operand=operand, items=items, negated=negated):
            found = membership(child(operand), [child(item) for item in items], zone)
            return negate(found) if negated else found
        case tree.Between(operand=operand, low=low, high=high, negated=negated):
            value = child(operand)
            inside = both(compare(">=", value, child(low), zone), compare("<=", value, child(high), zone))
            return negate(inside) if negated else inside
        case tree.IsNull(operand=operand, negated=negated):
            return (child(operand) is None) is not negated
        case tree.Call(name=name, arguments=arguments):
            return scalar(name.text, [child(each) for each in arguments], zone)
    raise ValueError(f"not a value: {expression!r}")
