"""How far each leaf of a goal could plausibly get in a period, and what that alone would make of the goal.

A leaf gets to its `limit` or `capacity`, else to the best quartile of its own last twelve periods. Source: domain
section 3b.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpidsl.analysis.centre_pin import Better, plausible_level
from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.tree_value import Tree, gradients, value
from kpidsl.model.calendar import Period
from kpidsl.model.records import Metric, Model
from kpidsl.report.goal_leaves import plan_leaf
from kpidsl.report.measuring import Series

_FEWEST = 6
"""Periods in which the whole tree is known, under which nothing is said of what could have moved it."""


@dataclass(frozen=True, slots=True)
class Level:
    """How far a leaf could plausibly get, None where nothing tells; in which direction it betters the goal."""

    plausible: float | None
    better: Better
    effort: float


@dataclass(frozen=True, slots=True)
class Room:
    """The period in which a leaf could have moved a goal most: from `present` to `plausible`, the goal by `gain` of it
    (0.01 is 1% of the goal's value in that period).
    """

    period: Period
    present: float
    plausible: float
    gain: float


def levels_of(
    model: Model,
    tree: Tree,
    goal: Metric,
    at: Mapping[str, float | None],
    series: Mapping[str, Series],
    period: Period,
) -> Iterator[tuple[str, Level]]:
    """Yield the level of each leaf by name; `at` are the values in `period`, `series` those on record."""
    slopes = gradients(tree, at) or {}
    up = goal.better != "lower"
    for name in tree.leaves:
        own = series[name]
        better: Better = "higher" if (slopes.get(name, 1.0) >= 0) == up else "lower"
        leaf = plan_leaf(model.manifest.calendar, model.metrics[name], (period.first, period.last), at.get(name) or 0.0)
        whole = [each for each, complete in zip(own.values, own.complete, strict=True) if complete]
        found = plausible_level(leaf.cap, on_record(whole), None, better)
        yield name, Level(found[0] if found else None, better, leaf.effort)


def bettered(plausible: float | None, present: float, better: Better) -> float | None:
    """Return a plausible level that is no step back: a leaf beyond it stays where it is."""
    if plausible is None:
        return None
    return max(plausible, present) if better == "higher" else min(plausible, present)


def on_record(values: Sequence[Number | None]) -> list[float | None]:
    """Return the values from the first one on that is not nothing."""
    at = next((index for index, value in enumerate(values) if value), len(values))
    return [as_float(value) for value in values[at:]]


def most_room(model: Model, tree: Tree, goal: Metric, series: Mapping[str, Series]) -> dict[str, Room]:
    """Return for each leaf the period with the most room, of those in which the whole tree is known.

    One period alone says little: a leaf may stand at its best in it, or be of a season. Nothing is returned where there
    are fewer than six such periods, and nothing of a leaf of which nothing tells how far it could get.
    """
    found: dict[str, list[Room]] = {name: [] for name in tree.leaves}
    known = 0
    for index, period in enumerate(series[goal.name].periods):
        at = {name: as_float(series[name].values[index]) for name in tree.leaves}
        whole = value(tree, at) if all(series[name].complete[index] for name in tree.leaves) else None
        if not whole:
            continue
        known += 1
        for name, level in levels_of(model, tree, goal, at, series, period):
            present = at[name] or 0.0
            plausible = bettered(level.plausible, present, level.better)
            then = value(tree, {**at, name: plausible}) if plausible is not None else None
            if plausible is not None and then is not None:
                found[name].append(Room(period, present, plausible, abs(then - whole) / abs(whole)))
    most = {name: max(rooms, key=lambda each: each.gain) for name, rooms in found.items() if rooms}
    return most if known >= _FEWEST else {}
