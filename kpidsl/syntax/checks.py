"""What is asked of every statement, in either spelling: no clause twice that may not repeat, none missing."""

from collections.abc import Iterator
from dataclasses import replace

from kpidsl.syntax.clauses import CLAUSES_OF
from kpidsl.syntax.depth import too_deep
from kpidsl.syntax.tree import Clause, Statement
from kpidsl.text.diagnostic import Diagnostic, Label, Said, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Span


def bounded(statement: Statement) -> tuple[Statement, list[Diagnostic]]:
    """Return a statement without the clauses that nest too deeply, and a finding for each of those."""
    deep = too_deep(statement)
    if not deep:
        return statement, []
    kept = tuple(clause for number, clause in enumerate(statement.clauses) if number not in deep)
    found = [finding("K123", statement.clauses[number].keyword_span) for number in deep]
    return replace(statement, clauses=kept, broken=True), found


def check_statement(statement: Statement, spelling: str) -> Iterator[Diagnostic]:
    """Give the findings about a statement's clauses as a whole; a broken one is not asked for what it lacks."""
    yield from repeated(statement.kind, statement.clauses)
    if not statement.broken:
        yield from _missing(statement, spelling)


def repeated(kind: str, clauses: tuple[Clause, ...]) -> Iterator[Diagnostic]:
    """Give a finding for every clause that stands a second time and may not."""
    first: dict[str, Clause] = {}
    for clause in clauses:
        if not CLAUSES_OF[kind][clause.keyword].repeatable and clause.keyword in first:
            place = Label(first[clause.keyword].keyword_span, Said("the first one", "1 つ目"))
            yield finding("K104", clause.keyword_span, place, clause=clause.keyword)
        first.setdefault(clause.keyword, clause)


def _missing(statement: Statement, spelling: str) -> Iterator[Diagnostic]:
    there = {clause.keyword for clause in statement.clauses}
    span = statement.name.span if statement.name else statement.span
    subject = f"{statement.kind} {statement.name.text}" if statement.name else statement.kind
    if statement.kind == "source" and not there & {"from", "query"}:
        example = CLAUSES_OF["source"]["from"].example_in(spelling)
        yield finding("K105", span, subject=subject, clause="from", example=example)
    for row in CLAUSES_OF[statement.kind].values():
        if row.required and row.keyword not in there:
            yield finding("K105", span, subject=subject, clause=row.keyword, example=row.example_in(spelling))


def unknown_clause(kind: str, word: str, span: Span) -> Diagnostic:
    """Return what is said of a clause that a statement does not have: mistyped, or one of another statement."""
    homes = [other for other, rows in CLAUSES_OF.items() if word in rows]
    rows = CLAUSES_OF[kind].values()
    known = [row.keyword for row in rows if row.head is None] or [row.keyword for row in rows]
    if homes:
        return finding("K103", span, kind=kind, clause=word, homes=", ".join(homes))
    near = _SYNONYMS.get(word.lower())
    near = near if near in known else nearest(word, known)
    if near:
        advice = Said(f"did you mean `{near}`?", f"`{near}` のことか")
    else:
        advice = Said(f"{kind} may have: {', '.join(known)}", f"{kind} に書けるのは {', '.join(known)}")
    return finding("K102", span, kind=kind, clause=word, advice=advice)


_SYNONYMS = {
    "description": "definition", "desc": "definition", "responsible": "owner", "goal": "target", "direction": "better",
    "reason": "because", "why": "because", "depends_on": "breakdown", "frequency": "review",
    "department": "team", "stage": "phase", "weight": "effort", "max": "limit", "cap": "limit", "ceiling": "limit",
    "単位": "unit", "目標": "target", "定義": "definition", "責任者": "owner", "担当": "owner",
    "primary_key": "key", "pk": "key", "timestamp": "time", "date": "time", "dim": "dimension",
}  # fmt: skip
