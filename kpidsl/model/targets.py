"""Targets as written, held against the metric they stand in: units, periods, and one target for one period."""

from collections.abc import Iterator

from kpidsl.model.calendar import Calendar, parse_period
from kpidsl.model.records import Metric
from kpidsl.model.unit import addable, declared
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, finding
from kpidsl.text.source import Span


def check_targets(metric: Metric, calendar: Calendar) -> Iterator[Diagnostic]:
    """Yield what is wrong with a metric's targets and milestones."""
    seen: dict[tuple[str, str], Span] = {}
    for target in metric.targets:
        wrong = [*_check_value(metric, target), *_check_times(metric, target, calendar)]
        yield from wrong
        if wrong:
            continue
        key = (_when(target, calendar), target.slice.value.value if target.slice else "")
        if key in seen:
            yield finding("K605", target.span, Label(seen[key], key[0]), name=metric.name, period=key[0])
        seen.setdefault(key, target.span)
    for milestone in metric.milestones:
        yield from _check_unit(metric, milestone.value)
        yield from _check_period(milestone.by, calendar)


def _check_value(metric: Metric, target: tree.Target) -> Iterator[Diagnostic]:
    values = [target.value, *([target.upper] if target.upper else [])]
    match target.sense:
        case "change":
            if target.value.unit == "%" and metric.kind == "rate" and not target.relative:
                points = target.value.text.replace("%", "pt")
                yield finding("K603", target.value.span, text=target.value.text, points=points)
            elif target.value.unit == "pt" and metric.kind != "rate":
                yield finding("K602", target.value.span, name=metric.name, found="pt", expected=metric.shown or "1")
            elif target.value.unit != "%":
                yield from _check_unit(metric, target.value)
            if target.versus is None:
                yield finding("K604", target.span, text=target.value.text)
        case "times":
            if target.versus is None:
                yield finding("K604", target.span, text=f"x{target.value.text}")
        case _:
            for value in values:
                yield from _check_unit(metric, value)


def _check_unit(metric: Metric, value: tree.Number) -> Iterator[Diagnostic]:
    if value.unit is None:
        return
    if value.unit in ("%", "pt"):
        fine = metric.shown == "%" or (not metric.shown and metric.kind == "rate")
    else:
        unit = declared(value.unit)
        fine = metric.shown != "%" and (addable(metric.unit, unit) or declared(metric.shown) == unit)
    if not fine:
        yield finding("K602", value.span, name=metric.name, found=value.unit, expected=metric.shown or "1")


def _check_times(metric: Metric, target: tree.Target, calendar: Calendar) -> Iterator[Diagnostic]:
    if target.versus is not None:
        yield from _check_period(target.versus, calendar)
    match target.when:
        case None:
            if target.sense not in ("hold", "between", "every"):
                yield finding("K609", target.span, name=metric.name)
        case tree.When(period=tree.Period() as period):
            yield from _check_period(period, calendar)


def _check_period(period: tree.Period, calendar: Calendar) -> Iterator[Diagnostic]:
    if parse_period(calendar, period.text) is None:
        yield finding("K503", period.span, text=period.text)


def _when(target: tree.Target, calendar: Calendar) -> str:
    match target.when:
        case tree.When(period=tree.Period(text=text)):
            period = parse_period(calendar, text)
            return period.label if period else text
        case tree.When(unit=tree.Word(text=text)):
            return text
    return "-"
