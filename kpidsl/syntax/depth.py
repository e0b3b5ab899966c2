"""How deep a tree of the syntax goes, measured without recursion: long chains of `+` nest as deep as parentheses do."""

from typing import Any

from kpidsl.syntax.tree import Statement

DEEPEST = 200
_SHORT = 2 * DEEPEST


def too_deep(statement: Statement) -> list[int]:
    """Return the numbers of the clauses whose values nest deeper than any later stage should have to follow."""
    if statement.span.end - statement.span.start < _SHORT:
        return []
    return [number for number, clause in enumerate(statement.clauses) if _deep(clause.value)]


def _deep(value: object) -> bool:
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            return True
        waiting += [(part, depth + 1) for part in _parts(node)]
    return False


def _parts(node: object) -> list[Any]:
    if isinstance(node, tuple):
        return [part for part in node if not isinstance(part, int | str)]
    return [getattr(node, name) for name in getattr(type(node), "__match_args__", ()) if name != "span"]
