"""The own spelling onto a sheet: its tokens, cut at the statements and clauses of the tree that the reader made."""

from bisect import bisect_left
from itertools import pairwise

from kpidsl.syntax.clauses import CLAUSES_OF, LABEL, STATEMENT
from kpidsl.syntax.formatting.draft import DraftEntry, DraftLine, Spot, hand_out, sheet, value_spots
from kpidsl.syntax.formatting.sheet import Sheet, folded
from kpidsl.syntax.passage import whole
from kpidsl.syntax.recording import Token, tokens
from kpidsl.syntax.tree import Clause, File, Statement
from kpidsl.syntax.yaml_order import order_keys
from kpidsl.text.source import Source


def sheet_of_kpi(source: Source, file: File) -> Sheet:
    """Return the sheet of a `.kpi` file that was read without errors."""
    found = tokens("file", whole(source.file, source.text))
    begins = [number for number, (kind, _) in enumerate(found) if kind.startswith("S_")]
    keys = order_keys(list(file.statements))
    entries: list[DraftEntry] = []
    spots: list[Spot] = []
    for statement, key, (start, stop) in zip(file.statements, keys, pairwise([*begins, len(found)]), strict=True):
        entry = DraftEntry(STATEMENT[statement.kind], statement.name, key)
        spots += _statement(entry, statement, found[start:stop])
        entries.append(entry)
    foot: list[str] = []
    hand_out(source.text, spots, file.comments, foot)
    laid = sheet(entries, foot)
    return Sheet(tuple(folded(entry) for entry in laid.entries), laid.foot)


def _statement(entry: DraftEntry, statement: Statement, found: list[Token]) -> list[Spot]:
    opened = next((number for number, (kind, _) in enumerate(found) if kind == "LBRACE"), len(found))
    end = found[opened - 1][1].span.end
    inside = bisect_left(statement.clauses, end, key=lambda clause: clause.span.start)
    spots = _head(entry, statement, found[:opened], statement.clauses[:inside])
    spots[-1].behind = entry.trailing
    if opened < len(found):
        brace, closing = found[opened][1].span, found[-1][1].span
        spots.append(Spot(brace.start, brace.end, entry.lead, entry.trailing, entry=entry))
        body = found[opened + 1 : -1]
        for clause, own in _cut(statement.clauses[inside:], body):
            spots += _clause(entry, clause, own)
        spots.append(Spot(closing.start, closing.end, entry.tail, entry.tail, True, entry=entry))
    return spots


def _head(entry: DraftEntry, statement: Statement, head: list[Token], clauses: tuple[Clause, ...]) -> list[Spot]:
    if statement.label is not None:
        entry.head.append(DraftLine(LABEL, statement.label, []))
    values: dict[int, Spot] = {}
    for clause, own in _cut(clauses, head):
        row = CLAUSES_OF[statement.kind][clause.keyword]
        line = DraftLine(row, clause.value, [])
        entry.head.append(line)
        for spot in value_spots(line, own[len((row.head or "").split()) :], entry):
            spot.ahead, spot.behind = entry.lead, None
            values[spot.start] = spot
    spans = [value.span for _, value in head]
    return [
        values.get(span.start) or Spot(span.start, span.end, entry.lead, opens=span is spans[0], entry=entry)
        for span in spans
    ]


def _clause(entry: DraftEntry, clause: Clause, own: list[Token]) -> list[Spot]:
    line = DraftLine(CLAUSES_OF[entry.row.kind][clause.keyword], clause.value, [])
    entry.body.append(line)
    if not own[0][0].startswith("C_"):
        spots = value_spots(line, own, entry)
        spots[0].opens = True
        return spots
    span = own[0][1].span
    behind = line.trailing if len(own) == 1 else None
    keyword = Spot(span.start, span.end, line.lead, behind, True, entry=entry)
    return [keyword, *value_spots(line, own[1:], entry)]


def _cut(clauses: tuple[Clause, ...], found: list[Token]) -> list[tuple[Clause, list[Token]]]:
    """Return each clause with its tokens: up to the next one, as a value's place leaves its outer parentheses out."""
    begins = [bisect_left(found, clause.span.start, key=lambda token: token[1].span.start) for clause in clauses]
    bounds = pairwise([*begins, len(found)])
    return [(clause, found[start:stop]) for clause, (start, stop) in zip(clauses, bounds, strict=True)]
