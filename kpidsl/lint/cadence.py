"""Which reviews of a number were not held, as `kpidsl reviews` counts them."""

from datetime import date
from typing import NamedTuple, cast

from kpidsl.lint.sketch import NumberSketch, day_of
from kpidsl.lint.whole import Placed, Whole
from kpidsl.meetings.dates import unheld
from kpidsl.model.cadences import Rhythm
from kpidsl.model.calendar import Weekday


class Overdue(NamedTuple):
    """The last review on record, and the days since then on which one should have been held, the earliest first."""

    last: date
    missed: tuple[date, ...]
    every: str


def overdue(project: Whole, number: Placed[NumberSketch]) -> Overdue | None:
    """Return what reviews of a number are late at the close of today; None where none is, or where none was ever held.

    A review that is due on the very day is not late yet.
    """
    today, sketch = project.today, number.sketch
    if today is None or not sketch.rhythm:
        return None
    held = [each.on for each in project.reviews_of(sketch) if each.on <= today.isoformat()]
    last = day_of(held[-1]) if held else None
    if last is None:
        return None
    every, weekday, day, business_day = sketch.rhythm
    rhythm = Rhythm(every, cast("Weekday | None", weekday), day, business_day)
    missed = tuple(on for on in reversed(unheld(project.calendar, rhythm, last, today)[1]) if on < today)
    return Overdue(last, missed, every) if missed else None
