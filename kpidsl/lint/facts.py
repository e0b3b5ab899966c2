"""What rules about data look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured."""
