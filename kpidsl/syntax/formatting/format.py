"""The door of the formatter: a file in, its one form out, in its own spelling or in the other one."""

from collections.abc import Iterator

from kpidsl.syntax.clauses import STATEMENT, rivals
from kpidsl.syntax.formatting.from_kpi import sheet_of_kpi
from kpidsl.syntax.formatting.same import said
from kpidsl.syntax.formatting.to_kpi import kpi_text
from kpidsl.syntax.read import read
from kpidsl.syntax.tree import File
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, Said, finding
from kpidsl.text.source import Source, Span

KPI, YAML = "kpi", "yaml"
_FIRST = Said("the first one", "1 つ目")


class Unfaithful(Exception):
    """The formatter changed what a file says: our own mistake, and the file stays as it was."""


def formatted(source: Source, spelling: str | None = None) -> Outcome[str | None]:
    """Return the text of a file in its one form, in `spelling` ("kpi", "yaml") or its own; None where it has errors."""
    return written_anew(source, read(source), spelling)


def written_anew(source: Source, outcome: Outcome[File], spelling: str | None = None) -> Outcome[str | None]:
    """Return the text of a file that was read, as `formatted` does."""
    file = outcome.value
    goal = spelling or file.spelling
    found = [*outcome.diagnostics, *(_in_the_way(file, goal) if goal != file.spelling else ())]
    if any(each.severity == "error" for each in found):
        return Outcome(None, tuple(found))
    text = _written(source, file, goal)
    again = read(Source(f"{source.file}.{goal}", text))
    if too_long := [each for each in again.diagnostics if each.code in ("K122", "K139")]:
        start = Span(source.file, 0, 0)
        return Outcome(None, tuple(finding(each.code, start, **dict(each.facts)) for each in too_long))
    if again.diagnostics or said(again.value) != said(file):
        raise Unfaithful(source.file)
    return Outcome(text, tuple(found))


def _written(source: Source, file: File, spelling: str) -> str:
    if file.spelling == KPI:
        sheet = sheet_of_kpi(source, file)
    else:
        from kpidsl.syntax.formatting.from_yaml import sheet_of_yaml

        sheet = sheet_of_yaml(source, file)
    if spelling == KPI:
        return kpi_text(sheet)
    from kpidsl.syntax.formatting.to_yaml import yaml_text

    return yaml_text(sheet)


def _in_the_way(file: File, spelling: str) -> Iterator[Diagnostic]:
    """Give a finding for what the reader of one spelling leaves to the checker, and the other one cannot say at all."""
    first: dict[tuple[str, str], Span] = {}
    for statement in file.statements:
        if spelling == KPI:
            heads = [clause for clause in statement.clauses if clause.keyword in rivals(statement.kind)]
            for clause in heads[1:]:
                name = statement.name.text if statement.name else ""
                yield finding("K425", clause.keyword_span, Label(heads[0].keyword_span, _FIRST), source=name)
        elif statement.name is not None and not STATEMENT[statement.kind].listed:
            key, span = (statement.kind, statement.name.text), statement.name.span
            if key in first:
                yield finding("K208", span, Label(first[key], _FIRST), name=statement.name.text)
            first.setdefault(key, span)
