"""What statuses say together: a parent's from its children, and one that does not flicker from period to period.

Choices (domain section 3e): its own value (the default), the worst child, or a weighted score from 0 to 10, s = 10 / 3
* (1 + (x - red) / (goal - red)), clipped, x the share of what was due: 3.33 where a number turns red, 6.67 at its goal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpidsl.analysis.numbers import Number, as_float
from kpidsl.analysis.standing import Bands, Judgement, Status

Way = Literal["own", "worst", "weighted"]

_ORDER: tuple[Status, ...] = ("done", "on_track", "at_risk", "behind")
_RED, _GOAL = 10 / 3, 20 / 3


@dataclass(frozen=True, slots=True)
class Child:
    """A child as it was judged, and what it weighs (0 or more)."""

    name: str
    judgement: Judgement
    weight: Number = 1.0


@dataclass(frozen=True, slots=True)
class RollUp:
    """A parent's status, by which way, which child decided it ("worst"), and the score of all ("weighted", 0 to 10).

    `left_out` are the children that could not be counted: no data, not due, no target.
    """

    status: Status
    way: Way
    by: str | None = None
    score: float | None = None
    left_out: tuple[str, ...] = ()


def roll_up(own: Judgement, children: Sequence[Child], way: Way = "own") -> RollUp:
    """Return the status of a parent; children that are not judged do not count, and without any it is its own value."""
    judged = [each for each in children if each.judgement.status in _ORDER]
    left_out = tuple(each.name for each in children if each.judgement.status not in _ORDER)
    if way == "worst" and judged:
        worst = max(judged, key=lambda each: _ORDER.index(each.judgement.status))
        return RollUp(worst.judgement.status, "worst", worst.name, left_out=left_out)
    if way == "weighted":
        scores = [(score_of(each.judgement), max(0.0, as_float(each.weight) or 0.0)) for each in judged]
        whole = sum(weight for _, weight in scores)
        if whole > 0:
            score = sum(each * weight for each, weight in scores) / whole
            return RollUp(_status_of(score), "weighted", score=score, left_out=left_out)
    return RollUp(own.status, "own")


def score_of(judgement: Judgement, bands: Bands | None = None) -> float:
    """Return a judged number on the scale from 0 to 10: by its share of what was due, else by its status."""
    limits = bands or judgement.bands
    if judgement.score is None or limits.at_risk <= limits.behind:
        return {"done": 10.0, "on_track": _GOAL, "at_risk": 5.0}.get(judgement.status, 0.0)
    raw = _RED * (1 + (judgement.score - limits.behind) / (limits.at_risk - limits.behind))
    return min(10.0, max(0.0, raw))


def _status_of(score: float) -> Status:
    hair = 1e-9
    if score >= _GOAL - hair:
        return "on_track"
    return "at_risk" if score >= _RED - hair else "behind"


def settled(statuses: Sequence[Status]) -> Status | None:
    """Return the status to show at the end of a series, the oldest first: a change counts once seen twice in a row.

    Only changes between on track, at risk and behind are held back, by one period; done, no data and the like are shown
    at once. None for an empty series.
    """
    shown: Status | None = None
    before: Status | None = None
    flickers: frozenset[Status] = frozenset({"on_track", "at_risk", "behind"})
    for status in statuses:
        if shown not in flickers or status not in flickers or status == before:
            shown = status
        before = status
    return shown
