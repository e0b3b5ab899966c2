"""What the radar for local optima (部分最適) found: each a fact to look at, none a verdict on people."""

from dataclasses import dataclass

from kpidsl.analysis.radar import Dent, GreenTeam, HollowVolume, SignConflict


@dataclass(frozen=True, slots=True)
class DentIn:
    """A dent in a number's months: `period` is the closing month that was pushed."""

    name: str
    period: str
    dent: Dent


@dataclass(frozen=True, slots=True)
class HollowIn:
    """A volume that grew while the goal that it is a part of fell."""

    volume: str
    goal: str
    hollow: HollowVolume


@dataclass(frozen=True, slots=True)
class ConflictIn:
    """A number that is wanted in the direction in which a goal gets worse."""

    goal: str
    conflict: SignConflict


Note = GreenTeam | ConflictIn | DentIn | HollowIn
