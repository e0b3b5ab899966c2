"""Targets that are a change: from what, measured on which days, and what value that gives."""

from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.syntax import tree

Unresolved = Literal["no_baseline", "zero_baseline", "negative_baseline"]


@dataclass(frozen=True, slots=True)
class TargetValue:
    """The value that a target asks for; None where the baseline gives none, and why."""

    value: float | None
    unresolved: Unresolved | None = None


def is_change(target: tree.Target) -> bool:
    """Say whether the target is written against a baseline (`+5% vs FY2025`, `x2 vs 2026-09`)."""
    return target.sense in ("change", "times")


def target_value(target: tree.Target, baseline: Number | None) -> TargetValue:
    """Return the value asked for: v, or B + v, B * (1 + v) for a change in %, B * v for a multiple.

    `baseline` is the measured value over the `vs` period. A share or a multiple of a baseline of zero or below means
    nothing and is not made up.
    """
    asked = as_float(target.value.value)
    if not is_change(target):
        return TargetValue(asked)
    base = as_float(baseline)
    if base is None or asked is None:
        return TargetValue(None, "no_baseline")
    if target.sense == "change" and target.value.unit != "%":
        return TargetValue(base + asked)
    if base <= 0:
        return TargetValue(None, "negative_baseline" if base < 0 else "zero_baseline")
    return TargetValue(base * asked if target.sense == "times" else base * (1 + asked))
