"""Targets of members held against the members that the data has: who has none, and whether they add up to the whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.target_days import Asked
from kpidsl.analysis.target_window import window_on
from kpidsl.model.calendar import Grain, Period
from kpidsl.model.kinds import adds_up
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.change_bridge import alike
from kpidsl.report.change_split import member_of
from kpidsl.report.measuring import Ask, Days, end_of
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, Said, finding

_MOST = 5
_WHOLE = Said("the whole", "全体")


@dataclass(frozen=True, slots=True)
class _Sliced:
    """The targets of a dimension's members for the same days as one of the whole."""

    metric: Metric
    dimension: str
    when: str
    days: Days
    whole: tree.Target
    parts: tuple[tree.Target, ...]


def slices_held(model: Model, ask: Ask, names: Iterable[str], grain: Grain, day: date) -> Outcome[None]:
    """Report where members with rows have no target beside those that have one, and where all of them have one and
    these are not the whole. Only what adds up has members that make a whole; days that hold `day` are looked at.
    """
    found: list[Diagnostic] = []
    for each in (sliced for name in names for sliced in _sliced(model, model.metrics[name], grain, day)):
        members = _members(model, ask, each, day)
        found += [*members.diagnostics, *_held(each, members.value)]
    return Outcome(None, tuple(found))


def _sliced(model: Model, metric: Metric, grain: Grain, day: date) -> Iterator[_Sliced]:
    formulas = {name: each.formula for name, each in model.metrics.items()}
    parts: dict[tuple[str, str], list[tree.Target]] = {}
    wholes: dict[str, tree.Target] = {}
    for target in metric.targets if adds_up(metric.formula, formulas) else ():
        if target.sense not in ("reach", "at_least"):
            continue
        when = _when(target)
        if target.slice is None:
            wholes[when] = target
        else:
            parts.setdefault((when, ".".join(each.text for each in target.slice.dimension.parts)), []).append(target)
    for (when, dimension), targets in parts.items():
        whole = wholes.get(when)
        window = window_on(model.manifest.calendar, Asked(whole, metric.kind, grain), day) if whole else None
        if whole is not None and window is not None and window.first <= day <= window.due:
            yield _Sliced(metric, dimension, when, (window.first, min(window.last, day)), whole, tuple(targets))


def _when(target: tree.Target) -> str:
    match target.when:
        case tree.When(preposition=preposition, period=tree.Period(text=text)):
            return f"{preposition} {text}"
        case tree.When(unit=tree.Word(text=text)):
            return f"per {text}"
    return ""


def _members(model: Model, ask: Ask, sliced: _Sliced, day: date) -> Outcome[tuple[str | None, ...]]:
    """Return the members with anything of the number in the days, in their order."""
    first, last = sliced.days
    piece = Period("day", first, last, f"{first.isoformat()}..{last.isoformat()}")
    request = Request(
        (sliced.metric.name,), end_of(model.manifest.calendar, day), day, by=(sliced.dimension,), pieces=(piece,)
    )
    answer = ask(request)
    rows = answer.value.rows if answer.value is not None else ()
    return Outcome(tuple(member_of(row.slice[0]) for row in rows if row.values[0]), answer.diagnostics)


def _held(sliced: _Sliced, members: tuple[str | None, ...]) -> Iterator[Diagnostic]:
    aimed = {each.slice.value.value: each.value.value for each in sliced.parts if each.slice is not None}
    total, whole = as_float(sum(aimed.values())), as_float(sliced.whole.value.value)
    without = [each for each in members if each not in aimed]
    if total is None or whole is None or not members or total > whole:
        return
    facts: dict[str, str | Said] = {
        "name": sliced.metric.name,
        "dimension": sliced.dimension,
        "period": Said(sliced.when, sliced.when.partition(" ")[2]),
        "total": f"{total:,.10g}",
        "whole": sliced.whole.value.text,
        "rest": f"{whole - total:,.10g}",
    }
    label = Label(sliced.whole.span, _WHOLE)
    if without:
        named = [Said("(no value)", "（値なし）") if each is None else Said(each, each) for each in without[:_MOST]]
        more = len(without) - len(named)
        en = ", ".join(each.en for each in named) + (f" and {more} more" if more else "")
        ja = "、".join(each.ja for each in named) + (f" ほか {more} 件" if more else "")
        yield finding("K627", sliced.parts[-1].span, label, members=Said(en, ja), **facts)
    elif not alike(total, whole):
        yield finding("K628", sliced.parts[-1].span, label, **facts)
