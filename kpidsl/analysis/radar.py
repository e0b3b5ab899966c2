"""Local optimum radar (部分最適): where parts look well and the whole does not.

Pure counting and sums of what is given; each finding is a fact to look at, none is a verdict on people. Source: domain
section 3f (R02, R03, R07, R10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.standing import Status

_GOOD: frozenset[Status] = frozenset({"done", "on_track"})
_BAD: frozenset[Status] = frozenset({"behind"})
_JUDGED: frozenset[Status] = frozenset({"done", "on_track", "at_risk", "behind"})

Better = Literal["higher", "lower", "within"]


@dataclass(frozen=True, slots=True)
class GreenTeam:
    """A team whose numbers are all well while the goal is behind, for `periods` in a row up to the last one."""

    team: str
    goal: str
    periods: int


def green_teams(
    goal: str,
    goal_statuses: Sequence[Status],
    teams: Mapping[str, Mapping[str, Sequence[Status]]],
    *,
    at_least: int = 2,
) -> tuple[GreenTeam, ...]:
    """Return the teams that were all green while the goal was red, for `at_least` periods up to the last one.

    `teams` has for each team its numbers and their statuses, for the same periods as the goal's, the oldest first. What
    is not judged in a period (no data, not due) counts neither way, but something has to be judged.
    """
    found = []
    for team, numbers in teams.items():
        periods = 0
        for back in range(1, len(goal_statuses) + 1):
            judged = [each[-back] for each in numbers.values() if len(each) >= back and each[-back] in _JUDGED]
            if goal_statuses[-back] not in _BAD or not judged or not all(status in _GOOD for status in judged):
                break
            periods += 1
        if periods >= at_least:
            found.append(GreenTeam(team, goal, periods))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SignConflict:
    """A number that is wanted in the direction in which the goal gets worse; `elasticity` is that of the goal to it."""

    name: str
    wanted: Better
    elasticity: float


def sign_conflicts(
    elasticities: Mapping[str, float], wanted: Mapping[str, Better], goal_wanted: Better = "higher"
) -> tuple[SignConflict, ...]:
    """Return the numbers whose declared direction works against the goal's, by `tree_value.elasticities`.

    A number or a goal that is to stay within a band conflicts with nothing, and neither does one without an effect.
    """
    signs = {"higher": 1, "lower": -1, "within": 0}
    found = []
    for name, elasticity in elasticities.items():
        direction = wanted.get(name, "within")
        if signs[direction] * elasticity * signs[goal_wanted] < 0:
            found.append(SignConflict(name, direction, elasticity))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Dent:
    """A period pushed above its usual share and the one after it below: results that were only brought forward.

    `index` is the place of the pushed period; `above` and `below` are the shares over and under the usual value, and
    `net` what both periods made together against the usual, as a share of it.
    """

    index: int
    above: float
    below: float
    net: float


def pull_forward_dents(
    values: Sequence[Number | None],
    usual: Sequence[Number | None],
    closing: Sequence[bool],
    *,
    least: float = 0.1,
) -> tuple[Dent, ...]:
    """Return the closing periods (`closing`: ends of a quarter or year) above `usual` with a dent after them.

    `usual` is what each period was expected to bring (season and trend in it). Both must be off by `least`, a fraction.
    """
    actual, expected = [as_float(each) for each in values], [as_float(each) for each in usual]
    found = []
    for at in range(min(len(actual), len(expected), len(closing)) - 1):
        now, after, due, due_after = actual[at], actual[at + 1], expected[at], expected[at + 1]
        if not closing[at] or now is None or after is None or not due or not due_after or min(due, due_after) < 0:
            continue
        above, below = now / due - 1, 1 - after / due_after
        if above >= least and below >= least:
            found.append(Dent(at, above, below, (now + after) / (due + due_after) - 1))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class HollowVolume:
    """A volume that grew while its value fell: changes over the two windows, as fractions, and of the value of one."""

    volume: float
    value: float
    each: float


def volume_without_value(
    volume: Sequence[Number | None], value: Sequence[Number | None], *, window: int = 3, least: float = 0.02
) -> HollowVolume | None:
    """Return the last `window` periods against those before, where volume rose and value fell by `least` each.

    None where that is not so, or where the windows are not all known and above zero.
    """
    sums = [_two_windows(series, window) for series in (volume, value)]
    if sums[0] is None or sums[1] is None:
        return None
    (many_before, many_now), (worth_before, worth_now) = sums[0], sums[1]
    grown, gained = many_now / many_before - 1, worth_now / worth_before - 1
    if grown < least or gained > -least:
        return None
    return HollowVolume(grown, gained, (1 + gained) / (1 + grown) - 1)


def _two_windows(series: Sequence[Number | None], window: int) -> tuple[float, float] | None:
    last = [as_float(each) for each in series[-2 * window :]] if window > 0 else []
    known = [each for each in last if each is not None]
    if window <= 0 or len(known) < 2 * window:
        return None
    before, now = sum(known[:window]), sum(known[window:])
    return (before, now) if before > 0 and now > 0 else None
