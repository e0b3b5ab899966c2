"""The own spelling: a text in, a tree and findings out."""

from kpidsl.syntax.checks import bounded, check_statement
from kpidsl.syntax.hygiene import too_large, unseen
from kpidsl.syntax.mistake import Mistake
from kpidsl.syntax.outline import comments
from kpidsl.syntax.passage import Passage, whole
from kpidsl.syntax.reading import read_as
from kpidsl.syntax.tree import File, Statement
from kpidsl.text.diagnostic import Diagnostic, Outcome
from kpidsl.text.source import Source


def read_kpi(source: Source) -> Outcome[File]:
    """Read a `.kpi` file. Whatever cannot be read becomes findings; all that can be read is in the tree."""
    if refused := too_large(source):
        return Outcome(File(source.file, "kpi", (), ()), (refused,))
    text, hidden = unseen(source)
    passage = whole(source.file, text)
    statements, wrong = _statements(passage)
    for number, statement in enumerate(statements):
        statements[number], deep = bounded(statement)
        wrong += [*deep, *check_statement(statements[number], "kpi")]
    lines = {source.position(each.span.start).line for each in hidden if each.span}
    wrong = [each for each in wrong if each.span is None or source.position(each.span.start).line not in lines]
    found = sorted([*hidden, *wrong], key=lambda each: each.span.start if each.span else 0)
    return Outcome(File(source.file, "kpi", tuple(statements), comments(passage)), tuple(found))


def _statements(passage: Passage) -> tuple[list[Statement], list[Diagnostic]]:
    try:
        return read_as("file", passage), []
    except Mistake:
        from kpidsl.syntax.recovery import recover

        return recover(passage)
