"""The YAML spelling: the same tree and the same findings as the own spelling, each at its place inside the scalars."""

from collections.abc import Iterator

from kpidsl.syntax import misplaced, yaml_values
from kpidsl.syntax.checks import bounded, check_statement, unknown_clause
from kpidsl.syntax.clauses import CLAUSES_OF, SECTION, StatementRow
from kpidsl.syntax.hygiene import too_large, unseen
from kpidsl.syntax.mistake import Mistake
from kpidsl.syntax.nodes import Entries, Items, Node, Scalar
from kpidsl.syntax.tree import Clause, File, Statement, Text, Word
from kpidsl.syntax.yaml_comments import comments
from kpidsl.syntax.yaml_order import in_order
from kpidsl.syntax.yaml_recovery import compose_all
from kpidsl.syntax.yaml_values import Reading
from kpidsl.text.diagnostic import Diagnostic, Label, Outcome, Said, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Source


def read_yaml(source: Source) -> Outcome[File]:
    """Read a `.yaml` file. Whatever cannot be read becomes findings; all that can be read is in the tree."""
    if refused := too_large(source):
        return Outcome(File(source.file, "yaml", (), ()), (refused,))
    text, found = unseen(source)
    root, broken, wrong = compose_all(source.file, text)
    reading = Reading(source.file, text, [*found, *wrong])
    statements = [*(_file(reading, root) if root else ()), *broken]
    statements = in_order(reading, root, statements)
    for number, statement in enumerate(statements):
        statements[number], deep = bounded(statement)
        reading.findings += [*deep, *check_statement(statements[number], "yaml")]
    found = sorted(reading.findings, key=lambda each: each.span.start if each.span else 0)
    said = sorted([*comments(source.file, text, root), *reading.comments], key=lambda each: each.span.start)
    return Outcome(File(source.file, "yaml", tuple(statements), tuple(said)), tuple(found))


def _file(reading: Reading, root: Node) -> Iterator[Statement]:
    if isinstance(root, Scalar) and root.empty:
        return
    if not isinstance(root, Entries):
        reading.findings.append(finding("K174", root.span, what=_SECTIONS, expected=yaml_values.MAP))
        return
    first: dict[str, Scalar] = {}
    for key, node in root.entries:
        if key.value in first and not any(each.code == "K172" for each in reading.findings):
            place = Label(first[key.value].span, _FIRST)
            reading.findings.append(finding("K175", key.span, place, key=key.value))
        first.setdefault(key.value, key)
        if row := SECTION.get(key.value):
            yield from _section(reading, row, key, node)
        elif key.value != "order":
            reading.findings.append(_unknown_section(key))


_SECTIONS = Said("the file", "ファイル")
_FIRST = Said("the first one", "1 つ目")


def _unknown_section(key: Scalar) -> Diagnostic:
    near = nearest(key.value, [*SECTION, *(row.kind for row in SECTION.values())])
    near = next((row.section for row in SECTION.values() if row.kind == near), near)
    known = ", ".join([*SECTION, "order"])
    said = (
        Said(f"did you mean `{near}`?", f"`{near}` のことか")
        if near
        else Said(f"one of {known}", f"{known} のいずれか")
    )
    return finding("K176", key.span, key=key.value, advice=said)


def _section(reading: Reading, row: StatementRow, key: Scalar, node: Node) -> Iterator[Statement]:
    if isinstance(node, Scalar) and node.empty:
        return
    what = Said(f"`{key.value}`", f"`{key.value}`")
    if row.listed:
        if not isinstance(node, Items):
            reading.findings.append(finding("K174", key.span, what=what, expected=yaml_values.LIST))
            return
        for item in node.items:
            yield from _listed(reading, row, item)
    elif not isinstance(node, Entries):
        reading.findings.append(finding("K174", key.span, what=what, expected=yaml_values.MAP))
    else:
        if len(loose := misplaced.nameless(node)) > 1:
            reading.findings.append(finding("K189", loose[0].span, clause=loose[0].value))
        for name, body in node.entries:
            if len(loose) < 2 or name not in loose:
                yield _named(reading, row, name, body)


def _named(reading: Reading, row: StatementRow, key: Scalar, body: Node) -> Statement:
    name, broken = _name(reading, key)
    label, clauses, whole = _clauses(reading, row, key, body)
    span = key.span.to(reading.trimmed(body.span))
    return Statement(row.kind, name, label, clauses, span, broken or not whole)


def _listed(reading: Reading, row: StatementRow, item: Node) -> Iterator[Statement]:
    if not isinstance(item, Entries):
        what = Said(f"an item of `{row.section}`", f"`{row.section}` の項目")
        reading.findings.append(finding("K174", item.span, what=what, expected=yaml_values.MAP))
        return
    if stranger := misplaced.stranger(row, item):
        reading.findings.append(stranger)
        return
    name, broken = None, False
    subjects = [(key, node) for key, node in item.entries if row.subject and key.value == row.subject]
    for key, node in subjects[:1]:
        if isinstance(node, Scalar) and not node.empty:
            name, broken = _name(reading, node)
        else:
            reading.findings.append(finding("K113", key.span, clause=key.value, example=f"{key.value}: 受注率"))
            broken = True
    if row.subject and not subjects:
        example = f"{row.subject}: 受注率"
        reading.findings.append(finding("K105", item.span, subject=row.kind, clause=row.subject, example=example))
        broken = True
    rest = Entries([each for each in item.entries if each not in subjects[:1]], item.span, item.flow)
    _, clauses, whole = _clauses(reading, row, None, rest)
    yield Statement(row.kind, name, None, clauses, reading.trimmed(item.span), broken or not whole)


def _name(reading: Reading, key: Scalar) -> tuple[Word, bool]:
    try:
        name: Word = yaml_values.grammar_value(reading, "name", key)
    except Mistake as wrong:
        reading.findings.append(wrong.diagnostic)
        return Word(key.value, key.span), True
    return name, False


def _clauses(
    reading: Reading, row: StatementRow, key: Scalar | None, body: Node
) -> tuple[Text | None, tuple[Clause, ...], bool]:
    """Return the label, the clauses, and whether all of them could be read."""
    if isinstance(body, Scalar) and body.empty:
        return None, (), True
    if not isinstance(body, Entries):
        place = key or body
        what = Said(f"`{getattr(place, 'value', row.kind)}`", f"`{getattr(place, 'value', row.kind)}`")
        reading.findings.append(finding("K174", place.span, what=what, expected=yaml_values.CLAUSES))
        return None, (), False
    before = len(reading.findings)
    label: Text | None = None
    clauses: list[Clause] = []
    if wrong := yaml_values.cut_by_comma(body) or misplaced.stranger(row, body):
        reading.findings.append(wrong)
        return None, (), False
    for keyword, node in body.entries:
        if keyword.value == "label" and row.labelled:
            label = _label(reading, keyword, node, label)
        elif clause_row := CLAUSES_OF[row.kind].get(keyword.value):
            clauses += yaml_values.clauses(reading, clause_row, keyword, node)
        else:
            reading.findings.append(unknown_clause(row.kind, keyword.value, keyword.span))
    return label, tuple(clauses), len(reading.findings) == before


def _label(reading: Reading, keyword: Scalar, node: Node, earlier: Text | None) -> Text | None:
    if earlier is not None:
        reading.findings.append(finding("K104", keyword.span, Label(earlier.span, _FIRST), clause="label"))
    try:
        return yaml_values.text_value(reading, keyword, node)
    except Mistake as wrong:
        reading.findings.append(wrong.diagnostic)
        return earlier
