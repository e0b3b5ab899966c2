"""Time zones for engines that know none, or not surely: a zone's clock changes, reckoned here and written as numbers.

The changes of 1970 to 2069 are known; what lies outside is read by the nearest one.
"""

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlglot import exp

from kpidsl.sql.searching import searched

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC)
_WEEK, _SECOND = timedelta(days=7), timedelta(seconds=1)

Shift = tuple[datetime, int]
"""From a moment on (naive), the seconds to add."""


@lru_cache(maxsize=64)
def offsets(zone: str) -> tuple[Shift, ...]:
    """Return the offsets of a zone from UTC, each with the moment (in UTC, naive) from which it holds."""
    there = ZoneInfo(zone)

    def offset(moment: datetime) -> int:
        return int(moment.astimezone(there).utcoffset().total_seconds())  # type: ignore[union-attr]

    found = [(FIRST.replace(tzinfo=None), offset(FIRST))]
    at = FIRST
    while at < LAST:
        following = at + _WEEK
        if offset(following) != found[-1][1]:
            change = _change(offset, at, following)
            found.append((change.replace(tzinfo=None), offset(change)))
            following = change + _SECOND
        at = following
    return tuple(found)


def _change(offset: Callable[[datetime], int], before: datetime, after: datetime) -> datetime:
    """Return the first second in (before, after] with another offset than `before`."""
    old = offset(before)
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        before, after = (middle, after) if offset(middle) == old else (before, middle)
    return after


@lru_cache(maxsize=64)
def to_utc(zone: str) -> tuple[Shift, ...]:
    """Return what to add to naive values of a zone to get UTC.

    An ambiguous value is the first of the two; one that does not exist has the offset before the gap.
    """
    known = offsets(zone)
    found = [(known[0][0], -known[0][1])]
    for (_, before), (moment, after) in pairwise(known):
        found.append((moment + timedelta(seconds=max(before, after)), -after))
    return tuple(found)


@lru_cache(maxsize=64)
def between(zone: str, other: str) -> tuple[Shift, ...]:
    """Return what to add to naive values of a zone to get those of another."""
    if zone == other:
        return ((datetime(1970, 1, 1), 0),)
    there = offsets(other)
    starts = [moment for moment, _ in there]
    found: list[Shift] = []
    shifts = to_utc(zone)
    ends = [moment for moment, _ in shifts[1:]] + [datetime.max]
    for (begin, shift), end in zip(shifts, ends, strict=True):
        back = timedelta(seconds=shift)
        inside = [moment - back for moment in starts if begin < moment - back < end]
        for moment in (begin, *inside):
            at = max(bisect_right(starts, moment + back) - 1, 0)
            total = shift + there[at][1]
            if not found or found[-1][1] != total:
                found.append((moment, total))
    return tuple(found)


def repeats(zone: str) -> tuple[int, ...]:
    """Return by how many seconds the clocks of a zone have ever been set back."""
    known = offsets(zone)
    return tuple(sorted({old - new for (_, old), (_, new) in pairwise(known) if new < old}))


def seconds_to_add(shifts: tuple[Shift, ...], before: Callable[[datetime], exp.Expr], branches: int = 2) -> exp.Expr:
    """Return the seconds that are added to a value; `before` tests that it lies before a moment."""
    return searched(
        0, len(shifts) - 1, lambda item: before(shifts[item][0]), lambda item: number(shifts[item][1]), branches
    )


def number(value: int) -> exp.Expr:
    """Return a whole number."""
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal
