"""Targets and what resembles them, from their parts. Each function takes the parts of its rule in `kpi.lark`."""

from typing import Any

from kpidsl.syntax.build.values import per
from kpidsl.syntax.mistake import mistake
from kpidsl.syntax.tree import (
    Duration,
    Expected,
    Milestone,
    Number,
    Period,
    Reference,
    Slice,
    Target,
    Text,
    Tolerance,
    When,
    Word,
)
from kpidsl.text.diagnostic import Label, Said
from kpidsl.text.source import Span

_FIRST = Said("the first one", "1 つ目")


def aim_reach(value: Number) -> dict[str, Any]:
    """Read a bare value."""
    return {"sense": "reach", "value": value, "span": value.span}


def aim_least(at: Word, _least: Word, value: Number) -> dict[str, Any]:
    """Read `at least 25%`."""
    return {"sense": "at_least", "value": value, "span": at.span.to(value.span)}


def aim_most(at: Word, _most: Word, value: Number) -> dict[str, Any]:
    """Read `at most 25%`."""
    return {"sense": "at_most", "value": value, "span": at.span.to(value.span)}


def aim_between(word: Word, low: Number, _and: Word, high: Number) -> dict[str, Any]:
    """Read `between 18% and 22%`."""
    return {"sense": "between", "value": low, "upper": high, "span": word.span.to(high.span)}


def aim_hold(word: Word, value: Number) -> dict[str, Any]:
    """Read `hold 100%`."""
    return {"sense": "hold", "value": value, "span": word.span.to(value.span)}


def change(sign: Word, value: Number, relative: Word | None = None) -> tuple[Number, bool, Span]:
    """Read `+3pt`, `+10% relative`: the number with its sign, whether it is relative, and where it stands."""
    text = f"{sign.text}{value.text}"
    signed = Number(-value.value if sign.text == "-" else value.value, value.unit, text, sign.span.to(value.span))
    return signed, relative is not None, sign.span.to((relative or value).span)


def aim_change(sign: Word, value: Number, relative: Word | None = None) -> dict[str, Any]:
    """Read `+5%`, `-100`."""
    signed, is_relative, span = change(sign, value, relative)
    return {"sense": "change", "value": signed, "relative": is_relative, "span": span}


def aim_times(value: Number) -> dict[str, Any]:
    """Read `x2`."""
    return {"sense": "times", "value": value, "span": value.span}


def aim_every(value: Number, _every: Word, interval: Duration) -> dict[str, Any]:
    """Read `1 every 2 days`."""
    return {"sense": "every", "value": value, "interval": interval, "span": value.span.to(interval.span)}


def target_tail(word: Word, value: Any) -> tuple[str, Word, Any]:
    """Read one tail of a target: its slot, its word, its value."""
    match word.text:
        case "vs":
            return "versus", word, value
        case "for":
            return "slice", word, value
        case "per":
            per(value)
            return "when", word, When("per", None, value, word.span.to(value.span))
        case preposition:
            return "when", word, When(preposition, value, None, word.span.to(value.span))


def target(aim: dict[str, Any], tails: list[tuple[str, Word, Any]]) -> Target:
    """Read a whole target."""
    found: dict[str, tuple[Word, Any]] = {}
    span = aim["span"]
    for slot, word, value in tails:
        if first := found.get(slot):
            raise mistake("K161", word.span, Label(first[0].span, _FIRST), word=word.text, first=first[0].text)
        found[slot] = word, value
        span = span.to(value.span)
    slots = {slot: value for slot, (_, value) in found.items()}
    return Target(
        aim["sense"], aim["value"], aim.get("upper"), aim.get("relative", False), aim.get("interval"),
        slots.get("when"), slots.get("versus"), slots.get("slice"), span,
    )  # fmt: skip


def slice(dimension: Reference, value: Text) -> Slice:
    """Read `channel 'web'`."""
    return Slice(dimension, value, dimension.span.to(value.span))


def milestone(value: Number, _by: Word, by: Period) -> Milestone:
    """Read `5000万円 by 2026-09-30`."""
    return Milestone(value, by, value.span.to(by.span))


def tolerance(value: Number, _sign: Word | None = None, plus_minus: Number | None = None) -> Tolerance:
    """Read `120 ± 5`."""
    return Tolerance(value, plus_minus, value.span.to((plus_minus or value).span))


def expected(read: tuple[Number, bool, Span], _on: Word, kpi: Reference) -> Expected:
    """Read `+3pt on 受注率`."""
    number, relative, span = read
    return Expected(number, relative, kpi, span.to(kpi.span))
