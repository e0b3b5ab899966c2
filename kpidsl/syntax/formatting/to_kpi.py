"""A sheet in the own spelling: one clause a line, the values of a statement in one column."""

from collections.abc import Iterator
from dataclasses import replace

from kpidsl.syntax.formatting.pieces import laid_out
from kpidsl.syntax.formatting.sheet import Entry, Line, Piece, Remarks, Sheet, folded
from kpidsl.syntax.lexer import SIGNS
from kpidsl.text.render.visible import width

_INDENT = "  "
_REMARKS = 44
_SIGNS = {kind: sign for sign, kind in SIGNS.items()}


def kpi_text(sheet: Sheet) -> str:
    """Return a sheet as the text of a `.kpi` file."""
    lines: list[str] = []
    for entry in sheet.entries:
        lines += _statement(folded(entry))
    lines += sheet.foot
    return "".join(f"{line}\n" for line in lines)


def _statement(entry: Entry) -> Iterator[str]:
    yield from entry.lead
    first, *more = laid_out(tuple(_head(entry)))
    head = [first, *(f"{_INDENT * 2}{line}" for line in more)]
    head[-1] += " {" if entry.braced else ""
    yield from head[:-1]
    yield f"{head[-1]}  {entry.trailing}" if entry.trailing else head[-1]
    if entry.braced:
        column = max((len(line.row.keyword) for line in entry.body if line.pieces and not _bare(line)), default=0)
        for line in entry.body:
            yield from _clause(line, column)
        yield from _above(entry.tail)
        yield "}"


def _head(entry: Entry) -> Iterator[Piece]:
    yield Piece(entry.row.kind)
    if entry.name:
        yield Piece(entry.name)
    for line in entry.head:
        for word in (line.row.head or "").split():
            yield Piece(_SIGNS.get(word) or word.removeprefix("W_").lower())
        yield replace(line.pieces[0], glued=False)
        yield from line.pieces[1:]


def _clause(line: Line, column: int) -> Iterator[str]:
    yield from _above(line.lead)
    first, *more = laid_out(line.pieces)
    word = "" if _bare(line) else f"{line.row.keyword}  "
    gap = "" if _bare(line) or not line.pieces else " " * (column - len(line.row.keyword))
    value = [f"{_INDENT}{word}{gap}{first}".rstrip()]
    value += [f"{_INDENT}{' ' * (column + 2)}{each}" for each in more]
    yield from value[:-1]
    yield _behind(value[-1], line.trailing)


def _bare(line: Line) -> bool:
    """Say whether the value stands without its keyword: `5 per day`, where `every 2 days` needs it."""
    return line.row.value == "how_often" and any(piece.text == "per" for piece in line.pieces)


def _above(remarks: Remarks) -> Iterator[str]:
    for each in remarks:
        yield f"{_INDENT}{each}" if each else ""


def _behind(code: str, remark: str) -> str:
    """Return a line with the comment behind it: in a column that no other line moves."""
    return f"{code}  {' ' * (_REMARKS - 2 - width(code))}{remark}" if remark else code
