"""What numbers were expected to be, held against what they are: one question for all of a grain and a dimension."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from kpidsl.analysis.expected import exact, last_place, meets
from kpidsl.analysis.numbers import Number
from kpidsl.answer.result import Result
from kpidsl.model.calendar import Period
from kpidsl.model.chronicle import Expectation
from kpidsl.model.records import FileRows, Model
from kpidsl.query.plan import Request
from kpidsl.query.planning import plan
from kpidsl.report.measuring import Ask
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Outcome, Said, finding

Group = tuple[str, str | None, frozenset[bool]]
_MORE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Held:
    """An expectation and the number found (None: there is none). `waiting`: its period or a journey is not over."""

    expectation: Expectation
    found: Number | None
    status: Literal["met", "failed", "waiting"]


def hold_expectations(
    model: Model, ask: Ask, expectations: Iterable[Expectation], as_of: datetime, whole_day: date | None
) -> Outcome[tuple[Held, ...]]:
    """Return every expectation with the number found, in the order given; one that is not met is a finding too.

    Expectations of one grain and one dimension are asked for together. `as_of` and `whole_day` are those of `Request`.
    """
    wanted = tuple(expectations)
    groups: dict[Group, list[Expectation]] = {}
    for each in wanted:
        groups.setdefault(_group(model, each), []).append(each)
    found: list[Diagnostic] = []
    held: dict[Expectation, Held] = {}
    for group, members in groups.items():
        answered = _held_together(model, ask, group[1], members, Request((), as_of, whole_day))
        found += answered.diagnostics
        held |= {each.expectation: each for each in answered.value}
    ordered = tuple(held[each] for each in wanted if each in held)
    found += (_unmet(each) for each in ordered if each.status == "failed")
    return Outcome(ordered, tuple(found))


def _group(model: Model, expectation: Expectation) -> Group:
    """Return what expectations share that one question can answer: data files and tables never meet in one."""
    origins = (model.sources[name].origin for name in model.metrics[expectation.name].sources)
    files = frozenset(isinstance(each, FileRows) for each in origins)
    return (expectation.period.grain, expectation.slice[0] if expectation.slice else None, files)


def _held_together(
    model: Model, ask: Ask, dimension: str | None, members: list[Expectation], asked: Request
) -> Outcome[tuple[Held, ...]]:
    periods = tuple(sorted({each.period for each in members}, key=lambda period: period.first))
    names = tuple(dict.fromkeys(each.name for each in members))
    request = replace(asked, names=names, pieces=periods, by=(dimension,) if dimension is not None else ())
    answer = ask(request)
    if answer.value is None:
        return Outcome((), answer.diagnostics)
    values = _values(answer.value)
    unseen = [each for each in members if _key(each) not in values]
    found = [*answer.diagnostics]
    if unseen:
        # A slice without a single row is no row of the answer. What a number is over no rows is its formula's to say.
        nothing = tree.Constant("false", unseen[0].span)
        empty = ask(replace(request, names=tuple(dict.fromkeys(each.name for each in unseen)), by=(), where=nothing))
        found += empty.diagnostics
        if empty.value is None:
            return Outcome((), tuple(found))
        over_nothing = _values(empty.value)
        values |= {_key(each): over_nothing[each.name, each.period.label, None] for each in unseen}
    over = {row.period.period: row.period.complete for row in answer.value.rows}
    return Outcome(tuple(_held(model, each, values[_key(each)], over, request) for each in members), tuple(found))


def _held(model: Model, each: Expectation, value: Any, over: Mapping[Period, bool], request: Request) -> Held:
    number = value if isinstance(value, Number) and not isinstance(value, bool) else None
    if not over.get(each.period, False) and not _over(model, each, request):
        return Held(each, number, "waiting")
    met = number is not None and meets(number, each.value, each.plus_minus)
    return Held(each, number, "met" if met else "failed")


def _over(model: Model, each: Expectation, request: Request) -> bool:
    """Say whether the period is over for this number alone; a journey of another that was asked with it may not be."""
    planned = plan(model, replace(request, names=(each.name,), by=(), pieces=(each.period,)))
    return planned.value is not None and all(period.complete for period in planned.value.periods)


def _values(result: Result) -> dict[tuple[str, str, str | None], Any]:
    return {
        (name, row.period.period.label, written(row.slice[0]) if row.slice else None): value
        for row in result.rows
        if not row.slice or row.slice[0] is not None
        for name, value in zip(result.names, row.values, strict=True)
    }


def _key(each: Expectation) -> tuple[str, str, str | None]:
    return (each.name, each.period.label, each.slice[1] if each.slice else None)


def written(member: Any) -> str:
    """Return a member of a dimension as a spec writes it between quotes."""
    if isinstance(member, bool):
        return "true" if member else "false"
    return str(member)


def _unmet(held: Held) -> Diagnostic:
    each = held.expectation
    expected = " ± ".join(part.text for part in (each.value, each.plus_minus) if part is not None)
    facts = {"name": each.name, "period": each.period.label, "part": "", "expected": expected}
    if each.slice is not None:
        facts["part"] = f" ({each.slice[0]} = {each.slice[1]})"
    return finding("K840", each.span, found=shown(held), **facts)


def shown(held: Held) -> str | Said:
    """Return the number found, spelt like the expected one with a few digits more, or words where there is none."""
    if held.found is None:
        return Said("no value", "値なし")
    text = held.expectation.value.text
    percent = text.endswith("%")
    number = exact(held.found).scaleb(2) if percent else exact(held.found)
    place = last_place(text).scaleb(2) if percent else last_place(text)
    kept = max(0, -int(place.adjusted())) + _MORE_DIGITS
    digits = f"{round(number, kept):,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}%" if percent else digits


def each_of(model: Model, names: tuple[str, ...]) -> Iterator[Expectation]:
    """Yield the expectations of these numbers; without names, all."""
    yield from (each for each in model.expectations if not names or each.name in names)
