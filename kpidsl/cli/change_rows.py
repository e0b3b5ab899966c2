"""A change for programs: one object, or rows. Amounts of money are whole and add up exactly."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpidsl.analysis.bridge import Bar, Bridge
    from kpidsl.report.change_record import Change, Part, Split

COLUMNS = (
    "cause",
    "name",
    "member",
    "part",
    "before",
    "after",
    "amount",
    "elasticity",
    "plausible",
    "headroom",
    "gain",
    "worth",
    "rank",
    "odds",
)


def as_object(change: "Change") -> dict[str, Any]:
    """Return the change as JSON's own kinds of values."""
    exact, split = in_whole_money(change)
    pin = change.pin
    return {
        "goal": change.metric.name,
        "from": change.before.label,
        "to": change.after.label,
        "period": change.after.period.label,
        "kind": change.before.kind,
        "business_days": [change.before.workdays, change.after.workdays],
        "running": change.running,
        "method": exact.method,
        "orders": exact.orders,
        "start": exact.start,
        "end": exact.end,
        "change": exact.change,
        "bars": [
            {
                "name": bar.name or None,
                "cause": bar.cause if bar.name else "unexplained",
                "amount": bar.amount,
                "before": bar.before,
                "after": bar.after,
            }
            for bar in exact.bars
        ],
        "split": None
        if split is None
        else {
            "dimension": split.dimension,
            "parts": [asdict(each) for each in split.parts],
            "against": [asdict(each) for each in split.against],
            "whole": list(split.whole),
        },
        "redefined": [{"name": name, "since": since.isoformat()} for name, since in change.redefined],
        "reported": None
        if change.printed is None
        else {
            "as_of": change.printed.as_of.isoformat(),
            "run": change.printed.run,
            "value": change.printed.value,
            "redefined": list(change.printed.redefined),
            "data_told_apart": not change.printed.untold,
        },
        "retargeted": [
            {"name": each.name, "then": each.then, "now": each.now, "as_of": each.as_of.isoformat()}
            for each in change.retargeted
        ],
        "not_kept": list(change.not_kept),
        "untargeted": list(change.untargeted),
        "centre_pin": None
        if pin is None
        else {
            "pin": pin.pin,
            "tie": list(pin.tie),
            "reason": pin.reason,
            "leaves": [asdict(each) for each in pin.leaves],
        },
        "funnel": None if change.funnel is None else asdict(change.funnel),
        "capacity": None if change.loads is None else asdict(change.loads),
        "leading": [
            {"driver": each.driver.name, "driven": each.driven.name, **asdict(each.found)} for each in change.leads
        ],
    }


def as_rows(change: "Change") -> Iterator[tuple[Any, ...]]:
    """Yield the start, every bar with what its leaf could do, the parts of it, and the end."""
    exact, split = in_whole_money(change)
    none = (None,) * 7
    leaves = {each.name: each for each in change.pin.leaves} if change.pin is not None else {}
    yield "start", change.metric.name, None, change.before.label, None, None, exact.start, *none
    for bar in exact.bars:
        can = leaves.get(bar.name) if bar.cause == "leaf" else None
        more = (can.elasticity, can.plausible, can.headroom, can.gain, can.worth, can.rank, can.odds) if can else none
        cause = bar.cause if bar.name else "unexplained"
        yield cause, bar.name or None, None, None, bar.before, bar.after, bar.amount, *more
        for part in _parts(split, bar):
            yield "part", bar.name, part.member, part.what, part.before, part.after, part.amount, *none
    yield "end", change.metric.name, None, change.after.label, None, None, exact.end, *none


def in_whole_money(change: "Change") -> "tuple[Bridge, Split | None]":
    """Return the bridge and its parts to the unit of money, so that parts make bars and bars make the change."""
    from kpidsl.analysis.bridge import rounded
    from kpidsl.report.naming import unit_of

    if unit_of(change.metric).style != "money":
        return change.bridge, change.split
    exact = rounded(change.bridge)
    return exact, rounded_parts(change.split, exact)


def rounded_parts(split: "Split | None", exact: "Bridge", unit: float = 1.0) -> "Split | None":
    """Return the parts in whole multiples of `unit` that add up to the rounded bars."""
    from kpidsl.analysis.rounding import largest_remainder

    if split is None:
        return None
    parts: list[Part] = []
    for bar in exact.bars:
        own = _parts(split, bar)
        whole = largest_remainder([part.amount / unit for part in own], round(bar.amount / unit))
        parts += [replace(part, amount=amount * unit) for part, amount in zip(own, whole, strict=True)]
    return replace(split, parts=tuple(parts))


def _parts(split: "Split | None", bar: "Bar") -> "list[Part]":
    return [each for each in split.parts if each.leaf == bar.name] if split is not None and bar.cause == "leaf" else []
