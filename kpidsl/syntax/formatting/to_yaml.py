"""A sheet in the YAML spelling: sections in the order of their first statement, clauses as keys, one a line."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from kpidsl.syntax.formatting.pieces import laid_out, quoted
from kpidsl.syntax.formatting.scalars import block, scalar
from kpidsl.syntax.formatting.sheet import Entry, Line, Remarks, Sheet
from kpidsl.syntax.tree import DataFile, Query, Text
from kpidsl.syntax.yaml_values import rule_of

_ENTRY, _CLAUSE = 2, 4
_LONGEST_KEY = 1000
_PROSE = frozenset({"text", "plain", "query"})


def yaml_text(sheet: Sheet) -> str:
    """Return a sheet as the text of a `.yaml` file."""
    sections: dict[str, list[Entry]] = {}
    for entry in sheet.entries:
        sections.setdefault(entry.row.section, []).append(entry)
    lines: list[str] = []
    for section, entries in sections.items():
        lines += _section(section, entries)
    written = [entry.key for entries in sections.values() for entry in entries]
    asked = [entry.key for entry in sheet.entries]
    if written != asked:
        lines += ["", "order:", *(f"  - {scalar(key)}" for key in asked)]
    lines += sheet.foot
    return "".join(f"{line}\n" for line in lines)


def _section(section: str, entries: list[Entry]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        lead = entry.lead
        if number == 0:
            # What a blank line parts from the first statement is said of more than that one.
            cut = max((at for at, each in enumerate(lead) if not each), default=-1)
            yield from lead[:cut] if cut > 0 else [""] * (cut == 0)
            yield f"{section}:"
            lead = lead[cut + 1 :]
        yield from _above(lead, _ENTRY)
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    lines = [*_clauses((*entry.head, *entry.body)), *_above(entry.tail, _CLAUSE)]
    behind = f"  {entry.trailing}" if entry.trailing else ""
    if not entry.row.listed:
        name = scalar(entry.name)
        if len(name) > _LONGEST_KEY:
            yield f"{' ' * _ENTRY}? {name}{behind}"
            yield f"{' ' * _ENTRY}:"
        else:
            yield f"{' ' * _ENTRY}{name}:{behind}"
        yield from lines
        return
    dash = f"{' ' * _ENTRY}- "
    if entry.row.subject:
        yield f"{dash}{entry.row.subject}: {scalar(entry.name)}{behind}"
        yield from lines
    else:
        first, *rest = lines
        yield f"{dash}{first[_CLAUSE:]}{behind}"
        yield from rest


def _clauses(lines: tuple[Line, ...]) -> Iterator[str]:
    for _, group in groupby(lines, key=lambda line: line.row.keyword):
        same = list(group)
        if len(same) == 1:
            yield from _above(same[0].lead, _CLAUSE)
            yield from _value(f"{' ' * _CLAUSE}{same[0].row.keyword}: ", same[0], _CLAUSE + 2)
            continue
        yield from _above(same[0].lead, _CLAUSE)
        yield f"{' ' * _CLAUSE}{same[0].row.keyword}:"
        for number, line in enumerate(same):
            yield from _above(line.lead if number else (), _CLAUSE + 2)
            yield from _value(f"{' ' * (_CLAUSE + 2)}- ", line, _CLAUSE + 4)


def _value(start: str, line: Line, indent: int) -> Iterator[str]:
    text = _text(line)
    behind = f"  {line.trailing}" if line.trailing else ""
    lines = block(text, indent)
    if lines is None:
        yield f"{start}{scalar(text, line.row.value in _PROSE)}{behind}"
    elif rule_of(line.row, text) is None:
        yield f"{start}{lines[0]}{behind}"
        yield from lines[1:]
    else:
        yield f"{start}{lines[0]}"
        yield from lines[1:-1]
        yield f"{lines[-1]}{behind}"


def _text(line: Line) -> str:
    """Return what the scalar holds: the text itself, or the value in the grammar of its clause."""
    row, value = line.row, line.value
    if row.value == "flag":
        return "true"
    spelt = "\n".join(laid_out(line.pieces))
    match value:
        case Query(sql=Text(value=text)):
            return text
        case Text(value=text, is_data=False) | DataFile(path=Text(value=text)):
            return text if rule_of(row, text) is None else quoted(text)
    # A table that looks like a file does not, with a blank after its dot.
    return spelt if rule_of(row, spelt) else spelt.replace(".", ". ")


def _above(remarks: Remarks, indent: int) -> Iterable[str]:
    return (f"{' ' * indent}{each}" if each else "" for each in remarks)
