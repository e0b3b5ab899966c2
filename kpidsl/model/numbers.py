"""The names of numbers: those that are defined, those that were renamed, those that were retired."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpidsl.model.declared import Declared, clause, words
from kpidsl.model.near import meant
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.source import Span


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is known of a number that was retired: the day as written, and what stands in its place."""

    day: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """All names that mean a number: `roles` ("metric", "kpi", "kgi") by name, new names by old ones, and tombstones."""

    roles: Mapping[str, str]
    renamed: Mapping[str, str]
    retired: Mapping[str, Tombstone]


def number_names(declared: Declared) -> Numbers:
    """Return the names of numbers that the files declare."""
    roles = {name: statement.kind for name, statement in declared.numbers.items()}
    renamed: dict[str, str] = {}
    for name, statement in declared.numbers.items():
        each = clause(statement, "was")
        if each is not None:
            renamed.setdefault(words(each.value), name)
    retired: dict[str, Tombstone] = {}
    for statement in declared.about:
        day, successor = clause(statement, "on"), clause(statement, "replaced_by")
        if statement.kind == "retire" and statement.name is not None and day is not None:
            tombstone = Tombstone(words(day.value), words(successor.value) if successor else None)
            retired.setdefault(statement.name.text, tombstone)
    return Numbers(roles, renamed, retired)


def unknown_number(name: str, span: Span, numbers: Numbers) -> Diagnostic:
    """Return what is said of a name that is no number: it was retired, renamed, mistyped or never defined."""
    tombstone = numbers.retired.get(name)
    if tombstone is not None:
        advice = Said("take it out, or use another number", "外すか、別の指標を使ってください")
        if tombstone.successor is not None:
            advice = Said(f"{tombstone.successor} replaced it", f"代わりは {tombstone.successor} です")
        return finding("K222", span, name=name, day=tombstone.day, advice=advice)
    if name in numbers.renamed:
        return finding("K221", span, name=name, new=numbers.renamed[name])
    advice = Said(
        f"define it, as in: metric {name} = count(deals)", f"先に定義してください。例: metric {name} = count(deals)"
    )
    return finding("K201", span, name=name, near=meant(name, numbers.roles, advice))


def linked(reference: tree.Reference | tree.Word, numbers: Numbers, found: list[Diagnostic]) -> str | None:
    """Return the name of the number that something is linked to, renames followed; None and a finding where
    there is none.
    """
    name = words(reference)
    name = name if name in numbers.roles else numbers.renamed.get(name, name)
    if name in numbers.roles:
        return name
    found.append(unknown_number(name, reference.span, numbers))
    return None


def managed(reference: tree.Reference | tree.Word, numbers: Numbers, found: list[Diagnostic], what: Said) -> str | None:
    """Return the name of a kpi or kgi that something is linked to; `what` says what cannot be about a plain metric."""
    name = linked(reference, numbers, found)
    if name is not None and numbers.roles[name] == "metric":
        found.append(finding("K224", reference.span, name=name, what=what))
        return None
    return name
