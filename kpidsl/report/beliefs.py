"""What is believed to drive a number (`drives`), held against the months on record."""

from kpidsl.analysis.leading import leads
from kpidsl.model.calendar import Period
from kpidsl.model.kpitree import branches
from kpidsl.model.records import Model
from kpidsl.report.change_record import Lead
from kpidsl.report.headroom import on_record
from kpidsl.report.measuring import Ask, Series, measure_series
from kpidsl.text.diagnostic import Outcome

MONTHS = 36
"""Months that a belief is held against; under 24 nothing is said of it."""

Pair = tuple[str, str]
"""Who drives, and what is driven."""


def beliefs_under(model: Model, goal: str) -> tuple[Pair, ...]:
    """Return every belief under a goal: against what it is said to drive, and against the goal."""
    beliefs = [each for each in branches(model, goal) if each.belief and each.child in model.metrics]
    return tuple(dict.fromkeys((each.child, to) for each in beliefs for to in (each.parent, goal)))


def held_beliefs(
    model: Model, ask: Ask, pairs: tuple[Pair, ...], last: Period, *, at_once: bool = False
) -> Outcome[tuple[Lead, ...]]:
    """Return beliefs held against the months up to `last`, which is over.

    With `at_once` a driver that moves in the very month of what it drives is taken for a leading one too.
    """
    if not pairs:
        return Outcome(())
    names = tuple(dict.fromkeys(name for pair in pairs for name in pair))
    series = measure_series(ask, model.manifest.calendar, names, "month", last, MONTHS, last.last)
    if not series.value:
        return Outcome((), series.diagnostics)
    shortest = 0 if at_once else 1
    found = [
        Lead(
            model.metrics[a],
            model.metrics[b],
            leads(_known(series.value[a]), _known(series.value[b]), shortest=shortest),
        )
        for a, b in pairs
    ]
    return Outcome(tuple(found), series.diagnostics)


def _known(series: Series) -> list[float | None]:
    """Return the values of a series, none before the first one that is not nothing."""
    values = on_record(series.values)
    return [*([None] * (len(series.values) - len(values))), *values]
