"""Targets that must agree: those of the parts, put through a proved breakdown, with the target of the whole.

Only absolute values of the same period are compared (a change hangs on what was measured), and of all rows (slices have
a check of their own). A part without a target of its own stands for what its own proved breakdown makes. Source: domain
section 3f, A07, whose tolerance of 1% this is: targets are round numbers, and a margin of a percent is no plan.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from kpidsl.model.calendar import Calendar, parse_period
from kpidsl.model.expression import Apply, Formula, Literal, MetricRef
from kpidsl.model.records import Metric
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

TOLERANCE = Decimal("0.01")
"""The share of a whole's target by which those of its parts may miss it."""

_ABSOLUTE = ("reach", "at_least", "at_most")
_DEEPEST = 50
Aims = Mapping[str, Mapping[str, tree.Target]]
"""Every metric's absolute targets, by the words of their period."""


def check_agreement(metrics: Mapping[str, Metric], calendar: Calendar) -> Iterator[Diagnostic]:
    """Yield a finding for each target that those of its parts do not make."""
    aims = {name: _aims(metric, calendar) for name, metric in metrics.items() if metric.targets}
    for name, targets in aims.items():
        whole = metrics[name]
        if whole.breakdown is None or whole.proof != "proved":
            continue
        for period, target in targets.items():
            used: dict[str, tree.Target] = {}
            made = _made(whole.breakdown, period, metrics, aims, used, 0)
            asked = target.value.value
            if made is None or not used or abs(made - asked) <= TOLERANCE * abs(asked):
                continue
            labels = [Label(each.span, part) for part, each in list(used.items())[:3]]
            difference = made - asked
            yield finding(
                "K622",
                target.span,
                *labels,
                name=name,
                period=_said(period),
                asked=target.value.text,
                made=_number(made, whole.shown),
                gap=_number(difference, whole.shown, signed=True),
                share=f"{difference / abs(asked):+.1%}" if asked else "-",
            )


def _aims(metric: Metric, calendar: Calendar) -> dict[str, tree.Target]:
    found: dict[str, tree.Target] = {}
    for target in metric.targets:
        period = _period(target, calendar)
        if period and target.slice is None and target.sense in _ABSOLUTE:
            found.setdefault(period, target)
    return found


def _period(target: tree.Target, calendar: Calendar) -> str:
    """Return the days that a target is about, in words by which equal ones are equal; "" where they are not alike.

    `by D` is a total to that day of one number and a single review period of another, so such targets are not compared.
    """
    match target.when:
        case tree.When(preposition="in", period=tree.Period(text=text)):
            period = parse_period(calendar, text)
            return period.label if period is not None else ""
        case tree.When(preposition="per", unit=tree.Word(text=text)) if "day" not in text:
            return f"per {text.removesuffix('s')}"
    return ""


_UNITS = {"week": "週", "month": "月", "quarter": "四半期", "half": "半期", "year": "年"}


def _said(period: str) -> Said:
    unit = period.removeprefix("per ")
    if unit == period:
        return Said(f"in {period}", f"{period} の")
    plain = unit.removeprefix("fiscal_")
    return Said(f"in each {unit.replace('_', ' ')}", f"毎{_UNITS.get(plain, plain)}の")


def _made(
    formula: Formula,
    period: str,
    metrics: Mapping[str, Metric],
    aims: Aims,
    used: dict[str, tree.Target],
    depth: int,
) -> Decimal | None:
    """Return what the targets of the parts make, None where one has none or nothing can be divided."""
    match formula:
        case Literal(value=Decimal() as number):
            return number
        case MetricRef(name=name):
            target = aims.get(name, {}).get(period)
            if target is not None:
                used[name] = target
                return target.value.value
            part = metrics.get(name)
            if part is None or part.breakdown is None or part.proof != "proved" or depth > _DEEPEST:
                return None
            return _made(part.breakdown, period, metrics, aims, used, depth + 1)
        case Apply(function="neg", arguments=(operand,)):
            inner = _made(operand, period, metrics, aims, used, depth)
            return None if inner is None else -inner
        case Apply(function="+" | "-" | "*" | "/" as operator, arguments=(left, right)):
            one = _made(left, period, metrics, aims, used, depth)
            other = _made(right, period, metrics, aims, used, depth) if one is not None else None
            return None if one is None or other is None else _joined(operator, one, other)
    return None


def _joined(operator: str, one: Decimal, other: Decimal) -> Decimal | None:
    try:
        match operator:
            case "+":
                return one + other
            case "-":
                return one - other
            case "*":
                return one * other
            case _:
                return one / other if other else None
    except (DivisionByZero, InvalidOperation, Overflow):
        return None


def _number(value: Decimal, shown: str, *, signed: bool = False) -> str:
    """Write a number in its unit: 2,782,500,000 JPY, +3.1%."""
    sign = "+" if signed else ""
    if shown == "%":
        return f"{value * 100:{sign}.4g}{'pt' if signed else '%'}"
    places = 0 if abs(value) >= 1000 else 2
    text = f"{value:{sign},.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    return f"{text} {shown}".strip()
