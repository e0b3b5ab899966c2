"""What a stage has to say about a text: facts at a place. The words are made later, from the table of codes."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from kpidsl.text.codes import CODES, Code, Severity
from kpidsl.text.source import Span

T = TypeVar("T", covariant=True)


class Said(NamedTuple):
    """A fact that has its own words in each language, such as "a number"."""

    en: str
    ja: str


Fact = str | int | Said


class Label(NamedTuple):
    """A second place that belongs to a finding, with a word or two about it."""

    span: Span
    text: str | Said


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: its row of words, its place, and the facts they need. `span` is None where no file is at fault."""

    row: Code
    span: Span | None
    facts: tuple[tuple[str, Fact], ...]
    labels: tuple[Label, ...] = ()

    @property
    def code(self) -> str:
        """Return the stable id of its kind, such as K302 or S04."""
        return self.row.id

    @property
    def severity(self) -> Severity:
        """Return "error", "warning" or "info"."""
        return self.row.severity


def finding(code: str | Code, span: Span | None, *labels: Label, **facts: Fact) -> Diagnostic:
    """Make a finding of a code of the table, or of a row that a rule brings along.

    A fact that the words need and that is not given is our own mistake (`KeyError`).
    """
    row = CODES[code] if isinstance(code, str) else code
    if missing := row.fields - facts.keys():
        raise KeyError(f"{row.id} needs {', '.join(sorted(missing))}")
    return Diagnostic(row, span, tuple(facts.items()), labels)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a stage returns: its value, and what it has to say about what it was given."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """Say whether any finding is an error, so that the next stage must not rely on the value."""
        return any(each.severity == "error" for each in self.diagnostics)


def by_place(diagnostic: Diagnostic) -> tuple[str, int, str]:
    """Return the key that orders findings as people read them: by file, place and code, those without a place first."""
    span = diagnostic.span
    return (span.file, span.start, diagnostic.code) if span else ("", -1, diagnostic.code)
