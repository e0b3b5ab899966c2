"""The five letters of SMART for each KPI: which rules of a letter were asked, and which of them it failed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpidsl.lint.elsewhere import SERVED
from kpidsl.lint.rule import Offence, Rule

LETTERS = ("S", "M", "A", "R", "T")


@dataclass(frozen=True, slots=True)
class Letter:
    """How many rules of a letter were asked of a KPI, and the codes of those that it failed."""

    asked: int
    failed: tuple[str, ...]

    @property
    def passed(self) -> int:
        """Return how many it passed."""
        return self.asked - len(self.failed)


def letters(
    names: Iterable[str], rules: Iterable[Rule], offences: Iterable[Offence]
) -> dict[str, Mapping[str, Letter]]:
    """Return the letters of numbers by name; what a number is excused from counts as passed.

    A finding of the language counts for the code that it stands for.
    """
    codes = {each.code for each in rules} | set(SERVED.values())
    failed: dict[str, set[str]] = {}
    for each in offences:
        code = SERVED.get(each.diagnostic.code, each.diagnostic.code)
        if code in codes:
            failed.setdefault(each.about, set()).add(code)
    return {
        name: {
            letter: Letter(
                sum(code.startswith(letter) for code in codes),
                tuple(sorted(code for code in failed.get(name, ()) if code.startswith(letter))),
            )
            for letter in LETTERS
        }
        for name in names
    }
