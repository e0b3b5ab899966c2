"""What the files declare: every statement under its name, in its name space, with duplicates found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding

NUMBERS = ("metric", "kpi", "kgi")
ROWS = ("source", "segment")
OTHERS = ("action", "scorecard")


@dataclass(frozen=True, slots=True)
class Declared:
    """The statements of a project by name, one map a name space; `about` has those that name something else
    (review, retire, ...).
    """

    rows: dict[str, tree.Statement]
    numbers: dict[str, tree.Statement]
    others: dict[str, tree.Statement]
    about: tuple[tree.Statement, ...]


def declare(files: Iterable[tree.File]) -> tuple[Declared, list[Diagnostic]]:
    """Return what the files declare; a name declared twice is one finding that points at both places, the
    first one counts.
    """
    declared, about = Declared({}, {}, {}, ()), []
    found: list[Diagnostic] = []
    for file in sorted(files, key=lambda each: each.path):
        for statement in file.statements:
            space = _space(declared, statement.kind)
            if space is None or statement.name is None:
                about.append(statement)
                continue
            first = space.setdefault(statement.name.text, statement)
            if first is not statement and first.name is not None:
                name = statement.name
                found.append(
                    finding("K208", name.span, Label(first.name.span, Said("the first one", "1 つ目")), name=name.text)
                )
    return Declared(declared.rows, declared.numbers, declared.others, tuple(about)), found


def _space(declared: Declared, kind: str) -> dict[str, tree.Statement] | None:
    if kind in NUMBERS:
        return declared.numbers
    if kind in ROWS:
        return declared.rows
    return declared.others if kind in OTHERS else None


def clauses(statement: tree.Statement, keyword: str) -> Iterator[tree.Clause]:
    """Yield the clauses of a keyword in the order in which they were written."""
    return (each for each in statement.clauses if each.keyword == keyword)


def clause(statement: tree.Statement, keyword: str) -> tree.Clause | None:
    """Return the first clause of a keyword, or None."""
    return next(clauses(statement, keyword), None)


def words(value: tree.Value) -> str:
    """Return the words of a value that is a text, a name or a path of names."""
    match value:
        case tree.Text(value=text) | tree.Word(text=text) | tree.Period(text=text) | tree.Number(text=text):
            return text
        case tree.Reference(parts=parts):
            return ".".join(each.text for each in parts)
        case tree.Names(items=items):
            return ", ".join(words(each) for each in items)
        case tree.Duration(count=count, unit=unit):
            return unit if count == 1 else f"{count} {unit}s"
    raise AssertionError(value)
