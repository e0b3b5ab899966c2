"""The words of a value in their one form, and how they stand together."""

import re
from unicodedata import normalize

from kpidsl.syntax.clauses import ClauseRow
from kpidsl.syntax.folding import fold
from kpidsl.syntax.formatting.periods import plain_period
from kpidsl.syntax.formatting.sheet import Piece, Remark
from kpidsl.syntax.lexer import RESERVED
from kpidsl.syntax.recording import Token
from kpidsl.syntax.tree import DataFile, Number, Period, Query, Text, Value, Word

_SIGNS_APART = frozenset({"RPAR", "COMMA", "DOT"})
_ENDS_OPERAND = frozenset(
    {"NAME", "NUMBER", "UNIT", "DATA", "TEXT", "DATE", "PERIOD", "TIMES", "RPAR", "W_NULL", "W_TRUE", "W_FALSE"}
)
_BARE = re.compile(r"[^\W\d]\w*(?:-[^\W\d]\w*)?")

Words = list[tuple[Token, list[Remark]]]
"""Tokens, each with the comments before it."""


def pieces_of(row: ClauseRow, value: Value, words: Words) -> tuple[tuple[Piece, ...], list[Remark]]:
    """Return a clause's value as pieces, and the comments that have no place between them."""
    alone = _alone(row, value)
    if alone is None:
        return _together(words)
    return tuple(Piece(text) for text in alone), [remark for _, remarks in words for remark in remarks]


def _alone(row: ClauseRow, value: Value) -> list[str] | None:
    """Return the words of a value that has no grammar of its own, None where it has one."""
    if row.value == "flag":
        return []
    match value:
        case Text(is_data=True):
            return None
        case Text(value=text) if row.value == "plain" and _stands_bare(text):
            return [text]
        case Text(value=text) | Query(sql=Text(value=text)) | DataFile(path=Text(value=text)):
            return [quoted(text)]
        case Word() if row.value == "unit":
            return [spelt(value)]
    return None


def _stands_bare(text: str) -> bool:
    return bool(_BARE.fullmatch(text)) and normalize("NFKC", fold(text)) == text and text not in RESERVED


def quoted(text: str) -> str:
    """Return text for people as a string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def spelt(word: Word) -> str:
    """Return a name as it was written, in its backticks where it had some."""
    name = word.written or word.text
    return f"`{name}`" if word.quoted else name


def _together(words: Words) -> tuple[tuple[Piece, ...], list[Remark]]:
    pieces: list[Piece] = []
    waiting: list[Remark] = []
    before: list[Token] = []
    for token, remarks in words:
        waiting += remarks
        glued = bool(before) and _glued(before, token)
        begins = not glued and _may_begin_a_line(token) and not (before and before[-1][0].startswith("T_"))
        pieces.append(Piece(_text(token), glued, tuple(waiting) if begins else ()))
        waiting = [] if begins else waiting
        before.append(token)
    return tuple(pieces), waiting


def _may_begin_a_line(token: Token) -> bool:
    """Say so of all but tails and units, which stand on the line of their value: a comment has to wait for the next."""
    return token[0] != "UNIT" and not token[0].startswith("T_")


def _glued(before: list[Token], token: Token) -> bool:
    kind, previous = token[0], before[-1][0]
    if kind in _SIGNS_APART or previous in ("LPAR", "DOT"):
        return True
    if kind == "LPAR":
        return previous == "NAME"
    if previous in ("PLUS", "MINUS"):
        return len(before) == 1 or before[-2][0] not in _ENDS_OPERAND
    return kind == "UNIT" and token[1].text == "円"


def _text(token: Token) -> str:
    kind, value = token
    match value:
        case Word() if kind == "NAME":
            return spelt(value)
        case Word(text="<>"):
            return "!="
        case Word() | Number():
            return value.text
        case Period():
            return plain_period(value.text)
        case Text(is_data=True):
            return "'" + value.value.replace("'", "''") + "'"
    return quoted(value.value)


def laid_out(pieces: tuple[Piece, ...]) -> list[str]:
    """Return the lines that pieces take: one, and one more after every comment among them."""
    lines = [""]
    commented = False
    for piece in pieces:
        for remark in piece.remarks:
            if commented or remark.own_line:
                lines.append(remark.text)
            else:
                lines[-1] += f"  {remark.text}"
            commented = True
        if commented:
            lines.append("")
            commented = False
        lines[-1] += piece.text if piece.glued or not lines[-1] else f" {piece.text}"
    return lines
