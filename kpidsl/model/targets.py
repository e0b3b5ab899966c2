"""Targets as written, held against the metric they stand in: units, periods, slices, and one target for one period."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kpidsl.model.calendar import Calendar
from kpidsl.model.dates import day_of, period_of
from kpidsl.model.quantities import Measured, ambiguous, check_difference, check_quantity
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.source import Span

_FIRST = Said("the first one", "1 つ目")
SliceCheck = Callable[[tree.Slice, list[Diagnostic]], None]
"""Adds a finding where a number cannot be sliced by a dimension."""


@dataclass(slots=True)
class _Work:
    about: Measured
    calendar: Calendar
    adds_up: bool
    found: list[Diagnostic] = field(default_factory=list)
    first: dict[tuple[str, str], Span] = field(default_factory=dict)
    wholes: dict[str, tree.Target] = field(default_factory=dict)
    slices: dict[tuple[str, str], list[tree.Target]] = field(default_factory=dict)


def check_targets(
    about: Measured,
    targets: tuple[tree.Target, ...],
    milestones: tuple[tree.Milestone, ...],
    calendar: Calendar,
    adds_up: bool,
    sliced: SliceCheck,
) -> list[Diagnostic]:
    """Return what is wrong with a metric's targets and milestones."""
    work = _Work(about, calendar, adds_up)
    for target in targets:
        before = len(work.found)
        work.found += _value(target, about)
        sound = len(work.found) == before
        if target.slice is not None:
            sliced(target.slice, work.found)
        when = _when(target, work, sound)
        if len(work.found) == before:
            _once(target, when, work)
    work.found += _sums(work)
    for milestone in milestones:
        work.found += check_quantity("milestone", milestone.value, about)
        day = day_of(calendar, milestone.by, work.found)
        if day is not None:
            _only(("milestone", day.isoformat()), milestone.span, milestone.by.text, work)
    return work.found


# --- values -----------------------------------------------------------------------------------------------------------


def _value(target: tree.Target, about: Measured) -> Iterator[Diagnostic]:
    value = target.value
    match target.sense:
        case "change":
            yield from _change(target, about)
        case "times":
            if value.value <= 0:
                yield finding("K615", value.span, text=value.text)
            if target.versus is None:
                yield finding("K604", target.span, text=value.text)
        case "between" if target.upper is not None:
            wrong = [each for end in (value, target.upper) for each in check_quantity("target", end, about)]
            yield from wrong[:1]
            if not wrong and value.value >= target.upper.value:
                yield finding("K616", target.span, low=value.text, high=target.upper.text)
        case "every" if about.kind != "flow":
            yield finding("K611", target.span, name=about.name)
        case _:
            per = target.when.unit.text if target.when is not None and target.when.unit is not None else ""
            yield from check_quantity("target", value, about, per)


def _change(target: tree.Target, about: Measured) -> Iterator[Diagnostic]:
    """Yield what is wrong with `+5%`, `+3pt`, `+100`: on a percentage, % could mean its points or a part of
    its size.
    """
    value = target.value
    if target.relative and value.unit != "%":
        yield finding("K614", value.span, text=value.text)
    elif value.unit == "%":
        if about.percentage and about.sure and not target.relative:
            yield ambiguous(value)
    else:
        yield from check_difference("target", value, about)
    if target.versus is None:
        yield finding("K604", target.span, text=value.text)


# --- times ------------------------------------------------------------------------------------------------------------


def _when(target: tree.Target, work: _Work, sound: bool) -> str:
    """Return the label of the days that a target is for, "" where they are not known; adds what is wrong with them.
    A target whose value is at fault is not asked for the time that it lacks.
    """
    versus = period_of(work.calendar, target.versus, work.found) if target.versus is not None else None
    match target.when:
        case None:
            if sound and target.sense not in ("hold", "between", "every"):
                work.found.append(finding("K609", target.span, name=work.about.name))
            return "-"
        case tree.When(unit=tree.Word(text=text, span=span)):
            if text.rstrip("s") in ("minute", "hour"):
                work.found.append(finding("K612", span, text=text))
            return text
        case tree.When(period=tree.Period() as written):
            period = period_of(work.calendar, written, work.found)
            if period is not None and versus is not None and versus.last >= period.last:
                assert target.versus is not None
                facts = {"versus": target.versus.text, "period": written.text}
                work.found.append(finding("K613", target.versus.span, **facts))
            return period.label if period is not None else ""
    return ""


# --- several targets --------------------------------------------------------------------------------------------------


def _once(target: tree.Target, when: str, work: _Work) -> None:
    part = f"{_path(target.slice)} '{target.slice.value.value}'" if target.slice is not None else ""
    _only((when, part), target.span, f"{when} {part}".strip(), work)
    if target.sense in ("reach", "at_least"):
        if target.slice is None:
            work.wholes.setdefault(when, target)
        else:
            work.slices.setdefault((when, _path(target.slice)), []).append(target)


def _path(part: tree.Slice) -> str:
    return ".".join(each.text for each in part.dimension.parts)


def _only(key: tuple[str, str], span: Span, words: str, work: _Work) -> None:
    first = work.first.setdefault(key, span)
    if first != span:
        said = Said("every review period", "各レビュー期間") if words == "-" else words
        work.found.append(finding("K605", span, Label(first, _FIRST), name=work.about.name, period=said))


def _sums(work: _Work) -> Iterator[Diagnostic]:
    """Yield a finding where the targets of slices add up to more than that of the whole."""
    if not work.adds_up:
        return
    for (when, dimension), parts in work.slices.items():
        whole = work.wholes.get(when)
        total = sum((each.value.value for each in parts), Decimal(0))
        if whole is not None and total > whole.value.value:
            facts = {"dimension": dimension, "total": f"{total.normalize():,f}", "whole": whole.value.text}
            label = Label(whole.span, Said("the whole", "全体"))
            yield finding("K621", parts[-1].span, label, name=work.about.name, period=when, **facts)
