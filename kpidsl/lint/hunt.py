"""The rules run: over single numbers, over a whole project; and what is left of it after `allow`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from kpidsl.lint.rule import Edit, Offence, Rule, offence
from kpidsl.lint.scene import Scene
from kpidsl.lint.sketch import NumberSketch
from kpidsl.lint.tuning import Tuning
from kpidsl.lint.whole import Placed, Whole
from kpidsl.model.records import Model
from kpidsl.text.codes import CODES
from kpidsl.text.diagnostic import Diagnostic


def checked(rules: Iterable[Rule], tuning: Tuning) -> tuple[Rule, ...]:
    """Return the rules that a check runs: those that need neither data nor holidays and find errors or warnings."""
    graver = ("error", "warning")
    return tuple(each for each in rules if not each.data and not each.calendar and tuning.severity(each) in graver)


def linted(rules: Iterable[Rule], tuning: Tuning) -> tuple[Rule, ...]:
    """Return the rules that are not switched off."""
    return tuple(each for each in rules if tuning.severity(each) != "off")


def offences_of_each(rules: Iterable[Rule], model: Model, names: Iterable[str], tuning: Tuning) -> list[Offence]:
    """Return what rules find in some numbers of a model, nothing excused."""
    scene = Scene(model, tuple(model.metrics[name] for name in names if name in model.metrics), tuning.values)
    return [found for rule in rules if rule.each for found in rule.each(scene)]


def offences_of_whole(rules: Iterable[Rule], project: Whole) -> list[Offence]:
    """Return what rules find in a whole project, nothing excused."""
    asked = (rule for rule in rules if rule.whole and (project.sound or not rule.tree))
    return [found for rule in asked if rule.whole for found in rule.whole(project)]


def settled(
    found: Iterable[Offence], rules: Iterable[Rule], project: Whole, tuning: Tuning, others: Iterable[Diagnostic] = ()
) -> list[Offence]:
    """Return what is left after `allow`, with what is wrong with the allowances, as grave as the manifest wants it.

    `others` are findings of the language itself: its warnings can be allowed like rules. An allowance is called idle
    where its rule was among `rules` and found nothing.
    """
    mine = _Allowances(project)
    every = [*found, *(Offence(each, mine.owner(each)) for each in others)]
    left = [each for each in every if _final(each.diagnostic) or not mine.excused(each)]
    left += mine.wrong({each.code for each in rules})
    return [each for each in map(tuning.weighed_offence, left) if each is not None]


def advised(found: Iterable[Diagnostic], tuning: Tuning) -> tuple[Diagnostic, ...]:
    """Return findings as a check tells them: rules advise, and keep still while the language itself finds errors.

    An opinion breaks no build by itself: what a rule calls an error is a warning here (an error with `check --strict`
    and in `lint`), unless the manifest sets it to one.
    """
    every = tuple(found)
    if any(_final(each) for each in every):
        return tuple(each for each in every if each.code in CODES)
    return tuple(_milder(each) if each.code not in tuning.severities else each for each in every)


def _milder(each: Diagnostic) -> Diagnostic:
    if each.code in CODES or each.severity != "error":
        return each
    return replace(each, row=replace(each.row, severity="warning"))


def _final(diagnostic: Diagnostic) -> bool:
    """Say whether a finding is an error of the language, which nobody is excused from."""
    return diagnostic.code in CODES and diagnostic.severity == "error"


class _Allowances:
    """The `allow` clauses of a project, and which of them have excused anything."""

    def __init__(self, project: Whole) -> None:
        self.today = project.today
        self.numbers = project.numbers
        self.used: set[tuple[str, int]] = set()
        self.starts = {(each.file, each.start): name for name, each in project.numbers.items()}

    def owner(self, diagnostic: Diagnostic) -> str:
        """Return the number in whose statement a finding stands, "" where there is none."""
        if diagnostic.span is None:
            return ""
        own = [start for file, start in self.starts if file == diagnostic.span.file and start <= diagnostic.span.start]
        return self.starts[diagnostic.span.file, max(own)] if own else ""

    def excused(self, each: Offence) -> bool:
        """Say whether a number is excused from a finding today; the allowance counts as used either way."""
        number = self.numbers.get(each.about)
        excused = False
        for index, (code, until, *_) in enumerate(number.sketch.allows if number is not None else ()):
            if code == each.diagnostic.code:
                self.used.add((each.about, index))
                excused = excused or not self.lapsed(until)
        return excused

    def lapsed(self, until: str) -> bool:
        return self.today is not None and self.today > date.fromisoformat(until)

    def wrong(self, judged: set[str]) -> Iterator[Offence]:
        """Yield the allowances that have lapsed, and those that excuse nothing though their rule was asked."""
        for name, number in self.numbers.items():
            for index, (code, until, *_) in enumerate(number.sketch.allows):
                if self.lapsed(until):
                    yield self.report("K232", number, index, day=until)
                elif code in judged and (name, index) not in self.used:
                    yield self.report("K233", number, index)

    def report(self, words: str, number: Placed[NumberSketch], index: int, **facts: str) -> Offence:
        code, _, *stretch = number.sketch.allows[index]
        span = number.at((stretch[0], stretch[1]))
        name = number.sketch.name
        return offence(CODES[words], name, span, edits=(Edit(span, ""),) if words == "K233" else (), rule=code, **facts)
