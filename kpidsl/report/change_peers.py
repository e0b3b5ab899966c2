"""The slices of a funnel's steps: how often each member tried and how often it worked, as benchmarks for the whole."""

from collections.abc import Iterable
from datetime import date

from kpidsl.analysis.funnel import Slice
from kpidsl.analysis.numbers import as_float
from kpidsl.analysis.tree_value import Tree
from kpidsl.model.calendar import Period
from kpidsl.model.kpitree import names_under
from kpidsl.model.records import Metric, Model
from kpidsl.query.plan import Request
from kpidsl.report.change_split import member_of
from kpidsl.report.goal_past import tried
from kpidsl.report.measuring import Ask, end_of


def dimensions_of(model: Model, goal: Metric, asked: str | None) -> tuple[str, ...]:
    """Return the dimension that was asked for, else those by which the scorecards with the goal on them are cut."""
    if asked is not None:
        return (asked,)
    cards = (each for each in model.scorecards.values() if _shows(model, each.shows, goal.name))
    return tuple(dict.fromkeys(dimension for card in cards for dimension in card.by))


def slices_of(
    model: Model,
    ask: Ask,
    tree: Tree,
    rates: Iterable[str],
    names: tuple[str, ...],
    dimensions: tuple[str, ...],
    period: Period,
    day: date,
) -> dict[str, tuple[Slice, ...]]:
    """Return the members of each dimension for every rate that is counted in them; `names` are the tree's numbers.

    A dimension by which the numbers cannot be cut gives none: whoever asks for the bars by it is told so there.
    """
    found: dict[str, tuple[Slice, ...]] = dict.fromkeys(rates, ())
    for dimension in dimensions:
        request = Request(names, end_of(model.manifest.calendar, day), day, by=(dimension,), pieces=(period,))
        answer = ask(request)
        for row in answer.value.rows if answer.value is not None else ():
            values = {each: as_float(value) for each, value in zip(names, row.values, strict=True)}
            for name in found:
                counted = tried(values, model.metrics, tree, name)
                if counted is not None:
                    member = Slice(dimension, member_of(row.slice[0]), counted.tries, counted.successes)
                    found[name] = (*found[name], member)
    return found


def _shows(model: Model, shows: Iterable[tuple[str, bool]], name: str) -> bool:
    return any(name in (names_under(model, each) if whole else (each,)) for each, whole in shows)
