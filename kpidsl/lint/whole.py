"""What rules about a whole project look at: every statement's sketch at its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, NamedTuple

from kpidsl.lint.rule import Settings
from kpidsl.lint.sketch import (
    ActionSketch,
    NumberSketch,
    PageSketch,
    RetireSketch,
    ReviewSketch,
    S,
    Sketch,
    Stretch,
)
from kpidsl.model.calendar import Calendar
from kpidsl.text.source import Span


class Placed(NamedTuple, Generic[S]):
    """A sketch, and where its statement begins."""

    sketch: S
    file: str
    start: int

    @property
    def span(self) -> Span:
        """Return where its name stands."""
        return self.at(self.sketch.span)

    def at(self, stretch: Stretch) -> Span:
        """Return a place in it."""
        return Span(self.file, self.start + stretch[0], self.start + stretch[1])


Row = tuple[str, int, Sketch | None]
"""A file, where a statement begins in it, and the statement's sketch."""


@dataclass(frozen=True)
class Whole:
    """A project as rules about all of it see it, in the order of files and places.

    `today` is None where no day was given: then nothing is late. `sound` where every line of the tree is known.
    """

    numbers: Mapping[str, Placed[NumberSketch]]
    actions: tuple[Placed[ActionSketch], ...]
    reviews: Mapping[str, tuple[ReviewSketch, ...]]
    retired: tuple[Placed[RetireSketch], ...]
    pages: tuple[Placed[PageSketch], ...]
    calendar: Calendar
    today: date | None
    settings: Settings
    sound: bool

    @cached_property
    def managed(self) -> tuple[Placed[NumberSketch], ...]:
        """Return the KPIs and the goals."""
        return tuple(each for each in self.numbers.values() if each.sketch.role != "metric")

    @cached_property
    def kpis(self) -> tuple[Placed[NumberSketch], ...]:
        """Return the KPIs."""
        return tuple(each for each in self.numbers.values() if each.sketch.role == "kpi")

    @cached_property
    def goals(self) -> tuple[Placed[NumberSketch], ...]:
        """Return the goals."""
        return tuple(each for each in self.numbers.values() if each.sketch.role == "kgi")

    @cached_property
    def under(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each number what stands right under it: parts, what drives it, what guards it or is guarded."""
        found: dict[str, list[str]] = {}
        for name, each in self.numbers.items():
            found.setdefault(name, []).extend((*each.sketch.parts, *each.sketch.guards))
            for other in (*each.sketch.drives, *each.sketch.guards):
                found.setdefault(other, []).append(name)
        return {name: tuple(dict.fromkeys(below)) for name, below in found.items()}

    def reviews_of(self, number: NumberSketch) -> tuple[ReviewSketch, ...]:
        """Return the records of a number's reviews, the oldest first; those under its earlier name are its own."""
        earlier = self.reviews.get(number.was, ()) if number.was else ()
        return tuple(sorted((*earlier, *self.reviews.get(number.name, ())), key=lambda one: one.on))

    def below(self, roots: Iterable[str]) -> set[str]:
        """Return all that stands under some numbers, themselves among them."""
        reached: set[str] = set()
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in reached and name in self.numbers:
                reached.add(name)
                waiting += self.under.get(name, ())
        return reached


def whole(
    rows: Iterable[Row], calendar: Calendar, today: date | None, settings: Settings, *, sound: bool = True
) -> Whole:
    """Return the project that rows make."""
    placed: list[Placed[Sketch]] = []
    for file, start, sketch in sorted(rows, key=lambda row: row[:2]):
        if sketch is not None:
            placed.append(Placed(sketch, file, start))
    numbers = {each.sketch.name: each for each in _of(placed, NumberSketch)}
    reviews: dict[str, list[ReviewSketch]] = {}
    for review in _of(placed, ReviewSketch):
        reviews.setdefault(review.sketch.name, []).append(review.sketch)
    return Whole(
        numbers=numbers,
        actions=tuple(_of(placed, ActionSketch)),
        reviews={name: tuple(sorted(each, key=lambda one: one.on)) for name, each in reviews.items()},
        retired=tuple(_of(placed, RetireSketch)),
        pages=tuple(_of(placed, PageSketch)),
        calendar=calendar,
        today=today,
        settings=settings,
        sound=sound and not any(each.sketch.unsure for each in numbers.values()),
    )


def _of(placed: Iterable[Placed[Sketch]], shape: type[S]) -> Iterator[Placed[S]]:
    for each in placed:
        if isinstance(each.sketch, shape):
            yield Placed(each.sketch, each.file, each.start)
