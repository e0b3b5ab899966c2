"""What was printed of a period, held against what it would be today: restated data and definitions that changed since.

The last report of the goal for the period, made when it was over, is what people have in hand. By the definitions of
then it is measured again on today's data, as far as their commit can still be read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.analysis.numbers import as_float
from kpidsl.history.kept import KeptNumber, KeptRun, closed_number, cuts
from kpidsl.model.calendar import Period
from kpidsl.model.records import Model
from kpidsl.report.before_after import same
from kpidsl.report.change_measured import Values
from kpidsl.report.change_record import Printed
from kpidsl.report.measuring import AskOf, measure_days

ModelAt = Callable[[str], Model | None]
"""Gives the model of a commit; None where it cannot be read."""


def unread(_: str) -> Model | None:
    """Know of no commit."""
    return None


@dataclass(frozen=True, slots=True)
class KeptEnd:
    """A period as it was printed, and the same by the definitions of then on the data of today."""

    printed: Printed
    values: Values
    between: Values


def kept_end(
    model: Model,
    ask_of: AskOf,
    runs: Iterable[KeptRun],
    model_at: ModelAt,
    names: tuple[str, ...],
    period: Period,
    day: date,
    measured: Values,
) -> KeptEnd | None:
    """Return what was printed of a period; the first of `names` is the goal, whose last report tells.

    `measured` are the numbers of the period today. None where no report up to `day` has the goal in it.
    """
    calendar, found = model.manifest.calendar, None
    for run in runs:
        if run.as_of <= day and run.calendar == cuts(calendar):
            numbers = {name: each for name in names if (each := _number(model, run, name, period)) is not None}
            found = (run, numbers) if names[0] in numbers else found
    if found is None:
        return None
    run, numbers = found
    values = {name: as_float(each.values[period.label]) for name, each in numbers.items()}
    if values[names[0]] is None:
        return None
    redefined = {name: each for name, each in numbers.items() if each.definition != model.metrics[name].fingerprint}
    anew = _by_then(ask_of, model_at(run.commit) if run.commit and redefined else None, redefined, period, day)
    untold = names[0] in redefined and names[0] not in anew
    between = values if untold else {name: measured.get(name) for name in numbers if name not in redefined} | anew
    values = {name: between.get(name) if same(each, between.get(name)) else each for name, each in values.items()}
    changed = tuple(name for name in redefined if name not in anew or not same(anew[name], measured.get(name)))
    printed = Printed(run.as_of, run.id, values[names[0]] or 0.0, changed, untold)
    return KeptEnd(printed, values, between)


def _number(model: Model, run: KeptRun, name: str, period: Period) -> KeptNumber | None:
    return closed_number(run, (name, model.metrics[name].was), period.label)


def _by_then(
    ask_of: AskOf, old: Model | None, redefined: Mapping[str, KeptNumber], period: Period, day: date
) -> dict[str, float | None]:
    """Measure numbers on today's data by the definitions of then; one that the commit has otherwise is left out."""
    if old is None:
        return {}
    asked = {
        name: number.name
        for name, number in redefined.items()
        if number.name in old.metrics and old.metrics[number.name].fingerprint == number.definition
    }
    days = period.first, period.last
    wanted = [(each, days) for each in asked.values()]
    answer = measure_days(ask_of(old), old.manifest.calendar, wanted, day) if wanted else None
    values = answer.value if answer is not None else {}
    return {name: as_float(values[was, days]) for name, was in asked.items() if (was, days) in values}
