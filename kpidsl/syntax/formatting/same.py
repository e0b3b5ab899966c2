"""What a file says, apart from how it is laid out: two files that say the same compare equal."""

from typing import Any

from kpidsl.syntax.clauses import CLAUSES_OF
from kpidsl.syntax.formatting.periods import plain_period
from kpidsl.syntax.tree import Clause, File, Number, Period, Statement
from kpidsl.text.source import Span


def said(file: File) -> tuple[Any, ...]:
    """Return the statements of a file in their order, and its comments in any, without places."""
    comments = sorted("#" + each.text[1:] for each in file.comments)
    return (*(_statement(each) for each in file.statements), comments)


def _statement(statement: Statement) -> tuple[Any, ...]:
    """Return a statement; the order of its clauses counts only among those of one keyword."""
    rows = CLAUSES_OF[statement.kind]
    clauses: dict[str, list[Any]] = {}
    for clause in sorted(statement.clauses, key=lambda each: rows[each.keyword].head is None):
        clauses.setdefault(clause.keyword, []).append(_bare(clause.value))
    return statement.kind, _bare(statement.name), _bare(statement.label), clauses


def _bare(node: Any) -> Any:
    match node:
        case Span():
            return None
        case Period():
            return plain_period(node.text)
        case Number():
            return node.value, node.unit, node.text.replace(" ", "")
        case Clause():
            return node.keyword, _bare(node.value)
        case tuple():
            return tuple(_bare(part) for part in node)
    names = getattr(type(node), "__match_args__", None)
    return (type(node).__name__, *(_bare(getattr(node, name)) for name in names)) if names else node
