"""Statements and clauses from their parts, and the table of all functions that build."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from kpidsl.syntax.build import expressions, sources, targets, values
from kpidsl.syntax.clauses import CLAUSES_OF
from kpidsl.syntax.parser import Action
from kpidsl.syntax.tables import Rule
from kpidsl.syntax.tree import Clause, Flag, Statement, Text, Word
from kpidsl.text.source import Span


class Head(NamedTuple):
    """A statement as far as its brace."""

    keyword: Word
    name: Word | None
    label: Text | None
    clauses: tuple[Clause, ...]
    span: Span


def head(keyword: Word, *parts: Any) -> Head:
    """Read what stands before the brace: a name, a label, the clauses of the head; what was left out is None."""
    kind = keyword.text
    rest = list(parts)
    name = rest.pop(0) if isinstance(rest[0], Word) else None
    label = rest.pop(0) if rest and isinstance(rest[0], Text) else None
    clauses = tuple(part for part in rest if part is not None)
    last = clauses[-1].span if clauses else (label or name or keyword).span
    assert kind in CLAUSES_OF
    return Head(keyword, name, label, clauses, keyword.span.to(last))


def head_clause(keyword: str, *parts: Any) -> Clause:
    """Read a clause of the head: the words that lead it, if any, and its value."""
    value = parts[-1]
    first = parts[-2] if keyword == "query" else parts[0]
    return Clause(keyword, first.span, value, parts[0].span.to(value.span))


def clause(keyword: str, word: Word, value: Any = None) -> Clause:
    """Read a clause of the body; a flag has no value but itself."""
    if value is None:
        return Clause(keyword, word.span, Flag(word.span), word.span)
    return Clause(keyword, word.span, value, word.span.to(value.span))


def bare_clause(keyword: str, value: Any) -> Clause:
    """Read a clause that needs no keyword: `5 per day`."""
    return Clause(keyword, value.span, value, value.span)


def bodiless(read: Head) -> Statement:
    """Read a statement without braces."""
    return Statement(read.keyword.text, read.name, read.label, read.clauses, read.span)


def statement(read: Head, _open: Word, clauses: list[Clause], close: Word) -> Statement:
    """Read a statement with its body."""
    span = read.span.to(close.span)
    return Statement(read.keyword.text, read.name, read.label, (*read.clauses, *clauses), span)


_NAMED: dict[str, Callable[..., Any]] = {"head": head, "bodiless": bodiless, "statement": statement}
_KEYED = {"head": head_clause, "clause": clause, "bare": bare_clause}


def actions(rules: tuple[Rule, ...]) -> list[Action | None]:
    """Return the function that builds each rule, None for a rule that hands its one part on."""
    return [_action(rule) for rule in rules]


def _action(rule: Rule) -> Action | None:
    role, keyed, keyword = rule.action.partition("__")
    if keyed:
        return partial(_KEYED[role], keyword)
    if not rule.action:
        return None
    for room in (expressions, values, sources, targets):
        if found := getattr(room, rule.action, None):
            return found  # type: ignore[no-any-return]
    return _NAMED[rule.action]
