"""The whole grammar: the values of `kpi.lark` and, from the clause table, the rules of statements and clauses."""

import re
from collections.abc import Iterator
from pathlib import Path

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENTS, ClauseRow, StatementRow

VALUES = Path(__file__).with_name("kpi.lark")

_TERMINAL = re.compile(r"\b[A-Z][A-Z_]+\b")


def grammar() -> str:
    """Return the grammar as Lark reads it."""
    values = VALUES.read_text(encoding="utf-8")
    rules = "\n".join([values, *_statements()])
    terminals = sorted(set(_TERMINAL.findall(_without_comments(rules))))
    return f"{rules}\n%declare {' '.join(terminals)}\n"


def starts() -> list[str]:
    """Return what can be read alone: a file, a statement's head, its clauses, and every value of a clause."""
    values = {row.value for rows in CLAUSES_OF.values() for row in rows.values() if row.value != "flag"}
    heads = [f"{row.kind}_head" for row in STATEMENTS]
    bodies = [f"{row.kind}_clauses" for row in STATEMENTS if row.body]
    return ["file", *heads, *bodies, *sorted(values)]


def _statements() -> Iterator[str]:
    yield "statements: -> none\n  | statements statement -> more"
    yield "statement: " + " | ".join(row.kind for row in STATEMENTS)
    for row in STATEMENTS:
        yield from _statement(row)


def _statement(row: StatementRow) -> Iterator[str]:
    kind = row.kind
    clauses = CLAUSES_OF[kind].values()
    heads = [each for each in clauses if each.head is not None]
    parts = [f"S_{kind.upper()}"]
    parts += ["NAME"] if row.named else []
    parts += ["label"] if row.labelled else []
    parts += [f"{kind}_{each.keyword}" for each in _merged(heads)]
    yield f"{kind}_head: {' '.join(parts)} -> head"
    for each in _merged(heads):
        yield _head_rule(kind, each, heads)
    if not row.body:
        yield f"{kind}: {kind}_head -> bodiless"
        return
    yield f"{kind}: {kind}_head -> bodiless\n  | {kind}_head LBRACE {kind}_clauses RBRACE -> statement"
    yield f"{kind}_clauses: -> none\n  | {kind}_clauses {kind}_clause -> more"
    bodies = [_clause_rule(each) for each in clauses if each.head is None]
    yield f"{kind}_clause: " + "\n  | ".join(alternative for rule in bodies for alternative in rule)


def _merged(heads: list[ClauseRow]) -> list[ClauseRow]:
    """Return the head clauses that have a place of their own: `from query` stands where `from` does."""
    return [row for row in heads if row.keyword != "query"]


def _head_rule(kind: str, row: ClauseRow, heads: list[ClauseRow]) -> str:
    rule = f"{kind}_{row.keyword}: -> nothing\n  | {row.head} {row.value} -> head__{row.keyword}"
    if row.keyword == "from" and any(each.keyword == "query" for each in heads):
        rule += "\n  | W_FROM W_QUERY query -> head__query"
    return rule


def _clause_rule(row: ClauseRow) -> list[str]:
    keyword = f"C_{row.keyword.upper()}"
    if row.value == "flag":
        return [f"{keyword} -> clause__{row.keyword}"]
    rules = [f"{keyword} {row.value} -> clause__{row.keyword}"]
    if row.value == "how_often":
        rules.append(f"rate -> bare__{row.keyword}")
    return rules


def _without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*", "", text)
