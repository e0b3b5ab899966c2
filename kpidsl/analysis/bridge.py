"""The bridge between two values of a goal: bars that add up to the change, to the last digit that is shown.

Two periods, plan and actual, or two slices: whatever two sets of leaves are given. What is no performance at all stands
in bars of its own before it: restated data, changed definitions, changed targets, and targets of the parts that do not
give the target of the whole. Source: domain section 3c.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from kpidsl.analysis.lmdi import Unsplit, lmdi
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.rounding import largest_remainder, round_half_away
from kpidsl.analysis.shapley import shapley
from kpidsl.analysis.tree_value import Tree, value

Cause = Literal["leaf", "restated", "definition", "target", "parts"]
Method = Literal["shapley", "lmdi"]
Unbridged = Literal["no_value_before", "no_value_after", "no_value_between"] | Unsplit


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the change: of a leaf, or of what changed beside performance; `amount` in the goal's unit."""

    name: str
    amount: float
    cause: Cause = "leaf"
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Bridge:
    """From `start` to `end`; the bars add up to end - start. None where it cannot be told, for `reason`, at leaf `at`.

    `orders` is 0 where Shapley's value is exact, else the number of orders that it is the mean of.
    """

    start: float | None
    end: float | None
    bars: tuple[Bar, ...]
    method: Method
    orders: int = 0
    reason: Unbridged | None = None
    at: str | None = None

    @property
    def change(self) -> float | None:
        """Return end - start, None where either is missing."""
        return None if self.start is None or self.end is None else self.end - self.start


def bridge(
    tree: Tree,
    before: Mapping[str, Number | None],
    after: Mapping[str, Number | None],
    *,
    method: Method = "shapley",
    seed: int = 0,
) -> Bridge:
    """Return the bars of all leaves in the order of the tree, those that did not change among them."""
    start, end = value(tree, before), value(tree, after)
    old = {name: as_float(before.get(name)) for name in tree.leaves}
    new = {name: as_float(after.get(name)) for name in tree.leaves}
    if start is None or end is None:
        missing = old if start is None else new
        at = next((name for name, number in missing.items() if number is None), None)
        return Bridge(start, end, (), method, reason="no_value_before" if start is None else "no_value_after", at=at)
    first = {name: number for name, number in old.items() if number is not None}
    last = {name: number for name, number in new.items() if number is not None}
    if method == "lmdi":
        logs = lmdi(tree, first, last)
        parts, orders, reason, at = logs.parts, 0, logs.reason, logs.at
    else:
        shares = shapley(tree, first, last, seed=seed)
        parts, orders, reason, at = shares.parts, shares.orders, None, None
    if parts is None:
        return Bridge(start, end, (), method, reason=reason or "no_value_between", at=at)
    bars = tuple(Bar(name, part, "leaf", first[name], last[name]) for name, part in parts.items())
    return Bridge(start, end, bars, method, orders)


def with_causes(found: Bridge, apart: Sequence[Bar]) -> Bridge:
    """Return the bridge with bars for restated data, definitions and targets before those of the leaves.

    Their amounts lie before the start that the leaves were measured from: the printed start was start - their sum.
    """
    if found.start is None:
        return found
    return replace(found, start=found.start - sum(bar.amount for bar in apart), bars=(*apart, *found.bars))


def rounded(found: Bridge, unit: float = 1.0) -> Bridge:
    """Return the bridge in whole multiples of `unit` (1 yen, 1000 yen, 0.001), which still add up exactly.

    Start, end and the levels between one cause and the next are rounded half away from zero, and the bars of a cause
    by largest remainder to the change between its levels.
    """
    if found.start is None or found.end is None:
        return found
    level, shown, bars = found.start, round_half_away(found.start / unit), list[Bar]()
    for _, together in groupby(found.bars, key=lambda bar: bar.cause):
        group = list(together)
        level += sum(bar.amount for bar in group)
        above = round_half_away((level if len(bars) + len(group) < len(found.bars) else found.end) / unit)
        parts = largest_remainder([bar.amount / unit for bar in group], above - shown)
        bars += [replace(bar, amount=part * unit) for bar, part in zip(group, parts, strict=True)]
        shown = above
    start, end = round_half_away(found.start / unit), round_half_away(found.end / unit)
    return replace(found, start=start * unit, end=end * unit, bars=tuple(bars))


def merged(found: Bridge, groups: Mapping[str, str]) -> Bridge:
    """Return the bridge with the bars of leaves of one group added up under the group's name."""
    sums: dict[tuple[str, Cause], list[Bar]] = {}
    for bar in found.bars:
        sums.setdefault((groups.get(bar.name, bar.name), bar.cause), []).append(bar)
    bars = tuple(
        replace(bars[0], name=name) if len(bars) == 1 else Bar(name, sum(bar.amount for bar in bars), cause)
        for (name, cause), bars in sums.items()
    )
    return replace(found, bars=bars)


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one sentence: how the goal changed, what did most of it, and what went most against it.

    `relative` = change / start (None from a start of 0 or below); `share` = amount of the main bar / change, above 1
    where others went against it. `rest` is what all other bars made.
    """

    direction: Literal["up", "down", "flat"]
    change: float
    relative: float | None
    main: Bar | None
    share: float | None
    against: Bar | None
    rest: float


def told(found: Bridge) -> Told | None:
    """Return what a bridge says in one sentence, or None where it says nothing."""
    change = found.change
    if change is None or found.start is None or not found.bars:
        return None
    largest, smallest = max(found.bars, key=lambda bar: bar.amount), min(found.bars, key=lambda bar: bar.amount)
    main, against = (largest, smallest) if change >= 0 else (smallest, largest)
    helped = main.amount * (1 if change >= 0 else -1) > 0
    opposed = against.amount * (1 if change >= 0 else -1) < 0
    named = (main.amount if helped else 0.0) + (against.amount if opposed else 0.0)
    return Told(
        direction="flat" if change == 0 else "up" if change > 0 else "down",
        change=change,
        relative=as_float(change / found.start) if found.start > 0 else None,
        main=main if helped else None,
        share=as_float(main.amount / change) if helped and change else None,
        against=against if opposed else None,
        rest=change - named,
    )
