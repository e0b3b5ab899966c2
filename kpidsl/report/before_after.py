"""The same numbers under two definitions, side by side: one statement for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kpidsl.model.calendar import Grain, Period, following, period_of
from kpidsl.model.records import Model
from kpidsl.query.plan import Request
from kpidsl.report.measuring import AskOf
from kpidsl.text.diagnostic import Diagnostic, Outcome

Value = Any
"""A number, or None where there is none."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One number at several periods, the earliest first, by the definition of before and by that of now."""

    name: str
    periods: tuple[Period, ...]
    complete: tuple[bool, ...]
    before: tuple[Value, ...]
    after: tuple[Value, ...]

    @property
    def differs(self) -> tuple[bool, ...]:
        """Say of each period whether the two are different numbers."""
        return tuple(not same(one, other) for one, other in zip(self.before, self.after, strict=True))


_CLOSE = 1e-12


def same(one: Value, other: Value) -> bool:
    """Say whether two values are one number: exact ones exactly, floating ones but for the order of their adding up.

    No value is only the same as no value.
    """
    if one is None or other is None:
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        return abs(float(one) - float(other)) <= _CLOSE * max(abs(float(one)), abs(float(other)))
    return bool(Decimal(one) == Decimal(other)) if isinstance(one, (int, Decimal)) else bool(one == other)


def side_by_side(
    ask_of: AskOf,
    old: Model,
    new: Model,
    twins: Mapping[str, str],
    names: Sequence[str],
    count: int,
    grain: Grain,
    as_of: tuple[datetime, date | None],
    today: date,
) -> Outcome[tuple[SideBySide, ...]]:
    """Measure numbers of now over the last periods, by the model of before under their names of then, and by that of
    now. `as_of` is the instant up to which rows count, and the local day that it ends (None: it lies within one).
    """
    then, now = old.manifest.calendar, new.manifest.calendar
    measured: list[dict[str, tuple[Value, ...]]] = []
    found: list[Diagnostic] = []
    periods: tuple[Period, ...] = ()
    complete: tuple[bool, ...] = ()
    for model, calendar, asked in ((old, then, [twins[each] for each in names]), (new, now, list(names))):
        last = period_of(calendar, grain, today)
        request = Request(tuple(asked), *as_of, grain, following(calendar, last, 1 - count).first, last.last)
        result = ask_of(model)(request)
        found += result.diagnostics
        if result.value is None:
            return Outcome((), tuple(found))
        rows = result.value.rows
        periods, complete = tuple(row.period.period for row in rows), tuple(row.period.complete for row in rows)
        measured.append({each: result.value.series(each) for each in asked})
    before, after = measured
    made = tuple(SideBySide(each, periods, complete, before[twins[each]], after[each]) for each in names)
    return Outcome(made, tuple(found))
