"""From values to millimetres."""

from collections.abc import Iterable
from dataclasses import dataclass

from kpidsl.scorecard.figures import Number
from kpidsl.scorecard.numbers import exact


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `low` is drawn at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: Number) -> float:
        """Return the place of a value; a scale without extent puts everything in its middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def known(values: Iterable[Number | None]) -> list[float]:
    """Return the finite values as floats, for drawing only."""
    return [float(number) for value in values if (number := exact(value)) is not None]


def spanning(values: Iterable[Number | None], start: float, end: float) -> Scale:
    """Return a scale that just holds the values."""
    held = known(values)
    return Scale(min(held, default=0), max(held, default=0), start, end)


def floor_at_zero(values: Iterable[Number | None], start: float, end: float) -> Scale:
    """Return a scale that holds the values and zero: bars need it."""
    held = [0.0, *known(values)]
    return Scale(min(held), max(held) or 1.0, start, end)


def clamp(value: float, low: float, high: float) -> float:
    """Keep a place inside its box."""
    return min(max(value, low), high)
