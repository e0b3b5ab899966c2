"""Why a goal cannot be reached, and what would have to give: the certificate of an infeasible plan.

With every leaf at its best bound: the best goal, the gap, the bounds that bind; for each leaf the value that alone
would close the gap, the others at their bounds; and the factor by which all bounds together would have to be
stretched. Source: domain section 3a.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.solve import solve_for
from kpidsl.analysis.tree_value import Tree, value

_HALVINGS = 200
_WIDEST = 1e6


@dataclass(frozen=True, slots=True)
class Capped:
    """A leaf that moves by exp(pull * step) until it meets a bound."""

    name: str
    step: float
    low: float | None
    high: float | None
    effort: float = 1.0
    share: bool = False

    def stopped(self, at: float) -> float:
        """Return the value held inside the bounds."""
        at = at if self.low is None else max(self.low, at)
        return at if self.high is None else min(self.high, at)

    def bound_at(self, at: float) -> Literal["low", "high"] | None:
        """Say which bound the value stands at."""
        if self.high is not None and at >= self.high:
            return "high"
        return "low" if self.low is not None and at <= self.low else None


@dataclass(frozen=True, slots=True)
class Alone:
    """What one leaf would have to be, the others at their bounds; None where no value (of a share: up to 1) does it.

    `beyond` = value / bound, how far that is past the bound.
    """

    name: str
    value: float | None
    beyond: float | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing: `best` is the best goal within the bounds, `gap` = goal - best, in the goal's unit.

    `binding` are the leaves at their bounds; `alone` what each would have to be by itself; `cheapest` the one whose
    bound has to give least, effort * |ln beyond|; `stretch` the factor for all binding bounds at once (shares up to 1),
    None where no factor does it.
    """

    best: float
    gap: float
    binding: tuple[str, ...]
    alone: tuple[Alone, ...]
    cheapest: str | None
    stretch: float | None


def shortfall(
    tree: Tree, at: Mapping[str, float], best: float, goal: float, capped: Sequence[Capped], up: float
) -> Shortfall:
    """Return the certificate for leaves that stand at their best (`at`); `up` is 1 where more is better, else -1."""
    binding = [each for each in capped if each.bound_at(at[each.name])]
    alone = [_alone(tree, at, goal, each) for each in binding]
    prices = {
        found.name: each.effort * abs(log(found.beyond))
        for found, each in zip(alone, binding, strict=True)
        if found.beyond is not None and found.beyond > 0
    }
    return Shortfall(
        best=best,
        gap=goal - best,
        binding=tuple(each.name for each in binding),
        alone=tuple(alone),
        cheapest=min(prices, key=lambda name: prices[name]) if prices else None,
        stretch=_stretch(tree, at, goal, binding, up),
    )


def _alone(tree: Tree, at: Mapping[str, float], goal: float, each: Capped) -> Alone:
    found = solve_for(tree, at, goal, each.name).value
    if found is None or (each.share and found > 1) or found * at[each.name] <= 0:
        return Alone(each.name, None, None)
    beyond = as_float(found / at[each.name])
    return Alone(each.name, found, beyond) if beyond else Alone(each.name, None, None)


def _stretch(tree: Tree, at: Mapping[str, float], goal: float, binding: Sequence[Capped], up: float) -> float | None:
    """Return the smallest m with G(bounds * m) at the goal; a bound below is divided by it."""

    def met(factor: float) -> bool:
        wide = dict(at)
        for each in binding:
            value_now = at[each.name] * (factor if each.step > 0 else 1 / factor)
            wide[each.name] = min(1.0, value_now) if each.share else value_now
        reached = value(tree, wide)
        return reached is not None and up * reached >= up * goal

    if not binding or not met(_WIDEST):
        return None
    low, high = 1.0, _WIDEST
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        if middle in (low, high):
            break
        low, high = (low, middle) if met(middle) else (middle, high)
    return high
