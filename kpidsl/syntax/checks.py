"""What is asked of every statement, in either spelling: no clause twice that may not repeat, none missing that must be there."""

from collections.abc import Iterator

from kpidsl.syntax.clauses import CLAUSES_OF
from kpidsl.syntax.tree import Clause, Statement
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding


def check_statement(statement: Statement) -> Iterator[Diagnostic]:
    """Give the findings about a statement's clauses as a whole; a broken one is not asked for what it lacks."""
    yield from repeated(statement.kind, statement.clauses)
    if not statement.broken:
        yield from _missing(statement)


def repeated(kind: str, clauses: tuple[Clause, ...]) -> Iterator[Diagnostic]:
    """Give a finding for every clause that stands a second time and may not."""
    first: dict[str, Clause] = {}
    for clause in clauses:
        if not CLAUSES_OF[kind][clause.keyword].repeatable and clause.keyword in first:
            place = Label(first[clause.keyword].keyword_span, Said("the first one", "1 つ目"))
            yield finding("K104", clause.keyword_span, place, clause=clause.keyword)
        first.setdefault(clause.keyword, clause)


def _missing(statement: Statement) -> Iterator[Diagnostic]:
    there = {clause.keyword for clause in statement.clauses}
    span = (statement.name.span if statement.name else statement.span)
    name = statement.name.text if statement.name else ""
    if statement.kind == "source" and not there & {"from", "query"}:
        yield finding("K105", span, kind="source", name=name, clause="from", example="from crm.deals")
    for row in CLAUSES_OF[statement.kind].values():
        if row.required and row.keyword not in there:
            about = {"kind": statement.kind, "name": name, "clause": row.keyword, "example": row.example}
            yield finding("K105", span, **about)
