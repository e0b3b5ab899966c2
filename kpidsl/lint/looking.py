"""A project looked at by the rules that need no data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kpidsl.lint.hunt import offences_of_each, offences_of_whole, settled
from kpidsl.lint.rule import Offence, Rule
from kpidsl.lint.sketch import Sketch, sketches
from kpidsl.lint.tuning import Tuning
from kpidsl.lint.whole import Row, Whole, whole
from kpidsl.model.records import Model
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic

_NUMBERS = ("metric", "kpi", "kgi")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: `offences` are those that stand, `blamed` the numbers that a rule for single numbers named,
    excused or not. `sketches` has for each file where its statements begin and what is known of them.
    """

    offences: tuple[Offence, ...]
    blamed: frozenset[str]
    sketches: tuple[tuple[tuple[int, Sketch | None], ...], ...]
    project: Whole


def look(
    model: Model,
    files: Sequence[tree.File],
    found: Iterable[Diagnostic],
    rules: Sequence[Rule],
    tuning: Tuning,
    today: date | None,
    data: Iterable[Offence] = (),
) -> Looked:
    """Return what the rules say of a project, together with what was found in it before.

    Where a number could not be read, or a file, rules that follow the lines of the tree are left out: what they would
    say might only follow from that. `data` are offences that rules over data have found.
    """
    others = list(found)
    sketched = tuple(tuple(each) for each in sketches(model, files))
    rows: list[Row] = []
    sound = not any(each.severity == "error" and each.code.startswith(("K1", "K21")) for each in others)
    for file, own in zip(files, sketched, strict=True):
        for statement, (start, sketch) in zip(file.statements, own, strict=True):
            rows.append((file.path, start, sketch))
            sound = sound and (sketch is not None or statement.kind not in _NUMBERS)
    project = whole(rows, model.manifest.calendar, today, tuning.values, sound=sound)
    single = offences_of_each(rules, model, model.metrics, tuning)
    every = [*single, *offences_of_whole(rules, project), *data]
    left = settled(every, rules, project, tuning, others)
    return Looked(tuple(left), frozenset(each.about for each in single), sketched, project)


def look_again(
    model: Model, names: Iterable[str], rows: Iterable[Row], rules: Sequence[Rule], tuning: Tuning, today: date | None
) -> Looked:
    """Return what the rules say where only some numbers are to be looked at one by one: the others were without fault.

    `model` holds those and what they name, `rows` the whole project.
    """
    project = whole(rows, model.manifest.calendar, today, tuning.values)
    single = offences_of_each(rules, model, names, tuning)
    left = settled([*single, *offences_of_whole(rules, project)], rules, project, tuning)
    return Looked(tuple(left), frozenset(each.about for each in single), (), project)
