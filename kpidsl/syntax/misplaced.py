"""Whole things in the wrong place of a YAML file, said once and not clause by clause."""

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENTS, StatementRow
from kpidsl.syntax.nodes import Entries, Scalar
from kpidsl.text.diagnostic import Diagnostic, finding

_MOST_STRANGE = 2


def stranger(row: StatementRow, body: Entries) -> Diagnostic | None:
    """Return the finding about clauses that fit another kind of statement whole, and this one hardly."""
    keys = {key.value for key, _ in body.entries}
    if len(keys - _known(row)) < _MOST_STRANGE:
        return None
    for other in STATEMENTS:
        if keys <= _known(other):
            span = body.entries[0][0].span
            return finding("K188", span, meant=other.kind, section=row.section, right=other.section)
    return None


def nameless(section: Entries) -> list[Scalar]:
    """Return the keys of a section that are clauses with values: the name above them is missing."""
    clauses = {keyword for rows in CLAUSES_OF.values() for keyword in rows} | {"label"}
    return [key for key, node in section.entries if key.value in clauses and not isinstance(node, Entries)]


def _known(row: StatementRow) -> set[str]:
    return set(CLAUSES_OF[row.kind]) | {"label" if row.labelled else "", row.subject}
