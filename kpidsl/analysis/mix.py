"""Mix against rate: how much of a ratio's change came from the segments' own rates, how much from their weights.

R = sum w r, w the segment's share of the denominator: rate_g = (w0 + w1) / 2 * (r1 - r0); mix_g = (w1 - w0) * ((r0 +
r1) / 2 - (R0 + R1) / 2). No residual. A segment that is new or gone takes its rate from the other period, so that all
of it is mix. Source: Kitagawa, JASA 50 (1955) 1168; domain section 3c. Money over a volume is the same with a price as
r.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float

_LARGEST = 1e100
"""What no measure comes near; below it no product of two overflows."""

Unmixed = Literal["no_segments", "no_value", "negative_weight", "nothing_before", "nothing_after"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A member of a split: what was counted (`part`, or money) over how many (`whole`), before and after."""

    name: str
    part_before: Number | None
    whole_before: Number | None
    part_after: Number | None
    whole_after: Number | None


@dataclass(frozen=True, slots=True)
class SegmentShift:
    """What a segment did to the ratio, in the ratio's unit. `came` and `went`: it had nothing before, or after."""

    name: str
    rate: float
    mix: float
    rate_before: float | None
    rate_after: float | None
    came: bool = False
    went: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """A ratio's change taken apart: before + rate + mix = after.

    `simpson` where the rates alone point the other way than the whole, `paradox` where moreover every segment that is
    in both periods does (Simpson). `volume`, `price` and `mix_value` take the sum of the parts (money) apart instead:
    change of the parts = volume + price + mix_value.
    """

    before: float | None
    after: float | None
    rate: float | None
    mix: float | None
    segments: tuple[SegmentShift, ...] = ()
    simpson: bool = False
    paradox: bool = False
    volume: float | None = None
    price: float | None = None
    mix_value: float | None = None
    reason: Unmixed | None = None


def mix_and_rate(segments: Sequence[Segment]) -> Mix:
    """Return rate and mix of each segment; the wholes of the segments must add up to the whole."""
    rows = [_numbers(segment) for segment in segments]
    known = [row for row in rows if row is not None]
    if not known or len(known) < len(rows):
        return _unmixed("no_value" if rows else "no_segments")
    whole_before, whole_after = fsum(row[1] for row in known), fsum(row[3] for row in known)
    if min(min(row[1], row[3]) for row in known) < 0:
        return _unmixed("negative_weight")
    if not whole_before or not whole_after:
        return _unmixed("nothing_after" if whole_before else "nothing_before")
    before, after = fsum(row[0] for row in known) / whole_before, fsum(row[2] for row in known) / whole_after
    shifts = tuple(
        _shift(segment.name, row, whole_before, whole_after, (before + after) / 2)
        for segment, row in zip(segments, known, strict=True)
    )
    shown = [before, after, whole_before, whole_after, *(number for each in shifts for number in (each.rate, each.mix))]
    if not all(abs(number) < _LARGEST for number in shown):
        return _unmixed("no_value")
    rate, mix = fsum(each.rate for each in shifts), fsum(each.mix for each in shifts)
    against = rate * (after - before) < 0
    stayed = [each.rate for each in shifts if not each.came and not each.went]
    mean_whole = (whole_before + whole_after) / 2
    return Mix(
        before=before,
        after=after,
        rate=rate,
        mix=mix,
        segments=shifts,
        simpson=against,
        paradox=against and all(each * (after - before) < 0 for each in stayed),
        volume=(whole_after - whole_before) * (before + after) / 2,
        price=rate * mean_whole,
        mix_value=mix * mean_whole,
    )


def _unmixed(reason: Unmixed) -> Mix:
    return Mix(None, None, None, None, reason=reason)


def _numbers(segment: Segment) -> tuple[float, float, float, float] | None:
    """Return part and whole before and after; None where one is missing, or there are parts of nothing."""
    part_before, whole_before = as_float(segment.part_before), as_float(segment.whole_before)
    part_after, whole_after = as_float(segment.part_after), as_float(segment.whole_after)
    if part_before is None or whole_before is None or part_after is None or whole_after is None:
        return None
    if (part_before and not whole_before) or (part_after and not whole_after):
        return None
    return part_before, whole_before, part_after, whole_after


def _shift(
    name: str, row: tuple[float, float, float, float], whole_before: float, whole_after: float, mean: float
) -> SegmentShift:
    part_before, own_before, part_after, own_after = row
    was = part_before / own_before if own_before else None
    now = part_after / own_after if own_after else None
    old = was if was is not None else now if now is not None else 0.0
    new = now if now is not None else old
    w0, w1 = own_before / whole_before, own_after / whole_after
    return SegmentShift(
        name=name,
        rate=(w0 + w1) / 2 * (new - old),
        mix=(w1 - w0) * ((old + new) / 2 - mean),
        rate_before=was,
        rate_after=now,
        came=was is None and now is not None,
        went=now is None and was is not None,
    )
