"""The YAML spelling onto a sheet: its nodes, with the tokens of every scalar that has a grammar."""

from dataclasses import dataclass, field

from kpidsl.syntax.clauses import CLAUSES_OF, LABEL, SECTION, ClauseRow, StatementRow
from kpidsl.syntax.formatting.draft import DraftEntry, DraftLine, Spot, hand_out, sheet, value_spots
from kpidsl.syntax.formatting.sheet import Sheet
from kpidsl.syntax.nodes import Entries, Items, Node, Scalar, compose
from kpidsl.syntax.recording import Token, tokens
from kpidsl.syntax.scalars import scalar_passage
from kpidsl.syntax.tree import File, Statement, Text, Value, Word
from kpidsl.syntax.yaml_order import order_keys
from kpidsl.syntax.yaml_values import Reading, rule_of
from kpidsl.text.source import Source, Span


@dataclass(slots=True)
class _Desk:
    """What is being laid out: the file, its statements by where they begin, and what has been laid so far."""

    reading: Reading
    statements: dict[int, tuple[Statement, str]]
    entries: dict[int, DraftEntry] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    firsts: list[tuple[DraftEntry, list[str]]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)


def sheet_of_yaml(source: Source, file: File) -> Sheet:
    """Return the sheet of a `.yaml` file that was read without errors."""
    written = sorted(file.statements, key=lambda each: each.span.start)
    keyed = zip(written, order_keys(written), strict=True)
    desk = _Desk(Reading(source.file, source.text, []), {each.span.start: (each, key) for each, key in keyed})
    root = compose(source.file, source.text)
    for key, node in root.entries if isinstance(root, Entries) else ():
        _section(desk, key, node)
    hand_out(source.text, desk.spots, file.comments, desk.foot)
    for entry, above in desk.firsts:
        _merge(entry, above)
    for entry in desk.entries.values():
        if entry.row.listed and not entry.row.subject:
            _first_line_is_head(entry)
    ordered = [desk.entries[each.span.start] for each in file.statements]
    return sheet(ordered, [*desk.above, *desk.foot])


def _merge(entry: DraftEntry, above: list[str]) -> None:
    """Put what stands above a section's key and what stands below it together, above the section's first statement."""
    inside = entry.lead[1:] if entry.lead[:1] == [""] else entry.lead
    said = any(above)
    entry.lead = [*above, *([""] if said and above[-1] else []), *inside]


def _first_line_is_head(entry: DraftEntry) -> None:
    """Give the comments of the line that a statement without a name begins with to the statement."""
    first = entry.head[0]
    entry.lead += first.lead
    entry.trailing += first.trailing
    first.lead, first.trailing = [], []


def _section(desk: _Desk, key: Scalar, node: Node) -> None:
    row = SECTION.get(key.value)
    if row is None:
        places = [key.span, *(each.span for each in node.items)] if isinstance(node, Items) else [key.span]
        desk.spots += [Spot(span.start, span.end, desk.foot, desk.foot) for span in places]
        return
    before = len(desk.entries)
    place = Spot(key.span.start, key.span.end, desk.above, desk.above, opens=True)
    desk.spots.append(place)
    match node:
        case Entries(entries=entries):
            for name, body in entries:
                _named(desk, row, name, body)
        case Items(items=items):
            for item in items:
                _listed(desk, row, item)
    if len(desk.entries) > before:
        first = list(desk.entries.values())[before]
        place.behind = first.lead
        desk.firsts.append((first, desk.above))
        desk.above = []


def _named(desk: _Desk, row: StatementRow, name: Scalar, body: Node) -> None:
    entry, statement = _entry(desk, row, name.span, 1)
    desk.spots.append(Spot(name.span.start, name.span.end, entry.lead, entry.trailing, True, entry=entry))
    _clauses(desk, entry, statement, body)


def _listed(desk: _Desk, row: StatementRow, item: Node) -> None:
    entry, statement = _entry(desk, row, item.span, 0)
    first = len(desk.spots)
    _clauses(desk, entry, statement, item)
    desk.spots[first].ahead = entry.lead


def _entry(desk: _Desk, row: StatementRow, span: Span, further: int) -> tuple[DraftEntry, Statement]:
    text = desk.reading.text
    line = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    statement, key = desk.statements[span.start]
    entry = DraftEntry(row, statement.name, key, span.start - line + further)
    desk.entries[span.start] = entry
    return entry, statement


def _clauses(desk: _Desk, entry: DraftEntry, statement: Statement, body: Node) -> None:
    written: dict[int, list[Value]] = {}
    for clause in statement.clauses:
        written.setdefault(clause.keyword_span.start, []).append(clause.value)
    for key, node in body.entries if isinstance(body, Entries) else ():
        if entry.row.subject and key.value == entry.row.subject:
            desk.spots.append(Spot(key.span.start, key.span.end, entry.lead, None, True, entry=entry))
            desk.spots.append(Spot(node.span.start, node.span.end, entry.lead, entry.trailing, entry=entry))
        elif statement.label is not None and key.value == LABEL.keyword and entry.row.labelled:
            _lines(desk, entry, LABEL, key, node, [statement.label])
        else:
            row = CLAUSES_OF[entry.row.kind][key.value]
            _lines(desk, entry, row, key, node, written.get(key.span.start, []))
    order = [LABEL.keyword, *CLAUSES_OF[entry.row.kind]]
    entry.head.sort(key=lambda line: order.index(line.row.keyword))


def _lines(desk: _Desk, entry: DraftEntry, row: ClauseRow, key: Scalar, node: Node, values: list[Value]) -> None:
    """Lay out what stands under a key: a line for each value; none for a flag that is off, whose comments stay."""
    place = Spot(key.span.start, key.span.end, entry.tail, entry.tail, True, entry=entry)
    desk.spots.append(place)
    nodes = node.items if isinstance(node, Items) and row.repeatable else [node]
    for number, (each, value) in enumerate(zip(nodes, values, strict=False)):
        line = DraftLine(row, value, [])
        (entry.body if row.head is None else entry.head).append(line)
        spots = value_spots(line, _tokens(desk.reading, row, each), entry)
        spots[-1].end = _end(desk.reading, each, spots[-1].end)
        if number == 0:
            place.ahead, place.behind = line.lead, None
        else:
            desk.spots.append(Spot(each.span.start, each.span.start, line.lead, None, True, entry=entry))
        desk.spots += spots


def _end(reading: Reading, node: Node, end: int) -> int:
    """Return where a value ends on its last line: a block of text ends with its last word."""
    block = isinstance(node, Scalar) and node.style in ("|", ">")
    return min(end, node.span.start + len(reading.text[node.span.start : node.span.end].rstrip())) if block else end


def _tokens(reading: Reading, row: ClauseRow, node: Node) -> list[Token]:
    if isinstance(node, Items):
        found: list[Token] = []
        for item in node.items:
            comma = Word(",", Span(reading.file, item.span.start, item.span.start))
            found += [("COMMA", comma)] if found else []
            found += _tokens(reading, row, item)
        return found
    rule = rule_of(row, node.value) if isinstance(node, Scalar) else None
    if rule is None or not isinstance(node, Scalar):
        return [("TEXT", Text("", node.span))]
    span = node.span
    return tokens(rule, scalar_passage(reading.file, reading.text, node.value, span.start, span.end, node.style))
